"""What the demo sets aside and shares out in an exercise (artt. 16 and 22–27), as plain data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from .modello_premialita import AnnoPremialita


@dataclass(frozen=True, slots=True)
class Somma:
    """Art. 23: an amount, by an act; one for the same destination after another is its new version, for a reason."""

    destinazione: str
    importo: Decimal
    atto: str
    il: datetime
    da: str = "personale"
    parametri: Mapping[str, str] = field(default_factory=dict)
    motivo: str = ""


@dataclass(frozen=True, slots=True)
class Criterio:
    """Art. 22: who shares a Direzione's residue, and up to how much."""

    soglia: Decimal
    tetto: Decimal
    atto: str
    il: datetime


@dataclass(frozen=True, slots=True)
class Tempi:
    """Reading A66: whether the payment times were kept under an appointment."""

    incarico: str
    esito: str
    il: datetime


@dataclass(frozen=True, slots=True)
class Passo:
    """A step of a run; ``atto`` names the act that it carries, if it carries one."""

    azione: str
    da: str
    il: datetime
    atto: str = ""


@dataclass(frozen=True, slots=True)
class Calcolo:
    """A run: who asked for it and when, and the steps that it took."""

    istituto: str
    da: str
    il: datetime
    passi: Sequence[Passo] = ()


@dataclass(frozen=True, slots=True)
class Tracciato:
    """A column map for the payroll, as the personnel office wrote it."""

    nome: str
    mappa: Mapping[str, Any]
    il: datetime


@dataclass(frozen=True, slots=True)
class Scarico:
    """A file for the payroll that was taken: of which run (its place in the data), with which map."""

    corsa: int
    tracciato: str
    il: datetime


@dataclass(frozen=True, slots=True)
class Ipotesi:
    """A scenario of the simulator that somebody has kept."""

    nome: str
    da: str
    ipotesi: Mapping[str, str]
    il: datetime


@dataclass(frozen=True, slots=True)
class AnnoPremi:
    """All that concerns the rewards of one exercise."""

    somme: Sequence[Somma] = ()
    criteri: Sequence[Criterio] = ()
    tempi: Sequence[Tempi] = ()
    corse: Sequence[Calcolo] = ()
    tracciati: Sequence[Tracciato] = ()
    scarichi: Sequence[Scarico] = ()
    scenari: Sequence[Ipotesi] = ()
    altri: AnnoPremialita = field(default_factory=AnnoPremialita)
