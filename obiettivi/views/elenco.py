"""The list of the objectives of an exercise, its spreadsheet, the Cabina di regia."""

import rules
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from smvp.organizzazione.models import Esercizio
from smvp.orologio import adesso, oggi

from ..letture.elenco.blocco import azioni_di, barra
from ..letture.elenco.copia import c_e_da_copiare
from ..letture.elenco.pagine import elenco as leggi_elenco
from ..letture.elenco.subentri import cessati
from ..letture.quadri.cabina import cabina as leggi_cabina
from ..letture.quadri.chiusura import chiusura_vicina, si_negozia
from ..letture.turno.righe import attese_di
from ..operazioni.esercizio import esporta_elenco
from ..permessi import vede_obiettivi

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def esercizio_di(richiesta: HttpRequest, anno: int) -> Esercizio:
    """The exercise of the address, for those who have something to look for among the objectives."""
    if not vede_obiettivi(richiesta.user):
        raise PermissionDenied("Gli obiettivi sono per chi li negozia, li valida, li misura e ne risponde.")
    richiesta.esercizio = get_object_or_404(Esercizio, anno=anno)
    return richiesta.esercizio


@require_safe
def elenco(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """The objectives of an exercise that one may read."""
    esercizio = esercizio_di(richiesta, anno)
    aperto = esercizio.chiuso_il is None
    attese = attese_di(esercizio, oggi())
    trovato = leggi_elenco(richiesta.user, esercizio, oggi(), richiesta.GET)
    crea = rules.has_perm("obiettivi.creare", richiesta.user) and si_negozia(esercizio, oggi())
    return render(
        richiesta,
        "obiettivi/elenco.html",
        {
            "esercizio": esercizio,
            "elenco": trovato,
            "barra": barra(azioni_di(richiesta.user, oggi()), trovato.righe, utente=richiesta.user, attese=attese) if aperto else None,
            "puo_creare": crea,
            "puo_copiare": crea and c_e_da_copiare(richiesta.user, esercizio),
            "puo_assegnare": rules.has_perm("obiettivi.assegnare_in_blocco", richiesta.user) and aperto,
            "puo_sollecitare": rules.has_perm("obiettivi.sollecitare", richiesta.user),
            "chiusura_vicina": rules.has_perm("obiettivi.chiudere_esercizio", richiesta.user) and chiusura_vicina(esercizio, oggi()),
            "cessati": cessati(richiesta.user, [esercizio], oggi()),
        },
    )


@require_POST
def esporta(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """The list as it is filtered, as a spreadsheet."""
    esercizio = esercizio_di(richiesta, anno)
    contenuto = esporta_elenco(esercizio=esercizio, filtri=richiesta.GET, utente=richiesta.user, quando=adesso())
    nome = f"obiettivi-{anno}.xlsx"
    return HttpResponse(contenuto, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{nome}"'})


@require_safe
def cabina(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Where is every Direzione, and who is late?"""
    esercizio = esercizio_di(richiesta, anno)
    if not rules.has_perm("obiettivi.sollecitare", richiesta.user):
        raise PermissionDenied("La cabina di regia è del Segretario generale, del NCVP e della sua segreteria.")
    return render(richiesta, "obiettivi/cabina.html", {"esercizio": esercizio, "cabina": leggi_cabina(richiesta.user, esercizio, oggi())})
