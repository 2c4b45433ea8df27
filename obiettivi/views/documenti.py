"""The documents of a sheet and of an exercise: asked for here, drawn by Celery, followed on the page."""

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from smvp.documenti.letture import lavori_recenti
from smvp.documenti.models import Documento
from smvp.nucleo.errori import ErroreDominio
from smvp.organizzazione.models import Esercizio
from smvp.orologio import adesso, oggi

from ..letture.documenti import (
    ALLEGATO_A,
    DI_ESERCIZIO,
    PIANO,
    PIANO_INDICATORI,
    direzioni_di_esercizio,
    documenti_di_esercizio,
    genere_di_scheda,
    piani_di_esercizio,
)
from ..operazioni.emissioni import emetti_allegati_a, emetti_di_esercizio, emetti_documento, emetti_piani, raccogli
from .schede import prendi

NOMI = {g.codice: g.nome for g in (*DI_ESERCIZIO, PIANO_INDICATORI)}


@require_POST
def pdf(richiesta: HttpRequest, pk: int, documento: str) -> HttpResponse:
    """Ask for a document of the sheet as it stands."""
    obiettivo = prendi(richiesta, pk)
    if genere_di_scheda(documento) is None:
        raise Http404
    try:
        emetti_documento(obiettivo=obiettivo, codice=documento, utente=richiesta.user, quando=adesso())
    except ErroreDominio as errore:
        messages.error(richiesta, str(errore))
    return redirect(f"{obiettivo.get_absolute_url()}#h-documenti")


def _esercizio(richiesta: HttpRequest, anno: int) -> Esercizio:
    if not rules.has_perm("obiettivi.documenti_esercizio", richiesta.user):
        raise PermissionDenied("I documenti di tutto l’esercizio sono per il Segretario generale, il NCVP e la sua segreteria.")
    return get_object_or_404(Esercizio, anno=anno)


@require_safe
def documenti(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """The documents of an exercise, each with what it holds, how it stands and its button."""
    esercizio = _esercizio(richiesta, anno)
    return render(
        richiesta,
        "obiettivi/documenti.html",
        {
            "esercizio": esercizio,
            "righe": documenti_di_esercizio(esercizio, richiesta.user),
            "piano": PIANO_INDICATORI,
            "piani": piani_di_esercizio(esercizio, richiesta.user),
            "lavori": lavori_recenti(richiesta.user, quanti=3),
            "oggi": oggi(),
        },
    )


@require_POST
def prepara(richiesta: HttpRequest, anno: int, documento: str) -> HttpResponse:
    """Ask for a document of an exercise; several files come as a batch with its zip."""
    esercizio = _esercizio(richiesta, anno)
    if documento not in NOMI:
        raise Http404
    chi = {"utente": richiesta.user, "quando": adesso()}
    try:
        if documento == ALLEGATO_A:
            return redirect("documenti:lavoro", emetti_allegati_a(esercizio=esercizio, **chi).pk)
        emessi = _piani(richiesta, esercizio) if documento == PIANO else emetti_di_esercizio(esercizio=esercizio, codice=documento, **chi)
        if len(emessi) > 1:
            titolo = f"{NOMI[documento]} {anno}"
            return redirect("documenti:lavoro", raccogli(codice=documento, titolo=titolo, emessi=emessi, **chi).pk)
    except ErroreDominio as errore:
        messages.error(richiesta, str(errore))
    return redirect(f"{reverse('obiettivi:documenti', args=[anno])}#h-{documento}")


def _piani(richiesta: HttpRequest, esercizio: Esercizio) -> list[Documento]:
    """Of the Direzione chosen, or of all."""
    scelta = richiesta.POST.get("direzione", "")
    direzioni = [d for d in direzioni_di_esercizio(esercizio) if scelta in ("", str(d.pk))]
    return emetti_piani(esercizio=esercizio, direzioni=direzioni, utente=richiesta.user, quando=adesso())
