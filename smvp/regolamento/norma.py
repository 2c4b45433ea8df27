"""What every value of a regulation carries: the article it stands in and the day from which it holds."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Norma:
    """What every value of the regulation carries: article ("20", "B"), day from which it holds, reading that explains it ("A1" or "")."""

    articolo: str
    dal: date
    lettura: str = ""


@dataclass(frozen=True, slots=True)
class Requisito(Norma):
    """Artt. 7, 9, 22: a requisite, dimension or condition to tick."""

    codice: str
    titolo: str
    descrizione: str
