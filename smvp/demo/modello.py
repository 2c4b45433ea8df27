"""A municipality of the demo as plain data: what the TOML files and the generator both give, and what the loader writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from .modello_garanzie import MossaGaranzie
from .modello_indagini import IndagineDemo
from .modello_ncvp import Nucleo
from .modello_obiettivi import Traguardo
from .modello_performance import ScrittoDemo
from .modello_personale import AnnoPersonale
from .modello_premi import AnnoPremi
from .modello_progressioni import AnnoProgressioni
from .modello_pubblicazioni import FilePubblicato
from .modello_riesami import Caso


@dataclass(frozen=True, slots=True)
class Ufficio:
    """An office of the tree; ``padre`` is the code of the one above, empty at the top."""

    codice: str
    denominazione: str
    tipo: str
    padre: str = ""


@dataclass(frozen=True, slots=True)
class Posto:
    """An appointment; ``chiave`` names it among all, ``specialistiche`` are its factors of B.3 (art. 10): title and description."""

    chiave: str
    ruolo: str
    direzione: str
    dal: date
    retribuzione: Decimal
    al: date | None = None
    tipo_po: str = ""
    ad_interim: bool = False
    causa_fine: str = ""
    specialistiche: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Carica:
    """A role that is not evaluated: Sindaco, NCVP, the offices that support them."""

    ruolo: str
    dal: date
    al: date | None = None


@dataclass(frozen=True, slots=True)
class Servizio:
    """A stretch of a member of staff's work: office, category and part-time share do not change within it."""

    direzione: str
    categoria: str
    tempo: Decimal
    dal: date
    al: date | None = None


@dataclass(frozen=True, slots=True)
class Individuo:
    """A person, with all that he or she holds. Without ``utente`` the person cannot log in."""

    matricola: str
    titolo: str
    nome: str
    cognome: str
    genere: str
    codice_fiscale: str
    email: str
    utente: str = ""
    posti: Sequence[Posto] = ()
    cariche: Sequence[Carica] = ()
    servizi: Sequence[Servizio] = ()


@dataclass(frozen=True, slots=True)
class Delibera:
    """An act, of the Giunta unless it says otherwise; ``chiave`` names it for what rests on it."""

    chiave: str
    numero: int
    data: date
    oggetto: str
    tipo: str = "giunta"


@dataclass(frozen=True, slots=True)
class Passaggio:
    """A step of the workflow, taken by ``da`` at a moment, or the minutes of an interview ("colloquio").

    ``testo``: what it carries (a reason, observations, an answer, what happened before the ``testimone`` of a refusal); ``atto`` names the
    Giunta's act that approves.
    """

    azione: str
    da: str
    il: datetime
    testo: str = ""
    atto: str = ""
    testimone: str = ""


@dataclass(frozen=True, slots=True)
class Votazione:
    """What somebody marks on a sheet at a moment. A list of marks shorter than the factors leaves the rest "non valutato"."""

    da: str
    il: datetime
    raggiunto: Mapping[str, Decimal] = field(default_factory=dict)
    voti: Mapping[str, Sequence[int]] = field(default_factory=dict)
    note: str | None = None
    motivo: str = ""


@dataclass(frozen=True, slots=True)
class Valutazione:
    """The story of one sheet: the marks given and the steps taken. With a ``stato`` it is only written there, and its steps told."""

    incarico: str
    votazioni: Sequence[Votazione]
    percorso: Sequence[Passaggio] = ()
    stato: str = ""
    con_documenti: bool = False
    """Its steps issue their documents; of the others they are there for the asking."""


@dataclass(frozen=True, slots=True)
class RealizzazionePeg:
    """Artt. 9 and 11: how far each Direzione (by code) has carried out its P.E.G., in percent, as it was entered."""

    il: datetime
    fonte: str
    gradi: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Annata:
    """An exercise with its objectives, its sheets once they are open and their stories, what it sets aside and shares out (art. 23)."""

    anno: int
    regolamento: str
    traguardi: Sequence[Traguardo]
    aperte_il: datetime
    aperte_da: str
    valutazioni: Sequence[Valutazione] = ()
    peg: RealizzazionePeg | None = None
    personale: AnnoPersonale | None = None
    premi: AnnoPremi | None = None
    progressioni: AnnoProgressioni | None = None
    riesami: Sequence[Caso] = ()
    garanzie: Sequence[MossaGaranzie] = ()
    indagini: Sequence[IndagineDemo] = ()
    pubblicazioni: Sequence[FilePubblicato] = ()
    performance: Sequence[ScrittoDemo] = ()
    """Its Piano and its Relazione."""
    chiuso_il: datetime | None = None
    """When its objectives were closed, if they are."""


@dataclass(frozen=True, slots=True)
class Comune:
    """A whole municipality, ready to be written."""

    denominazione: str
    provincia: str
    patrono: tuple[int, int, str]
    uffici: Sequence[Ufficio]
    individui: Sequence[Individuo]
    delibere: Sequence[Delibera]
    annate: Sequence[Annata]
    nucleo: Nucleo = field(default_factory=Nucleo)
