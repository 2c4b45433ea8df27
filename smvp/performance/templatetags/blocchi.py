"""How templates draw the blocks of a Piano or of a Relazione: cells by the kind of their column, charts, the words of who writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from ..calcolo import larghezze
from ..calcolo.blocchi import Genere
from ..calcolo.celle import ha_riservati, in_pagina, numerica
from ..calcolo.grafici import Tracciato, traccia
from ..calcolo.scrittura import pulisci

register = template.Library()


@dataclass(frozen=True, slots=True)
class Cella:
    """A cell ready to be printed, with the name of its column, which on a phone stands beside it."""

    testo: str
    titolo: str
    numerica: bool
    riservata: bool
    giorno: bool = False


@register.filter
def righe(tavola: Mapping[str, Any]) -> list[list[Cella]]:
    """The rows of a table, each cell written by the kind of its column."""
    colonne = [(c["genere"], c["titolo"]) for c in tavola["colonne"]]
    return [[_cella(g, t, v) for (g, t), v in zip(colonne, riga, strict=True)] for riga in tavola["righe"]]


def _cella(genere: str, titolo: str, valore: Any) -> Cella:
    return Cella(in_pagina(genere, valore), titolo, numerica(genere), valore is None, genere == Genere.DATA)


@register.filter
def e_numerica(colonna: Mapping[str, Any]) -> bool:
    return numerica(colonna["genere"])


@register.filter
def riservati(tavola: Mapping[str, Any]) -> bool:
    """True if some value is withheld: the table says why under it."""
    return ha_riservati(tavola["righe"])


@register.filter
def larga(tavola: Mapping[str, Any]) -> bool:
    return larghezze.larga(tavola)


@register.filter
def minuta(tavola: Mapping[str, Any]) -> bool:
    return larghezze.minuta(tavola)


@register.filter
def corta(tavola: Mapping[str, Any]) -> bool:
    return larghezze.corta(tavola)


@register.filter
def lunga(riga: list[Cella]) -> bool:
    return larghezze.lunga([c.testo for c in riga])


@register.filter
def tracciato(grafico: Mapping[str, Any]) -> Tracciato:
    return traccia(grafico)


@register.filter
def scritto(html: str) -> SafeString:
    """What people wrote: made safe when it was kept, and again here, because a document may be older than the rule."""
    return mark_safe(pulisci(html))


@register.filter
def colonne_di_stampa(tavola: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], str]]:
    """Each column with the class of its width on paper."""
    return [(c, f"w{quanto}") for c, quanto in zip(tavola["colonne"], larghezze.larghezze(tavola), strict=True)]


@register.filter
def muta(sezione: Mapping[str, Any]) -> bool:
    """True of a section in which nothing is said yet: what it lacks is printed in its place."""
    return not any(b["html"] if b["tipo"] == "testo" else True for b in sezione["blocchi"])
