"""What part two of the staff sheets gives to the office of the staff (art. 22)."""

import rules
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from smvp.documenti.fogli import XLSX
from smvp.organizzazione.models import Esercizio
from smvp.orologio import adesso

from ..letture.elenchi import elenco as leggi_elenco
from ..operazioni.elenchi import esporta_elenco


@require_safe
def elenchi(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """One of the four lists, by Direzione, with a search."""
    if not rules.has_perm("valutazioni.elenchi_personale", richiesta.user):
        raise PermissionDenied("Questi elenchi sono dell’ufficio Personale.")
    richiesta.esercizio = esercizio = get_object_or_404(Esercizio, anno=anno)
    elenco = leggi_elenco(richiesta.user, esercizio, richiesta.GET)
    return render(richiesta, "valutazioni/elenchi.html", {"esercizio": esercizio, "elenco": elenco})


@require_POST
def esporta(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """The list as it is filtered, as a spreadsheet."""
    esercizio = get_object_or_404(Esercizio, anno=anno)
    codice, contenuto = esporta_elenco(esercizio=esercizio, filtri=richiesta.GET, utente=richiesta.user, quando=adesso())
    nome = f"{codice}-{anno}.xlsx"
    return HttpResponse(contenuto, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{nome}"'})
