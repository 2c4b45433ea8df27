"""Numbers in words: the shares that tables write, what a chart shows, what of it is withheld."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction

from smvp.nucleo.arrotondamenti import mezzo_su
from smvp.nucleo.formati import numero

NON_SI_DICE = "non si dice"
CENTO = 100


def numero_breve(x: Decimal) -> str:
    """With the decimals it needs, two at most."""
    testo = numero(x)
    return testo.rstrip("0").rstrip(",")


def quota(parte: Decimal | int, tutto: Decimal | int) -> Decimal | None:
    """A part in per cent of the whole, as it is printed; None of nothing."""
    return mezzo_su(Fraction(parte) * CENTO / Fraction(tutto)) if tutto else None


def elenco_di_valori(nomi: Sequence[str], valori: Sequence[Decimal | None], scritto: Callable[[Decimal], str] = numero_breve) -> str:
    """What a chart shows, in words: "Fascia 1: 3; Fascia 2: non si dice."."""
    return "; ".join(f"{nome}: {NON_SI_DICE if v is None else scritto(v)}" for nome, v in zip(nomi, valori, strict=True)) + "."
