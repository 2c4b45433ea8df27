"""The staff of the demo in an exercise as plain data (Allegato D): structures, specific objectives, sheets and what was done with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from random import Random

from smvp.nucleo.formati import esatto


@dataclass(frozen=True, slots=True)
class Specifico:
    """Art. 22, a2: a specific objective of an office; ``a``: the staff (matricola) that has it, each with the percentage reached so far.

    ``da``: the code of the objective of Allegato A on which it hangs, empty if on none. ``fatto``: what was done, where {quanto} is the
    percentage; ``esiti``: who wrote it down, and when.
    """

    direzione: str
    titolo: str
    atteso: str
    assegnato_da: str
    il: datetime
    a: Mapping[str, Decimal | None]
    descrizione: str = ""
    entro: date | None = None
    da: str = ""
    fatto: str = ""
    esiti: tuple[str, datetime] | None = None

    def nota(self, quanto: Decimal | None) -> str:
        return "" if quanto is None else self.fatto.format(quanto=esatto(quanto))


@dataclass(frozen=True, slots=True)
class Strutture:
    """Art. 22, a1: how far the structures (by code) have reached their functioning objectives, as it was entered."""

    il: datetime
    da: str
    fonte: str
    percentuali: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Gesto:
    """Something done on a sheet, by an account at a moment: a step of the workflow, a save, the interview, part two."""

    azione: str
    da: str
    il: datetime


@dataclass(frozen=True, slots=True)
class Foglio:
    """The sheet of a member of staff where it stands. Marks by group; a list shorter than the items leaves the rest "non valutato".

    ``vera``: its gestures are done by the operations of the pages; of the others the outcome is written, and the log tells them.
    """

    matricola: str
    stato: str
    voti: Mapping[str, Sequence[int]]
    gesti: Sequence[Gesto] = ()
    vera: bool = False
    con_documenti: bool = False
    note: str = ""
    colloquio: str = ""
    osservazioni: str = ""
    risposta: str = ""
    testimone: str = ""
    rifiuto: str = ""
    motivo: str = ""
    parte: Mapping[str, str | int] = field(default_factory=dict)

    def gesto(self, azione: str) -> Gesto | None:
        return next((g for g in self.gesti if g.azione == azione), None)


@dataclass(frozen=True, slots=True)
class AnnoPersonale:
    """The staff in an exercise. Without ``aperte`` (who opens the sheets, and when) there are no sheets yet.

    ``raccontate``: the log tells what was done on each sheet; for thousands of them it would take minutes.
    """

    specifici: Sequence[Specifico]
    strutture: Sequence[Strutture] = ()
    aperte: tuple[str, datetime] | None = None
    fogli: Sequence[Foglio] = ()
    atto: str = ""
    raccontate: bool = True


def voti_a_caso(caso: Random, livello: float, voci: Mapping[str, int], massimo: int) -> dict[str, list[int]]:
    """Marks for each group of items, around a level from 0 to 100: somebody's own, and a little different from item to item."""
    suo = caso.gauss(livello, 9) * massimo / 100
    return {gruppo: [max(1, min(massimo, round(caso.gauss(suo, 0.45)))) for _ in range(quante)] for gruppo, quante in voci.items()}
