"""Art. 35: terms and live costs of an access. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from smvp.nucleo.calendario import Calendario
from smvp.regolamento.garanzie import Accesso


def entro_quando(dal: date, regole: Accesso, calendario: Calendario) -> date:
    """The last day to answer: thirty days from the request, which nothing stops (reading A62)."""
    return calendario.scade_il(dal, regole.giorni_risposta)


def ultimo_per_opporsi(avvisati_il: date, regole: Accesso, calendario: Calendario) -> date:
    """The last day on which who has been told may object."""
    return calendario.scade_il(avvisati_il, regole.giorni_controinteressati)


def costo(pagine: int, regole: Accesso, *, esente: bool) -> Decimal:
    """What the copies cost: the live cost of each page on paper, nothing to who is exempt. Exact to the cent."""
    return Decimal(0) if esente else (pagine * regole.costo_pagina).quantize(Decimal("0.01"))


@dataclass(frozen=True, slots=True)
class Risposte:
    """How many of those told have objected, agree, have said nothing yet."""

    opposti: int
    consensi: int
    mancano: int

    @property
    def tutte(self) -> bool:
        return not self.mancano


def conta_risposte(risposte: Iterable[str]) -> Risposte:
    """``risposte``: of each of those told "opposizione", "consenso" or nothing."""
    date_ = list(risposte)
    return Risposte(date_.count("opposizione"), date_.count("consenso"), sum(not r for r in date_))
