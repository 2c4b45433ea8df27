"""Art. 33: whether a mean has really changed from one year to the next, or the difference is what chance gives. Exact, pure.

Welch's comparison of two means, at 95 %: the difference is said significant only if its square exceeds the square of Student's quantile
times the sum of the two variances, each over how many answered. The degrees of freedom are the fewer of the two less one, which errs on
the side of saying nothing: nobody knows which answers of the two years are of the same hand, so they are taken as of different people.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

# Student's quantile that leaves 2.5 % on either side, by degrees of freedom; between two the one of the fewer is taken.
QUANTILI = (
    (1, Decimal("12.706")), (2, Decimal("4.303")), (3, Decimal("3.182")), (4, Decimal("2.776")), (5, Decimal("2.571")),
    (6, Decimal("2.447")), (7, Decimal("2.365")), (8, Decimal("2.306")), (9, Decimal("2.262")), (10, Decimal("2.228")),
    (12, Decimal("2.179")), (15, Decimal("2.131")), (20, Decimal("2.086")), (25, Decimal("2.060")), (30, Decimal("2.042")),
    (40, Decimal("2.021")), (60, Decimal("2.000")), (120, Decimal("1.980")), (1000, Decimal("1.962")),
)  # fmt: skip
# A distribution: how many gave each mark, from 1 on.
Conti = Sequence[int]


def significativa(prima: Conti, dopo: Conti) -> bool:
    """Whether the means of two distributions of marks differ significantly."""
    quanti = sum(prima), sum(dopo)
    if min(quanti) < 2:
        return False
    (media_prima, varianza_prima), (media_dopo, varianza_dopo) = _momenti(prima), _momenti(dopo)
    scarto = media_dopo - media_prima
    if scarto == 0:
        return False
    errore = varianza_prima / quanti[0] + varianza_dopo / quanti[1]
    return scarto**2 > Fraction(_quantile(min(quanti) - 1)) ** 2 * errore


def _momenti(conti: Conti) -> tuple[Fraction, Fraction]:
    """Mean and variance (of a sample) of the marks."""
    quanti = sum(conti)
    media = Fraction(sum(voto * n for voto, n in enumerate(conti, start=1)), quanti)
    return media, sum((n * (voto - media) ** 2 for voto, n in enumerate(conti, start=1)), Fraction(0)) / (quanti - 1)


def _quantile(gradi: int) -> Decimal:
    return [q for fino, q in QUANTILI if fino <= gradi][-1]
