"""Result pay in the browser: the band report of an exercise, and its files for the payroll."""

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from smvp.nucleo.errori import ErroreDominio
from smvp.organizzazione.models import Esercizio
from smvp.orologio import adesso

from .. import letture
from ..operazioni.esportazione import esporta_risultato

TIPI = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}


@require_safe
def risultato(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Art. 24: who reached which band, what it is worth, how much of the amount set aside is left."""
    if not rules.has_perm("premi.vedere_risultato", richiesta.user):
        raise PermissionDenied("La retribuzione di risultato la vedono l’ufficio del personale e il Segretario generale.")
    esercizio = get_object_or_404(Esercizio, anno=anno)
    contesto = {"esercizio": esercizio, "puo_esportare": rules.has_perm("premi.esportare_risultato", richiesta.user)}
    try:
        contesto["rapporto"] = letture.rapporto(esercizio)
    except ErroreDominio as errore:
        contesto["difetti"] = str(errore).splitlines()
    return render(richiesta, "premi/risultato.html", contesto)


@require_POST
def esporta(richiesta: HttpRequest, anno: int, formato: str) -> HttpResponse:
    if formato not in TIPI:
        raise Http404
    esercizio = get_object_or_404(Esercizio, anno=anno)
    try:
        contenuto = esporta_risultato(esercizio=esercizio, formato=formato, utente=richiesta.user, quando=adesso())
    except ErroreDominio as errore:
        messages.error(richiesta, f"Il rapporto non si può fare: {errore}")
        return redirect("premi:risultato", anno)
    nome = f"retribuzione-di-risultato-{anno}.{formato}"
    return HttpResponse(contenuto, content_type=TIPI[formato], headers={"Content-Disposition": f'attachment; filename="{nome}"'})
