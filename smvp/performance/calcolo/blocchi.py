"""The blocks of Piano and Relazione: figures, tables, charts, sentences out of the data; texts that people write; what is missing.

One form for the page, the PDF and the open data: a table is made once, with its columns typed, and each draws it its own way. What has
been withheld because too few people stand behind it (reading A40) is ``None`` in a typed column; what there is not is "".
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

Cella = str | int | Decimal | date | None


class Genere(StrEnum):
    """What a column holds: how it is printed, and how it is written in open data."""

    TESTO = "testo"
    INTERO = "intero"
    DECIMALE = "decimale"
    PERCENTO = "percento"
    EURO = "euro"
    DATA = "data"


@dataclass(frozen=True, slots=True)
class Colonna:
    """``nome``: its stable name in open data (lower case, no accents); ``descrizione``: its line in the data dictionary."""

    nome: str
    titolo: str
    genere: Genere = Genere.TESTO
    descrizione: str = ""


@dataclass(frozen=True, slots=True)
class Tavola:
    """``codice``: its stable name, unique in a document; ``aperta``: whether it goes into the open data of the public edition."""

    codice: str
    titolo: str
    colonne: tuple[Colonna, ...]
    righe: tuple[tuple[Cella, ...], ...]
    nota: str = ""
    aperta: bool = True


@dataclass(frozen=True, slots=True)
class Cifra:
    """A key figure, written large: ``valore`` already in Italian format, ``nota`` what it means."""

    etichetta: str
    valore: str
    nota: str = ""


@dataclass(frozen=True, slots=True)
class Cifre:
    voci: tuple[Cifra, ...]


class Disegno(StrEnum):
    BARRE = "barre"  # one bar a label, horizontal
    COLONNE = "colonne"  # an ordered scale: bands, classes
    SERIE = "serie"  # several years


@dataclass(frozen=True, slots=True)
class Serie:
    """Its values stand in the order of the labels; None is withheld or not there."""

    nome: str
    valori: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Grafico:
    """``titolo`` says the finding, ``alternativa`` tells it in words to who does not see it; its table stands beside it in the section."""

    disegno: Disegno
    titolo: str
    alternativa: str
    etichette: tuple[str, ...]
    serie: tuple[Serie, ...]
    unita: str = ""


@dataclass(frozen=True, slots=True)
class Paragrafo:
    """A sentence that the program writes from the data."""

    testo: str


@dataclass(frozen=True, slots=True)
class Titoletto:
    testo: str


@dataclass(frozen=True, slots=True)
class Testo:
    """Where people write: ``codice`` is the key of their text, ``invito`` what is asked of them, ``html`` what they wrote, made safe."""

    codice: str
    titolo: str
    invito: str
    html: str = ""
    obbligatorio: bool = False


@dataclass(frozen=True, slots=True)
class Mancanza:
    """What a section lacks and who can bring it, with the address of the page where."""

    testo: str
    chi: str = ""
    url: str = ""


Blocco = Cifre | Tavola | Grafico | Paragrafo | Titoletto | Testo
TIPI: Mapping[type, str] = {
    Cifre: "cifre", Tavola: "tavola", Grafico: "grafico", Paragrafo: "paragrafo", Titoletto: "titoletto", Testo: "testo",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sezione:
    """``codice``: stable ("risultati"); ``mancanze``: said to who prepares it, and in print where the section stays empty."""

    numero: int
    codice: str
    titolo: str
    articoli: tuple[str, ...]
    blocchi: tuple[Blocco, ...]
    mancanze: tuple[Mancanza, ...] = ()


def congela(sezioni: Sequence[Sezione]) -> list[dict[str, Any]]:
    """The sections as plain data, each block with its ``tipo``: what a document freezes and a template reads."""
    return [asdict(s) | {"blocchi": [asdict(b) | {"tipo": TIPI[type(b)]} for b in s.blocchi]} for s in sezioni]
