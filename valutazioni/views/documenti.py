"""The documents of the staff sheets: asked for here, drawn by Celery, followed on the page."""

from collections.abc import Callable
from typing import Any

import rules
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from smvp.documenti.fogli import XLSX
from smvp.documenti.operazioni import emetti_insieme
from smvp.nucleo.errori import DatiNonValidi, ErroreDominio
from smvp.organizzazione.models import Esercizio
from smvp.orologio import adesso, oggi

from ..documenti.tipi import ELENCO_GIUNTA, SCHEDA_D, SCHEDA_D2
from ..forms.approvazione import ElencoForm
from ..letture.approvazione import quadro_di
from ..letture.personale import scheda_per_parte_seconda, scheda_personale_visibile
from ..operazioni.elenco_giunta import controlla_elenco, emetti_elenco, esporta_elenco
from ..operazioni.emissioni_personale import emetti_parte_seconda, emetti_scheda_d, stampa_personale
from .comuni import prendi

PARTI: dict[str, tuple[str, Callable[..., Any]]] = {
    "prima": (SCHEDA_D, emetti_scheda_d),
    "seconda": (SCHEDA_D2, emetti_parte_seconda),
}


@require_POST
def pdf_personale(richiesta: HttpRequest, pk: int, parte: str) -> HttpResponse:
    """Ask for a document of the sheet as it stands."""
    scheda = prendi(richiesta, pk, scheda_personale_visibile) if parte == "prima" else scheda_per_parte_seconda(richiesta.user, pk)
    if scheda is None or (parte == "seconda" and not rules.has_perm("valutazioni.leggere_parte_seconda", richiesta.user, scheda)):
        raise Http404
    try:
        PARTI[parte][1](scheda, utente=richiesta.user, quando=adesso())
    except ErroreDominio as errore:
        messages.error(richiesta, str(errore))
    return redirect("valutazioni:scheda_personale" if parte == "prima" else "valutazioni:parte_seconda", pk)


@require_POST
def stampa(richiesta: HttpRequest, anno: int, parte: str) -> HttpResponse:
    """Ask for all those of an exercise: one batch, one zip."""
    esercizio = get_object_or_404(Esercizio, anno=anno)
    try:
        lavoro = stampa_personale(esercizio=esercizio, tipo=PARTI[parte][0], utente=richiesta.user, quando=adesso())
    except ErroreDominio as errore:
        messages.error(richiesta, str(errore))
        return redirect("valutazioni:personale", anno)
    return redirect("documenti:lavoro", lavoro.pk)


@require_POST
def elenco_giunta(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Art. 18: ask for the lists of the ticked sheets as PDF; several parts come as a batch with its zip."""
    chi: dict[str, Any] = {"utente": richiesta.user, "quando": adesso()}
    esercizio = get_object_or_404(Esercizio, anno=anno)
    try:
        emessi = emetti_elenco(esercizio=esercizio, scelte=_spuntate(richiesta, esercizio), **chi)
        if len(emessi) > 1:
            lavoro = emetti_insieme(tipo=ELENCO_GIUNTA, titolo=f"Elenchi per la Giunta {anno}", documenti=emessi, **chi)
            return redirect("documenti:lavoro", lavoro.pk)
    except ErroreDominio as errore:
        messages.error(richiesta, str(errore))
    return redirect(f"{reverse('valutazioni:approva', args=[anno])}#h-elenchi")


@require_POST
def esporta_giunta(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """The same lists as a spreadsheet."""
    esercizio = get_object_or_404(Esercizio, anno=anno)
    try:
        scelte = _spuntate(richiesta, esercizio)
        contenuto = esporta_elenco(esercizio=esercizio, scelte=scelte, utente=richiesta.user, quando=adesso())
    except ErroreDominio as errore:
        messages.error(richiesta, str(errore))
        return redirect(f"{reverse('valutazioni:approva', args=[anno])}#h-elenchi")
    nome = f"elenchi-giunta-{anno}.xlsx"
    return HttpResponse(contenuto, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{nome}"'})


def _spuntate(richiesta: HttpRequest, esercizio: Esercizio) -> set[str]:
    """The keys of the sheets ticked on the page of the approval. Raises PermissionDenied, DatiNonValidi."""
    controlla_elenco(richiesta.user)
    righe = quadro_di(richiesta.user, esercizio, oggi()).da_approvare
    form = ElencoForm(richiesta.POST, righe=righe, pagina=richiesta.POST.get("pagina"))
    if righe and not form.is_valid():
        raise DatiNonValidi(" ".join(e for errori in form.errors.values() for e in errori), articolo="18")
    return set(form.cleaned_data["schede"]) if righe else set()
