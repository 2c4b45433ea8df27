"""The second line of tabs: the pages of the objectives of an exercise."""

import rules
from django import template
from django.template import RequestContext
from django.urls import reverse

register = template.Library()

# Page, what its tab says, the permission that it asks for ("" for whoever has something to see among the objectives).
VOCI = (
    ("elenco", "Elenco", ""),
    ("cabina", "Cabina di regia", "obiettivi.sollecitare"),
    ("albero", "Albero", ""),
    ("indicatori", "Indicatori", ""),
    ("triennio", "Triennio", ""),
    ("peg", "P.E.G.", "obiettivi.vedere_peg"),
    ("documenti", "Documenti", "obiettivi.documenti_esercizio"),
)


@register.simple_tag(takes_context=True)
def pagine_degli_obiettivi(context: RequestContext, anno: int, qui: str) -> list[dict[str, object]]:
    """The tabs that the person of the page may open; ``qui`` is the page that they are on."""
    utente = context["request"].user
    return [
        {"etichetta": etichetta, "url": reverse(f"obiettivi:{pagina}", args=[anno]), "attiva": pagina == qui}
        for pagina, etichetta, permesso in VOCI
        if not permesso or rules.has_perm(permesso, utente)
    ]
