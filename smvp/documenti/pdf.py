"""The one PDF function. Templates escape what people typed; nothing is fetched but our own static files; hostile sizes are refused.

WeasyPrint is loaded at the first drawing: where its system libraries are missing the application runs all the same.
"""

import ctypes
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from smvp.documenti.contenuto import BYTE_HTML, spezzabile
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa

# What WeasyPrint opens, and the Debian package that brings it.
LIBRERIE = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz.so.0": "libharfbuzz0b",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
    "libfontconfig.so.1": "libfontconfig1",
    "libgobject-2.0.so.0": "libglib2.0-0",
}
PROFONDITA_HTML = 60
CELLE_UNITE = 50
VUOTI = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
MARCATORE = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)\b[^>]*?(/?)>")
UNIONE = re.compile(r"\b(?:col|row)span\s*=\s*[\"']?\s*([0-9]+)", re.IGNORECASE)


def disegna_pdf(
    modello: str, contesto: Mapping[str, Any], *, titolo: str, impronta: str = "", emesso_il: datetime | None = None, byte: int = BYTE_HTML
) -> bytes:
    """Draw a print template as PDF/UA-1: tagged, Italian, titled, fonts inside. The same arguments give the same bytes.

    ``impronta`` and ``emesso_il`` are printed in the footer; ``byte``: how long the page may be. Raises DatiNonValidi for what is too big,
    too nested or calls for something outside; OperazioneNonAmmessa where the system libraries are missing.
    """
    if motivo := motivo_pdf_impossibile():
        raise OperazioneNonAmmessa(motivo)
    from smvp.documenti import stampante

    stampa = {"titolo": titolo, "impronta": impronta_breve(impronta), "emesso_il": emesso_il}
    html = render_to_string(modello, {**spezzabile(contesto), "stampa": stampa})
    controlla_html(html, byte)
    return stampante.stampa(html)


def impronta_breve(impronta: str) -> str:
    """The first sixteen figures, by four: 3f9a 17c2 b04e 88d1."""
    return " ".join(impronta[i : i + 4] for i in range(0, min(len(impronta), 16), 4))


def controlla_html(html: str, byte: int = BYTE_HTML) -> None:
    """Refuse, before WeasyPrint sees it, what would hold it for minutes: too long, too nested, cells joined by the thousand."""
    if len(html.encode()) > byte:
        raise DatiNonValidi("Il documento è troppo lungo per essere stampato.")
    if any(int(quante[:9]) > CELLE_UNITE for quante in UNIONE.findall(html)):
        raise DatiNonValidi("Una tabella del documento unisce troppe celle per essere stampata.")
    livello = 0
    for chiude, nome, vuoto in MARCATORE.findall(html):
        if vuoto or nome.lower() in VUOTI:
            continue
        livello += -1 if chiude else 1
        if livello > PROFONDITA_HTML:
            raise DatiNonValidi("Il contenuto è troppo annidato per essere stampato.")


def pacchetti_mancanti() -> tuple[str, ...]:
    """The Debian packages of the system libraries that are not here."""
    return tuple(pacchetto for libreria, pacchetto in LIBRERIE.items() if not _si_apre(libreria))


def motivo_pdf_impossibile() -> str | None:
    """Why no PDF can be drawn on this machine, in Italian and naming the packages to install; None if it can."""
    try:
        import weasyprint  # noqa: F401
    except (OSError, ImportError):
        mancanti = pacchetti_mancanti()
        cosa = f"installa {' '.join(mancanti)}" if mancanti else "installa WeasyPrint e le sue librerie (vedi README)"
        return f"I PDF non si possono creare su questa macchina: mancano delle librerie di sistema. Per averli, {cosa} e riavvia."
    return None


def _si_apre(libreria: str) -> bool:
    try:
        ctypes.CDLL(libreria)
    except OSError:
        return False
    return True
