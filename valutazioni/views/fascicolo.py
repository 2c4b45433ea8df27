"""Art. 19: the fascicolo valutativo in the browser. Reading writes nothing: who is not the evaluatee opens it first, in the log."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from smvp.nucleo.errori import ErroreDominio
from smvp.organizzazione.models import Esercizio, Persona
from smvp.orologio import adesso, oggi

from ..letture.fascicolo import aperto_oggi, aperture, e_proprio, fascicolo_di
from ..operazioni.fascicolo import apri_fascicolo, emetti_fascicolo
from ..permessi import puo_aprire_fascicolo


def _di(richiesta: HttpRequest, pk: int, anno: int) -> tuple[Persona, Esercizio]:
    """Whose and of which exercise, for who may open it; for the others it does not exist."""
    persona, esercizio = get_object_or_404(Persona, pk=pk), get_object_or_404(Esercizio, anno=anno)
    if not puo_aprire_fascicolo(richiesta.user, persona, esercizio):
        raise Http404
    richiesta.esercizio = esercizio
    return persona, esercizio


@require_safe
def fascicolo(richiesta: HttpRequest, pk: int, anno: int) -> HttpResponse:
    persona, esercizio = _di(richiesta, pk, anno)
    proprio = e_proprio(richiesta.user, persona)
    contesto = {"persona": persona, "esercizio": esercizio, "proprio": proprio}
    if not proprio and not aperto_oggi(richiesta.user, persona, esercizio, oggi()):
        return render(richiesta, "valutazioni/fascicolo_chiuso.html", contesto)
    contesto["fascicolo"] = fascicolo_di(richiesta.user, persona, esercizio)
    contesto["aperture"] = aperture(persona, esercizio) if proprio else None
    return render(richiesta, "valutazioni/fascicolo.html", contesto)


@require_POST
def apri(richiesta: HttpRequest, pk: int, anno: int) -> HttpResponse:
    """Open somebody's: it is written in the log, and the evaluatee reads it."""
    persona, esercizio = _di(richiesta, pk, anno)
    apri_fascicolo(persona=persona, esercizio=esercizio, utente=richiesta.user, quando=adesso())
    return redirect("valutazioni:fascicolo", pk, anno)


@require_POST
def pdf(richiesta: HttpRequest, pk: int, anno: int) -> HttpResponse:
    persona, esercizio = _di(richiesta, pk, anno)
    try:
        emetti_fascicolo(persona=persona, esercizio=esercizio, utente=richiesta.user, quando=adesso())
    except ErroreDominio as errore:
        messages.error(richiesta, str(errore))
    return redirect("valutazioni:fascicolo", pk, anno)
