"""The home page of each role, and the notices."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from smvp.nucleo.formati import data_lunga, numero
from smvp.orologio import adesso, oggi

from .agenda import agenda
from .letture import esercizio_di_lavoro, fasi
from .models import Notifica
from .operazioni import segna_lette
from .residui import residui

NOTIFICHE_MOSTRATE = 5
ORA_DI_SERA = 14


@require_safe
def scrivania(richiesta: HttpRequest, anno: int | None = None) -> HttpResponse:
    """What do I have to do, by when?"""
    momento, giorno = adesso(), oggi()
    esercizio = richiesta.esercizio = esercizio_di_lavoro(giorno, anno)
    if esercizio is None and anno is not None:
        raise Http404
    richiesta.agenda = agenda(richiesta, giorno)
    persona = richiesta.persona
    chi = richiesta.user.username
    if persona:
        chi = f"{persona.titolo} {persona.cognome}" if persona.titolo else persona.nome
    return render(
        richiesta,
        "flusso/scrivania.html",
        {
            "saluto": f"{'Buongiorno' if momento.hour < ORA_DI_SERA else 'Buonasera'}, {chi}",
            "sottotitolo": _sottotitolo(giorno, richiesta.agenda["da_fare"]),
            "fasi": fasi(esercizio, giorno, residui(richiesta.user, esercizio)) if esercizio else [],
            "notifiche": Notifica.objects.filter(destinatario=richiesta.user, letta_il=None)[:NOTIFICHE_MOSTRATE],
            **richiesta.agenda,
        },
    )


def _sottotitolo(giorno: object, da_fare: list) -> str:
    inizio = f"{data_lunga(giorno).capitalize()}."
    if not da_fare:
        return f"{inizio} Non hai niente da fare."
    quante = "una cosa" if len(da_fare) == 1 else f"{numero(len(da_fare), 0)} cose"
    return f"{inizio} Hai {quante} da fare."


@require_POST
def notifiche_lette(richiesta: HttpRequest) -> HttpResponse:
    segna_lette(utente=richiesta.user, quando=adesso())
    return redirect("scrivania")
