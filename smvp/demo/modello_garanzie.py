"""Access to acts, information to the OO.SS., a revision of the Sistema (artt. 32, 35, 37), as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class MossaGaranzie:
    """An act: on which ``pratica``, what, when, by whom, with what it carries."""

    pratica: str
    azione: str
    il: datetime
    da: str
    dati: Mapping[str, Any] = field(default_factory=dict)
