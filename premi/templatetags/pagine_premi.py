"""The second line of tabs: the pages of the rewards of an exercise, each shown to whom it gives something."""

from collections.abc import Callable

import rules
from django import template
from django.template import RequestContext
from django.urls import reverse

from smvp.organizzazione.models import Utente

from ..permessi import ha_linee_proprie, ha_progressioni

register = template.Library()


def _permesso(nome: str) -> Callable[[Utente], bool]:
    return lambda utente: rules.has_perm(nome, utente)


# Page, what its tab says, whether a user may open it; whether its address carries the year.
VOCI: tuple[tuple[str, str, Callable[[Utente], bool], bool], ...] = (
    ("corse", "Corse", _permesso("premi.vedere_corse"), True),
    ("fondi", "Fondi", _permesso("premi.vedere_fondi"), True),
    ("risultato", "Anteprima del risultato", _permesso("premi.vedere_risultato"), True),
    ("premialita", "Altri premi", _permesso("premi.vedere_premialita"), True),
    ("simulatore", "Simulatore", _permesso("premi.simulare"), True),
    ("paghe", "Paghe", _permesso("premi.vedere_paghe"), True),
    ("progressioni", "Progressioni", ha_progressioni, True),
    ("miei", "I miei premi", ha_linee_proprie, False),
)


@register.simple_tag(takes_context=True)
def pagine_dei_premi(context: RequestContext, anno: int, qui: str) -> list[dict[str, object]]:
    """The tabs that the person of the page may open; ``qui`` is the page that they are on."""
    utente = context["request"].user
    return [
        {"etichetta": etichetta, "url": reverse(f"premi:{pagina}", args=[anno] if con_anno else []), "attiva": pagina == qui}
        for pagina, etichetta, puo, con_anno in VOCI
        if puo(utente)
    ]
