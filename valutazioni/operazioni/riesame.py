"""What the Organismo di garanzia has determined (art. 29), or an agreement (art. 30), becomes a new version of the sheet; the one that was
contested stays as it was."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

import rules
from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from smvp.documenti.al_passaggio import emetti_al_passaggio
from smvp.flusso.operazioni import effetto, esegui
from smvp.flusso.stati import e_un_motivo
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import troppo_lungo
from smvp.organizzazione.models import Utente
from smvp.registro.operazioni import registra

from ..calcolo import percentuale_specifici
from ..letture.riesame import STRUTTURA, campo_raggiungimento, campo_voto
from ..models import ParteSeconda, Scheda, SchedaPersonale, Valutazione, VotoFattore, VotoObiettivo, VotoVoce
from ..models.valutazione import RIFERIMENTO_MASSIMO, TESTO_MASSIMO
from ..stati import FIRMATE, SCHEDA, SCHEDA_PERSONALE
from .emissioni import emetti_scheda
from .emissioni_personale import emetti_alla_firma
from .passaggi import fissa_punteggio, fissa_punti
from .voti import controlla_percentuale

ARTICOLO = "29"
CENTO = Decimal(100)
Versione = TypeVar("Versione", bound=Valutazione)
# What the new version does not take from the one it replaces: its own state and history, the figures that are computed anew, the act.
RIFATTI = frozenset({
    "id", "stato", "versione", "salvata_il", "salvata_da", "salvata_dalla_pagina", "salvataggio", "presa_visione_il", "firma_rifiutata",
    "testimone", "rifiuto", "notificata_il", "mezzo_notifica", "notifica", "atto", "sostituisce", "superata_il", "riesame",
    "motivazione_riesame", "correzioni", "vista_dal_ncvp", "p_a", "p_b", "p_finale", "fascia", "percentuale", "a", "b1", "b2", "totale",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Corretto:
    """A figure as it is determined, a mark or a percentage, and why."""

    valore: Decimal | int
    motivo: str


@transaction.atomic
def correggi_per_riesame(
    scheda: Versione, *, voti: Mapping[int, Corretto] | None = None, raggiungimenti: Mapping[int, Corretto] | None = None,
    motivazione: str, riferimento: str, utente: Utente, quando: datetime,
) -> Versione:  # fmt: skip
    """The new version of a signed sheet, with these figures instead of its own, rescored by the same engine; the old one stays legible.

    ``voti``: by row of the contested sheet (VotoFattore, VotoVoce). ``raggiungimenti``: by row (VotoObiettivo, or AssegnazioneSpecifica
    for the staff, where STRUTTURA stands for the structure's percentage on this sheet alone). ``riferimento`` names the review, or the
    agreement (it begins with ACCORDO): the same one asked for again gives the version that is there. The new version counts as read from
    ``quando`` (the determination is communicated, and final: no other review is open on it); if the Giunta had approved the old one, the
    new one waits for an act of its own.

    Raises PermissionDenied (one's own sheet), OperazioneNonAmmessa (not signed, superseded by another review, determined by one already),
    DatiNonValidi (no figure changes, a mark outside the scale, a row of another sheet, a reason that is not one).
    """
    vecchia = type(scheda).tutte.select_for_update(of=("self",)).get(pk=scheda.pk)
    if not rules.has_perm("valutazioni.correggere_per_riesame", utente, vecchia):
        raise PermissionDenied("Nessuno registra l’esito di un riesame sulla propria scheda.")
    if vecchia.superata_il is not None and vecchia.sostituita_da.riesame == riferimento.strip():
        return vecchia.sostituita_da  # type: ignore[return-value]
    _controlla(vecchia, motivazione, riferimento)
    correzione = _Correzione(dict(voti or {}), dict(raggiungimenti or {}))
    nuova = _copia(vecchia, motivazione.strip(), riferimento.strip())
    scrivi = _prepara(vecchia, nuova, correzione)
    correzione.finita()
    nuova.correzioni = correzione.cambi
    vecchia.superata_il = quando
    vecchia.save(update_fields=["superata_il"])
    nuova.save()
    scrivi()
    codice, dati = nuova.flusso.codice, {"riesame": nuova.riesame, "cifre": correzione.cambi}
    registra(azione=f"{codice}.superata", oggetto=codice, oggetto_id=vecchia.pk, utente=utente.username, quando=quando,
             dati={"riesame": nuova.riesame, "da": nuova.pk})  # fmt: skip
    registra(azione=f"{codice}.correggi", oggetto=codice, oggetto_id=nuova.pk, utente=utente.username, quando=quando, dati=dati)
    nuova = esegui(nuova, "ridetermina", utente=utente, quando=quando, versione=nuova.versione)
    emetti_al_passaggio(partial(_emetti, nuova, utente=utente, quando=quando))
    return nuova


def _emetti(scheda: Valutazione, *, utente: Utente, quando: datetime) -> None:
    """The document of the new version, once its row holds the figures."""
    if isinstance(scheda, Scheda):
        emetti_scheda(scheda, utente=utente, quando=quando)
    elif isinstance(scheda, SchedaPersonale):
        emetti_alla_firma(scheda, utente=utente, quando=quando)


def _controlla(vecchia: Valutazione, motivazione: str, riferimento: str) -> None:
    if vecchia.superata_il is not None:
        raise OperazioneNonAmmessa(f"Questa scheda è già superata: vale quella nuova ({vecchia.sostituita_da.riesame}).", articolo=ARTICOLO)
    if vecchia.sostituisce_id is not None:
        raise OperazioneNonAmmessa(
            f"Questa scheda è già determinata da {vecchia.determinata_da}: non si determina un’altra volta.", articolo=ARTICOLO
        )
    if vecchia.stato not in FIRMATE:
        raise OperazioneNonAmmessa(
            f"La scheda è «{vecchia.stato_attuale.parola}»: si corregge solo una scheda firmata per presa visione.",
            articolo=ARTICOLO,
        )
    if not riferimento.strip() or len(riferimento.strip()) > RIFERIMENTO_MASSIMO:
        raise DatiNonValidi(
            f"Scrivi quale riesame o accordo è, in al massimo {RIFERIMENTO_MASSIMO} caratteri.", campo="riferimento", articolo=ARTICOLO
        )
    _controlla_testo("Motivazione della determinazione", motivazione, "motivazione")


def _controlla_testo(che: str, testo: str, campo: str) -> None:
    if not e_un_motivo(testo):
        raise DatiNonValidi(f"{che}: scrivi perché, con almeno una frase.", campo=campo, articolo=ARTICOLO)
    if len(testo) > TESTO_MASSIMO:
        raise DatiNonValidi(f"{che}: {troppo_lungo(testo, TESTO_MASSIMO)}.", campo=campo, articolo=ARTICOLO)


class _Correzione:
    """The figures determined, taken one by one; what is left at the end is of no row of the sheet."""

    def __init__(self, voti: dict[int, Corretto], raggiungimenti: dict[int, Corretto]) -> None:
        self.voti, self.raggiungimenti = voti, raggiungimenti
        self.cambi: list[dict[str, str]] = []

    def voto(self, riga: VotoFattore | VotoVoce, che: str, ammessi: Iterable[int]) -> Corretto | None:
        """What is determined of a mark, None where it stays. Raises DatiNonValidi."""
        corretto = self.voti.pop(riga.pk, None)
        if corretto is None or corretto.valore == riga.voto:
            return None
        campo = campo_voto(riga.pk)
        if getattr(riga, "escluso", False):
            raise DatiNonValidi(f"{che}: è dichiarato non applicabile, non ha un voto.", campo=campo, articolo=ARTICOLO)
        if type(corretto.valore) is not int or corretto.valore not in ammessi:
            raise DatiNonValidi(f"{che}: il voto {corretto.valore} non è nella scala.", campo=campo, articolo="20")
        return self._cambia(campo, che, riga.voto, corretto)

    def percentuale(self, chiave: int, che: str, prima: Decimal | None, massimo: Decimal | None = None) -> Corretto | None:
        """The same of a percentage."""
        corretto = self.raggiungimenti.pop(chiave, None)
        if corretto is None or corretto.valore == prima:
            return None
        campo, valore = campo_raggiungimento(chiave), Decimal(corretto.valore)
        try:
            controlla_percentuale(valore)
        except DatiNonValidi as errore:
            raise DatiNonValidi(f"{che}: {errore}", campo=campo, articolo=errore.articolo) from errore
        if massimo is not None and valore > massimo:
            raise DatiNonValidi(f"{che}: la percentuale deve stare fra 0 e {massimo}.", campo=campo, articolo="22")
        return self._cambia(campo, che, prima, Corretto(valore, corretto.motivo))

    def _cambia(self, campo: str, che: str, prima: Decimal | int | None, corretto: Corretto) -> Corretto:
        _controlla_testo(che, corretto.motivo, campo)
        motivo = corretto.motivo.strip()
        self.cambi.append({"campo": campo, "che": che, "prima": "" if prima is None else str(prima), "dopo": str(corretto.valore),
                           "motivo": motivo})  # fmt: skip
        return Corretto(corretto.valore, motivo)

    def finita(self) -> None:
        if self.voti or self.raggiungimenti:
            raise DatiNonValidi("Una delle cifre non appartiene a questa scheda: ricarica la pagina.", articolo=ARTICOLO)
        if not self.cambi:
            raise DatiNonValidi("Nessuna cifra cambia: se la valutazione è confermata, la scheda resta quella che è.", articolo=ARTICOLO)


def _copia(vecchia: Versione, motivazione: str, riferimento: str) -> Versione:
    """The same facts, without what the review determines anew."""
    tenuti = {f.attname: getattr(vecchia, f.attname) for f in vecchia._meta.concrete_fields if f.name not in RIFATTI}
    return type(vecchia)(**tenuti, sostituisce=vecchia, riesame=riferimento, motivazione_riesame=motivazione)


def _altra(riga: Any, scheda: Valutazione, **cambi: Any) -> Any:
    """The same row on another sheet, not saved; ``scheda`` has no key yet, so it is set when the rows are written."""
    campi = {f.attname: getattr(riga, f.attname) for f in riga._meta.concrete_fields if f.name not in ("id", "scheda")}
    return type(riga)(**campi | cambi, scheda=scheda)


def _scrivi(*insiemi: Iterable[models.Model]) -> None:
    for insieme in insiemi:
        for riga in insieme:
            riga.scheda = riga.scheda  # type: ignore[attr-defined]  # the sheet has its key now
            riga.save(force_insert=True)


def _prepara(vecchia: Valutazione, nuova: Valutazione, correzione: _Correzione) -> Callable[[], None]:
    """Take the figures determined; what is returned writes the rows, once the sheet has its key."""
    if isinstance(vecchia, Scheda) and isinstance(nuova, Scheda):
        return _prepara_b(vecchia, nuova, correzione)
    if isinstance(vecchia, SchedaPersonale) and isinstance(nuova, SchedaPersonale):
        return _prepara_d(vecchia, nuova, correzione)
    raise TypeError(f"{vecchia}: non è una scheda che un riesame corregga")


def _prepara_b(vecchia: Scheda, nuova: Scheda, correzione: _Correzione) -> Callable[[], None]:
    """Allegato B: the rows of the new version; a mark determined anew says why as one that departs from the proposal does."""
    ammessi = {livello.voto for livello in vecchia.esercizio.reg.scala}
    sigle = {m.codice: m.sigla for m in vecchia.esercizio.reg.macrofattori}
    obiettivi: list[VotoObiettivo] = []
    for o in vecchia.voti_obiettivo.select_related("assegnazione__obiettivo").order_by("pk"):
        deciso = correzione.percentuale(o.pk, str(o.assegnazione.obiettivo), o.raggiungimento)
        obiettivi.append(_altra(o, nuova, **{"raggiungimento": deciso.valore} if deciso else {}))
    fattori: list[VotoFattore] = []
    for f in vecchia.voti_fattore.order_by("pk"):
        deciso = correzione.voto(f, f"{sigle[f.macrofattore]} · {f.titolo}", ammessi)
        fattori.append(_altra(f, nuova, **{"voto": deciso.valore, "motivo": deciso.motivo} if deciso else {}))
    return partial(_scrivi, obiettivi, fattori)


def _prepara_d(vecchia: SchedaPersonale, nuova: SchedaPersonale, correzione: _Correzione) -> Callable[[], None]:
    """Allegato D: the rows of the new version; the percentages are those that were signed, but for those determined anew."""
    if deciso := correzione.percentuale(STRUTTURA, "A · Percentuale della struttura", vecchia.struttura, CENTO):
        nuova.struttura = Decimal(deciso.valore)
    nuova.specifici = _specifici(vecchia, correzione)
    gruppi, ammessi = {g.codice: g.titolo for g in vecchia.esercizio.reg.personale.gruppi}, {x.voto for x in vecchia.esercizio.reg.scala}
    voci: list[VotoVoce] = []
    for v in vecchia.voti.select_related("voce").order_by("pk"):
        deciso = correzione.voto(v, f"B2 · {gruppi[v.voce.gruppo]}: {v.voce.titolo}", ammessi)
        voci.append(_altra(v, nuova, **{"voto": deciso.valore} if deciso else {}))
    seconde = [_altra(p, nuova) for p in ParteSeconda.objects.filter(scheda=vecchia)]
    return partial(_scrivi, voci, seconde)


def _specifici(vecchia: SchedaPersonale, correzione: _Correzione) -> Decimal | None:
    """Art. 22, a2: the weighted mean, with the percentages determined anew; nothing else may have moved since the signature."""
    assegnati, prima = vecchia.assegnati(), len(correzione.cambi)
    decisi = {a.pk: correzione.percentuale(a.pk, f"B1 · {a.obiettivo.titolo}", a.raggiungimento, CENTO) for a in assegnati}
    if len(correzione.cambi) == prima:
        return vecchia.specifici
    if vecchia.esonero or vecchia.specifici_oggi() != vecchia.specifici:
        raise DatiNonValidi(
            "Gli obiettivi specifici non sono più quelli su cui la scheda è stata firmata: la loro percentuale non si può ricalcolare.",
            articolo=ARTICOLO,
        )
    return percentuale_specifici([(a.peso, Decimal(d.valore) if (d := decisi[a.pk]) else a.raggiungimento) for a in assegnati])


def _ridetermina(scheda: Valutazione, *, utente: Utente, quando: datetime) -> None:
    """The figures by the same engine; what pay is made of is what was signed. Communicated, it counts as read."""
    if isinstance(scheda, Scheda):
        fissa_punteggio(scheda)
    elif isinstance(scheda, SchedaPersonale):
        fissa_punti(scheda)
    scheda.presa_visione_il = quando


for _flusso in (SCHEDA, SCHEDA_PERSONALE):
    effetto(_flusso.codice, "ridetermina")(_ridetermina)
