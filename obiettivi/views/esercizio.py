"""Closing the objectives of an exercise."""

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from smvp.nucleo.errori import ErroreDominio
from smvp.orologio import adesso, oggi

from ..letture.quadri.chiusura import chiusura
from ..operazioni.esercizio import chiudi_esercizio
from .elenco import esercizio_di


@require_http_methods(["GET", "HEAD", "POST"])
def chiudi(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Say what stands in the way and what is left behind; then close."""
    esercizio = esercizio_di(richiesta, anno)
    if not rules.has_perm("obiettivi.chiudere_esercizio", richiesta.user):
        raise PermissionDenied("Chiude l’esercizio il Segretario generale.")
    stato = chiusura(esercizio, oggi())
    if richiesta.method == "POST":
        viste = richiesta.POST.get("bozze", "")
        try:
            chiudi_esercizio(
                esercizio=esercizio, bozze_viste=int(viste) if viste.isascii() and viste.isdecimal() and len(viste) < 6 else -1,
                utente=richiesta.user, quando=adesso(),
            )  # fmt: skip
        except ErroreDominio as errore:
            messages.error(richiesta, str(errore))
            return redirect("obiettivi:chiudi", anno)
        messages.success(richiesta, f"L’esercizio {anno} è chiuso: i suoi obiettivi non cambiano più.")
        return redirect("obiettivi:elenco", anno)
    return render(richiesta, "obiettivi/chiudi.html", {"esercizio": esercizio, "stato": stato})
