"""The staff sheets of an exercise: the list of those one may read, its spreadsheet, their opening."""

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from smvp.documenti.fogli import XLSX
from smvp.documenti.letture import lavori_recenti
from smvp.nucleo.formati import numero
from smvp.organizzazione.models import Esercizio
from smvp.orologio import adesso, oggi

from ..letture.elenco_personale import elenco as leggi_elenco
from ..letture.elenco_personale import proprie
from ..letture.personale import quante_da_aprire_personale
from ..letture.schede import scadenza
from ..letture.vuoti import Situazione, vuoto_personale
from ..models import SchedaPersonale
from ..operazioni.elenco_personale import esporta_personale
from ..operazioni.personale import apri_schede_personale
from ..permessi import vede_personale
from ..stati import LETTE_DAL_VALUTATO


@require_safe
def elenco(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """The staff sheets of an exercise: those one may read, those of which one knows the total, one's own."""
    if not vede_personale(richiesta.user):
        raise PermissionDenied("Le schede del personale sono per chi valuta e per chi è valutato.")
    esercizio = get_object_or_404(Esercizio, anno=anno)
    puo_aprire = rules.has_perm("valutazioni.aprire_schede_personale", richiesta.user)
    da_aprire = quante_da_aprire_personale(esercizio) if puo_aprire else 0
    letto, sue = leggi_elenco(richiesta.user, esercizio, richiesta.GET), proprie(richiesta.user, esercizio)
    nessuna = not letto.totale and (puo_aprire or all(s.esercizio_id != esercizio.pk for s in sue))
    return render(
        richiesta,
        "valutazioni/personale_elenco.html",
        {
            "esercizio": esercizio,
            "elenco": letto,
            "proprie": sue,
            "vuoto": vuoto_personale(_situazione(esercizio, da_aprire), richiesta.ruoli, puo_aprire=puo_aprire) if nessuna else None,
            "lette": LETTE_DAL_VALUTATO,
            "scadenza": scadenza(esercizio),
            "legge_seconda": rules.has_perm("valutazioni.elenchi_personale", richiesta.user),
            "puo_stampare": rules.has_perm("valutazioni.stampare_personale", richiesta.user),
            "puo_stampare_seconde": rules.has_perm("valutazioni.stampare_seconde", richiesta.user),
            "lavori": lavori_recenti(richiesta.user, quanti=3),
            "puo_aprire": puo_aprire,
            "da_aprire": da_aprire,
        },
    )


def _situazione(esercizio: Esercizio, da_aprire: int) -> Situazione:
    return Situazione(esercizio.anno, esercizio.anno < oggi().year, da_aprire, SchedaPersonale.objects.filter(esercizio=esercizio).exists())


@require_POST
def apri(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Art. 22: open the sheets that are missing."""
    esercizio = get_object_or_404(Esercizio, anno=anno)
    quante = apri_schede_personale(esercizio=esercizio, utente=richiesta.user, quando=adesso())
    messages.success(richiesta, f"Schede aperte: {numero(quante, 0)}." if quante else "Ogni dipendente ha già la sua scheda.")
    return redirect("valutazioni:personale", anno)


@require_POST
def esporta(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """The list as it is filtered, as a spreadsheet."""
    esercizio = get_object_or_404(Esercizio, anno=anno)
    contenuto = esporta_personale(esercizio=esercizio, filtri=richiesta.GET, utente=richiesta.user, quando=adesso())
    nome = f"schede-personale-{anno}.xlsx"
    return HttpResponse(contenuto, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{nome}"'})
