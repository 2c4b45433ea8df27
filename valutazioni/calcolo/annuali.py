"""Art. 22: the totals of the years before, on which the progressions rest: which years count, and which of them are missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class TotaleAnnuo:
    """What somebody was worth in a year, out of 300. ``precedente``: under the system of before; ``fonte``: where it stands."""

    anno: int
    totale: Decimal
    precedente: bool = False
    fonte: str = ""


def totali_che_contano(
    totali: Iterable[TotaleAnnuo], ultimo_anno: int, quanti: int, *, disponibili: bool = False
) -> tuple[tuple[int, TotaleAnnuo | None], ...]:
    """The years that count, in order, each with its total or None: the last ``quanti`` up to ``ultimo_anno``.

    ``disponibili`` (reading A32): the last ones that there are, however old; the years that then still lack come first, as missing.
    """
    per_anno = {t.anno: t for t in totali if t.anno <= ultimo_anno}
    consecutivi = range(ultimo_anno - quanti + 1, ultimo_anno + 1)
    if not disponibili:
        return tuple((anno, per_anno.get(anno)) for anno in consecutivi)
    presenti = sorted(per_anno)[-quanti:]
    mancanti = [anno for anno in consecutivi if anno not in per_anno][: quanti - len(presenti)]
    return tuple((anno, per_anno.get(anno)) for anno in sorted({*presenti, *mancanti}))
