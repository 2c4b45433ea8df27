"""Art. 18: the report of an objective and its three figures, kept apart: proposed by the indicators, measured, decided."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.flusso.models import NESSUNA_PAGINA, Pagina
from smvp.flusso.operazioni import effetto
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import data
from smvp.organizzazione.models import Utente

from .. import documenti
from ..letture.scheda.proposte import proposta_di
from ..models import Consuntivo, Indicatore, Misura, Obiettivo, Parte, Rilevazione
from ..permessi import puo_sulla_quota
from ..stati import AL_VALUTATORE, MISURATA, OBIETTIVO, RENDICONTATA, VALUTATA
from .salvataggio import annota
from .stampabile import al_campo, cresciuti, documento_stampabile

Campi = Mapping[tuple[int, str], Any]
"""Values by (row, field): only the keys present are written. The row is an indicator, or a quota: its part, 0 for the whole objective."""

INTERO = 0
TESTI = frozenset({"risultato", "relazione", "scostamenti"})
VALORI = {
    Misura.NUMERO: frozenset({"valore", "nota"}),
    Misura.DATA: frozenset({"valore_data", "fatto", "nota"}),
    Misura.SI_NO: frozenset({"fatto", "nota"}),
}
PERCENTUALE_MASSIMA = Decimal("99999.99")


@dataclass(frozen=True, slots=True)
class Cifra:
    """One of the two figures that a person gives: its columns, the figure it starts from, who may give it, in which state."""

    nome: str
    campo: str
    motivo: str
    di_prima: str
    nome_di_prima: str
    chi: str
    quando: str
    permesso: str
    stato: str
    di_chi: str
    azione: str


MISURA = Cifra(
    nome="misurata", campo="misurato", motivo="motivo_misura", di_prima="proposto", nome_di_prima="proposta",
    chi="misurato_da", quando="misurato_il", permesso="obiettivi.misurare", stato=RENDICONTATA,
    di_chi="Misura il controllo di gestione, mai un obiettivo proprio.", azione="salva_misure",
)  # fmt: skip
VALUTAZIONE = Cifra(
    nome="decisa", campo="valutato", motivo="motivo_valutazione", di_prima="misurato", nome_di_prima="misurata",
    chi="valutato_da", quando="valutato_il", permesso="obiettivi.valutare", stato=AL_VALUTATORE,
    di_chi="Valuta il NCVP, o il Dirigente per le P.O., mai un obiettivo proprio.", azione="salva_valutazione",
)  # fmt: skip


def blocca(obiettivo: Obiettivo) -> Obiettivo:
    """The row as it is now, locked until the transaction ends."""
    return Obiettivo.objects.select_for_update(of=("self",)).get(pk=obiettivo.pk)


def controlla_versione(riga: Obiettivo, versione: int, pagina: Pagina, utente: Utente) -> None:
    if riga.versione != versione and not pagina.viene_dopo(riga, utente):
        raise ConflittoDiVersione("Nel frattempo qualcun altro ha salvato questo obiettivo.")


def parte_di(riga: Obiettivo, chiave: int) -> Parte | None:
    """The quota of a key. Raises DatiNonValidi for one of another objective."""
    quote = {p.pk if p else INTERO: p for p in riga.quote()}
    if chiave not in quote:
        raise DatiNonValidi("Una riga non appartiene a questo obiettivo: ricarica la pagina.")
    return quote[chiave]


# --- the report ------------------------------------------------------------------------------------------


@transaction.atomic
def salva_rendicontazione(
    *, obiettivo: Obiettivo, testi: Campi, valori: Campi, utente: Utente, quando: datetime, versione: int, pagina: Pagina = NESSUNA_PAGINA
) -> Obiettivo:
    """Art. 18: save what is reported so far: ``testi`` by quota (risultato, relazione, scostamenti), ``valori`` by indicator (valore,
    valore_data, fatto, nota). Each dirigente of a collective objective writes their part; who leads writes all.

    Raises PermissionDenied (a quota of others, another state), DatiNonValidi (a day that cannot be, a value that the indicator
    does not take, a row of another objective), ConflittoDiVersione.
    """
    riga = blocca(obiettivo)
    indicatori = {i.pk: i for i in riga.indicatori.select_related("parte", "rilevazione")}
    quote = {chiave: parte_di(riga, chiave) for chiave, _ in testi}
    _controlla_quote(riga, [*quote.values(), *(_indicatore(indicatori, pk).parte for pk, _ in valori)], utente)
    controlla_versione(riga, versione, pagina, utente)
    cambi = _scrivi_testi(riga, quote, testi) | _scrivi_valori(riga, indicatori, valori, quando.date())
    if cambi:
        toccate = {c for c, _ in testi} | {indicatori[pk].parte_id or INTERO for pk, _ in valori}
        _firma_quote(riga, toccate, utente, quando)
        annota(riga, "salva_rendicontazione", cambi, utente, quando, pagina)
        campi = {f"{riga.nome_quota(quote[chiave])}, {campo}": f"{campo}_{chiave}" for chiave, campo in testi}
        campi |= {f"indicatore {indicatori[pk].lettera}, {campo}": f"{campo}_{pk}" for pk, campo in valori}
        _si_stampa(riga, documenti.contenuto_rendiconto, cresciuti(cambi, campi), quando)
    return riga


def _si_stampa(riga: Obiettivo, contenuto_di: Callable[..., Mapping[str, Any]], cresciuti: Mapping[str, int], quando: datetime) -> None:
    """A text that would stop the step is refused here, where it is written (art. 18); what has not grown is not looked at again."""
    if cresciuti:
        al_campo(partial(documento_stampabile, riga, contenuto_di, quando), cresciuti)


def _controlla_quote(riga: Obiettivo, parti: list[Parte | None], utente: Utente) -> None:
    for parte in dict.fromkeys(parti):
        if not puo_sulla_quota("obiettivi.rendicontare", utente, riga, parte):
            raise PermissionDenied(
                f"Ora l’obiettivo è «{riga.stato_attuale.parola}»: rendiconta chi ne risponde, quando la verifica intermedia è fatta."
            )


def _indicatore(indicatori: Mapping[int, Indicatore], pk: int) -> Indicatore:
    if pk not in indicatori:
        raise DatiNonValidi("Un indicatore non appartiene a questo obiettivo: ricarica la pagina.")
    return indicatori[pk]


def _scrivi_testi(riga: Obiettivo, quote: Mapping[int, Parte | None], testi: Campi) -> dict[str, list[Any]]:
    cambi = {}
    for chiave, parte in quote.items():
        consuntivo = riga.consuntivi.filter(parte=parte).first() or Consuntivo(obiettivo=riga, parte=parte)
        for (suo, campo), testo in testi.items():
            if suo != chiave:
                continue
            if campo not in TESTI:
                raise DatiNonValidi(f"La rendicontazione non ha un campo «{campo}».")
            if getattr(consuntivo, campo) != testo:
                cambi[f"{riga.nome_quota(parte)}, {campo}"] = [getattr(consuntivo, campo), testo]
                setattr(consuntivo, campo, testo)
        consuntivo.save()
    return cambi


def _scrivi_valori(riga: Obiettivo, indicatori: Mapping[int, Indicatore], valori: Campi, giorno: date) -> dict[str, list[Any]]:
    cambi = {}
    for pk in dict.fromkeys(pk for pk, _ in valori):
        indicatore = indicatori[pk]
        rilevata = getattr(indicatore, "rilevazione", None) or Rilevazione(indicatore=indicatore)
        for (suo, campo), valore in valori.items():
            if suo != pk:
                continue
            if campo not in VALORI[Misura(indicatore.misura)]:
                raise DatiNonValidi(f"L’indicatore {indicatore.lettera} non si misura così.", campo=f"{campo}_{pk}")
            if getattr(rilevata, campo) != valore:
                cambi[f"indicatore {indicatore.lettera}, {campo}"] = [_testo(getattr(rilevata, campo)), _testo(valore)]
                setattr(rilevata, campo, valore)
        _controlla_rilevazione(riga, rilevata, giorno)
        rilevata.save()
    return cambi


def difetto_della_data(obiettivo: Obiettivo, giorno: date, fatto: bool | None, oggi: date) -> str:
    """Why an indicator cannot have been reached on a day; empty if it can."""
    inizio = obiettivo.esercizio.periodo.dal
    if giorno > oggi:
        return "La data raggiunta è nel futuro."
    if giorno < inizio:
        return f"La data è di prima dell’esercizio, che comincia il {data(inizio)}."
    return "C’è una data e anche «non raggiunta»: togli una delle due." if fatto is False else ""


def _controlla_rilevazione(riga: Obiettivo, rilevata: Rilevazione, oggi: date) -> None:
    if rilevata.valore_data is None:
        return
    if difetto := difetto_della_data(riga, rilevata.valore_data, rilevata.fatto, oggi):
        i = rilevata.indicatore
        raise DatiNonValidi(f"Indicatore {i.lettera}: {difetto[0].lower()}{difetto[1:]}", campo=f"valore_data_{i.pk}", articolo="18")


def _firma_quote(riga: Obiettivo, toccate: set[int], utente: Utente, quando: datetime) -> None:
    """Who wrote in a quota last; an indicator of the whole objective has no quota where there are parts."""
    riga.consuntivi.filter(parte__in=toccate - {INTERO}).update(compilato_da=utente, compilato_il=quando)
    if INTERO in toccate:
        riga.consuntivi.filter(parte=None).update(compilato_da=utente, compilato_il=quando)


# --- the figures -----------------------------------------------------------------------------------------


@transaction.atomic
def salva_cifre(
    *, cifra: Cifra, obiettivo: Obiettivo, campi: Campi, utente: Utente, quando: datetime, versione: int, pagina: Pagina = NESSUNA_PAGINA
) -> Obiettivo:
    """Art. 18: save the percentages measured (``MISURA``) or decided (``VALUTAZIONE``), and why they differ; ``campi`` by quota, with
    the names of the columns. That a reason is missing is said by the step, so that nothing typed waits for it.

    Raises PermissionDenied (another role, one's own objective), OperazioneNonAmmessa (another state), DatiNonValidi (negative, too
    large, a quota that was not reported), ConflittoDiVersione.
    """
    riga = blocca(obiettivo)
    if not rules.has_perm(cifra.permesso, utente, riga):
        raise PermissionDenied(cifra.di_chi)
    if riga.stato != cifra.stato:
        raise OperazioneNonAmmessa(f"Ora l’obiettivo è «{riga.stato_attuale.parola}»: questa cifra non si può cambiare.", articolo="18")
    controlla_versione(riga, versione, pagina, utente)
    consuntivi = {c.parte_id or INTERO: c for c in riga.consuntivi.select_related("parte__direzione")}
    cambi: dict[str, list[Any]] = {}
    for (chiave, campo), valore in campi.items():
        if chiave not in consuntivi:
            raise DatiNonValidi("Una riga non appartiene a questo obiettivo: ricarica la pagina.")
        if nuovo := _scrivi_cifra(cifra, riga, consuntivi[chiave], campo, valore):
            cambi |= nuovo
            setattr(consuntivi[chiave], cifra.chi, utente)
            setattr(consuntivi[chiave], cifra.quando, quando)
            consuntivi[chiave].save(update_fields=[cifra.campo, cifra.motivo, cifra.chi, cifra.quando])
    if cambi:
        annota(riga, cifra.azione, cambi, utente, quando, pagina)
        motivi = [chiave for chiave, campo in campi if campo == cifra.motivo]
        nomi = {f"{riga.nome_quota(consuntivi[chiave].parte)}, {cifra.motivo}": f"{cifra.motivo}_{chiave}" for chiave in motivi}
        di_misura = cifra is MISURA
        contenuto_di = documenti.contenuto_misurazione if di_misura else documenti.contenuto_rendiconto
        dopo = partial(contenuto_di, come_in=MISURATA if di_misura else VALUTATA)
        _si_stampa(riga, dopo, cresciuti(cambi, nomi), quando)
    return riga


def _scrivi_cifra(cifra: Cifra, riga: Obiettivo, consuntivo: Consuntivo, campo: str, valore: Any) -> dict[str, list[Any]]:
    if campo not in (cifra.campo, cifra.motivo):
        raise DatiNonValidi(f"Qui non si può cambiare il campo «{campo}».")
    if campo == cifra.campo and valore is not None and not 0 <= valore <= PERCENTUALE_MASSIMA:
        raise DatiNonValidi("La percentuale non può essere negativa." if valore < 0 else "La percentuale è troppo grande.", articolo="20")
    prima = getattr(consuntivo, campo)
    if prima == valore:
        return {}
    setattr(consuntivo, campo, valore)
    return {f"{riga.nome_quota(consuntivo.parte)}, {campo}": [_testo(prima), _testo(valore)]}


def _testo(valore: Any) -> Any:
    """As the log keeps it: numbers and days as text."""
    return str(valore) if isinstance(valore, Decimal | date) else valore


# --- what the steps do -----------------------------------------------------------------------------------


@effetto(OBIETTIVO.codice, "rendiconta")
def _congela_proposta(obiettivo: Obiettivo, *, utente: Utente, quando: datetime) -> None:
    """What the reported values propose is written down; a figure measured on another proposal is measured anew."""
    obiettivo.salvata_dalla_pagina = ""
    consuntivi = {c.parte_id: c for c in obiettivo.consuntivi.all()}
    for parte in obiettivo.quote():
        consuntivo = consuntivi[parte.pk if parte else None]
        proposto = proposta_di(obiettivo, parte).percentuale
        if proposto != consuntivo.proposto:
            consuntivo.misurato = consuntivo.misurato_da = consuntivo.misurato_il = None
            consuntivo.motivo_misura = ""
        consuntivo.proposto = proposto
        consuntivo.save(update_fields=["proposto", "misurato", "misurato_da", "misurato_il", "motivo_misura"])


@effetto(OBIETTIVO.codice, "misura")
@effetto(OBIETTIVO.codice, "rinvia_rendicontazione")
@effetto(OBIETTIVO.codice, "trasmetti_al_valutatore")
@effetto(OBIETTIVO.codice, "rinvia_misurazione")
@effetto(OBIETTIVO.codice, "valuta")
def _nuova_mano(obiettivo: Obiettivo, *, utente: Utente, quando: datetime) -> None:
    """From here somebody else writes: a save still on its way from the old page is no longer a save of the same page."""
    obiettivo.salvata_dalla_pagina = ""
