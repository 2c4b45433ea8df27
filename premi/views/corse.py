"""The runs of an exercise in the browser: what is missing before one, those made so far, asking for another."""

from collections.abc import Callable

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from smvp.organizzazione.models import Esercizio, Utente
from smvp.orologio import adesso
from valutazioni.permessi import vede_personale, vede_valutazioni

from ..letture.completezza import FERME, SOMME
from ..letture.quadro import quadri, schede_apribili
from ..models import Istituto
from ..operazioni.corse import CorsaImpossibile, chiedi_corsa
from ..permessi import corse_visibili_a

Rimedio = tuple[str, str, Callable[[Utente], bool]]
# Where what is missing is put right: page, what its link says, who may open it.
SCHEDE: dict[str, Rimedio] = {
    Istituto.RISULTATO: ("valutazioni:elenco", "Apri l’elenco delle schede", vede_valutazioni),
    Istituto.PRODUTTIVITA: ("valutazioni:personale", "Apri le schede del personale", vede_personale),
}
FONDI: Rimedio = ("premi:fondi", "Apri i fondi dell’anno", lambda utente: rules.has_perm("premi.vedere_fondi", utente))


@require_safe
def corse(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Artt. 22 and 24: the rewards of an exercise, from what is missing to what has been paid."""
    if not rules.has_perm("premi.vedere_corse", richiesta.user):
        raise PermissionDenied("Le corse dei premi le vedono l’ufficio del personale e il Segretario generale.")
    esercizio = get_object_or_404(Esercizio, anno=anno)
    sue = corse_visibili_a(richiesta.user).filter(esercizio=esercizio).defer("fatti").order_by("istituto", "-numero")
    trovati = quadri(esercizio, sue)
    contesto = {
        "esercizio": esercizio,
        "quadri": [(q, [(m, rimedio(richiesta.user, anno, q.istituto, m.che)) for m in q.mancano]) for q in trovati],
        "apribili": schede_apribili(richiesta.user, (m for q in trovati for m in q.mancano)),
        "puo_calcolare": rules.has_perm("premi.calcolare", richiesta.user),
    }
    return render(richiesta, "premi/corse.html", contesto)


def rimedio(utente: Utente, anno: int, istituto: Istituto, che: str) -> tuple[str, str] | None:
    """Where the user puts right what is missing: address and words of the link; None if that is not a page of theirs."""
    if che == FERME:
        return None
    pagina, parole, puo = FONDI if che == SOMME else SCHEDE[istituto]
    return (reverse(pagina, args=[anno]), parole) if puo(utente) else None


@require_POST
def calcola(richiesta: HttpRequest, anno: int, istituto: str) -> HttpResponse:
    """Ask for a run; the one that is being computed already, if there is one."""
    if istituto not in Istituto.values:
        raise Http404
    esercizio = get_object_or_404(Esercizio, anno=anno)
    try:
        corsa = chiedi_corsa(esercizio=esercizio, istituto=istituto, utente=richiesta.user, quando=adesso())
    except CorsaImpossibile as errore:
        quante = "manca una cosa" if len(errore.mancanti) == 1 else f"mancano {len(errore.mancanti)} cose"
        messages.error(richiesta, f"{Istituto(istituto).label}: prima di calcolare {quante}. Sono elencate qui sotto.")
        return redirect("premi:corse", anno)
    return redirect(corsa)
