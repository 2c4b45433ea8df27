"""How templates draw the blocks of a Piano or of a Relazione: cells by the kind of their column, charts, the words of who writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from ..calcolo.celle import ha_riservati, in_pagina, numerica
from ..calcolo.grafici import Tracciato, traccia

register = template.Library()


@dataclass(frozen=True, slots=True)
class Cella:
    """A cell ready to be printed, with the name of its column, which on a phone stands beside it."""

    testo: str
    titolo: str
    numerica: bool
    riservata: bool


@register.filter
def righe(tavola: Mapping[str, Any]) -> list[list[Cella]]:
    """The rows of a table, each cell written by the kind of its column."""
    colonne = [(c["genere"], c["titolo"]) for c in tavola["colonne"]]
    return [
        [Cella(in_pagina(g, v), t, numerica(g), v is None) for (g, t), v in zip(colonne, riga, strict=True)] for riga in tavola["righe"]
    ]


@register.filter
def e_numerica(colonna: Mapping[str, Any]) -> bool:
    return numerica(colonna["genere"])


@register.filter
def riservati(tavola: Mapping[str, Any]) -> bool:
    """True if some value is withheld: the table says why under it."""
    return ha_riservati(tavola["righe"])


@register.filter
def larga(tavola: Mapping[str, Any]) -> bool:
    """True of a table with so many columns that on a phone its rows become cards, and on paper it is set smaller."""
    return len(tavola["colonne"]) > COLONNE_STRETTE


COLONNE_STRETTE = 5


@register.filter
def tracciato(grafico: Mapping[str, Any]) -> Tracciato:
    return traccia(grafico)


@register.filter
def scritto(html: str) -> SafeString:
    """What people wrote: made safe when it was kept, and again here, because a document may be older than the rule."""
    return mark_safe(html)


@register.filter
def colonne_di_stampa(tavola: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], str]]:
    """Each column with the class of its width on paper: as much as its words need, in steps of two per cent."""
    bisogni = [_bisogno(c, [riga[i] for riga in tavola["righe"][:RIGHE_MISURATE]]) for i, c in enumerate(tavola["colonne"])]
    tutto = sum(bisogni)
    return [(c, f"w{max(b * 50 // tutto, 2) * 2}") for c, b in zip(tavola["colonne"], bisogni, strict=True)]


RIGHE_MISURATE = 100


def _bisogno(colonna: Mapping[str, Any], valori: Sequence[Any]) -> int:
    """How many signs wide a column would be: never less than its longest word."""
    scritti = [in_pagina(colonna["genere"], v) for v in valori] or [""]
    parola = max(len(p) for testo in (colonna["titolo"], *scritti) for p in (testo.split(" ") or [""])) + 2
    if numerica(colonna["genere"]):
        return max(parola, *map(len, scritti))
    medio = sum(map(len, scritti)) // len(scritti)
    return max(min(parola, PAROLA_MASSIMA), min(max(medio, max(map(len, scritti)) // 3), TESTO_MASSIMO), 6)


PAROLA_MASSIMA, TESTO_MASSIMO = 18, 45


@register.filter
def muta(sezione: Mapping[str, Any]) -> bool:
    """True of a section in which nothing is said yet: what it lacks is printed in its place."""
    return not any(b["html"] if b["tipo"] == "testo" else True for b in sezione["blocchi"])
