"""Art. 4: is everybody evaluated by the same measure? Means, dispersions and shares of groups, never of one person.

Reading A40: a group of too few people is not told, nor one that could be found by taking the others away from the whole.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import isqrt
from typing import TypeVar

from smvp.nucleo.arrotondamenti import Numero, intero_mezzo_su, mezzo_su, somma_esatta
from smvp.nucleo.riservatezza import senza_piccoli
from smvp.regolamento.modello import Soglia

K = TypeVar("K", bound=Hashable)
STESSO_VOTO, STESSO_TOTALE = "voto", "totale"


@dataclass(frozen=True, slots=True)
class Giudizio:
    """One evaluation as fairness looks at it: of whom (a key that never leaves this page), how many points, how often each mark."""

    chi: int
    punti: Decimal
    voti: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Misura:
    """A group: how many people and evaluations, mean and population standard deviation (two decimals), share of each mark in per cent.

    ``minimo`` and ``massimo`` are each the points of somebody: told of large groups alone. ``uguali``: "voto" if everybody has the same
    mark everywhere, "totale" if only the points are the same, else empty.
    """

    persone: int
    valutazioni: int
    media: Decimal
    dispersione: Decimal
    minimo: Decimal | None
    massimo: Decimal | None
    quote: Mapping[int, Decimal]
    uguali: str


@dataclass(frozen=True, slots=True)
class Tratto:
    """A band of a distribution: its name, the whole points it goes from and to (None: no end)."""

    nome: str
    da: int | None
    a: int | None


def misura(giudizi: Sequence[Giudizio], scala: Iterable[int], minimo: int) -> Misura:
    """The figures of a group that is not empty. With fewer than ``minimo`` people equal marks say nothing: ``uguali`` stays empty.

    Extremes only from twice ``minimo`` people on (reading A40): in a smaller group everybody would know whose they are.
    """
    punti = [g.punti for g in giudizi]
    voti: Counter[int] = Counter()
    for g in giudizi:
        voti.update(g.voti)
    persone = len({g.chi for g in giudizi})
    con_estremi = persone >= 2 * minimo
    return Misura(
        persone=persone,
        valutazioni=len(giudizi),
        media=mezzo_su(somma_esatta(punti) / len(punti)),
        dispersione=radice(varianza(punti)),
        minimo=min(punti) if con_estremi else None,
        massimo=max(punti) if con_estremi else None,
        quote={voto: mezzo_su(Fraction(100 * voti[voto], voti.total() or 1)) for voto in scala},
        uguali=_uguali(punti, voti) if persone >= minimo else "",
    )


def _uguali(punti: Sequence[Decimal], voti: Counter[int]) -> str:
    if sum(n > 0 for n in voti.values()) == 1:
        return STESSO_VOTO
    return STESSO_TOTALE if len(set(punti)) == 1 else ""


def varianza(numeri: Sequence[Numero]) -> Fraction:
    """The population variance, exact."""
    media = somma_esatta(numeri) / len(numeri)
    return somma_esatta([(Fraction(n) - media) ** 2 for n in numeri]) / len(numeri)


def radice(x: Fraction, decimali: int = 2) -> Decimal:
    """The square root of ``x`` (not below zero), rounded half-up from its exact value: no float in between."""
    quattro = 4 * x * 10 ** (2 * decimali)
    return Decimal((isqrt(quattro.numerator // quattro.denominator) + 1) // 2).scaleb(-decimali)


# --- bands ------------------------------------------------------------------------------------------------------------------------


def tratti_del_personale(risultati: Sequence[Soglia]) -> tuple[Tratto, ...]:
    """Art. 22 (reading A30): the bands of the table of the progressions, and what is below it."""
    soglie = [int(s.da) for s in risultati]
    tratti = [Tratto(f"sotto {soglie[0]}", None, soglie[0] - 1)]
    tratti += [Tratto(f"{da}–{dopo - 1}", da, dopo - 1) for da, dopo in pairwise(soglie)]
    return (*tratti, Tratto(f"da {soglie[-1]}", soglie[-1], None))


def distribuzione(punti: Iterable[Numero], tratti: Sequence[Tratto]) -> tuple[int, ...]:
    """How many fall in each band, the points being rounded half-up to a whole number first."""
    conti = [0] * len(tratti)
    for p in punti:
        intero = intero_mezzo_su(p)
        posto = next(n for n, t in enumerate(tratti) if t.a is None or intero <= t.a)
        conti[posto] += 1
    return tuple(conti)


# --- what is not told ---------------------------------------------------------------------------------------------------------------


def trattenuti(persone: Mapping[K, int], minimo: int) -> frozenset[K]:
    """Of the groups into which a known whole is divided, those that are not told: the small ones (reading A40) and those that would give
    them away, by the rule of the counts (``nucleo.riservatezza``, proved there and here). If the whole is small, all."""
    chiavi = list(persone)
    detti = senza_piccoli({str(n): persone[k] for n, k in enumerate(chiavi)}, minimo)
    fuori = frozenset(k for n, k in enumerate(chiavi) if detti[str(n)] is None)
    return frozenset(persone) if sum(persone.values()) < minimo else fuori
