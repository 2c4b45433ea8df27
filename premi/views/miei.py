"""What is due to oneself, over the years."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from smvp.organizzazione.ruoli import persona_di

from ..letture.miei import miei_premi
from ..letture.progressioni.mie import procedure_che_mi_guardano
from ..permessi import candidature_proprie, progressioni_visibili_a


@require_safe
def miei(richiesta: HttpRequest) -> HttpResponse:
    """Artt. 22 and 24: one's own amounts, once approved, each with its why."""
    in_corso = procedure_che_mi_guardano(persona_di(richiesta.user))
    return render(richiesta, "premi/miei.html", {
        "anni": miei_premi(richiesta.user), "progressioni": bool(in_corso) or candidature_proprie(richiesta.user).exists(),
        "mie_procedure": progressioni_visibili_a(richiesta.user).select_related("esercizio").order_by("-pk"),
    })  # fmt: skip
