"""The list of an exercise, and what is asked for all its sheets."""

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from smvp.documenti.letture import lavori_recenti
from smvp.nucleo.errori import ErroreDominio
from smvp.organizzazione.models import Esercizio
from smvp.orologio import adesso, oggi

from ..filtri import filtra
from ..letture.approvazione import quante_aspettano
from ..letture.prospetto import prospetto_di
from ..letture.schede import quante_da_aprire, scadenza, schede_di
from ..letture.vuoti import Situazione, vuoto_schede
from ..models import Scheda
from ..operazioni.apertura import apri_schede
from ..operazioni.emissioni import stampa_tutte
from ..permessi import vede_personale, vede_valutazioni


@require_safe
def elenco(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """The sheets of an exercise that one may read."""
    if not vede_valutazioni(richiesta.user):
        altrove = " Quelle del personale le trovi con la voce «Valutazioni» qui sopra." if vede_personale(richiesta.user) else ""
        raise PermissionDenied(f"Le schede di dirigenti, P.O. e Segretario le legge chi li valuta, e chi è valutato.{altrove}")
    esercizio = get_object_or_404(Esercizio, anno=anno)
    puo_approvare = rules.has_perm("valutazioni.approvare_in_blocco", richiesta.user)
    puo_aprire, da_aprire = rules.has_perm("valutazioni.aprire_schede", richiesta.user), quante_da_aprire(esercizio)
    visibili = list(schede_di(richiesta.user, esercizio))
    schede, filtri = filtra(visibili, richiesta.GET)
    return render(
        richiesta,
        "valutazioni/elenco.html",
        {
            "esercizio": esercizio,
            "filtri": filtri,
            "righe": [prospetto_di(s) for s in schede],
            "scadenza": scadenza(esercizio),
            "puo_aprire": puo_aprire,
            "da_aprire": da_aprire,
            "puo_stampare": rules.has_perm("valutazioni.stampare_tutte", richiesta.user) and esercizio.anno < oggi().year,
            "da_approvare": _da_approvare(richiesta, esercizio) if puo_approvare else 0,
            "lavori": lavori_recenti(richiesta.user, quanti=3),
            "vuoto": None if visibili else vuoto_schede(_situazione(esercizio, da_aprire), richiesta.ruoli, puo_aprire=puo_aprire),
        },
    )


def _da_approvare(richiesta: HttpRequest, esercizio: Esercizio) -> int:
    return sum(quante_aspettano(richiesta.user, [esercizio], oggi()).get(esercizio.pk, ()))


def _situazione(esercizio: Esercizio, da_aprire: int) -> Situazione:
    return Situazione(esercizio.anno, esercizio.anno < oggi().year, da_aprire, Scheda.objects.filter(esercizio=esercizio).exists())


@require_POST
def apri(richiesta: HttpRequest, anno: int) -> HttpResponse:
    nuove = apri_schede(esercizio=get_object_or_404(Esercizio, anno=anno), utente=richiesta.user, quando=adesso())
    messages.success(richiesta, f"Schede aperte: {len(nuove)}." if nuove else "Ogni incarico ha già la sua scheda.")
    return redirect("valutazioni:elenco", anno)


@require_POST
def stampa(richiesta: HttpRequest, anno: int) -> HttpResponse:
    esercizio = get_object_or_404(Esercizio, anno=anno)
    try:
        lavoro = stampa_tutte(esercizio=esercizio, utente=richiesta.user, quando=adesso())
    except ErroreDominio as errore:
        messages.error(richiesta, str(errore))
        return redirect("valutazioni:elenco", anno)
    return redirect("documenti:lavoro", lavoro.pk)
