"""What the demo gives by artt. 25–27 in an exercise, as plain data. People are named by their account, acts by their key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Decisione:
    """Reading A42: a premium turned on."""

    istituto: str
    somma: Decimal
    atto: str
    motivo: str
    il: datetime


@dataclass(frozen=True, slots=True)
class Mossa:
    """A step of what it stands under; ``atto`` names the act that it carries, if it carries one."""

    azione: str
    da: str
    il: datetime
    atto: str = ""
    motivo: str = ""


@dataclass(frozen=True, slots=True)
class Bonus:
    """Art. 25: a proposal of the Segretario, and what became of it."""

    persona: str
    importo: Decimal
    motivo: str
    il: datetime
    mosse: Sequence[Mossa] = ()


@dataclass(frozen=True, slots=True)
class Coinvolta:
    """Art. 27: somebody directly involved in a saving."""

    persona: str
    peso: Decimal
    motivo: str


@dataclass(frozen=True, slots=True)
class Ripartizione:
    """Art. 27: the sharing of the premium of efficiency; ``pagamenti`` are steps of all its sums."""

    criteri: str
    al_personale: Decimal
    il: datetime
    persone: Sequence[Coinvolta]
    mosse: Sequence[Mossa] = ()
    pagamenti: Sequence[Mossa] = ()


@dataclass(frozen=True, slots=True)
class Presentato:
    """Art. 26: a project, and who presents it with whom; ``chiave`` names it in the file."""

    chiave: str
    da: str
    titolo: str
    descrizione: str
    gruppo: Sequence[str]
    il: datetime


@dataclass(frozen=True, slots=True)
class Voto:
    """Art. 26: a juror's points for a project."""

    progetto: str
    da: str
    punti: Decimal
    motivo: str
    il: datetime


@dataclass(frozen=True, slots=True)
class Vincitore:
    """Art. 26: the project that the Segretario takes to the Sindaco."""

    progetto: str
    motivo: str
    il: datetime


@dataclass(frozen=True, slots=True)
class Avviso:
    """Art. 26: the notice of the prize, the projects, the jury's points, the winner; ``rinunce`` and ``pagamenti``: of its sums."""

    soggetti: str
    criteri: str
    metodo: str
    massimo: int
    entro: date
    giuria: Sequence[str]
    importo: Decimal
    il: datetime
    mosse: Sequence[Mossa] = ()
    progetti: Sequence[Presentato] = ()
    voti: Sequence[Voto] = ()
    vincitore: Vincitore | None = None
    rinunce: Sequence[Mossa] = ()
    pagamenti: Sequence[Mossa] = ()


@dataclass(frozen=True, slots=True)
class AnnoPremialita:
    """All that concerns artt. 25–27 in one exercise."""

    decisioni: Sequence[Decisione] = ()
    bonus: Sequence[Bonus] = ()
    ripartizioni: Sequence[Ripartizione] = ()
    avvisi: Sequence[Avviso] = ()
