"""The acts on the sheets: opening, scoring, and what each step of the workflow does beside changing the state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from obiettivi.letture.esiti import raggiungimenti_decisi
from obiettivi.models import Assegnazione, Obiettivo
from obiettivi.stati import OBIETTIVO
from smvp.documenti.contenuto import canonico
from smvp.documenti.models import Documento, Lavoro
from smvp.documenti.operazioni import Richiesta, emetti_insieme, emetti_tutti
from smvp.flusso.models import NESSUNA_PAGINA, Pagina
from smvp.flusso.operazioni import effetto
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.organizzazione.models import CausaFine, Ente, Esercizio, Utente
from smvp.registro.operazioni import registra

from . import letture
from .documenti import SCHEDA_B, chiave_scheda, contenuto_scheda
from .models import Scheda, VotoFattore, VotoObiettivo
from .stati import APERTA, CHIUSA, SCHEDA


@dataclass(frozen=True, slots=True)
class Specialistico:
    """A factor of B.3, chosen for one person (art. 10)."""

    titolo: str
    descrizione: str = ""


@transaction.atomic
def apri_schede(
    *, esercizio: Esercizio, utente: Utente, quando: datetime, specialistici: Mapping[int, Sequence[Specialistico]] | None = None
) -> list[Scheda]:
    """Art. 18: open a sheet for each appointment of a dirigente or P.O. in force in the exercise that has none.

    ``specialistici``: factors of B.3 by appointment id; by default those that the regulation's facsimile suggests. Repeating
    it opens only what is missing. The Segretario has a sheet here only for an interim Direzione (art. 24).
    """
    if not rules.has_perm("valutazioni.aprire_schede", utente):
        raise PermissionDenied("Apre le schede il NCVP, o la sua segreteria.")
    Esercizio.objects.select_for_update().get(pk=esercizio.pk)  # two people who open at once: the second finds them open
    incarichi = letture.incarichi_da_valutare(esercizio).exclude(schede__esercizio=esercizio)
    nuove = Scheda.objects.bulk_create(Scheda(esercizio=esercizio, incarico=i, aperta_il=quando) for i in incarichi)
    _crea_voti(nuove, esercizio, specialistici or {})
    for scheda in nuove:
        registra(azione="scheda.apri", oggetto=SCHEDA.codice, oggetto_id=scheda.pk, utente=utente.username, quando=quando,
                 dati={"esercizio": esercizio.anno, "incarico": scheda.incarico_id})  # fmt: skip
    return nuove


def _crea_voti(schede: Sequence[Scheda], esercizio: Esercizio, specialistici: Mapping[int, Sequence[Specialistico]]) -> None:
    per_incarico = {s.incarico_id: s for s in schede}
    assegnazioni = list(Assegnazione.objects.filter(obiettivo__esercizio=esercizio, incarico__in=list(per_incarico)))
    decisi = raggiungimenti_decisi(assegnazioni)
    VotoObiettivo.objects.bulk_create(
        VotoObiettivo(scheda=per_incarico[a.incarico_id], assegnazione=a, raggiungimento=decisi.get(a.pk)) for a in assegnazioni
    )
    voti = []
    for scheda in schede:
        for m in esercizio.reg.macrofattori:
            fattori: Sequence[Any] = m.fattori or specialistici.get(scheda.incarico_id) or m.suggeriti
            voti += [
                VotoFattore(scheda=scheda, macrofattore=m.codice, ordine=n, titolo=f.titolo, descrizione=f.descrizione)
                for n, f in enumerate(fattori, 1)
            ]
    VotoFattore.objects.bulk_create(voti)


@transaction.atomic
def scegli_specialistici(*, scheda: Scheda, fattori: Sequence[Specialistico], utente: Utente, quando: datetime, versione: int) -> Scheda:
    """Art. 10: set the factors of B.3 of one person. A factor that keeps its title keeps its mark.

    Raises PermissionDenied (not the evaluator, or the sheet has gone on), DatiNonValidi (none, or the same title twice) and
    ConflittoDiVersione.
    """
    riga = Scheda.objects.select_for_update(of=("self",)).get(pk=scheda.pk)
    if not rules.has_perm("valutazioni.scegliere_fattori", utente, riga):
        raise PermissionDenied("I fattori li sceglie chi valuta, finché la scheda è aperta.")
    if riga.versione != versione:
        raise ConflittoDiVersione("Nel frattempo qualcun altro ha salvato questa scheda: rileggi prima di continuare.")
    titoli = [f.titolo.strip() for f in fattori]
    if not titoli or not all(titoli):
        raise DatiNonValidi("Serve almeno un fattore, e ognuno con il suo titolo.", articolo="10")
    if len({t.casefold() for t in titoli}) < len(titoli):
        raise DatiNonValidi("Due fattori hanno lo stesso titolo.", articolo="10")
    (macrofattore,) = [m.codice for m in riga.esercizio.reg.macrofattori if not m.fattori]
    prima = {v.titolo: v for v in riga.voti_fattore.filter(macrofattore=macrofattore)}
    riga.voti_fattore.filter(macrofattore=macrofattore).delete()
    VotoFattore.objects.bulk_create(_rifai(riga, macrofattore, n, f, prima.get(f.titolo.strip())) for n, f in enumerate(fattori, 1))
    riga.segna_salvata(utente, quando)
    riga.save()
    dati = {"prima": list(prima), "dopo": titoli}
    registra(azione="scheda.scegli_fattori", oggetto=SCHEDA.codice, oggetto_id=riga.pk, utente=utente.username, quando=quando, dati=dati)
    return riga


def _rifai(scheda: Scheda, macrofattore: str, ordine: int, fattore: Specialistico, prima: VotoFattore | None) -> VotoFattore:
    nuovo = VotoFattore(
        scheda=scheda, macrofattore=macrofattore, ordine=ordine, titolo=fattore.titolo.strip(), descrizione=fattore.descrizione.strip()
    )
    if prima is not None:
        nuovo.proposto, nuovo.voto, nuovo.motivo = prima.proposto, prima.voto, prima.motivo
    return nuovo


@dataclass(frozen=True, slots=True)
class Voti:
    """What somebody has filled in: only the keys present are written; None empties a value. Keys are row ids."""

    raggiungimenti: Mapping[int, Decimal | None] = field(default_factory=dict)
    fattori: Mapping[int, int | None] = field(default_factory=dict)
    motivi: Mapping[int, str] = field(default_factory=dict)
    note: str | None = None


@transaction.atomic
def salva_voti(*, scheda: Scheda, voti: Voti, utente: Utente, quando: datetime, versione: int, pagina: Pagina = NESSUNA_PAGINA) -> Scheda:
    """Save the marks that the user may write on a sheet; returns it as it stands afterwards (same version if nothing changed).

    Raises PermissionDenied (a section that is not theirs, a state that is closed), DatiNonValidi (a mark outside the scale, a
    negative percentage, a row of another sheet, a text that could never be printed) and ConflittoDiVersione if somebody else has
    saved since ``versione``.
    """
    riga = Scheda.objects.select_for_update(of=("self",)).get(pk=scheda.pk)
    _controlla_permessi(riga, voti, utente)
    if riga.versione != versione and not pagina.viene_dopo(riga, utente):
        raise ConflittoDiVersione("Nel frattempo qualcun altro ha salvato questa scheda.")
    cambi = _scrivi_obiettivi(riga, voti) | _scrivi_fattori(riga, voti)
    if voti.note is not None and voti.note != riga.note_valutatore:
        cambi["note"] = [riga.note_valutatore, voti.note]
        riga.note_valutatore = voti.note
    if cambi:
        riga.segna_salvata(utente, quando, pagina)
        riga.save()
        if voti.note is not None or voti.motivi:
            _controlla_stampa(riga, quando)
        registra(azione="scheda.salva", oggetto=SCHEDA.codice, oggetto_id=riga.pk, utente=utente.username, quando=quando, dati=cambi)
    return riga


def _controlla_stampa(scheda: Scheda, quando: datetime) -> None:
    """A text that cannot be printed is refused when it is written, not when the sheet is to be closed."""
    fresca = letture.con_tutto(Scheda.objects.filter(pk=scheda.pk)).get()
    canonico(contenuto_scheda(fresca, Ente.corrente(), letture.firmatari(quando.date())))


def _controlla_permessi(scheda: Scheda, voti: Voti, utente: Utente) -> None:
    if scheda.stato == CHIUSA:
        raise OperazioneNonAmmessa("La scheda è chiusa: non si può più cambiare.", articolo="18")
    chiesti = {
        "valutazioni.votare_a": bool(voti.raggiungimenti),
        "valutazioni.votare_b": bool(voti.fattori or voti.motivi),
        "valutazioni.annotare": voti.note is not None,
    }
    for permesso, serve in chiesti.items():
        if serve and not rules.has_perm(permesso, utente, scheda):
            raise PermissionDenied("Questa parte della scheda non è tua, o in questo momento non si può cambiare.")


def _scrivi_obiettivi(scheda: Scheda, voti: Voti) -> dict[str, list]:
    righe = {v.pk: v for v in scheda.voti_obiettivo.select_related("assegnazione__obiettivo")}
    cambi = {}
    for pk, valore in voti.raggiungimenti.items():
        riga = _della_scheda(righe, pk)
        if valore is not None and valore < 0:
            raise DatiNonValidi("La percentuale raggiunta non può essere negativa.", articolo="20")
        if riga.raggiungimento != valore:
            cambi[f"obiettivo {riga.assegnazione.obiettivo.codice}"] = [_testo(riga.raggiungimento), _testo(valore)]
            riga.raggiungimento = valore
            riga.save(update_fields=["raggiungimento"])
    return cambi


def _scrivi_fattori(scheda: Scheda, voti: Voti) -> dict[str, list]:
    righe = {v.pk: v for v in scheda.voti_fattore.all()}
    ammessi = {livello.voto for livello in scheda.esercizio.reg.scala}
    campo = "proposto" if scheda.con_proposta else "voto"
    cambi = {}
    for pk in voti.fattori.keys() | voti.motivi.keys():
        riga = _della_scheda(righe, pk)
        prima = [getattr(riga, campo), riga.motivo]
        if pk in voti.fattori:
            voto = voti.fattori[pk]
            if voto is not None and voto not in ammessi:
                raise DatiNonValidi(f"{riga.titolo}: il voto {voto} non è nella scala.", articolo="20")
            setattr(riga, campo, voto)
        riga.motivo = voti.motivi.get(pk, riga.motivo).strip()
        if prima != [getattr(riga, campo), riga.motivo]:
            cambi[f"{riga.macrofattore} {riga.ordine}"] = [*prima, getattr(riga, campo), riga.motivo]
            riga.save(update_fields=[campo, "motivo"])
    return cambi


def _della_scheda(righe: Mapping[int, Any], pk: int) -> Any:
    if pk not in righe:
        raise DatiNonValidi("Una riga non appartiene a questa scheda: ricarica la pagina.")
    return righe[pk]


def _testo(valore: Decimal | None) -> str | None:
    return None if valore is None else str(valore)


@effetto(OBIETTIVO.codice, "valuta")
def _riporta_raggiungimento(obiettivo: Obiettivo, *, utente: Utente, quando: datetime) -> None:
    """Art. 18: the percentage decided on an objective goes into the open sheets of those who answer for it, where none is written yet."""
    decisi = {c.parte_id: c.valutato for c in obiettivo.consuntivi.all()}
    vuoti = VotoObiettivo.objects.filter(assegnazione__obiettivo=obiettivo, scheda__stato=APERTA, raggiungimento=None)
    for voto in vuoti.select_related("assegnazione").order_by("scheda"):
        scheda = Scheda.objects.select_for_update(of=("self",)).get(pk=voto.scheda_id)
        deciso = decisi.get(voto.assegnazione.parte_id)
        if deciso is not None and vuoti.filter(pk=voto.pk).update(raggiungimento=deciso):  # still empty, under the sheet's lock
            scheda.segna_salvata(utente, quando)
            scheda.save()
            registra(azione="scheda.salva", oggetto=SCHEDA.codice, oggetto_id=scheda.pk, utente=utente.username, quando=quando,
                     dati={f"obiettivo {obiettivo.codice}": [None, _testo(deciso)]})  # fmt: skip


@effetto(SCHEDA.codice, "trasmetti")
def _proponi(scheda: Scheda, *, utente: Utente, quando: datetime) -> None:
    """The Sindaco starts from the proposal: each mark is the proposed one until he changes it. The proposal is also a document."""
    for voto in scheda.voti_fattore.all():
        voto.voto, voto.motivo = voto.proposto, ""
        voto.save(update_fields=["voto", "motivo"])
    scheda.salvata_dalla_pagina = ""
    emetti_scheda(scheda, utente=utente, quando=quando)


@effetto(SCHEDA.codice, "decidi")
@effetto(SCHEDA.codice, "restituisci")
@effetto(SCHEDA.codice, "rinvia")
def _nuova_mano(scheda: Scheda, *, utente: Utente, quando: datetime) -> None:
    """From here somebody else writes: a save still on its way from the old page is no longer a save of the same page."""
    scheda.salvata_dalla_pagina = ""


@effetto(SCHEDA.codice, "chiudi")
def _congela(scheda: Scheda, *, utente: Utente, quando: datetime) -> None:
    """From now on the signed figures are the printed ones (reading rule 3); the PDF is queued."""
    p = letture.punteggio(letture.con_tutto(Scheda.objects.filter(pk=scheda.pk)).get())
    if p.p_finale is None or p.fascia is None:
        raise DatiNonValidi("Il punteggio non è completo.", articolo="20")
    scheda.p_a, scheda.p_b, scheda.p_finale = p.p_a, p.p_b, p.p_finale
    scheda.fascia, scheda.percentuale = p.fascia.numero, p.fascia.percentuale
    scheda.chiusa_il = quando
    scheda.retribuzione, scheda.limiti_eta = scheda.incarico.retribuzione_risultato, scheda.incarico.causa_fine == CausaFine.LIMITI_ETA
    scheda.dal, scheda.al = scheda.incarico.dal, scheda.incarico.al
    emetti_scheda(scheda, utente=utente, quando=quando)


def emetti_scheda(scheda: Scheda, *, utente: Utente, quando: datetime) -> Documento:
    """Freeze the sheet as it stands, in its present state and version, and queue its PDF; the same version gives the same document."""
    fresca = letture.con_tutto(Scheda.objects.filter(pk=scheda.pk)).get()
    fresca.stato, fresca.versione, fresca.chiusa_il = scheda.stato, scheda.versione, scheda.chiusa_il
    return _emetti([fresca], utente=utente, quando=quando)[0]


def _emetti(schede: Sequence[Scheda], *, utente: Utente, quando: datetime) -> list[Documento]:
    ente, firmatari = Ente.corrente(), letture.firmatari(quando.date())
    richieste = [
        Richiesta(
            chiave=chiave_scheda(scheda),
            titolo=f"{scheda}: {scheda.stato_attuale.in_frase}",
            oggetto_id=scheda.pk,
            payload=partial(contenuto_scheda, scheda, ente, firmatari),
        )
        for scheda in schede
    ]
    return emetti_tutti(richieste, tipo=SCHEDA_B, utente=utente, quando=quando)


@transaction.atomic
def stampa_tutte(*, esercizio: Esercizio, utente: Utente, quando: datetime) -> Lavoro:
    """Queue the PDFs of all the sheets of an exercise that the user may read, with a zip at the end."""
    if not rules.has_perm("valutazioni.stampare_tutte", utente):
        raise PermissionDenied("Chiedono i documenti di tutto l’esercizio il NCVP e il Segretario generale.")
    schede = list(letture.schede_di(utente, esercizio))
    if not schede:
        raise OperazioneNonAmmessa("Non c’è nessuna scheda in questo esercizio.")
    documenti = _emetti(schede, utente=utente, quando=quando)
    return emetti_insieme(
        tipo=SCHEDA_B, titolo=f"Schede di valutazione {esercizio.anno}", documenti=documenti, utente=utente, quando=quando
    )
