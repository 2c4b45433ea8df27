"""An objective of the demo as plain data: what its sheet says (All. A), and the story of what was done with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class QuotaParte:
    """Art. 7: what a Direzione does of a general objective, and its contribution in percent."""

    direzione: str
    apporto: Decimal
    descrizione: str


@dataclass(frozen=True, slots=True)
class Tappa:
    """Art. 8: an action or phase, with its first and last day."""

    testo: str
    dal: date | None = None
    entro: date | None = None


@dataclass(frozen=True, slots=True)
class Metro:
    """Artt. 9 and 11: an indicator, A) the first. ``direzione``: of that Direzione's part only. ``continua``: the letter of the same
    indicator in the objective that this one takes up. ``valore``, ``valore_data``, ``fatto``: what was reported of it.
    """

    titolo: str
    tipo: str
    dimensione: str
    fonte: str
    misura: str = "numero"
    verso: str = "alto"
    unita: str = ""
    base: Decimal | None = None
    base_anno: int | None = None
    atteso: Decimal | None = None
    atteso_entro: date | None = None
    atteso_1: Decimal | None = None
    atteso_2: Decimal | None = None
    direzione: str = ""
    continua: str = ""
    valore: Decimal | None = None
    valore_data: date | None = None
    fatto: bool | None = None


@dataclass(frozen=True, slots=True)
class Risorsa:
    """Money of the P.E.G., in euro."""

    capitolo: str
    descrizione: str
    importo: Decimal


@dataclass(frozen=True, slots=True)
class Mossa:
    """A step of the sheet's way, by ``da`` at a moment. ``motivo`` is said also when the step is only late."""

    azione: str
    da: str
    il: datetime
    motivo: str = ""
    parametro: str = ""
    """The appointment that takes over, for "subentra"."""


@dataclass(frozen=True, slots=True)
class Nota:
    """A remark on a part of the sheet (``campo``), with its answers; ``risolta``: who closed it and when."""

    campo: str
    da: str
    il: datetime
    testo: str
    risposte: Sequence[tuple[str, datetime, str]] = ()
    risolta: tuple[str, datetime] | None = None


@dataclass(frozen=True, slots=True)
class Incontro:
    """Artt. 13 and 18: an interview, with its minutes."""

    giorno: date
    presenti: str
    verbale: str
    da: str
    il: datetime


@dataclass(frozen=True, slots=True)
class Situazione:
    """Art. 17: the state of a quota (``direzione`` of a part, empty for the whole) at a day, and what the check remarks on it."""

    riferito_al: date
    avanzamento: str
    previsione: Decimal
    direzione: str = ""
    scostamenti: str = ""
    correttivi: str = ""
    verifica: str = ""


@dataclass(frozen=True, slots=True)
class Esito:
    """Art. 18: the report of a quota, and the percentages measured and decided (None: not yet)."""

    risultato: str
    relazione: str
    direzione: str = ""
    scostamenti: str = ""
    misurato: Decimal | None = None
    valutato: Decimal | None = None
    motivo_misura: str = ""
    motivo_valutazione: str = ""


@dataclass(frozen=True, slots=True)
class Storia:
    """What happened to a sheet, up to the state in which it is. ``vera``: by the true operations, otherwise the steps are only told.

    Without ``mosse`` nothing is told: the sheet is written in its state.
    """

    stato: str
    vera: bool = False
    con_documenti: bool = False
    """Its steps issue their documents; of the others they are there for the asking, as on any page."""
    mosse: Sequence[Mossa] = ()
    note: Sequence[Nota] = ()
    incontri: Sequence[Incontro] = ()
    situazioni: Sequence[Situazione] = ()
    esiti: Sequence[Esito] = ()
    respinti: Mapping[str, str] = field(default_factory=dict)
    """Requisites that the validator has rejected so far, with the reason."""
    prima: Mapping[str, str] = field(default_factory=dict)
    """Texts of the sheet (fields of Obiettivo) as they were before the last time it was changed."""
    fasi_prima: Sequence[Tappa] = ()
    """The phases as they were then, as many as today; empty if they have not changed."""


@dataclass(frozen=True, slots=True)
class Traguardo:
    """An objective: a general one has ``parti`` and falls on every appointment of their Direzioni, an individual one on those in ``a``.

    ``responsabile``: the appointment that fills its sheet in. ``padre`` and ``origine``: codes, the first of the same exercise, the
    second of the one before. ``pesi``: by appointment, where they are not the usual ones.
    """

    codice: str
    titolo: str
    descrizione: str
    area: int
    ambiti: Sequence[str]
    fasi: Sequence[Tappa]
    indicatori: Sequence[Metro]
    risultato_atteso: str
    atto: str
    responsabile: str
    a: Sequence[str] = ()
    parti: Sequence[QuotaParte] = ()
    asse: str = ""
    dup: str = ""
    gradazione: str = "percentuale"
    gradazione_testo: str = ""
    scostamenti: str = ""
    criticita: str = ""
    durata: int = 1
    padre: str = ""
    origine: str = ""
    pesi: Mapping[str, Decimal] = field(default_factory=dict)
    personale: Sequence[tuple[str, int]] = ()
    risorse: Sequence[Risorsa] = ()
    argomenti: Mapping[str, str] = field(default_factory=dict)
    storia: Storia = field(default_factory=lambda: Storia("assegnata"))
