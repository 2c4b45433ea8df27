"""Asking for a ranking, or for the sheet of somebody's professional growth, on paper."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from smvp.documenti.models import Lavoro
from smvp.nucleo.errori import ErroreDominio
from smvp.orologio import adesso

from ...operazioni.carte_progressioni import emetti_foglio_maturazione, emetti_graduatorie
from ...permessi import candidati_visibili_a
from .gruppi import posto_letto
from .procedure import prendi


@require_POST
def graduatorie(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """All the rankings of a procedure that one reads, in a zip if they are many."""
    procedura = prendi(richiesta, pk)
    try:
        emessi = emetti_graduatorie(procedura=procedura, utente=richiesta.user, quando=adesso())
    except ErroreDominio as errore:
        messages.error(richiesta, str(errore))
        return redirect(procedura)
    if isinstance(emessi, Lavoro):
        return redirect("documenti:lavoro", emessi.pk)
    return redirect(_pagina_del_gruppo(richiesta, pk, emessi[0].oggetto_id))


def _pagina_del_gruppo(richiesta: HttpRequest, pk: int, posto: int) -> str:
    riga = prendi(richiesta, pk).posti.get(pk=posto)
    return f"{riga.get_absolute_url()}#h-carta"


@require_POST
def graduatoria(richiesta: HttpRequest, pk: int, direzione: int, categoria: str) -> HttpResponse:
    """One ranking; the answer is on its page."""
    procedura = prendi(richiesta, pk)
    posto = posto_letto(richiesta, procedura, direzione, categoria)
    try:
        emessi = emetti_graduatorie(procedura=procedura, posto=posto.pk, utente=richiesta.user, quando=adesso())
    except ErroreDominio as errore:
        messages.error(richiesta, str(errore))
        return redirect(posto)
    return redirect("documenti:lavoro", emessi.pk) if isinstance(emessi, Lavoro) else redirect(f"{posto.get_absolute_url()}#h-carta")


@require_POST
def foglio(richiesta: HttpRequest, pk: int, candidato: int) -> HttpResponse:
    """The sheet of one candidate's growth; the answer is on the candidate's page."""
    riga = candidati_visibili_a(richiesta.user).filter(pk=candidato, graduatoria__procedura=pk).select_related("graduatoria").first()
    if riga is None:
        raise Http404
    try:
        emetti_foglio_maturazione(candidato=riga, utente=richiesta.user, quando=adesso())
    except ErroreDominio as errore:
        messages.error(richiesta, str(errore))
    return redirect(f"{riga.get_absolute_url()}#h-carta")
