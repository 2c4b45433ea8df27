"""Artt. 16, 23, 24: the result pay of dirigenti and P.O., in euros."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from smvp.nucleo.arrotondamenti import mezzo_su
from smvp.regolamento.modello import Regolamento

RISPETTATI, NON_RISPETTATI = "rispettati", "non_rispettati"
CENTO = 100
ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Monte:
    """Art. 23: what was set aside, what is paid out, what is left (below zero: the amount is short)."""

    stanziato: Decimal
    distribuito: Decimal
    economie: Decimal


def importo_risultato(
    retribuzione: Decimal,
    percentuale: int,
    giorni: int,
    giorni_anno: int,
    reg: Regolamento,
    *,
    ad_interim: bool = False,
    tempi_pagamento: str | None = None,
    valutabile: bool = True,
) -> Decimal:
    """Art. 24: euros to pay, rounded once, half-up, to the cent; 0.00 if the appointment cannot be evaluated.

    ``retribuzione``: euros a year at 100 %; ``percentuale``: of the band; ``giorni`` of service out of ``giorni_anno`` (art. 16).
    An appointment ad interim loses half (A39); payment times not respected take off their share (A66); None is "does not apply".
    """
    if not valutabile:
        return ZERO
    importo = Fraction(retribuzione) * percentuale / CENTO * giorni / giorni_anno
    if ad_interim:
        importo *= _cio_che_resta(reg.premi.riduzione_interim)
    if tempi_pagamento == NON_RISPETTATI:
        importo *= _cio_che_resta(reg.premi.riduzione_tempi_pagamento)
    return mezzo_su(importo)


def conto_monte(stanziato: Decimal, importi: Iterable[Decimal]) -> Monte:
    """Art. 24: the account of the amount set aside for result pay."""
    distribuito = sum(importi, ZERO)
    return Monte(mezzo_su(stanziato), distribuito, mezzo_su(stanziato) - distribuito)


def _cio_che_resta(riduzione: Decimal) -> Fraction:
    """1 less a percentage."""
    return 1 - Fraction(riduzione) / CENTO
