"""WeasyPrint, and nobody else touches it. Imported at the first drawing: it needs system libraries that may be missing.

Fonts and style sheet are read once a process; drawings take turns, because Pango and fontconfig are not made for threads.
"""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import weasyprint
from django.conf import settings
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from smvp.nucleo.errori import DatiNonValidi

TIPI = {".css": "text/css", ".ttf": "font/ttf", ".svg": "image/svg+xml", ".png": "image/png"}
CARTELLE = ("css", "fonts", "stemmi")
_turno = threading.Lock()


class RisorsaVietata(FatalURLFetchingError):
    """A page asked for something outside. Not an Exception: WeasyPrint swallows those and prints without."""


class SoloNostri(URLFetcher):
    """Opens ``data:`` and our own static files of print; refuses all the rest before any contact, and remembers what it refused."""

    rifiutata: str = ""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url.startswith("data:"):
            return super().fetch(url, headers)
        parti = urlsplit(url)
        file = Path(unquote(parti.path)).resolve() if parti.scheme == "file" and not parti.netloc else None
        ammesse = [_statici() / cartella for cartella in CARTELLE]
        if file is None or file.suffix not in TIPI or not any(file.is_relative_to(c) for c in ammesse) or not file.is_file():
            self.rifiutata = url
            raise RisorsaVietata(url)
        return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": TIPI[file.suffix]})


def stampa(html: str) -> bytes:
    """HTML to PDF/UA-1 bytes."""
    portiere = SoloNostri()
    with _turno, _senza_raccolta(), suppress(RisorsaVietata):
        caratteri, stile = _attrezzi()
        pagina = weasyprint.HTML(string=html, base_url=_statici().as_uri() + "/", url_fetcher=portiere)
        octets: bytes = pagina.write_pdf(font_config=caratteri, stylesheets=[stile], pdf_variant="pdf/ua-1", finisher=_rifinisci)
    if portiere.rifiutata:  # asked of the fetcher: inside an SVG even its BaseException is swallowed
        raise DatiNonValidi(f"Il documento chiede una risorsa esterna, che non si può aprire: {portiere.rifiutata[:200]}")
    return octets


@contextmanager
def _senza_raccolta() -> Iterator[None]:
    """A drawing makes hundreds of thousands of objects that live until its end: looking for garbage among them is time lost."""
    accesa = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if accesa:
            gc.enable()


def _statici() -> Path:
    return Path(settings.RADICE / "static").resolve()


@cache
def _attrezzi() -> tuple[FontConfiguration, weasyprint.CSS]:
    """Fonts and style sheet, read once: together they cost as much as half a page. What is loaded by now stays: it is not garbage."""
    caratteri = FontConfiguration()
    stile = weasyprint.CSS(filename=_statici() / "css" / "stampa.css", font_config=caratteri, url_fetcher=SoloNostri())
    gc.collect()
    gc.freeze()
    return caratteri, stile


# --- what WeasyPrint leaves out of PDF/UA -----------------------------------------------------------------------------


def _rifinisci(documento: Any, pdf: Any) -> None:
    """Give header cells their scope, and mark headers and footers of the page as artifacts, not as text without a place."""
    for pagina in documento.pages:
        for cella in _celle_di_testa(pagina._page_box):
            verso = "/Row" if cella.element.attrib.get("scope") == "row" else "/Column"
            cella.mark["A"]["Scope"] = verso
    _segna_artefatti(pdf)


def _celle_di_testa(radice: Any) -> Iterator[Any]:
    for scatola in radice.descendants():
        if getattr(scatola, "element_tag", None) == "th" and hasattr(scatola, "mark"):
            yield scatola


def _segna_artefatti(pdf: Any) -> None:
    """Marked content whose element hangs nowhere in the tree (the margin boxes) becomes an artifact."""
    per_riferimento: dict[bytes, Any] = {oggetto.reference: oggetto for oggetto in pdf.objects}
    elementi = {rif: o for rif, o in per_riferimento.items() if isinstance(o, dict) and o.get("Type") == "/StructElem"}
    sciolti = elementi.keys() - _appesi(elementi)
    radice = per_riferimento[pdf.catalog["StructTreeRoot"]]
    voci = per_riferimento[radice["ParentTree"]]["Nums"]
    mappa = dict(zip(voci[::2], voci[1::2], strict=True))
    for pagina in (o for o in pdf.objects if isinstance(o, dict) and o.get("Type") == "/Page"):
        marcati = mappa[pagina["StructParents"]]
        via = {mcid for mcid, riferimento in enumerate(marcati) if riferimento in sciolti}
        _smarca(per_riferimento[pagina["Contents"]].stream, via)
        marcati[:] = ["null" if mcid in via else riferimento for mcid, riferimento in enumerate(marcati)]
    for riferimento in sciolti:
        elementi[riferimento].clear()


def _appesi(elementi: dict[bytes, Any]) -> set[bytes]:
    """The elements reached from the document down."""
    da_vedere = [rif for rif, elemento in elementi.items() if elemento["S"] == "/Document"]
    visti: set[bytes] = set()
    while da_vedere:
        riferimento = da_vedere.pop()
        visti.add(riferimento)
        da_vedere.extend(figlio for figlio in elementi[riferimento]["K"] if figlio in elementi)
    return visti


def _smarca(flusso: list[Any], via: set[int]) -> None:
    """In a page's stream, ``/P <</MCID 5>> BDC`` becomes ``/Artifact BMC``."""
    for i, voce in enumerate(flusso):
        if isinstance(voce, dict) and voce.get("MCID") in via and flusso[i + 1] == b"BDC":
            flusso[i - 1 : i + 2] = ["/Artifact", b"", b"BMC"]
