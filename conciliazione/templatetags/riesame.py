"""What the page of a sheet says of review and conciliation: the button, or the case that there is. The sheet itself knows nothing of it."""

from typing import Any

import rules
from django import template
from django.urls import reverse

from smvp.orologio import fine_giornata, oggi
from valutazioni.models import Valutazione

from ..letture.casi import conciliazione_sulla, istanza_sulla, tipo_di
from ..operazioni.istanze import perche_no
from ..permessi import conciliazioni_visibili_a, visibili_a

register = template.Library()


@register.inclusion_tag("conciliazione/_parti/sulla_scheda.html", takes_context=True)
def riesame_della(context: dict[str, Any], scheda: Valutazione) -> dict[str, Any]:
    """Of one's own signed sheet: until when a review can be asked, or what became of it; to the others nothing that they may not know."""
    utente = context["request"].user
    mia = rules.has_perm("conciliazione.chiedere_riesame", utente, scheda)
    istanza, altra = istanza_sulla(scheda), conciliazione_sulla(scheda)  # type: ignore[arg-type]
    letta = istanza is not None and visibili_a(utente).filter(pk=istanza.pk).exists()
    letta_altra = altra is not None and conciliazioni_visibili_a(utente).filter(pk=altra.pk).exists()
    termine = scheda.termine_riesame
    nome = "chiedi" if tipo_di(scheda) == "scheda" else "chiedi_personale"  # type: ignore[arg-type]
    return {
        "istanza": istanza if letta else None, "conciliazione": altra if letta_altra else None, "termine": termine,
        "fine": termine and fine_giornata(termine), "tardi": termine is not None and oggi() > termine,
        "url": reverse(f"conciliazione:{nome}", args=[scheda.pk]) if mia and not perche_no(scheda) else "",  # type: ignore[arg-type]
    }  # fmt: skip
