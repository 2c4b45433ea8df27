"""How wide the columns of a table are on paper: no word is broken that can stay whole, the rest goes to who has most to say. Pure."""

from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any

from .blocchi import Genere
from .celle import in_pagina, numerica

SEGNI_FITTI, SEGNI_PICCOLI, SEGNI_MINUTI = 110, 120, 136
"""How many signs of the types in which tables are set stand on a line of A4, edges of the cells included."""
BORDI = 3
TESTA_MASSIMA, PAROLA_MASSIMA, TESTO_MASSIMO = 20, 12, 200  # a word longer than that is hyphenated
RIGHE_MISURATE = 150
COLONNE_STRETTE, COLONNE_FITTE = 5, 7
RIGHE_INSIEME = 12
CELLA_LUNGA = 350


def larga(tavola: Mapping[str, Any]) -> bool:
    """True of a table with so many columns that on a phone its rows become cards, and on paper it is set smaller."""
    return len(tavola["colonne"]) > COLONNE_STRETTE


def minuta(tavola: Mapping[str, Any]) -> bool:
    """True of a table with so many columns that the small type would leave words no room."""
    return len(tavola["colonne"]) > COLONNE_FITTE


def corta(tavola: Mapping[str, Any]) -> bool:
    """True of a table that is not parted between two pages."""
    return len(tavola["righe"]) <= RIGHE_INSIEME and sum(len(str(v)) for riga in tavola["righe"] for v in riga) < SEGNI_PICCOLI * 8


def lunga(celle: Sequence[str]) -> bool:
    """True of a row that may go on, on the next page: kept whole it would leave half a page empty."""
    return max(map(len, celle), default=0) > CELLA_LUNGA


def larghezze(tavola: Mapping[str, Any]) -> list[int]:
    """The width of each column in hundredths; together they make a hundred."""
    colonne = [_scritti(tavola, i) for i in range(len(tavola["colonne"]))]
    minime = [_minima(c, scritti) for c, scritti in zip(tavola["colonne"], colonne, strict=True)]
    restano = (SEGNI_MINUTI if minuta(tavola) else SEGNI_PICCOLI if larga(tavola) else SEGNI_FITTI) - sum(minime)
    voglie = [max(_voglia(c, scritti) - m, 0) for c, scritti, m in zip(tavola["colonne"], colonne, minime, strict=True)]
    tutte = sum(voglie) if restano > 0 else 0
    pesi = [m * tutte + restano * v if tutte else m for m, v in zip(minime, voglie, strict=True)]
    fin_qui = [somma * 100 // sum(pesi) for somma in accumulate(pesi)]
    return [fine - inizio for inizio, fine in pairwise([0, *fin_qui])]


def _scritti(tavola: Mapping[str, Any], i: int) -> list[str]:
    genere = tavola["colonne"][i]["genere"]
    return [in_pagina(genere, riga[i]) for riga in tavola["righe"][:RIGHE_MISURATE]]


def _intera(colonna: Mapping[str, Any]) -> bool:
    """Numbers and days stay on one line."""
    return numerica(colonna["genere"]) or colonna["genere"] == Genere.DATA


def _minima(colonna: Mapping[str, Any], scritti: Sequence[str]) -> int:
    """The longest word of heading (which is bold) and cells."""
    testa = max(map(_lungo, colonna["titolo"].split(" ")), default=0) + 1
    if _intera(colonna):
        return max([testa, *map(_lungo, scritti)]) + BORDI
    parola = max((_lungo(p) for testo in scritti for p in testo.split()), default=0)
    return max(min(testa, TESTA_MASSIMA), min(parola, PAROLA_MASSIMA)) + BORDI


def _lungo(parola: str) -> int:
    """In signs as wide as a letter is on average: figures, all of one width, are wider."""
    return len(parola) + sum(c.isdigit() for c in parola) // 4


def _voglia(colonna: Mapping[str, Any], scritti: Sequence[str]) -> int:
    if _intera(colonna) or not scritti:
        return 0
    medio = sum(map(len, scritti)) // len(scritti)
    return min(max(medio, max(map(len, scritti)) // 4), TESTO_MASSIMO) + BORDI
