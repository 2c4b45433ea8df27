"""The progressions of the demo as plain data (art. 22): what the personnel office imports, the procedures, what the dirigenti judge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from premi.calcolo import Bando
from smvp.organizzazione.posizioni import RigaPosizione
from valutazioni.letture.pregresse import RigaPregressa


@dataclass(frozen=True, slots=True)
class Carico:
    """A file that the personnel office has imported: evaluations of the years before, or economic steps."""

    il: datetime
    da: str
    file: str
    valutazioni: Sequence[RigaPregressa] = ()
    posizioni: Sequence[RigaPosizione] = ()


@dataclass(frozen=True, slots=True)
class Rettifica:
    """A total of one person (matricola) corrected afterwards: what it takes to be level with a colleague over the years that count."""

    il: datetime
    da: str
    file: str
    di: str
    anno: int
    alla_pari_con: str
    anni: Sequence[int]
    fonte: str


@dataclass(frozen=True, slots=True)
class Giudizio:
    """What a dirigente may say of professional growth; ``peso``: how often."""

    punti: int
    peso: int
    condizioni: Sequence[str]
    motivi: Sequence[str]


@dataclass(frozen=True, slots=True)
class Procedura:
    """A procedure and its days; without ``approvata_il`` it stands at its ranking. ``maturazioni``: points said of somebody (matricola).

    ``pari``: why the ties of one that is approved were decided as they were: for who has been in the step longest.
    """

    da: str
    il: datetime
    bando: Bando
    atto_bando: str
    posti: Mapping[str, Mapping[str, int]]
    aperta_il: datetime
    maturazione_il: datetime
    formata_il: datetime
    maturazioni: Mapping[str, int]
    approvata_il: datetime | None = None
    atto: str = ""
    pari: str = ""


@dataclass(frozen=True, slots=True)
class AnnoProgressioni:
    """All that concerns the progressions of one exercise; ``seme`` draws the judgements."""

    carichi: Sequence[Carico] = ()
    rettifiche: Sequence[Rettifica] = ()
    procedure: Sequence[Procedura] = ()
    giudizi: Sequence[Giudizio] = ()
    seme: int = 0
