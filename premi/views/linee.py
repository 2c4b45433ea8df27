"""Why an amount is what it is, step by step, each step with its article."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..letture.linea import linea_visibile, pagina_della_linea


@require_safe
def linea(richiesta: HttpRequest, corsa: int, pk: int) -> HttpResponse:
    """Artt. 22 and 24: the amount of one person, for whom it is due and for whoever reads the run whole."""
    riga = linea_visibile(richiesta.user, corsa, pk)
    if riga is None:
        raise Http404
    richiesta.esercizio = riga.corsa.esercizio
    return render(richiesta, "premi/linea.html", {"linea": riga, "corsa": riga.corsa, **pagina_della_linea(richiesta.user, riga)})
