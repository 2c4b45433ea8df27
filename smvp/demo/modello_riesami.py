"""What happened on the reviewed sheets of an exercise (artt. 29–30), as plain data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Mossa:
    """An act on a case: which, when, by whom, with what it carries."""

    azione: str
    il: datetime
    da: str
    dati: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Caso:
    """What happened on one sheet: the appointment (of the staff the matricola), and the acts in their order."""

    incarico: str
    mosse: Sequence[Mossa]
