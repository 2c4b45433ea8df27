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
from ..letture.paghe import SCARICABILI, base_di_solito, corse_scaricabili, in_sospeso, precedenti, righe_paghe, scaricate
from ..letture.tracciati import tracciati, ultimo_usato
from ..models import Corsa, Tracciato
from ..operazioni.paghe import SCARICA_IL_PERSONALE, TracciatoInadatto, esporta_paghe

SCARICATE_MOSTRATE = 50
Riga = TypeVar("Riga", bound=Model)


@require_safe
def paghe(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Choose a run and a map, read the totals, take the file; below, what was taken."""
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
    """The run, the map and the base of the address, or those that are usual; with the totals of the file that they make."""
    corse, mappe = list(corse_scaricabili(esercizio)), list(tracciati())
    corsa = _una(corse, richiesta.GET.get("corsa", "")) or (corse[0] if corse else None)
    tracciato = _una(mappe, richiesta.GET.get("tracciato", "")) or ultimo_usato(mappe)
    contesto: dict[str, object] = {"corse": corse, "tracciati": mappe, "corsa": corsa, "tracciato": tracciato}
    if corsa is None or tracciato is None:
        return contesto
    prima = precedenti(corsa)
    pagata = base_di_solito(prima)
    base = _una(prima, richiesta.GET["base"]) if "base" in richiesta.GET else pagata
    fornitura = Fornitura(corsa, tracciato.mappa, tracciato.nome, base)
    vista = anteprima(fornitura, righe_paghe(corsa, fornitura.mappa, base))
    return contesto | {
        "precedenti": prima, "pagata": pagata, "base": base, "fornitura": fornitura, "anteprima": vista,
        "per_voce": vista.totali.per_voce(fornitura.mappa.voci), "per_direzione": vista.totali.per_direzione(),
        "gia_scaricata": corsa.esportazioni.first(), "in_sospeso": in_sospeso(prima, pagata),
    }  # fmt: skip


def _una(righe: list[Riga], chiave: str) -> Riga | None:
    """The row that a form names among those that it may; None if it names none. What is not there is a 404."""
    if not chiave:
        return None
    trovata = next((r for r in righe if [r.pk] == chiavi([chiave])), None)
    if trovata is None:
        raise Http404
    return trovata


@require_POST
def scarica(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """The file itself."""
    if not rules.has_perm("premi.esportare_paghe", richiesta.user):
        raise PermissionDenied(SCARICA_IL_PERSONALE)
    esercizio = get_object_or_404(Esercizio, anno=anno)
    chiesti = {nome: richiesta.POST.get(nome, "") for nome in ("corsa", "tracciato", "base")}
    corsa = _una(list(Corsa.objects.filter(esercizio=esercizio).defer("fatti").select_related("esercizio", "atto")), chiesti["corsa"])
    tracciato = _una(list(Tracciato.objects.all()), chiesti["tracciato"])
    if corsa is None or tracciato is None:
        raise Http404
    base = _una(precedenti(corsa), chiesti["base"])
    versioni = [(chiavi([richiesta.POST.get(nome, "")]) or [0])[0] for nome in ("versione_corsa", "versione_tracciato")]
    try:
        prodotto = esporta_paghe(
            corsa=corsa, tracciato=tracciato, base=base, versioni=(versioni[0], versioni[1]), utente=richiesta.user, quando=adesso()
        )
    except ErroreDominio as errore:
        messages.error(richiesta, _perche(errore))
        return redirect(f"{reverse('premi:paghe', args=[anno])}?{urlencode(_ancora_validi(chiesti, corsa, tracciato))}")
    return HttpResponse(
        prodotto.contenuto, content_type=prodotto.tipo,
        headers={"Content-Disposition": f'attachment; filename="{prodotto.nome}"', "Cache-Control": "no-store"},
    )  # fmt: skip


def _perche(errore: ErroreDominio) -> str:
    if isinstance(errore, TracciatoInadatto):
        return "Il file non è stato scritto: gli importi non stanno nel tracciato. Qui sotto c’è tutto quello che non va."
    return str(errore)


def _ancora_validi(chiesti: dict[str, str], corsa: Corsa, tracciato: Tracciato) -> dict[str, str]:
    """What the page can be asked again: not a run or a map that can no longer be chosen."""
    if tracciato.archiviato_il or corsa.stato not in SCARICABILI:
        return {}
    return chiesti
