"""The sheet of an objective (All. A)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..letture.schede import obiettivo_visibile, storia_di
from ..models import Obiettivo


def prendi(richiesta: HttpRequest, pk: int) -> Obiettivo:
    """The objective of the address, through the permission: what one may not see does not exist."""
    obiettivo = obiettivo_visibile(richiesta.user, pk)
    if obiettivo is None:
        raise Http404
    richiesta.esercizio = obiettivo.esercizio
    return obiettivo


@require_safe
def scheda(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """One sheet, as on paper but readable."""
    obiettivo = prendi(richiesta, pk)
    return render(richiesta, "obiettivi/scheda.html", {"obiettivo": obiettivo, "storia": storia_di(obiettivo)})
