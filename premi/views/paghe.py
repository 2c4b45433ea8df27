"""The files for the payroll in the browser: which run, which map, what it comes to, who has taken it and when."""

from typing import TypeVar
from urllib.parse import urlencode

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from smvp.flusso.conferma import chiavi
from smvp.nucleo.errori import ErroreDominio
from smvp.organizzazione.models import Esercizio
from smvp.orologio import adesso

from ..documenti.paghe import Fornitura, anteprima
from ..letture.fonti import (
    SCARICABILI,
    DiCorsa,
    Fonte,
    base_di_solito,
    fonti,
    gia_in_un_file,
    gia_scaricata,
    in_attesa,
    in_sospeso,
    precedenti,
    premi_scaricabili,
    scaricate,
    scelta,
)
from ..letture.tracciati import tracciati, ultimo_usato
from ..models import Corsa, Premialita, Tracciato
from ..operazioni.paghe import SCARICA_IL_PERSONALE, TracciatoInadatto, esporta_paghe

SCARICATE_MOSTRATE = 50
Riga = TypeVar("Riga", bound=Model)


@require_safe
def paghe(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Choose what to pay and a map, read the totals, take the file; below, what was taken."""
    if not rules.has_perm("premi.vedere_paghe", richiesta.user):
        raise PermissionDenied("I file per le paghe li scarica l’ufficio del personale, e il Segretario generale ne legge l’elenco.")
    richiesta.esercizio = esercizio = get_object_or_404(Esercizio, anno=anno)
    presi = scaricate(esercizio)
    contesto = {
        "esercizio": esercizio, "puo": rules.has_perm("premi.esportare_paghe", richiesta.user), "scaricate": presi[:SCARICATE_MOSTRATE],
        "quante_scaricate": presi.count(),
    }  # fmt: skip
    if contesto["puo"]:
        contesto |= _scelta(richiesta, esercizio)
    return render(richiesta, "premi/paghe.html", contesto)


def _scelta(richiesta: HttpRequest, esercizio: Esercizio) -> dict[str, object]:
    """What to pay, the map and the base of the address, or those that are usual; with the totals of the file that they make."""
    tutte, mappe = fonti(esercizio), list(tracciati())
    fonte = _una_fonte(tutte, richiesta.GET.get("fonte", ""), esercizio.anno) or (tutte[0] if tutte else None)
    tracciato = _una(mappe, richiesta.GET.get("tracciato", "")) or ultimo_usato(mappe)
    contesto: dict[str, object] = {
        "fonti": tutte, "tracciati": mappe, "fonte": fonte, "tracciato": tracciato, "in_attesa": in_attesa(esercizio),
    }  # fmt: skip
    if fonte is None or tracciato is None:
        return contesto
    if isinstance(fonte, DiCorsa):
        prima = precedenti(fonte.corsa)
        pagata = base_di_solito(prima)
        fonte = DiCorsa(fonte.corsa, _una(prima, richiesta.GET["base"]) if "base" in richiesta.GET else pagata)
        contesto |= {"precedenti": prima, "pagata": pagata, "base": fonte.base, "in_sospeso": in_sospeso(prima, pagata), "fonte": fonte}
    vista = anteprima(Fornitura(fonte, tracciato.mappa, tracciato.nome))
    return contesto | {
        "anteprima": vista, "per_voce": vista.totali.per_voce(tracciato.voci), "per_direzione": vista.totali.per_direzione(),
        "gia_scaricata": gia_scaricata(fonte), "gia_in_un_file": gia_in_un_file(fonte),
    }  # fmt: skip


def _una(righe: list[Riga], chiave: str) -> Riga | None:
    """The row that a form names among those that it may; None if it names none. What is not there is a 404."""
    if not chiave:
        return None
    trovata = next((r for r in righe if [r.pk] == chiavi([chiave])), None)
    if trovata is None:
        raise Http404
    return trovata


def _una_fonte(fra: list[Fonte], chiave: str, anno: int) -> Fonte | None:
    """The same, of what is paid. Sums of a premium of the year that have gone on since (paid, renounced) are None too."""
    trovata = scelta(fra, chiave)
    if chiave and trovata is None and not chiave.startswith(tuple(f"{p.value}-{anno}" for p in Premialita)):
        raise Http404
    return trovata


@require_POST
def scarica(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """The file itself."""
    if not rules.has_perm("premi.esportare_paghe", richiesta.user):
        raise PermissionDenied(SCARICA_IL_PERSONALE)
    esercizio = get_object_or_404(Esercizio, anno=anno)
    chiesti = {nome: richiesta.POST.get(nome, "") for nome in ("fonte", "tracciato", "base")}
    fonte = _una_fonte(_anche_ferme(esercizio), chiesti["fonte"], anno)
    tracciato = _una(list(Tracciato.objects.all()), chiesti["tracciato"])
    if tracciato is None or not chiesti["fonte"]:
        raise Http404
    if fonte is None:
        messages.error(richiesta, "Nel frattempo queste somme sono cambiate: non sono più fra quelle da pagare. Scegli di nuovo.")
        return redirect("premi:paghe", anno)
    if isinstance(fonte, DiCorsa):
        fonte = DiCorsa(fonte.corsa, _una(precedenti(fonte.corsa), chiesti["base"]))
    versioni = richiesta.POST.get("versione_fonte", ""), (chiavi([richiesta.POST.get("versione_tracciato", "")]) or [0])[0]
    try:
        prodotto = esporta_paghe(fonte=fonte, tracciato=tracciato, versioni=versioni, utente=richiesta.user, quando=adesso())
    except ErroreDominio as errore:
        messages.error(richiesta, _perche(errore))
        return redirect(f"{reverse('premi:paghe', args=[anno])}?{urlencode(_ancora_validi(chiesti, fonte, tracciato))}")
    return HttpResponse(
        prodotto.contenuto, content_type=prodotto.tipo,
        headers={"Content-Disposition": f'attachment; filename="{prodotto.nome}"', "Cache-Control": "no-store"},
    )  # fmt: skip


def _anche_ferme(esercizio: Esercizio) -> list[Fonte]:
    """Also the runs that are not handed over any more: who asks for one is told why."""
    corse = Corsa.objects.filter(esercizio=esercizio).defer("fatti").select_related("esercizio", "atto")
    return [*map(DiCorsa, corse), *premi_scaricabili(esercizio)]


def _perche(errore: ErroreDominio) -> str:
    if isinstance(errore, TracciatoInadatto):
        return "Il file non è stato scritto: gli importi non stanno nel tracciato. Qui sotto c’è tutto quello che non va."
    return str(errore)


def _ancora_validi(chiesti: dict[str, str], fonte: Fonte, tracciato: Tracciato) -> dict[str, str]:
    """What the page can be asked again: not a run or a map that can no longer be chosen."""
    if tracciato.archiviato_il or (isinstance(fonte, DiCorsa) and fonte.corsa.stato not in SCARICABILI):
        return {}
    return chiesti
