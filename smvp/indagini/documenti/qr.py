"""An address as a QR code: one path of squares, for page, file and print."""

from dataclasses import dataclass
from functools import lru_cache
from xml.sax.saxutils import escape

import segno

BORDO = 4  # modules of white around it, without which no reader finds it


@dataclass(frozen=True, slots=True)
class Qr:
    """``lato``: how many modules a side with its border; ``tracciato``: the dark ones, as the path of an SVG."""

    lato: int
    tracciato: str


@lru_cache(maxsize=64)
def qr(testo: str) -> Qr:
    """Level M: up to 15 % of it may be covered or spoilt, as happens to a sheet on a counter."""
    righe = [tuple(riga) for riga in segno.make(testo, error="m", micro=False).matrix]
    pezzi = []
    for y, riga in enumerate(righe, start=BORDO):
        inizio = None
        for x, scuro in enumerate((*riga, 0), start=BORDO):
            if scuro and inizio is None:
                inizio = x
            elif not scuro and inizio is not None:
                pezzi.append(f"M{inizio} {y}h{x - inizio}v1H{inizio}z")
                inizio = None
    return Qr(len(righe) + 2 * BORDO, "".join(pezzi))


def svg(testo: str, titolo: str) -> str:
    """The code as a file by itself."""
    codice = qr(testo)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {codice.lato} {codice.lato}" width="400" height="400" role="img" '
        f'shape-rendering="crispEdges"><title>{escape(titolo)}</title><rect width="{codice.lato}" height="{codice.lato}" fill="#fff"/>'
        f'<path d="{codice.tracciato}" fill="#000"/></svg>\n'
    )
