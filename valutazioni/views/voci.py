"""The items of the behaviours of an exercise: read by whoever is evaluated with them, chosen by Personale and Segretario."""

from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from smvp.nucleo.errori import ConflittoDiVersione, ErroreDominio
from smvp.organizzazione.models import Esercizio
from smvp.orologio import adesso

from ..forms.voci import cambia, leggi, moduli
from ..letture.voci import VoceScritta, catalogo, impronta, perche_ferme
from ..operazioni.voci import salva_voci
from ..permessi import vede_personale

PERMESSO = "valutazioni.scegliere_voci"
Voci = dict[str, list[VoceScritta]]


@require_http_methods(["GET", "HEAD", "POST"])
def voci(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """The catalogue; a POST saves it, or moves its rows about without saving."""
    if not (rules.has_perm(PERMESSO, richiesta.user) if richiesta.method == "POST" else vede_personale(richiesta.user)):
        raise PermissionDenied("Le voci dei comportamenti le sceglie l’ufficio Personale, o il Segretario generale.")
    richiesta.esercizio = esercizio = get_object_or_404(Esercizio, anno=anno)
    salvate = catalogo(esercizio)
    if richiesta.method != "POST":
        return _pagina(richiesta, esercizio, salvate, impronta(salvate))
    scritte, letto = leggi(richiesta.POST, esercizio.reg), richiesta.POST.get("letto", "")
    if comando := richiesta.POST.get("comando", ""):
        return _rimescola(richiesta, esercizio, scritte, comando, letto)
    return _salva(richiesta, esercizio, scritte, letto)


def _rimescola(richiesta: HttpRequest, esercizio: Esercizio, scritte: Voci, comando: str, letto: str) -> HttpResponse:
    """The same page with its rows moved; nothing is saved yet, and the page says so."""
    if comando == "anno_prima":
        prima = Esercizio.objects.filter(anno=esercizio.anno - 1).first()
        if prima is None:
            messages.error(richiesta, f"L’esercizio {esercizio.anno - 1} non c’è.")
            return _pagina(richiesta, esercizio, scritte, letto, non_salvato=True)
        vecchie = catalogo(prima)
        scritte = {gruppo: list(vecchie.get(gruppo, ())) for gruppo in scritte}
        return _pagina(richiesta, esercizio, scritte, letto, non_salvato=True)
    return _pagina(richiesta, esercizio, scritte, letto, non_salvato=True, vai_a=cambia(scritte, comando))


def _salva(richiesta: HttpRequest, esercizio: Esercizio, scritte: Voci, letto: str) -> HttpResponse:
    legati = moduli(scritte, esercizio.reg, legati=True)
    validi = [riga.is_valid() for g in legati for riga in g["righe"]]  # every one of them says its errors
    if not all(validi):
        return _pagina(richiesta, esercizio, scritte, letto, gruppi=legati, status=422)
    try:
        cambiate = salva_voci(
            esercizio=esercizio, voci={g: tuple(v) for g, v in scritte.items()}, letto=letto, utente=richiesta.user, quando=adesso()
        )
    except ConflittoDiVersione as errore:
        messages.error(richiesta, f"{errore} Non è salvato niente: qui c’è quello che avevi scritto, e salvando di nuovo vale questo.")
        return _pagina(richiesta, esercizio, scritte, impronta(catalogo(esercizio)), non_salvato=True, conflitto=True, status=409)
    except ErroreDominio as errore:
        messages.error(richiesta, str(errore))
        return _pagina(richiesta, esercizio, scritte, letto, status=422)
    messages.success(richiesta, "Voci salvate." if cambiate else "Non c’era niente di nuovo da salvare.")
    return redirect("valutazioni:voci", esercizio.anno)


def _pagina(richiesta: HttpRequest, esercizio: Esercizio, voci: Any, letto: str, *, status: int = 200, **altro: Any) -> HttpResponse:
    ferme = perche_ferme(esercizio)
    contesto = {
        "esercizio": esercizio, "gruppi": moduli(voci, esercizio.reg), "letto": letto, "ferme": ferme,
        "puo": rules.has_perm(PERMESSO, richiesta.user) and not ferme,
        "anno_prima": Esercizio.objects.filter(anno=esercizio.anno - 1).exists(),
        "ora": catalogo(esercizio) if altro.get("conflitto") else None,
    }  # fmt: skip
    return render(richiesta, "valutazioni/voci.html", contesto | altro, status=status)
