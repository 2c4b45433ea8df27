"""Open data of the editions in sight: the data dictionary of a year, and each table as CSV, XLSX, JSON."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header

from ..letture.aperti import LICENZA, TIPI, dizionario, scrivi, tavola_con, tavole_aperte
from ..letture.sezione import VOCE_PIANO, VOCE_RELAZIONE, contenuti_di, contenuto_di
from .copie import per_tutti


@per_tutti
def dati(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Which tables of the year can be taken away, and what does each of their columns hold?"""
    edizioni = [p for v in (VOCE_RELAZIONE, VOCE_PIANO) if (p := richiesta.vista.edizione(v, anno))]
    if not edizioni:
        raise Http404
    gruppi = [
        (p, [(t, dizionario(t, d["minimo"]), _indirizzi(anno, p.voce, t["codice"])) for t in tavole_aperte(d)])
        for p, d in zip(edizioni, contenuti_di(edizioni), strict=True)
    ]
    return render(richiesta, "trasparenza/dati.html", {"anno": anno, "gruppi": gruppi, "licenza": LICENZA})


def _indirizzi(anno: int, voce: str, codice: str) -> list[tuple[str, str]]:
    nome, prima = ("trasparenza:tavola", [anno]) if voce == VOCE_RELAZIONE else ("trasparenza:tavola_di", [anno, voce])
    return [(formato.upper(), reverse(nome, args=[*prima, codice, formato])) for formato in TIPI]


@per_tutti
def tavola(richiesta: HttpRequest, anno: int, codice: str, formato: str, voce: str = VOCE_RELAZIONE) -> HttpResponse:
    """A table of the year as a file; of the Relazione, unless the address names another document."""
    p = richiesta.vista.edizione(voce, anno)
    if p is None or formato not in TIPI:
        raise Http404
    d = contenuto_di(p)
    trovata = tavola_con(d, codice)
    if trovata is None:
        raise Http404
    risposta = HttpResponse(scrivi(trovata, formato, d), content_type=TIPI[formato])
    nome = f"{voce}-{anno}-{codice}.{formato}"
    risposta["Content-Disposition"] = content_disposition_header(as_attachment=formato != "json", filename=nome) or ""
    risposta["Access-Control-Allow-Origin"] = "*"  # a page of anybody's may read it
    return risposta
