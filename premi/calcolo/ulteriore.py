"""Art. 22: the residue of a Direzione pays an extra premium to its own excellent performances, with a cap for each person."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from smvp.nucleo.arrotondamenti import maggiori_resti

ZERO = Decimal("0.00")


def premi_ulteriori(residuo: Decimal, premi: Mapping[str, Decimal], tetto: Decimal) -> dict[str, Decimal]:
    """Split ``residuo`` (euros, of one Direzione) in proportion to the ``premi`` (matricola, euros) already earned, nobody above ``tetto``.

    Whole cents by largest remainder (reading A36). What somebody cannot take because of the cap goes to the others; what nobody can take
    stays a residue. Without a premium there is no extra one.
    """
    assegnati: dict[str, Decimal] = dict.fromkeys(premi, ZERO)
    in_gioco = {matricola: Fraction(premio) for matricola, premio in premi.items() if premio > 0 and tetto > 0}
    resta = residuo
    while in_gioco and resta > 0:
        parti = maggiori_resti(resta, sorted(in_gioco.items()))
        pieni = [matricola for matricola, parte in parti.items() if parte >= tetto]
        if not pieni:
            return assegnati | parti
        for matricola in pieni:
            assegnati[matricola] = tetto
            resta -= tetto
            del in_gioco[matricola]
    return assegnati
