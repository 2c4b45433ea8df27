"""The pages that show the objectives of an exercise together: tree, indicators, three years."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from smvp.documenti.fogli import Foglio, scrivi_xlsx
from smvp.organizzazione.models import Direzione
from smvp.orologio import oggi

from ..documenti.fogli_quadri import foglio_piano, foglio_triennio
from ..letture.quadri.albero import TUTTE, bosco
from ..letture.quadri.indicatori import Piano, piano_indicatori
from ..letture.quadri.triennio import triennio as leggi_triennio
from .elenco import esercizio_di

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def albero(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Art. 4: from the Aree to the people, drawn and listed."""
    esercizio = esercizio_di(richiesta, anno)
    trovato = bosco(esercizio, richiesta.user, area=richiesta.GET.get("area", ""), direzione=richiesta.GET.get("direzione", ""))
    return render(richiesta, "obiettivi/albero.html", {"esercizio": esercizio, "bosco": trovato, "tutte": TUTTE})


@require_safe
def indicatori(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Art. 9: the Piano generale degli indicatori; the Direzioni first, then one at a time."""
    return render(richiesta, "obiettivi/indicatori.html", {"piano": _piano(richiesta, anno), "oggi": oggi()})


@require_safe
def indicatori_xlsx(richiesta: HttpRequest, anno: int) -> HttpResponse:
    piano = _piano(richiesta, anno, intero=True)
    di_chi = f"-{piano.scelta.codice}" if piano.scelta else ""
    return come_xlsx(foglio_piano(piano), f"piano-indicatori-{anno}{di_chi}")


def _piano(richiesta: HttpRequest, anno: int, *, intero: bool = False) -> Piano:
    """The Piano of the Direzione of the address; of whoever sees one alone, of that one."""
    esercizio = esercizio_di(richiesta, anno)
    codice = richiesta.GET.get("direzione", "")
    direzione = Direzione.objects.filter(codice=codice, padre=None).first() if codice else None
    piano = piano_indicatori(esercizio, direzione, richiesta.user)
    if codice and piano.scelta is None:  # one that is not there and one that is not for this reader look the same
        raise Http404
    if not intero and direzione is None and len(piano.direzioni) == 1 and len(piano.sezioni) == 1:
        return replace(piano, scelta=piano.direzioni[0])
    return piano


@require_safe
def triennio(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Art. 11: the three-year planning table, in pages where it is long."""
    esercizio = esercizio_di(richiesta, anno)
    letto = leggi_triennio(esercizio, richiesta.user, richiesta.GET.get("pagina", ""))
    return render(richiesta, "obiettivi/triennio.html", {"esercizio": esercizio, "triennio": letto})


@require_safe
def triennio_xlsx(richiesta: HttpRequest, anno: int) -> HttpResponse:
    letto = leggi_triennio(esercizio_di(richiesta, anno), richiesta.user)
    return come_xlsx(foglio_triennio(letto), f"programmazione-{letto.anni[0]}-{letto.anni[2]}")


def come_xlsx(foglio: Foglio, nome: str) -> HttpResponse:
    intestazioni = {"Content-Disposition": f'attachment; filename="{nome}.xlsx"'}
    return HttpResponse(scrivi_xlsx(foglio), content_type=XLSX, headers=intestazioni)
