"""By which act the Relazione sulla performance of an exercise is validated, for whoever has a part in the evaluations (art. 21).

The Relazione itself, its way and its validation stand two floors above (smvp.performance).
"""

import rules
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from smvp.organizzazione.models import Esercizio

from ..letture.relazione import validazione_di


@require_safe
def relazione(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Read by which act the Relazione of an exercise is validated; who reads the Relazione goes on to it."""
    if not rules.has_perm("valutazioni.vedere_relazione", richiesta.user):
        raise PermissionDenied("Questa pagina è di chi ha parte nelle valutazioni.")
    esercizio = get_object_or_404(Esercizio, anno=anno)
    contesto = {
        "esercizio": esercizio, "validazione": validazione_di(esercizio), "apre": rules.has_perm("performance.vedere", richiesta.user),
    }  # fmt: skip
    return render(richiesta, "valutazioni/relazione.html", contesto)
