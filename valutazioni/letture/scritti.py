"""What a sheet's document prints beside the sheet itself: who signed, the observations of before, the diary; read for many at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..models import Valutazione
from .diario import Nota, note_citate
from .firme import Firme, InCorso, firme_di
from .osservazioni import Scambio, osservazioni_di_prima


@dataclass(frozen=True, slots=True)
class Scritti:
    """Of one sheet; empty for who asks only whether the sheet's own texts can be printed."""

    firme: Firme = field(default_factory=dict)
    note: Sequence[Nota] = ()
    scambi: Sequence[Scambio] = ()


def scritti_di(schede: Sequence[Valutazione], in_corso: InCorso | None = None) -> dict[int, Scritti]:
    """For each sheet (all of one kind), in a number of queries that does not grow with them."""
    firme, note, scambi = firme_di(schede, in_corso), note_citate(schede), osservazioni_di_prima(schede)
    return {s.pk: Scritti(firme[s.pk], note.get(s.pk, ()), scambi.get(s.pk, ())) for s in schede}
