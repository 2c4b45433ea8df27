"""Pages of documents and batches: how far they have got, the file when it is ready. What one may not see does not exist."""

from typing import Any, TypeVar

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from smvp.documenti import archivio, letture, operazioni
from smvp.documenti.giri import frammento, giro_di
from smvp.documenti.models import Documento, Lavoro
from smvp.documenti.permessi import lavori_visibili, puo_scaricare_lavoro, puo_vedere_documento
from smvp.documenti.tipi import tipo
from smvp.nucleo.errori import ErroreDominio
from smvp.orologio import adesso, oggi

ZIP_ILLEGGIBILE = "Il file zip manca dall’archivio o non si può leggere: avvisa l’amministratore di sistema."

R = TypeVar("R", bound=HttpResponseBase)


def _documento(richiesta: HttpRequest, pk: int) -> Documento:
    """The document, if it exists and may be seen: the two answers look the same."""
    documento = get_object_or_404(Documento, pk=pk)
    if not puo_vedere_documento(richiesta.user, documento):
        raise Http404
    return documento


def _lavoro(richiesta: HttpRequest, pk: int) -> Lavoro:
    return get_object_or_404(lavori_visibili(richiesta.user), pk=pk)


@require_safe
def stato(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """The fragment with a document's state, for htmx."""
    return frammento(richiesta, "documenti/_parti/documento_stato.html", {"documento": _documento(richiesta, pk), **giro_di(richiesta)})


@require_safe
def scarica(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """The PDF as an attachment; a page saying how things stand while there is none. Its kind may send one to another page first."""
    documento = _documento(richiesta, pk)
    genere = tipo(documento.tipo)
    if genere.prima_pagina and (pagina := genere.prima_pagina(richiesta.user, documento, oggi())):
        return redirect(pagina)
    octets = archivio.leggi(documento.file.name, documento.impronta_file) if documento.pronto else None
    if octets is None:
        return render(richiesta, "documenti/attesa.html", {"documento": documento, **giro_di(richiesta)}, status=409)
    risposta = HttpResponse(octets, content_type="application/pdf")
    return _come_allegato(risposta, genere.nome_di(documento))


@require_POST
def riprova_documento(richiesta: HttpRequest, pk: int) -> HttpResponse:
    documento = _documento(richiesta, pk)
    _riprova(richiesta, documento)
    documento.refresh_from_db()
    if richiesta.htmx:
        return frammento(richiesta, "documenti/_parti/documento_stato.html", {"documento": documento, **giro_di(richiesta)})
    return redirect("documenti:scarica", pk)


@require_safe
def lavoro(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """A batch: progress, what failed, the zip."""
    recenti = letture.lavori_recenti(richiesta.user, escluso=pk)
    return render(richiesta, "documenti/lavoro.html", {**_contesto_lavoro(richiesta, pk), "recenti": recenti})


@require_safe
def avanzamento_lavoro(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """The fragment with a batch's progress, for htmx."""
    return frammento(richiesta, "documenti/_parti/lavoro_avanzamento.html", _contesto_lavoro(richiesta, pk))


@require_safe
def scarica_lavoro(richiesta: HttpRequest, pk: int) -> HttpResponseBase:
    """The zip as an attachment, as long as all that is inside may still be seen."""
    riga = _lavoro(richiesta, pk)
    if not puo_scaricare_lavoro(richiesta.user, riga):
        raise Http404
    zip_ = archivio.apri(str(riga.file)) if riga.pronto else None
    if zip_ is None:
        if riga.pronto:
            messages.error(richiesta, ZIP_ILLEGGIBILE)
        return redirect("documenti:lavoro", pk)
    risposta = FileResponse(zip_, content_type="application/zip")
    return _come_allegato(risposta, f"{slugify(riga.titolo)[:120] or 'documenti'}.zip")


@require_POST
def riprova_lavoro(richiesta: HttpRequest, pk: int) -> HttpResponse:
    _riprova(richiesta, _lavoro(richiesta, pk))
    return redirect("documenti:lavoro", pk)


def _riprova(richiesta: HttpRequest, commessa: Documento | Lavoro) -> None:
    try:
        operazioni.riprova(commessa, utente=richiesta.user, quando=adesso())
    except ErroreDominio as errore:
        messages.error(richiesta, str(errore))


def _contesto_lavoro(richiesta: HttpRequest, pk: int) -> dict[str, Any]:
    riga = get_object_or_404(lavori_visibili(richiesta.user), pk=pk)
    return {
        "lavoro": riga,
        "avanzamento": letture.avanzamento(riga),
        "pagina": _pagina(riga),
        "mancanti": letture.documenti_falliti(riga) if riga.finito else [],
        **giro_di(richiesta),
    }


def _pagina(riga: Lavoro) -> tuple[str, str] | None:
    """Name and address of the page where the batch was asked for, if its kind knows it."""
    da_dove = tipo(riga.tipo).pagina
    return da_dove(riga) if da_dove else None


def _come_allegato(risposta: R, nome: str) -> R:
    """Saved under ``nome``, never shown as a page of the site and never kept by anybody on the way."""
    risposta["Content-Disposition"] = f'attachment; filename="{nome}"'
    risposta["X-Content-Type-Options"] = "nosniff"
    risposta["Cache-Control"] = "no-store"
    return risposta
