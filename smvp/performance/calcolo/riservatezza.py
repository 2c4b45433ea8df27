"""Reading A40: what of a table may be told to everybody: no few people, nor any that come out by taking what is told from what is known.

Whoever reads knows the rule as well: each of these is proved on every small table there can be (tests/performance/test_riservatezza.py).
"""

import re
import unicodedata
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Generic, TypeVar

from smvp.nucleo.riservatezza import detti
from valutazioni.calcolo.equita import trattenuti

K = TypeVar("K", bound=Hashable)
OMESSO = "(nome omesso)"


@dataclass(frozen=True, slots=True)
class Incrocio(Generic[K]):
    """A table of counts as it is told: its rows (None: withheld), the sums of its columns, the whole."""

    righe: Mapping[K, tuple[int, ...] | None]
    colonne: tuple[int, ...] | None
    totale: int | None

    @property
    def taciute(self) -> bool:
        return self.colonne is None or None in self.righe.values()


def incrocio(righe: Mapping[K, Sequence[int]], minimo: int) -> Incrocio[K]:
    """People counted by two things at once; the sums of the columns stand elsewhere too, and are taken as known.

    A row with a cell too small is withheld whole, with the smallest of the others and as many more as it takes for what is left together
    (the sums minus the rows that are told) to have no small cell. Only rows with more people than all those withheld for that are told.
    """
    somme = tuple(map(sum, zip(*righe.values(), strict=True))) if righe else ()
    totale = sum(somme)
    if not _si_dice(somme, minimo):
        return Incrocio(dict.fromkeys(righe), None, detti({"": totale}, minimo)[0])
    fuori = {k for k, r in righe.items() if not _si_dice(r, minimo)}
    for quanti in sorted({sum(r) for k, r in righe.items() if k not in fuori}):
        if not fuori or (_con_una_intera(fuori, righe, minimo) and _si_dice(_insieme(fuori, righe), minimo)):
            break
        fuori |= {k for k, r in righe.items() if sum(r) <= quanti}
    return Incrocio({k: None if k in fuori else tuple(r) for k, r in righe.items()}, somme, totale)


def _si_dice(celle: Sequence[int], minimo: int) -> bool:
    return not any(0 < n < minimo for n in celle)


def _insieme(quali: Iterable[K], righe: Mapping[K, Sequence[int]]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*(righe[k] for k in quali), strict=True)))


def _con_una_intera(quali: Iterable[K], righe: Mapping[K, Sequence[int]], minimo: int) -> bool:
    return any(sum(righe[k]) and _si_dice(righe[k], minimo) for k in quali)


def taciuti(conti: Sequence[Mapping[K, AbstractSet[int]]], minimo: int) -> frozenset[K]:
    """The groups that are not told, of people grouped in the same way more than once: all those evaluated, those of them who are paid…

    What one count withholds no table tells: a sum of money that is known to belong to the few who are paid is theirs, however many are
    evaluated. Who stands in two groups is one person: if the people behind all that is withheld are few, nothing is told.
    """
    chiavi = list(dict.fromkeys(k for conto in conti for k in conto))
    gruppi = [{k: conto.get(k, frozenset()) for k in chiavi} for conto in conti]
    fuori = frozenset(k for g in gruppi for k in trattenuti({k: len(chi) for k, chi in g.items()}, minimo))
    insieme = [len(frozenset().union(*(g[k] for k in fuori))) for g in gruppi] if fuori else []
    return frozenset(chiavi) if any(0 < quanti < minimo for quanti in insieme) else fuori


# --- sums of money ------------------------------------------------------------------------------------------------------------------


def importi_detti(importi: Mapping[K, Decimal], taciuti: Iterable[K]) -> dict[K, Decimal | None]:
    """The amounts of the groups into which a known sum is divided, without those withheld (valutazioni.calcolo.equita.trattenuti)."""
    fuori = frozenset(taciuti)
    return {k: None if k in fuori else importo for k, importo in importi.items()}


# --- names in what people have written --------------------------------------------------------------------------------------------------

PAROLA = re.compile(r"\w+")
NON_SI_VEDE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
TITOLI = frozenset({
    "dott", "dottor", "dottore", "dottoressa", "dr", "ing", "ingegner", "ingegnere", "arch", "architetto", "geom", "geometra", "rag",
    "ragioniere", "avv", "avvocato", "prof", "professor", "professoressa", "sig", "signor", "signora", "signorina", "dirigente",
    "responsabile",
})  # fmt: skip
# What one does is a title only before a word with a capital: «il dipendente Costa», not «il dipendente costa».
MESTIERI = frozenset({
    "collega", "dipendente", "istruttore", "istruttrice", "funzionario", "funzionaria", "agente", "comandante", "ispettore", "assistente",
    "direttore", "direttrice", "segretario", "segretaria", "vicesegretario",
})  # fmt: skip
LEGATI = frozenset({"ssa", "ra", "na", "tto"})  # "dott.ssa", "sig.ra", "arch.tto": the second half of a title
NOMI_MASSIMI = 4


class Nomi:
    """The people who are not to be named: found in a text as surname with the names, some of them or their initials ("M. Rossi"), in
    either order, or as surname after a title. Capitals, accents and signs that cannot be seen make no difference."""

    def __init__(self, persone: Iterable[tuple[str, str]]) -> None:
        self._per_prima: dict[str, set[tuple[str, ...]]] = {}
        self._cognomi: dict[str, set[tuple[str, ...]]] = {}
        for nome, cognome in persone:
            c = _parole(cognome)
            for intero in _chiamate(_parole(nome), c):
                self._per_prima.setdefault(intero[0], set()).add(intero)
            self._cognomi.setdefault(c[0], set()).add(c)

    def in_un(self, testo: str) -> list[str]:
        """The names that stand in a text, as they are written there."""
        testo = _a_vista(testo)
        return [testo[da:a] for da, a in self._dove(testo)]

    def senza(self, testo: str) -> str:
        """The text with each name left out, and said to be."""
        testo = _a_vista(testo)
        for da, a in reversed(self._dove(testo)):
            testo = f"{testo[:da]}{OMESSO}{testo[a:]}"
        return testo

    def _dove(self, testo: str) -> list[tuple[int, int]]:
        trovate = list(PAROLA.finditer(testo))
        parole = [_segnata(m, testo) for m in trovate]
        dove, n = [], 0
        while n < len(parole):
            lungo = _lungo(parole, n, self._per_prima)
            if not lungo and _dopo_un_titolo(parole, n, maiuscola=trovate[n].group()[0].isupper()):
                lungo = _lungo(parole, n, self._cognomi)
            if lungo:
                dove.append((trovate[n].start(), trovate[n + lungo - 1].end()))
            n += lungo or 1
        return dove


def _a_vista(testo: str) -> str:
    return unicodedata.normalize("NFC", NON_SI_VEDE.sub("", testo))


def _piana(parola: str) -> str:
    """Without capitals and accents: "NICOLÒ", "Nicolo'" and "Nicolò" are one."""
    return "".join(c for c in unicodedata.normalize("NFKD", parola.casefold()) if not unicodedata.combining(c))


def _segnata(m: re.Match[str], testo: str) -> str:
    """A word of a text; of an initial its dot too, so that it is not an "e" or an "a"."""
    parola = _piana(m.group())
    return f"{parola}." if len(parola) == 1 and testo[m.end() : m.end() + 1] == "." else parola


def _parole(testo: str) -> tuple[str, ...]:
    return tuple(_piana(m.group()) for m in PAROLA.finditer(_a_vista(testo)))


def _chiamate(nomi: tuple[str, ...], cognome: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """All the ways to write who has those names: some of them, or their initials, before the surname or after it."""
    for scelti in product(*((nome, f"{nome[0]}.", "") for nome in nomi[:NOMI_MASSIMI])):
        if davanti := tuple(filter(None, scelti)):
            yield davanti + cognome
            yield cognome + davanti
    yield nomi + cognome
    yield cognome + nomi


def _lungo(parole: Sequence[str], n: int, indice: Mapping[str, Iterable[tuple[str, ...]]]) -> int:
    """How many words of a text are one of the names that begin with the ``n``-th, the longest."""
    return max((len(x) for x in indice.get(parole[n], ()) if tuple(parole[n : n + len(x)]) == x), default=0)


def _dopo_un_titolo(parole: Sequence[str], n: int, *, maiuscola: bool) -> bool:
    if n > 1 and parole[n - 1] in LEGATI:
        return parole[n - 2] in TITOLI or parole[n - 2] == "d."
    return n > 0 and (parole[n - 1] in TITOLI or (maiuscola and parole[n - 1] in MESTIERI))
