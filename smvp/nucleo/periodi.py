"""Periods of days, both ends included, and calendar months counted as the regulation counts them."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from smvp.nucleo.errori import DatiNonValidi


@dataclass(frozen=True, slots=True, order=True)
class Periodo:
    """Days from ``dal`` to ``al``, both included; ``al`` None means "still running".

    Raises DatiNonValidi if ``al`` comes before ``dal``.
    """

    dal: date
    al: date | None = None

    def __post_init__(self) -> None:
        if self.al is not None and self.al < self.dal:
            raise DatiNonValidi("Il periodo finisce prima di cominciare.", campo="al")

    @property
    def fine(self) -> date:
        """The last day, or the end of time for a period still running."""
        return date.max if self.al is None else self.al

    @property
    def giorni(self) -> int:
        """How many days, both ends counted. Only of a closed period."""
        return (self.fine - self.dal).days + 1

    def comprende(self, giorno: date) -> bool:
        """Whether ``giorno`` is one of its days."""
        return self.dal <= giorno <= self.fine

    def si_sovrappone(self, altro: "Periodo") -> bool:
        """Whether the two share at least a day."""
        return self.dal <= altro.fine and altro.dal <= self.fine

    def ritaglia(self, entro: "Periodo") -> "Periodo | None":
        """The days that also lie in ``entro``; None if there is none."""
        dal, fine = max(self.dal, entro.dal), min(self.fine, entro.fine)
        if dal > fine:
            return None
        return Periodo(dal, None if self.al is None and entro.al is None else fine)


def anno_intero(anno: int) -> Periodo:
    """1 January to 31 December. Raises DatiNonValidi outside the years 1–9999."""
    if not date.min.year <= anno <= date.max.year:
        raise DatiNonValidi(f"L’anno {anno} non esiste nel calendario.", campo="esercizio")
    return Periodo(date(anno, 1, 1), date(anno, 12, 31))


def unisci(periodi: Iterable[Periodo]) -> tuple[Periodo, ...]:
    """The same days as continuous runs in order of time: what overlaps or adjoins becomes one run."""
    corse: list[Periodo] = []
    for periodo in sorted(periodi, key=lambda p: (p.dal, p.fine)):
        ultima = corse[-1] if corse else None
        if ultima is None or (periodo.dal - ultima.fine).days > 1:
            corse.append(periodo)
        elif periodo.fine > ultima.fine:
            corse[-1] = Periodo(ultima.dal, periodo.al)
    return tuple(corse)


def togli(periodo: Periodo, altri: Iterable[Periodo]) -> tuple[Periodo, ...]:
    """The days of a closed period that lie in none of the others, as continuous runs in order of time."""
    liberi, dal = [], periodo.dal
    for altro in unisci(p for p in (q.ritaglia(periodo) for q in altri) if p is not None):
        if altro.dal > dal:
            liberi.append(Periodo(dal, altro.dal - timedelta(days=1)))
        if altro.fine >= periodo.fine:
            return tuple(liberi)
        dal = altro.fine + timedelta(days=1)
    return (*liberi, Periodo(dal, periodo.al))


def compie_mesi(dal: date, giorno: date, mesi: int) -> bool:
    """Whether ``mesi`` whole calendar months from ``dal`` are over on the morning of ``giorno``.

    Art. 16: they end the day before the same day ``mesi`` months later, or before the last day of that month if it has no
    such day: three months from 31 January are 31 January–29 April; two years (24 months) from 29 February end on 27 February.
    """
    return (giorno.year, giorno.month, giorno.day) >= _mesi_dopo(dal, mesi)


def dura_mesi(periodo: Periodo, mesi: int) -> bool:
    """Whether the (closed) period lasts at least ``mesi`` calendar months (1 Oct–31 Dec: three; 2 Oct–31 Dec: not)."""
    if periodo.fine == date.max:  # the day after is in the year 10000, which ``date`` does not know
        return _mesi_dopo(periodo.dal, mesi) <= (date.max.year + 1, 1, 1)
    return compie_mesi(periodo.dal, periodo.fine + timedelta(days=1), mesi)


def _mesi_dopo(dal: date, mesi: int) -> tuple[int, int, int]:
    """The same day ``mesi`` months later (or the month's last) as year, month, day: it may lie beyond what ``date`` can hold."""
    anno, mese = divmod(dal.year * 12 + dal.month - 1 + mesi, 12)
    modello = anno if anno <= date.max.year else anno - 400  # the calendar repeats every 400 years
    return anno, mese + 1, min(dal.day, monthrange(modello, mese + 1)[1])
