"""Two texts of a sheet beside each other, row by row: what was added, taken away, changed, and inside a text which words.

It works on plain data (``contenuto``), so that pages, documents and signatures read the same.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import zip_longest
from typing import Any

UGUALE, AGGIUNTO, TOLTO, CAMBIATO = "", "aggiunto", "tolto", "cambiato"
# Beyond so many words (and blanks between them) the words are not compared one by one: the whole text counts as changed.
PAROLE_MASSIME = 2_000
PAROLE = re.compile(r"\s+|\w+|[^\w\s]+")


@dataclass(frozen=True, slots=True)
class Pezzo:
    """A run of words of a text; ``segno``: "", "aggiunto" (only in the new text) or "tolto" (only in the old one)."""

    testo: str
    segno: str = UGUALE


@dataclass(frozen=True)
class Riga:
    """One thing that a sheet says, before and after; empty: it did not say it."""

    etichetta: str
    prima: str
    dopo: str

    @property
    def segno(self) -> str:
        if self.prima == self.dopo:
            return UGUALE
        if not self.prima:
            return AGGIUNTO
        return CAMBIATO if self.dopo else TOLTO

    @cached_property
    def pezzi(self) -> tuple[list[Pezzo], list[Pezzo]]:
        """The two texts in pieces, those that differ marked."""
        return _pezzi(self.prima, self.dopo)


@dataclass(frozen=True, slots=True)
class Sezione:
    """A section of the sheet. ``parte``: the code of the Direzione whose part it belongs to, "" for the whole objective."""

    titolo: str
    righe: list[Riga]
    parte: str = ""

    @property
    def cambiate(self) -> list[Riga]:
        return [r for r in self.righe if r.segno]


def _pezzi(prima: str, dopo: str) -> tuple[list[Pezzo], list[Pezzo]]:
    a, b = PAROLE.findall(prima), PAROLE.findall(dopo)
    if prima == dopo or not a or not b or len(a) + len(b) > PAROLE_MASSIME:
        segni = (UGUALE, UGUALE) if prima == dopo else (TOLTO, AGGIUNTO)
        return [Pezzo(prima, segni[0])] if prima else [], [Pezzo(dopo, segni[1])] if dopo else []
    vecchi: list[Pezzo] = []
    nuovi: list[Pezzo] = []
    for che, i1, i2, j1, j2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        uguale = che == "equal"
        if i2 > i1:
            vecchi.append(Pezzo("".join(a[i1:i2]), UGUALE if uguale else TOLTO))
        if j2 > j1:
            nuovi.append(Pezzo("".join(b[j1:j2]), UGUALE if uguale else AGGIUNTO))
    return vecchi, nuovi


Dati = dict[str, Any]
Coppie = list[tuple[Dati | None, Dati | None]]


def affianca(prima: Sequence[Dati], dopo: Sequence[Dati], chiave: Callable[[Dati], str]) -> Coppie:
    """Pair the rows of two lists in their order: those with the same ``chiave``, then, between these, the one rewritten as the other."""
    coppie: Coppie = []
    opera = SequenceMatcher(None, [chiave(r) for r in prima], [chiave(r) for r in dopo], autojunk=False)
    for _, i1, i2, j1, j2 in opera.get_opcodes():
        coppie += zip_longest(prima[i1:i2], dopo[j1:j2])
    return coppie


def appaia(prima: Sequence[Dati], dopo: Sequence[Dati], chiave: Callable[[Dati], str]) -> Coppie:
    """Pair the rows with the same ``chiave`` and no others: a Direzione is not another one rewritten."""
    nuovi = {chiave(r): r for r in dopo}
    vecchi = {chiave(r) for r in prima}
    return [*((r, nuovi.get(chiave(r))) for r in prima), *((None, r) for r in dopo if chiave(r) not in vecchi)]
