"""Starting from last year's objectives."""

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from smvp.flusso.conferma import chiavi, racconta
from smvp.orologio import adesso

from ..letture.elenco.copia import candidati
from ..operazioni.copia import copia_obiettivi
from .blocco import CODICE
from .elenco import esercizio_di


@require_http_methods(["GET", "HEAD", "POST"])
def copia(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Choose among the objectives of the exercise before, and make drafts of them."""
    esercizio = esercizio_di(richiesta, anno)
    if not rules.has_perm("obiettivi.creare", richiesta.user):
        raise PermissionDenied("Copiano le schede obiettivo i Dirigenti, le P.O. e il Segretario generale.")
    tutti = candidati(richiesta.user, esercizio)
    errore = ""
    if richiesta.method == "POST":
        volute = chiavi(richiesta.POST.getlist("o"))
        scelti = [c.origine for c in tutti if c.origine.pk in volute]
        if scelti:
            esito = copia_obiettivi(origini=scelti, esercizio=esercizio, utente=richiesta.user, quando=adesso())
            racconta(richiesta, esito, "Copiati in bozza", CODICE)
            return redirect("obiettivi:elenco", anno) if len(esito.fatti) != 1 else redirect(esito.fatti[0])
        errore = "Scegli almeno un obiettivo da copiare."
        messages.error(richiesta, errore)
    contesto = {"esercizio": esercizio, "prima": anno - 1, "candidati": tutti, "copiabili": sum(c.copiabile for c in tutti)}
    return render(richiesta, "obiettivi/copia.html", contesto, status=422 if errore else 200)
