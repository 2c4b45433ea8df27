"""Art. 7 (reading A9): whether an objective says again what an earlier one said. It warns, it never stops anybody. Pure: no Django."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

SOGLIA = 75
"""From this likeness on (0–100) two objectives are shown side by side."""
RICORDATI = 20_000
"""Texts whose words are kept: those of earlier years do not change, and are asked for again at each save of a draft (some 20 MB)."""
MASSIMO = 5
"""How many alike are worth showing."""
CARATTERI = 600
"""How much of a description is compared: what it is about stands at its beginning, and the time stays bounded."""
PAROLE_MINIME = 8
"""A shorter description says too little to be compared by itself."""

VUOTE = frozenset({
    "a", "ad", "al", "alla", "alle", "agli", "ai", "allo", "all", "che", "con", "da", "dal", "dalla", "dalle", "dagli", "dai", "dallo",
    "dall", "de", "del", "della", "delle", "degli", "dei", "dello", "dell", "di", "e", "ed", "fra", "gli", "i", "il", "in", "la", "le",
    "lo", "l", "nel", "nella", "nelle", "negli", "nei", "nello", "nell", "o", "per", "su", "sul", "sulla", "sulle", "sugli", "sui",
    "sullo", "sull", "tra", "un", "una", "uno",
}) | {str(anno) for anno in range(1990, 2100)}  # fmt: skip
"""Words that every title has, and that would make any two look alike; and years, which change when an objective is said again."""
PAROLA = re.compile(r"[a-z]+|[0-9]+")


@dataclass(frozen=True, slots=True)
class Scritto:
    """An objective as what is compared: ``chiave`` is the caller's."""

    chiave: int
    titolo: str
    descrizione: str = ""


@dataclass(frozen=True, slots=True)
class Somigliante:
    """``somiglianza``: 0–100, 100 for the same words in any order."""

    chiave: int
    somiglianza: int


@lru_cache(maxsize=RICORDATI)
def parole(testo: str) -> str:
    """What is compared of a text: its words without accents, articles and years, in alphabetical order."""
    piano = unicodedata.normalize("NFKD", testo.replace("’", " ").lower()).encode("ascii", "ignore").decode()
    return " ".join(sorted([p for p in PAROLA.findall(piano) if p not in VUOTE]))


def somiglianti(nuovo: Scritto, altri: Sequence[Scritto], soglia: int = SOGLIA, massimo: int = MASSIMO) -> tuple[Somigliante, ...]:
    """Those of ``altri`` that say about the same as ``nuovo``, by title or by description, the most alike first (then in their order)."""
    punti: dict[int, int] = {}
    for indice, punteggio in [
        *_confronta(parole(nuovo.titolo), [parole(a.titolo) for a in altri], soglia),
        *_confronta(_descrizione(nuovo), [_descrizione(a) for a in altri], soglia),
    ]:
        punti[indice] = max(punteggio, punti.get(indice, 0))
    migliori = sorted(punti, key=lambda i: (-punti[i], i))[:massimo]
    return tuple(Somigliante(altri[i].chiave, punti[i]) for i in migliori)


def _descrizione(testo: Scritto) -> str:
    inizio = parole(testo.descrizione[:CARATTERI])
    return inizio if inizio.count(" ") + 1 >= PAROLE_MINIME else ""


def _confronta(cercato: str, dove: list[str], soglia: int) -> list[tuple[int, int]]:
    """Index and likeness of those that reach ``soglia``; an empty text is like nothing."""
    if not cercato:
        return []
    pieni = {n: testo for n, testo in enumerate(dove) if testo}
    return [(n, int(punti)) for _, punti, n in process.extract(cercato, pieni, scorer=fuzz.ratio, score_cutoff=soglia, limit=None)]
