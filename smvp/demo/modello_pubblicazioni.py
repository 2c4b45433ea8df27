"""What the Segretario publishes by hand in the public section of an exercise (art. 36), as plain data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FilePubblicato:
    """A spreadsheet, when it was published and by whom; when and why it was withdrawn, if it was. Its last column is a number."""

    voce: str
    titolo: str
    il: datetime
    da: str
    file: str
    colonne: Sequence[str]
    righe: Sequence[Sequence[str]]
    ritirata_il: datetime | None = None
    perche: str = ""
