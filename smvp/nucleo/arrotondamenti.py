"""Exact rounding and exact splitting. Nothing here, and nothing that uses it, ever goes through a float."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm

from smvp.nucleo.errori import DatiNonValidi

Numero = Decimal | Fraction | int
Rapporto = tuple[int, int]  # numerator and denominator (above 0): what hot sums are made of, being quicker than Fraction


def mezzo_su(x: Numero, decimali: int = 2) -> Decimal:
    """Round half-up (half away from zero, below zero) to ``decimali`` places, exactly; the result always shows that many places."""
    return mezzo_su_rapporto(*x.as_integer_ratio(), decimali)


def mezzo_su_rapporto(sopra: int, sotto: int, decimali: int = 2) -> Decimal:
    """``mezzo_su`` of the ratio ``sopra`` / ``sotto`` (above 0), which need not be in lowest terms."""
    unita = (2 * abs(sopra) * 10**decimali + sotto) // (2 * sotto)
    return _decimale(-unita if sopra < 0 else unita, decimali)


def intero_mezzo_su(x: Numero) -> int:
    """Round half-up to a whole number: 150.5 becomes 151."""
    return int(mezzo_su(x, 0))


def per_difetto(x: Numero, decimali: int = 2) -> Decimal:
    """Round down (towards minus infinity) to ``decimali`` places, exactly."""
    sopra, sotto = x.as_integer_ratio()
    return _decimale(sopra * 10**decimali // sotto, decimali)


def somma_esatta(numeri: Iterable[Numero]) -> Fraction:
    """The exact sum; much quicker than adding fractions one by one, and no digit is lost as ``Decimal`` would beyond 28."""
    return Fraction(*somma_rapporti([numero.as_integer_ratio() for numero in numeri]))


def somma_rapporti(rapporti: Sequence[Rapporto]) -> Rapporto:
    """The exact sum of ratios, as a ratio that need not be in lowest terms."""
    comune = lcm(*[sotto for _, sotto in rapporti])
    return sum([sopra * (comune // sotto) for sopra, sotto in rapporti]), comune


def proporzione(x: Decimal, parte: Decimal, intero: Decimal) -> Decimal:
    """``x`` × ``parte`` / ``intero`` (not 0), exact and rounded half-up to the cent; ``x`` and ``parte`` are not below zero."""
    (sopra, sotto), (sopra_parte, sotto_parte), (sopra_intero, sotto_intero) = (n.as_integer_ratio() for n in (x, parte, intero))
    divisore = sotto * sotto_parte * sopra_intero
    return _decimale((200 * sopra * sopra_parte * sotto_intero + divisore) // (2 * divisore), 2)


def maggiori_resti(totale: Decimal, pesi: Sequence[tuple[str, Fraction]]) -> dict[str, Decimal]:
    """Split ``totale`` (euros, ≥ 0, whole cents) in proportion to ``pesi`` (code, weight ≥ 0) so that the parts add up exactly.

    Art. 22 (reading A36): each gets the whole cents of its exact share; the cents left over go to the largest remainders, ties
    to the lower code compared as text. Raises DatiNonValidi if a code comes twice, a weight or the total is below zero, the
    total has fractions of a cent, or there is money and nobody weighs.
    """
    centesimi = _centesimi(totale)
    if len({codice for codice, _ in pesi}) != len(pesi) or any(peso < 0 for _, peso in pesi):
        raise DatiNonValidi("I pesi del riparto devono essere uno per ciascuno e non negativi.")
    comune = lcm(*(peso.denominator for _, peso in pesi))
    quote = [(codice, peso.numerator * (comune // peso.denominator)) for codice, peso in pesi]
    somma = sum(peso for _, peso in quote)
    if not somma:
        if centesimi:
            raise DatiNonValidi("C’è una somma da ripartire ma nessuno a cui spetti.")
        return {codice: _decimale(0, 2) for codice, _ in pesi}
    parti = {codice: divmod(centesimi * peso, somma) for codice, peso in quote}
    avanzo = centesimi - sum(intero for intero, _ in parti.values())
    favoriti = set(sorted(parti, key=lambda codice: (-parti[codice][1], codice))[:avanzo])
    return {codice: _decimale(intero + (codice in favoriti), 2) for codice, (intero, _) in parti.items()}


def _centesimi(euro: Decimal) -> int:
    """Whole cents of an amount in euros ≥ 0."""
    sopra, sotto = euro.as_integer_ratio()
    centesimi, resto = divmod(sopra * 100, sotto)
    if resto or centesimi < 0:
        raise DatiNonValidi("La somma da ripartire deve essere in euro e centesimi, non negativa.")
    return centesimi


def _decimale(unita: int, decimali: int) -> Decimal:
    """``unita`` × 10^-``decimali`` as a Decimal, whatever its size (the arithmetic of Decimal would round at 28 digits)."""
    return Decimal(f"{unita}E-{decimali}")
