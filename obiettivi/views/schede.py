"""The sheet of an objective (All. A)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from smvp.orologio import oggi

from ..letture.documenti import contesto_di_documenti
from ..letture.esame import contesto_di_esame
from ..letture.esiti import contesto_di_esiti
from ..letture.pagina import contesto_di_scheda
from ..letture.schede import obiettivo_visibile, storia_di
from ..models import Obiettivo


def prendi(richiesta: HttpRequest, pk: int) -> Obiettivo:
    """The objective of the address, through the permission: what one may not see does not exist."""
    obiettivo = obiettivo_visibile(richiesta.user, pk)
    if obiettivo is None:
        raise Http404
    richiesta.esercizio = obiettivo.esercizio
    return obiettivo


def _contesto(richiesta: HttpRequest, obiettivo: Obiettivo) -> dict[str, Any]:
    """What the page of a sheet is made of: each owner adds a line ``**contesto_di_x(obiettivo, richiesta.user)``."""
    return {
        "obiettivo": obiettivo,
        **contesto_di_scheda(obiettivo, richiesta.user, oggi(), storia_di(obiettivo)),
        **contesto_di_esame(obiettivo, richiesta.user, oggi()),
        **contesto_di_esiti(obiettivo, richiesta.user),
        **contesto_di_documenti(obiettivo, richiesta.user),
    }


@require_safe
def scheda(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """One sheet, as on paper but readable."""
    return render(richiesta, "obiettivi/scheda.html", _contesto(richiesta, prendi(richiesta, pk)))
