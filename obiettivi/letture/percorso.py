"""The way of a sheet through its states, as the page draws it, and whose turn it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from smvp.flusso.operazioni import Passaggio
from smvp.nucleo.formati import FUSO, data_lunga
from smvp.organizzazione.models import Utente

from ..models import Obiettivo
from ..stati import (
    ACCETTATA,
    AL_VALUTATORE,
    ASSEGNATA,
    BOZZA,
    CON_PARERE,
    INTEGRAZIONI,
    MISURATA,
    MONITORATA,
    NEGOZIATA,
    OBIETTIVO,
    RENDICONTATA,
    REVISIONE,
    RIDEFINITA,
    TRASMESSA,
    VALIDATA,
    VALUTATA,
)
from .schede import Fatto, incarichi_da_firmare

ANDATA = (BOZZA, NEGOZIATA, CON_PARERE, TRASMESSA, VALIDATA, ACCETTATA, ASSEGNATA)
ANDATA_PO = (BOZZA, NEGOZIATA, VALIDATA, ACCETTATA, ASSEGNATA)
RITORNO = (ASSEGNATA, MONITORATA, RENDICONTATA, MISURATA, AL_VALUTATORE, VALUTATA)
DI_NUOVO = (ASSEGNATA, REVISIONE, RIDEFINITA, VALIDATA, ACCETTATA)
NOMI = {
    CON_PARERE: "Parere favorevole", TRASMESSA: "Trasmessa", REVISIONE: "Revisione", AL_VALUTATORE: "Al valutatore",
    INTEGRAZIONI: "Integrazioni",
}  # fmt: skip
# Steps that one may take and that nobody waits for.
FACOLTATIVI = frozenset({"chiedi_revisione"})


@dataclass(frozen=True, slots=True)
class Tappa:
    """A stage of the way; ``stato``: "fatta", "ora" or ""."""

    titolo: str
    dettaglio: str
    stato: str


def tocca_a(obiettivo: Obiettivo, utente: Utente, passi: Sequence[Passaggio], giorno: date) -> bool:
    """Whether the sheet waits for this user: a step forward that is theirs now, not one that they merely might take."""
    if obiettivo.stato == VALIDATA:
        return bool(incarichi_da_firmare(obiettivo, utente))
    avanti = [p for p in passi if not p.transizione.motivo and p.transizione.azione not in FACOLTATIVI]
    if obiettivo.stato in (ASSEGNATA, MONITORATA):  # a check or a report is due when there is something to send, or the year is over
        dovuti = [p for p in avanti if obiettivo.stato == ASSEGNATA or p.transizione.azione != "verifica"]  # one check is enough
        return any(p.pronto for p in avanti) or (bool(dovuti) and giorno > obiettivo.esercizio.periodo.al)
    return bool(avanti)


def scadenza_di(obiettivo: Obiettivo, passi: Sequence[Passaggio]) -> tuple[date, str] | None:
    """The term of the step that the sheet waits for, and its article: the user's own, or the first that leads on."""
    propri = [p.transizione for p in passi if not p.transizione.motivo]
    for t in (*propri, *(t for t in OBIETTIVO.da(obiettivo.stato) if not t.motivo)):
        termine = obiettivo.termine(t)
        if termine:
            return termine, obiettivo.esercizio.reg.scadenze[t.scadenza].articolo
    return None


def percorso(obiettivo: Obiettivo, storia: Sequence[Fatto]) -> list[Tappa]:
    """The stages of the part of the way where the sheet is: up to the assignment, round a revision, or on to the evaluation."""
    stato = TRASMESSA if obiettivo.stato == INTEGRAZIONI else obiettivo.stato
    strada = _strada(obiettivo, storia)
    qui = strada.index(stato)
    quando = {f.stato: f.quando for f in reversed(storia) if f.stato}
    tappe = []
    for n, codice in enumerate(strada):
        mostrato = obiettivo.stato if n == qui else codice
        fatta = n < qui or (n == qui and mostrato in (ASSEGNATA, VALUTATA) and n == len(strada) - 1)
        dettaglio = _giorno(quando.get(mostrato)) if fatta or n == qui else _entro(obiettivo, codice)
        tappe.append(
            Tappa(NOMI.get(mostrato, OBIETTIVO.stato(mostrato).parola), dettaglio, "fatta" if fatta else "ora" if n == qui else "")
        )
    return tappe


def _strada(obiettivo: Obiettivo, storia: Sequence[Fatto]) -> tuple[str, ...]:
    stati = [f.stato for f in storia if f.stato]  # the latest first
    da_assegnata = stati[: stati.index(ASSEGNATA)] if ASSEGNATA in stati else None
    if obiettivo.stato in (REVISIONE, RIDEFINITA) or (
        da_assegnata and REVISIONE in da_assegnata and obiettivo.stato in (VALIDATA, ACCETTATA)
    ):
        return DI_NUOVO
    if obiettivo.stato in RITORNO[1:] or (obiettivo.stato == ASSEGNATA and stati.count(ASSEGNATA) > 1):
        return RITORNO
    return ANDATA_PO if obiettivo.di_po else ANDATA


def _giorno(momento: datetime | None) -> str:
    """ "21 gennaio 2026"."""
    return data_lunga(momento.astimezone(FUSO).date()).split(" ", 1)[1] if momento else ""


def _entro(obiettivo: Obiettivo, codice: str) -> str:
    termini = [obiettivo.termine(t) for t in OBIETTIVO.transizioni if t.a == codice and not t.motivo]
    giorno = next((g for g in termini if g), None)
    return f"entro il {giorno.day} {data_lunga(giorno).split(chr(160))[1].split(' ')[0]}" if giorno else ""
