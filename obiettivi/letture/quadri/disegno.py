"""Where the boxes of a tree stand: pure, no Django. Whole pixels, from left to right, the text at its full size."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field

# Pixels. The first column is narrow: it holds the root alone, which has all the height it needs.
LARGHEZZA_RADICE, LARGHEZZA = 170, 274
FRA_COLONNE, FRA_RIGHE = 34, 12
BORDO, RIGA, SOPRA = 10, 18, 20
MARGINE = 2
# Characters that surely fit in a line of a box at 14 px, and lines that a title may take.
CARATTERI_RADICE, CARATTERI = 20, 37
RIGHE_RADICE, RIGHE_TITOLO = 9, 2

FIGLI = {
    "parte": ("parte", "parti"), "persona": ("persona", "persone"),
    "specifico": ("obiettivo specifico", "obiettivi specifici"),
    "obiettivo": ("obiettivo che ne discende", "obiettivi che ne discendono"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ramo:
    """Something of the tree, its state, and what hangs on it. ``specie``: "area", "direzione", "obiettivo",
    "parte", "specifico", "persona"; ``url`` may be empty.

    ``classe`` is one of the six states of the house, ``parola`` its word.
    """

    specie: str
    chiave: str
    sigla: str
    titolo: str
    dettaglio: str
    classe: str
    parola: str
    url: str = ""
    figli: tuple["Ramo", ...] = ()

    @property
    def in_parole(self) -> str:
        """All that the box says, untruncated, in a line."""
        return " · ".join(pezzo for pezzo in (self.sigla, self.parola, self.titolo, self.dettaglio) if pezzo)

    @property
    def che_cosa_ne_dipende(self) -> str:
        """What hangs on it, counted: "6 parti", "1 persona e 2 obiettivi che ne discendono"."""
        quanti = {nomi: sum(f.specie == specie for f in self.figli) for specie, nomi in FIGLI.items()}
        return " e ".join(f"{n} {nomi[n > 1]}" for nomi, n in quanti.items() if n)

    @property
    def solo_persone(self) -> bool:
        return all(f.specie == "persona" for f in self.figli)

    def tutti(self) -> Iterator["Ramo"]:
        """Itself and all that hangs on it, in the order of reading."""
        yield self
        for figlio in self.figli:
            yield from figlio.tutti()


@dataclass(frozen=True, slots=True)
class Scritta:
    """A line of text in a box: where its baseline is, what it says, whether it is the quiet one at the bottom."""

    y: int
    testo: str
    tenue: bool


@dataclass(frozen=True, slots=True)
class Casella:
    """A box: its place and size; the head (icon, short name, state) is drawn on the first line, ``scritte`` below it."""

    ramo: Ramo
    livello: int
    x: int
    y: int
    larghezza: int
    altezza: int
    scritte: tuple[Scritta, ...]

    @property
    def y_testa(self) -> int:
        return self.y + SOPRA

    @property
    def x_testo(self) -> int:
        return self.x + BORDO + 2

    @property
    def x_sigla(self) -> int:
        """After the icon."""
        return self.x_testo + 20

    @property
    def y_icona(self) -> int:
        return self.y + SOPRA - 13

    @property
    def y_stato(self) -> int:
        """Of the root's state, its last line."""
        return self.y + self.altezza - BORDO

    @property
    def y_stato_icona(self) -> int:
        return self.y_stato - 13

    @property
    def a_capo(self) -> bool:
        """In the narrow box of the root the state goes below the short name."""
        return self.livello == 0

    @property
    def y_legame(self) -> int:
        """Where the lines arrive and leave: beside the head."""
        return self.y + SOPRA - 5


@dataclass(slots=True)
class Disegno:
    """A tree laid out: size in pixels, boxes in the order of reading, the lines between them as SVG paths."""

    larghezza: int = 0
    altezza: int = 0
    caselle: list[Casella] = field(default_factory=list)
    legami: list[str] = field(default_factory=list)


def disponi(radice: Ramo) -> Disegno:
    """Lay a tree out: each branch has a band of its own, with its box at the top, so that no two boxes ever meet."""
    disegno = Disegno()
    _posa(radice, 0, MARGINE, disegno)
    disegno.larghezza = max(c.x + c.larghezza for c in disegno.caselle) + MARGINE
    disegno.altezza = max(c.y + c.altezza for c in disegno.caselle) + MARGINE
    return disegno


def _posa(ramo: Ramo, livello: int, y: int, disegno: Disegno) -> tuple[Casella, int]:
    """Place a branch in the band that begins at ``y``; its box, and where its band ends."""
    casella = _casella(ramo, livello, y)
    disegno.caselle.append(casella)
    sotto = y
    for figlio in ramo.figli:
        figlia, fine = _posa(figlio, livello + 1, sotto, disegno)
        disegno.legami.append(_legame(casella, figlia))
        sotto = fine + FRA_RIGHE
    return casella, max(y + casella.altezza, sotto - FRA_RIGHE)


def _altezza(ramo: Ramo, livello: int) -> int:
    """The head, the lines below it, and in the root one more for its state."""
    return SOPRA + RIGA * (len(_righe(ramo, livello)) + (livello == 0)) + BORDO


def _casella(ramo: Ramo, livello: int, y: int) -> Casella:
    altezza = _altezza(ramo, livello)
    x = MARGINE if livello == 0 else MARGINE + LARGHEZZA_RADICE + FRA_COLONNE + (livello - 1) * (LARGHEZZA + FRA_COLONNE)
    scritte = tuple(Scritta(y + SOPRA + RIGA * n, testo, tenue) for n, (testo, tenue) in enumerate(_righe(ramo, livello), 1))
    return Casella(ramo, livello, x, y, LARGHEZZA if livello else LARGHEZZA_RADICE, altezza, scritte)


def _righe(ramo: Ramo, livello: int) -> list[tuple[str, bool]]:
    """The lines below the head: the title, cut where the box ends, then the detail, quiet."""
    caratteri, massime = (CARATTERI, RIGHE_TITOLO) if livello else (CARATTERI_RADICE, RIGHE_RADICE)
    righe = [(testo, False) for testo in _a_capo(ramo.titolo, caratteri, massime)]
    return righe + [(testo, True) for testo in _a_capo(ramo.dettaglio, caratteri, 1)]


def _a_capo(testo: str, caratteri: int, massime: int) -> list[str]:
    return textwrap.wrap(testo, caratteri, max_lines=massime, placeholder="…") if testo else []


def _legame(padre: Casella, figlio: Casella) -> str:
    """From the right side of a box to the left one of what hangs on it, by right angles."""
    da, a = padre.x + padre.larghezza, figlio.x
    return f"M{da} {padre.y_legame}H{da + (a - da) // 2}V{figlio.y_legame}H{a}"
