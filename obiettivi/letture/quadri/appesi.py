"""What other apps hang on the objectives in the tree of performance: they register themselves, the tree does not know them."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from smvp.organizzazione.models import Esercizio, Utente

from ...models import Obiettivo
from .disegno import Ramo


@dataclass(frozen=True, slots=True)
class Appeso:
    """A branch that hangs on an objective, and the top Direzione to which it belongs.

    ``persone``: those who have it, also where the reader may not know their names and the branch says only how many.
    """

    ramo: Ramo
    direzione: int
    persone: frozenset[int]


Appesi = Mapping[int, Sequence[Appeso]]
"""What hangs on each objective, by its key."""
Fonte = Callable[[Esercizio, Utente, Collection[int]], Appesi]
"""What hangs on these objectives for this reader: read at once for all of them."""
_fonti: list[Fonte] = []


def registra_rami(fonte: Fonte) -> Fonte:
    """Add what hangs below the objectives; called by the ``apps.ready`` of the apps above through its import."""
    _fonti.append(fonte)
    return fonte


def appesi_a(esercizio: Esercizio, utente: Utente, obiettivi: Iterable[Obiettivo]) -> Appesi:
    """All that hangs on these objectives, from all the apps."""
    chiavi = [o.pk for o in obiettivi]
    trovati: dict[int, list[Appeso]] = defaultdict(list)
    for fonte in _fonti:
        for chiave, appesi in fonte(esercizio, utente, chiavi).items():
            trovati[chiave] += appesi
    return trovati
