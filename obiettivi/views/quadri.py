"""The pages that show the objectives of an exercise together: tree, indicators, three years."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from smvp.organizzazione.models import Esercizio

from ..letture.albero import TUTTE, bosco
from ..permessi import vede_obiettivi


def esercizio_di(richiesta: HttpRequest, anno: int) -> Esercizio:
    """The exercise of the address, for whoever has something to see among its objectives."""
    if not vede_obiettivi(richiesta.user):
        raise PermissionDenied("Gli obiettivi li vede chi li compila, chi li valida e chi li misura.")
    richiesta.esercizio = get_object_or_404(Esercizio, anno=anno)
    return richiesta.esercizio


@require_safe
def albero(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Art. 4: from the Aree to the people, drawn and listed."""
    esercizio = esercizio_di(richiesta, anno)
    trovato = bosco(esercizio, richiesta.user, area=richiesta.GET.get("area", ""), direzione=richiesta.GET.get("direzione", ""))
    return render(richiesta, "obiettivi/albero.html", {"esercizio": esercizio, "bosco": trovato, "tutte": TUTTE})
