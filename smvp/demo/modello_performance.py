"""The Piano and the Relazione of an exercise in the demo, as plain data: what people wrote, and the steps taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class PassoScritto:
    """A step, or the making of the editions ("genera"); ``dati``: the act that it carries, its reason."""

    azione: str
    da: str
    il: datetime
    dati: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ScrittoDemo:
    """One of the two (``che``): begun, written, brought on. ``verifiche``: where the NCVP's answer is not a yes."""

    che: str
    da: str
    aperto_il: datetime
    scritto_il: datetime
    testi: Mapping[str, str]
    collegamenti: Sequence[tuple[str, str, str]] = ()
    passi: Sequence[PassoScritto] = ()
    verifiche: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    conclusioni: str = ""
