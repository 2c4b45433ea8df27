"""The surveys of an exercise (artt. 18 and 33), as plain data: what was asked, when, and how the answers fell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from smvp.indagini.calcolo.questionario import Questionario


@dataclass(frozen=True, slots=True)
class IndagineDemo:
    """``domande``: written one by one; None: those of the last one of its kind. ``quanti``: how many answered; ``pesi``: of each question
    how many out of a hundred chose each answer; ``salta``: how many out of a hundred leave out a question that is not mandatory."""

    chiave: str
    tipo: str
    titolo: str
    presentazione: str
    direzione: str
    da: str
    creata_il: datetime
    aperta_il: datetime
    dal: date
    al: date
    risposte_il: datetime
    domande: Questionario | None
    quanti: int
    pesi: Mapping[str, Sequence[int]]
    salta: int = 0
    testi: Sequence[tuple[str, str]] = field(default_factory=tuple)
    chiusa_il: datetime | None = None
    pubblicata_il: datetime | None = None
