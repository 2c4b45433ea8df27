"""Working days and terms (reading A47): national holidays, the patron's day, Saturday as the municipality decides."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

SABATO, DOMENICA = 5, 6


@dataclass(frozen=True, slots=True)
class Calendario:
    """The working days of one municipality: ``patrono`` is the patron's day as (month, day)."""

    patrono: tuple[int, int]
    sabato_lavorativo: bool = False

    def giorno_lavorativo(self, giorno: date) -> bool:
        """Monday to Friday (Saturday too if it is worked), neither a national holiday nor the patron's day."""
        if giorno.weekday() == DOMENICA or (giorno.weekday() == SABATO and not self.sabato_lavorativo):
            return False
        return (giorno.month, giorno.day) != self.patrono and giorno not in _festivi(giorno.year)

    def aggiungi_giorni_lavorativi(self, giorno: date, quanti: int) -> date:
        """Art. 29: the last of ``quanti`` working days that begin the day after ``giorno``."""
        while quanti > 0:
            giorno += timedelta(days=1)
            quanti -= self.giorno_lavorativo(giorno)
        return giorno

    def scade_il(self, giorno: date, giorni: int) -> date:
        """Artt. 18 and 29: the end of a term in calendar days.

        The first day does not count; a last day that is not a working day moves to the next one that is.
        """
        scadenza = giorno + timedelta(days=giorni)
        while not self.giorno_lavorativo(scadenza):
            scadenza += timedelta(days=1)
        return scadenza


@lru_cache(maxsize=32)
def _festivi(anno: int) -> frozenset[date]:
    """National holidays of a year (from 2026 with 4 October). The library's provinces are left aside: theirs is not our patron."""
    from holidays import country_holidays  # a slow import that only terms need

    return frozenset(country_holidays("IT", years=anno))
