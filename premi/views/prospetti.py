"""Asking for the tables of a run on paper."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from smvp.documenti.models import Lavoro
from smvp.nucleo.errori import ErroreDominio
from smvp.orologio import adesso

from ..operazioni.prospetti import emetti_prospetti
from .corsa import prendi


@require_POST
def prospetti(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """The PDF of a run; several Direzioni come together in a zip."""
    riga = prendi(richiesta, pk)
    try:
        emessi = emetti_prospetti(
            corsa=riga, direzione=richiesta.POST.get("direzione", ""), con_nomi=richiesta.POST.get("nomi") == "si",
            utente=richiesta.user, quando=adesso(),
        )  # fmt: skip
    except ErroreDominio as errore:
        messages.error(richiesta, str(errore))
        return redirect(riga)
    return redirect("documenti:lavoro", emessi.pk) if isinstance(emessi, Lavoro) else redirect(f"{riga.get_absolute_url()}#h-prospetti")
