"""The way of a sheet through its states, as the page draws it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from smvp.nucleo.formati import FUSO, data_lunga

from ...models import Obiettivo
from ...stati import (
    ACCETTATA,
    AL_VALUTATORE,
    ASSEGNATA,
    BOZZA,
    CON_PARERE,
    IN_ESECUZIONE,
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
from .schede import Fatto

ANDATA = (BOZZA, NEGOZIATA, CON_PARERE, TRASMESSA, VALIDATA, ACCETTATA, ASSEGNATA)
ANDATA_PO = (BOZZA, NEGOZIATA, VALIDATA, ACCETTATA, ASSEGNATA)
RITORNO = (ASSEGNATA, MONITORATA, RENDICONTATA, MISURATA, AL_VALUTATORE, VALUTATA)
DI_NUOVO = (REVISIONE, RIDEFINITA, VALIDATA, ACCETTATA, ASSEGNATA)
NOMI = {
    CON_PARERE: "Parere favorevole", TRASMESSA: "Trasmessa", REVISIONE: "Revisione", AL_VALUTATORE: "Al valutatore",
    INTEGRAZIONI: "Integrazioni",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tappa:
    """A stage of the way; ``stato``: "fatta", "ora" or ""."""

    titolo: str
    dettaglio: str
    stato: str


def percorso(obiettivo: Obiettivo, storia: Sequence[Fatto]) -> list[Tappa]:
    """The stages of the part of the way where the sheet is: up to the assignment, round a revision, or on to the evaluation."""
    stato = TRASMESSA if obiettivo.stato == INTEGRAZIONI else obiettivo.stato
    strada = _strada(obiettivo, storia)
    qui = strada.index(stato)
    quando = {f.stato: f.quando for f in reversed(storia) if f.stato and not f.ritorno}
    tappe = []
    for n, codice in enumerate(strada):
        mostrato = obiettivo.stato if n == qui else codice
        fatta = n < qui or (n == qui and mostrato in (ASSEGNATA, VALUTATA) and n == len(strada) - 1)
        dettaglio = _giorno(quando.get(mostrato)) if fatta or n == qui else _entro(obiettivo, codice, strada)
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
        prima = stati[stati.index(REVISIONE) + 1 :] if REVISIONE in stati else []
        partenza = next((s for s in prima if s in IN_ESECUZIONE), ASSEGNATA)
        return (partenza, *DI_NUOVO)
    if obiettivo.stato in RITORNO[1:] or (obiettivo.stato == ASSEGNATA and stati.count(ASSEGNATA) > 1):
        return RITORNO
    return ANDATA_PO if obiettivo.di_po else ANDATA


def _giorno(momento: datetime | None) -> str:
    """ "21 gennaio 2026"."""
    return data_lunga(momento.astimezone(FUSO).date()).split(" ", 1)[1] if momento else ""


def _entro(obiettivo: Obiettivo, codice: str, strada: Sequence[str]) -> str:
    """The term of a stage, with the year if it is not that of the exercise; round a revision all is done again within that of art. 15."""
    esercizio = obiettivo.esercizio
    if REVISIONE in strada:
        termini: list[date | None] = [esercizio.reg.scadenze["ridefinizione"].entro(esercizio.anno)]
    else:
        termini = [obiettivo.termine(t) for t in OBIETTIVO.transizioni if t.a == codice and not t.motivo]
    giorno = next((g for g in termini if g), None)
    if giorno is None:
        return ""
    mese = data_lunga(giorno).split(chr(160))[1].split(" ")[0]
    return f"entro il {giorno.day} {mese}{f' {giorno.year}' if giorno.year != esercizio.anno else ''}"
