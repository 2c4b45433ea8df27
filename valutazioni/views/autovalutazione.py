"""The evaluatee's own marks, where the regulation version has them; elsewhere these addresses do not exist."""

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from smvp.nucleo.errori import ErroreDominio
from smvp.orologio import adesso

from ..forms.autovalutazione import AutovalutazioneForm
from ..letture.autovalutazione import gruppi_propri, scheda_propria
from ..models import Scheda, SchedaPersonale
from ..operazioni.autovalutazione import invia_autovalutazione


@require_http_methods(["GET", "HEAD", "POST"])
def incarico(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """On Allegato B."""
    return _pagina(richiesta, scheda_propria(Scheda, richiesta.user, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def personale(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """On Allegato D."""
    return _pagina(richiesta, scheda_propria(SchedaPersonale, richiesta.user, pk))


def _pagina(richiesta: HttpRequest, scheda: Scheda | SchedaPersonale | None) -> HttpResponse:
    """Give oneself the marks and send them; once they are sent, or the sheet has gone on, read them."""
    if scheda is None:
        raise Http404
    richiesta.esercizio = scheda.esercizio
    gruppi = gruppi_propri(scheda)
    inviata = any(v.autovalutazione is not None for g in gruppi for v in g.voti)
    puo = rules.has_perm("valutazioni.autovalutarsi", richiesta.user, scheda)
    dati = richiesta.POST if richiesta.method == "POST" else None
    form = AutovalutazioneForm(dati, scheda=scheda, gruppi=gruppi) if puo and not inviata else None
    if richiesta.method == "POST":
        if not puo:
            raise PermissionDenied("La valutazione è andata avanti: l’autovalutazione non si può più inviare.")
        if form is None or form.is_valid():
            return _invia(richiesta, scheda, form)
    contesto = {"scheda": scheda, "gruppi": gruppi, "form": form, "inviata": inviata}
    return render(richiesta, "valutazioni/autovalutazione.html", contesto, status=422 if form is not None and form.errors else 200)


def _invia(richiesta: HttpRequest, scheda: Scheda | SchedaPersonale, form: AutovalutazioneForm | None) -> HttpResponse:
    try:
        invia_autovalutazione(scheda=scheda, voti=form.voti if form else {}, utente=richiesta.user, quando=adesso())
    except ErroreDominio as errore:
        messages.error(richiesta, str(errore))
    else:
        messages.success(richiesta, "Autovalutazione inviata: ora la legge chi ti valuta.")
    return redirect(richiesta.path)
