"""Art. 18: where the percentages decided on an objective will count: the apps above register themselves, it does not know them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from smvp.organizzazione.models import Utente

from ...models import Obiettivo


@dataclass(frozen=True, slots=True)
class Seguito:
    """What becomes of a percentage where somebody is evaluated with it; ``url`` is empty for who may not go there."""

    chi: str
    percentuale: Decimal | None
    detto: str
    url: str = ""
    ferma: bool = False
    """True if it stands in the way: there is another one already."""


Fonte = Callable[[Obiettivo, Utente], Iterable[Seguito]]
_fonti: list[Fonte] = []


def registra_seguito(fonte: Fonte) -> Fonte:
    """Add where the percentages of an objective go; called by the ``apps.ready`` of the apps above through its import."""
    _fonti.append(fonte)
    return fonte


def seguito_di(obiettivo: Obiettivo, utente: Utente) -> list[Seguito]:
    """All that the percentages about to be decided will reach, from all the apps."""
    return [seguito for fonte in _fonti for seguito in fonte(obiettivo, utente)]
