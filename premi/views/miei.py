"""What is due to oneself, over the years."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..letture.miei import miei_premi
from ..permessi import candidature_proprie, progressioni_visibili_a


@require_safe
def miei(richiesta: HttpRequest) -> HttpResponse:
    """Artt. 22 and 24: one's own amounts, once approved, each with its why."""
    return render(richiesta, "premi/miei.html", {
        "anni": miei_premi(richiesta.user), "progressioni": candidature_proprie(richiesta.user).exists(),
        "mie_procedure": progressioni_visibili_a(richiesta.user).select_related("esercizio").order_by("-pk"),
    })  # fmt: skip
