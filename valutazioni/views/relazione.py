"""The validation of the Relazione sulla performance in the browser (art. 21)."""

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from smvp.flusso.forms import metti_errore
from smvp.nucleo.errori import ErroreDominio
from smvp.organizzazione.models import Esercizio
from smvp.orologio import adesso

from ..forms.relazione import ValidazioneForm
from ..letture.relazione import validazione_di
from ..operazioni.relazione import valida_relazione


@require_http_methods(["GET", "HEAD", "POST"])
def relazione(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Read by which act the Relazione of an exercise is validated; the NCVP records it."""
    if not rules.has_perm("valutazioni.vedere_relazione", richiesta.user):
        raise PermissionDenied("Questa pagina è di chi ha parte nelle valutazioni.")
    esercizio = get_object_or_404(Esercizio, anno=anno)
    puo_validare = rules.has_perm("valutazioni.validare_relazione", richiesta.user)
    if richiesta.method == "POST" and not puo_validare:
        raise PermissionDenied("La Relazione sulla performance la valida il NCVP.")
    oggetto = f"Validazione della Relazione sulla performance {anno}"
    form = ValidazioneForm(richiesta.POST if richiesta.method == "POST" else None, initial={"oggetto": oggetto})
    if form.is_valid():
        try:
            fatta = valida_relazione(esercizio=esercizio, atto=form.atto(), utente=richiesta.user, quando=adesso())
        except ErroreDominio as errore:
            metti_errore(form, errore)
        else:
            messages.success(richiesta, f"Relazione {anno} validata: {fatta.atto}. Gli importi approvati si possono rendere liquidabili.")
            return redirect("valutazioni:relazione", anno)
    contesto = {"esercizio": esercizio, "validazione": validazione_di(esercizio), "form": form, "puo_validare": puo_validare}
    return render(richiesta, "valutazioni/relazione.html", contesto, status=422 if form.errors else 200)
