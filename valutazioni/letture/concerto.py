"""Art. 18: a P.O.'s sheet that comes back for the NCVP's agreement: what is no longer as the NCVP had it before."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from smvp.nucleo.formati import numero, percento

from ..models import Scheda, VotoFattore
from ..stati import PROPOSTA
from .cammino import motivi_di
from .prospetto import prospetto_di

NEGATO = "nega_concerto"


@dataclass(frozen=True, slots=True)
class Cambio:
    """A line of the sheet that has changed; empty where it was not there, or no longer is."""

    che: str
    prima: str
    ora: str


@dataclass(frozen=True, slots=True)
class Confronto:
    """The sheet beside what it was when the NCVP last said whether it agreed."""

    negato: bool
    quando: datetime
    motivo: str
    """Why it had not agreed."""
    cambi: list[Cambio]


def come_la_vede_il_ncvp(scheda: Scheda, azione: str, quando: datetime) -> dict[str, Any]:
    """What is kept of a sheet (fetched by ``con_tutto``) when the NCVP says whether it agrees."""
    return {"azione": azione, "quando": quando.isoformat(), "righe": dict(_righe(scheda))}


def confronto_di(scheda: Scheda) -> Confronto | None:
    """None unless the sheet waits for the NCVP, not for the first time. One query."""
    prima = scheda.vista_dal_ncvp
    if prima is None or scheda.stato != PROPOSTA:
        return None
    negato = prima["azione"] == NEGATO
    motivo = motivi_di([scheda], NEGATO).get(scheda.pk, "") if negato else ""
    return Confronto(negato, datetime.fromisoformat(prima["quando"]), motivo, list(_cambi(prima["righe"], dict(_righe(scheda)))))


def _cambi(prima: Mapping[str, str], ora: Mapping[str, str]) -> Iterator[Cambio]:
    for che in {**ora, **prima}:
        if prima.get(che, "") != ora.get(che, ""):
            yield Cambio(che, prima.get(che, ""), ora.get(che, ""))


def _righe(scheda: Scheda) -> Iterator[tuple[str, str]]:
    """All on which one agrees, in words: percentages, marks, factors left out with their reason, notes, the score."""
    dati = prospetto_di(scheda)
    giudizi = {livello.voto: livello.giudizio for livello in scheda.esercizio.reg.scala}
    for riga in dati.righe_a:
        raggiunto = riga.voto.raggiungimento
        yield str(riga.voto.assegnazione.obiettivo), "" if raggiunto is None else percento(raggiunto)
    for gruppo in dati.gruppi_b:
        for voto in gruppo.voti:
            yield f"{gruppo.macrofattore.sigla} · {voto.titolo}", _voto(voto, giudizi)
    yield "Note del valutatore", scheda.note_valutatore
    yield "P FINALE", "" if dati.punteggio.p_finale is None else numero(dati.punteggio.p_finale)


def _voto(voto: VotoFattore, giudizi: Mapping[int, str]) -> str:
    if voto.escluso:
        return f"non applicabile: {voto.motivo_esclusione}"
    return "" if voto.voto is None else f"{voto.voto} {giudizi.get(voto.voto, '')}".strip()
