"""The second line of tabs: the pages of the evaluations of an exercise (Allegati B and D)."""

from collections.abc import Callable

import rules
from django import template
from django.template import RequestContext
from django.urls import reverse

from smvp.organizzazione.models import Utente
from smvp.regolamento.modello import Facolta

from ..permessi import guida_personale, usa_percentuali, vede_i_propri_specifici, vede_personale, vede_valutazioni

register = template.Library()


def _permesso(nome: str) -> Callable[[Utente], bool]:
    return lambda utente: rules.has_perm(nome, utente)


# Page, what its tab says, whether it gives a user something: who may open a page out of office alone has no tab for it.
VOCI: tuple[tuple[str, str, Callable[[Utente], bool]], ...] = (
    ("elenco", "Dirigenti e P.O.", vede_valutazioni),
    ("personale", "Personale", vede_personale),
    ("squadre", "Squadra", guida_personale),
    ("miei_obiettivi", "I miei obiettivi", vede_i_propri_specifici),
    ("specifici", "Obiettivi specifici", guida_personale),
    ("voci", "Voci", vede_personale),
    ("struttura", "Strutture", usa_percentuali),
    ("elenchi", "Formazione e mobilità", _permesso("valutazioni.elenchi_personale")),
    ("equita", "Equità", _permesso("valutazioni.equita")),
    ("relazione", "Relazione", _permesso("valutazioni.vedere_relazione")),
)


# The same for what a version of the regulation may add.
FACOLTATIVE: tuple[tuple[str, str, Callable[[Utente], bool], Callable[[Facolta], bool]], ...] = (
    ("diari", "Diario", _permesso("valutazioni.tenere_diari"), lambda facolta: facolta.diario),
)


@register.simple_tag(takes_context=True)
def pagine_del_personale(context: RequestContext, anno: int, qui: str) -> list[dict[str, object]]:
    """The tabs that the person of the page may open; ``qui`` is the page that they are on."""
    utente = context["request"].user
    facolta = context["esercizio"].reg.facolta
    aggiunte = [(pagina, etichetta, puo) for pagina, etichetta, puo, ammessa in FACOLTATIVE if ammessa(facolta)]
    return [
        {"etichetta": etichetta, "url": reverse(f"valutazioni:{pagina}", args=[anno]), "attiva": pagina == qui}
        for pagina, etichetta, puo in (*VOCI, *aggiunte)
        if puo(utente)
    ]
