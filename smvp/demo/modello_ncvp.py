"""The NCVP of the demo (artt. 32 and 34), as plain data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class AttoNcvp:
    numero: int
    data: date
    oggetto: str


@dataclass(frozen=True, slots=True)
class Incaricato:
    """A term that is in force already when it enters the register."""

    matricola: str
    iscritto_il: datetime
    dal: date
    avviso: tuple[date, date]
    fascia: int
    numero: str
    elenco_dal: date
    nuclei: int
    decreto: AttoNcvp
    pubblicato_il: datetime | None


@dataclass(frozen=True, slots=True)
class CompensoAnnuo:
    anno: int
    il: datetime
    importo: Decimal
    presidente: Decimal
    atto: AttoNcvp
    pubblicato: bool


@dataclass(frozen=True, slots=True)
class ConflittoDichiarato:
    il: datetime
    dal: date
    testo: str
    finisce_il: datetime
    al: date


@dataclass(frozen=True, slots=True)
class IndirizziInviati:
    anno: int
    il: datetime
    ricevuti_il: datetime
    testo: str


@dataclass(frozen=True, slots=True)
class RapportoScritto:
    anno: int
    aperto_il: datetime
    testi: Mapping[str, str]
    trasmesso_il: datetime | None
    pubblicato_il: datetime | None


@dataclass(frozen=True, slots=True)
class Nucleo:
    """All that happens to the NCVP, in whatever year."""

    incaricati: Sequence[Incaricato] = ()
    compensi: Sequence[CompensoAnnuo] = ()
    conflitti: Sequence[ConflittoDichiarato] = ()
    indirizzi: Sequence[IndirizziInviati] = ()
    rapporti: Sequence[RapportoScritto] = ()
