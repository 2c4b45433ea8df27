"""What there is to do: every app tells its own part, the home page of each role puts them together."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest

from smvp.nucleo.formati import giorni_mancanti

GRUPPI = ("da_fare", "in_attesa", "concluso")


@dataclass(frozen=True, slots=True)
class Cosa:
    """One line of the home page; ``stato`` is one of the six colours, ``parola`` its word."""

    gruppo: str
    titolo: str
    dettaglio: str
    stato: str
    parola: str
    url: str
    etichetta_azione: str = ""
    scadenza: date | None = None
    articolo: str = ""
    mancano: str = ""
    dal: date | None = None
    """Since when it waits: the place among the others of what has no deadline."""

    def al(self, oggi: date) -> "Cosa":
        """The same thing with the days that are left, in words; late things turn red."""
        if self.scadenza is None:
            return self
        tardi = self.scadenza < oggi and self.gruppo == "da_fare"
        return Cosa(
            **{c: getattr(self, c) for c in self.__dataclass_fields__}
            | {"mancano": giorni_mancanti(oggi, self.scadenza)}
            | ({"stato": "ritardo", "parola": "In ritardo"} if tardi else {})
        )


Fonte = Callable[[HttpRequest, date], Iterable[Cosa]]
_fonti: list[Fonte] = []


def registra_agenda(fonte: Fonte) -> Fonte:
    """Add a source of things to do; called by the ``apps.ready`` of each app through its import."""
    _fonti.append(fonte)
    return fonte


def agenda(richiesta: HttpRequest, oggi: date) -> dict[str, list[Cosa]]:
    """All there is for the person of the request, by group, nearest deadline first; without one, what waits the longest."""
    tutte: dict[str, list[Cosa]] = {g: [] for g in GRUPPI}
    for fonte in _fonti:
        for cosa in fonte(richiesta, oggi):
            tutte[cosa.gruppo].append(cosa.al(oggi))
    for gruppo in tutte.values():
        gruppo.sort(key=lambda c: (c.scadenza or c.dal or date.max, c.titolo))
    return tutte
