"""Art. 22: who has title to the reserved quota of the vertical progressions."""

import rules
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from smvp.documenti.fogli import XLSX
from smvp.organizzazione.models import Esercizio
from smvp.orologio import adesso, oggi

from ...letture.progressioni.verticale import elenco_verticale
from ...operazioni.scarichi import scarica_verticale


@require_safe
def verticale(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """The staff of today, with the years before the exercise."""
    if not rules.has_perm("premi.vedere_progressioni", richiesta.user):
        raise PermissionDenied("I titoli alla progressione verticale li vedono l’ufficio del personale, il Segretario generale e il NCVP.")
    esercizio = get_object_or_404(Esercizio, anno=anno)
    return render(richiesta, "premi/progressioni/verticale.html", {
        "esercizio": esercizio, "elenco": elenco_verticale(esercizio, oggi(), richiesta.GET), "soglie": esercizio.reg.soglie,
        "anni": range(anno - esercizio.reg.progressioni.anni_valutati, anno),
        "scarica": rules.has_perm("premi.rivedere_progressione", richiesta.user),
    })  # fmt: skip


@require_POST
def esporta(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """The list as a spreadsheet, with the filters of the page."""
    esercizio = get_object_or_404(Esercizio, anno=anno)
    contenuto = scarica_verticale(esercizio=esercizio, filtri=richiesta.GET, giorno=oggi(), utente=richiesta.user, quando=adesso())
    intestazioni = {"Content-Disposition": f'attachment; filename="titolo-alla-riserva-{anno}.xlsx"'}
    return HttpResponse(contenuto, content_type=XLSX, headers=intestazioni)
