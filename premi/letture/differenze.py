"""What changes for each person between two runs, and how much is gained and lost in all."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..models import Corsa
from .corse import ZERO, Differenza, differenze


@dataclass(frozen=True, slots=True)
class Confronto:
    """The people whose amount changes; ``in_piu`` and ``in_meno``: what is gained and lost in all, the second below zero."""

    differenze: Sequence[Differenza]
    in_piu: Decimal
    in_meno: Decimal

    @property
    def guadagnano(self) -> int:
        return sum(d.differenza > 0 for d in self.differenze)

    @property
    def perdono(self) -> int:
        return sum(d.differenza < 0 for d in self.differenze)

    @property
    def in_tutto(self) -> Decimal:
        return self.in_piu + self.in_meno


def confronto(corsa: Corsa, prima: Corsa) -> Confronto:
    """Two queries, whatever the number of people."""
    trovate = differenze(corsa, prima)
    in_piu = sum((d.differenza for d in trovate if d.differenza > 0), ZERO)
    in_meno = sum((d.differenza for d in trovate if d.differenza < 0), ZERO)
    return Confronto(trovate, in_piu, in_meno)
