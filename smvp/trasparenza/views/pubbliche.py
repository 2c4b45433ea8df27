"""The public section: index, editions chapter by chapter, premiums, documents. What is not in sight does not exist."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header

from smvp.documenti import archivio
from smvp.documenti.models import Pubblicazione
from smvp.documenti.ricevuti import FORMATI
from smvp.documenti.tipi import tipo

from ..letture.aperti import tavole_aperte
from ..letture.sezione import SEZIONE_PREMI, VOCE_PREMI, VOCE_RELAZIONE, contenuto_di, file_di, indice, sezione_con
from .copie import per_tutti


@per_tutti
def sezione(richiesta: HttpRequest) -> HttpResponse:
    """What has the municipality published on its performance?"""
    return render(richiesta, "trasparenza/indice.html", {"indice": indice(richiesta.vista)})


@per_tutti
def voce(richiesta: HttpRequest, anno: int, voce: str) -> HttpResponse:
    """An edition: what it is, its chapters, the first of them. Of premiums, what the Relazione of the year says."""
    if voce == VOCE_PREMI:
        return _premi(richiesta, anno)
    p, dati = _edizione(richiesta, voce, anno)
    return render(richiesta, "trasparenza/edizione.html", _pagina(p, dati) | {"sezioni": dati["sezioni"][:1], "altre": dati["sezioni"]})


@per_tutti
def capitolo(richiesta: HttpRequest, anno: int, voce: str, codice: str) -> HttpResponse:
    """A chapter of an edition, with the one before and the one after."""
    p, dati = _edizione(richiesta, voce, anno)
    scelta = sezione_con(dati, codice)
    if scelta is None:
        raise Http404
    posto = dati["sezioni"].index(scelta)
    intorno = {"prima": dati["sezioni"][posto - 1] if posto else None, "dopo": next(iter(dati["sezioni"][posto + 1 :]), None)}
    return render(richiesta, "trasparenza/capitolo.html", _pagina(p, dati) | intorno | {"sezioni": [scelta], "scelta": scelta})


def _premi(richiesta: HttpRequest, anno: int) -> HttpResponse:
    p, dati = _edizione(richiesta, VOCE_RELAZIONE, anno)
    scelta = sezione_con(dati, SEZIONE_PREMI)
    if scelta is None:  # a version of the regulation without that chapter: what there is on premiums is in the others
        return redirect("trasparenza:voce", anno, VOCE_RELAZIONE)
    propria = richiesta.vista.di(VOCE_PREMI, anno)
    altro = {"sezioni": [scelta], "scelta": scelta, "documento_proprio": file_di(propria) if propria else "", "propria": propria}
    return render(richiesta, "trasparenza/premi.html", _pagina(p, dati) | altro)


def _edizione(richiesta: HttpRequest, voce: str, anno: int) -> tuple[Pubblicazione, dict[str, Any]]:
    p = richiesta.vista.edizione(voce, anno)
    if p is None:
        raise Http404
    return p, contenuto_di(p)


def _pagina(p: Pubblicazione, dati: dict[str, Any]) -> dict[str, Any]:
    return {
        "pubblicazione": p, "dati": dati, "anno": p.anno, "voce": p.voce, "file": file_di(p), "minimo": dati["minimo"],
        "aperte": bool(tavole_aperte(dati)),
    }  # fmt: skip


@per_tutti
def documento(richiesta: HttpRequest, voce: str, anno: int | None = None) -> HttpResponseBase:
    """What is published as it was issued or received. A document of ours opens in the browser; a file received is saved."""
    p = richiesta.vista.di(voce, anno)
    if p is None:
        raise Http404
    nostro = p.documento
    octets = archivio.leggi(str((nostro or p).file), (nostro or p).impronta_file)
    if octets is None:
        raise Http404
    nome = tipo(nostro.tipo).nome_di(nostro) if nostro else p.nome_file
    contenuto = "application/pdf" if nostro else FORMATI[p.nome_file.rpartition(".")[2]][0]
    return _manda(octets, contenuto, nome, salva=nostro is None)


def _manda(octets: bytes, contenuto: str, nome: str, *, salva: bool) -> HttpResponse:
    risposta = HttpResponse(octets, content_type=contenuto)
    risposta["Content-Disposition"] = content_disposition_header(as_attachment=salva, filename=nome) or ""
    return risposta
