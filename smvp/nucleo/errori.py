"""What a rule of the house says when it is broken: the message is Italian and meant for the user, as it stands."""

from dataclasses import dataclass
from typing import Self


class ErroreDominio(Exception):
    """A rule was broken. ``campo`` names the field at fault (if one is), ``articolo`` the article of the regulation ("20", "B")."""

    def __init__(self, messaggio: str, *, campo: str = "", articolo: str = "") -> None:
        super().__init__(messaggio)
        self.messaggio = messaggio
        self.campo = campo
        self.articolo = articolo

    def di(self, nome: str) -> Self:
        """The same, with the name of what it is about in front: one among many."""
        return type(self)(f"{nome}: {self.messaggio}", campo=self.campo, articolo=self.articolo)

    def __str__(self) -> str:
        return self.messaggio


class DatiNonValidi(ErroreDominio):
    """What was given cannot be: a negative percentage, weights that do not add up."""


class OperazioneNonAmmessa(ErroreDominio):
    """The act is not open now, or not to this person: wrong state, wrong role, deadline past."""


class ConflittoDiVersione(ErroreDominio):
    """Somebody else has saved the same thing in the meantime."""


@dataclass(frozen=True, slots=True)
class Difetto:
    """One fault of some data: where it is (path, "" for the whole), what is wrong in Italian, which article says so."""

    percorso: str
    messaggio: str
    articolo: str = ""

    def __str__(self) -> str:
        luogo = f"{self.percorso}: " if self.percorso else ""
        return f"{luogo}{self.messaggio}{f' ({cita(self.articolo)})' if self.articolo else ''}"


def cita(articolo: str) -> str:
    """Return "art. 20" or "All. B", with a space that does not break."""
    return f"art.\N{NO-BREAK SPACE}{articolo}" if articolo[:1].isdigit() else f"All.\N{NO-BREAK SPACE}{articolo}"
