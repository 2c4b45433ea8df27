"""What a decision changes on a sheet: the figures that a review may determine (valutazioni.letture.riesame), each with what it was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from smvp.nucleo.formati import percento
from valutazioni.letture.riesame import VoceCorreggibile

Modifica = dict[str, Any]
"""As it is kept: ``percentuale``, ``chiave``, ``gruppo``, ``titolo``, ``prima``, ``dopo`` (the last two as text)."""


def in_modifiche(voci: Sequence[VoceCorreggibile], nuovi: Mapping[str, Decimal | int]) -> list[Modifica]:
    """What differs from what the sheet says; ``nuovi`` by the name of each figure."""
    return [
        {"percentuale": v.percentuale, "chiave": v.chiave, "gruppo": v.gruppo, "titolo": v.titolo, "prima": _testo(v.valore),
         "dopo": str(nuovi[v.campo])}
        for v in voci
        if v.campo in nuovi and nuovi[v.campo] != v.valore
    ]  # fmt: skip


def _testo(valore: Decimal | int | None) -> str:
    return "" if valore is None else str(valore)


def voti_di(modifiche: Sequence[Modifica]) -> dict[int, int]:
    return {int(m["chiave"]): int(m["dopo"]) for m in modifiche if not m["percentuale"]}


def raggiungimenti_di(modifiche: Sequence[Modifica]) -> dict[int, Decimal]:
    return {int(m["chiave"]): Decimal(m["dopo"]) for m in modifiche if m["percentuale"]}


@dataclass(frozen=True, slots=True)
class Cambio:
    """A change as people read it."""

    gruppo: str
    titolo: str
    prima: str
    dopo: str


def cambi(modifiche: Sequence[Modifica]) -> list[Cambio]:
    return [Cambio(m["gruppo"], m["titolo"], _detto(m, m["prima"]), _detto(m, m["dopo"])) for m in modifiche]


def _detto(m: Modifica, valore: str) -> str:
    if not valore:
        return "non valutato"
    return percento(Decimal(valore)) if m["percentuale"] else valore
