"""ASVS 5.2: what a zip that somebody uploads declares, looked at before anything of it is unpacked. Pure: no Django."""

import zipfile
import zlib
from collections.abc import Iterable

from smvp.nucleo.errori import DatiNonValidi

BYTE_SPACCHETTATI = 50 * 1024 * 1024
RAPPORTO_MASSIMO = 100
PARTI_MASSIME = 200
TROPPO_GRANDE = "Il file, una volta aperto, è troppo grande: togli fogli, immagini e righe che non servono."

# All that a damaged, hostile or locked zip makes the library raise.
GUASTI = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError)


class FileRifiutato(DatiNonValidi):
    """The file as a whole cannot be taken; the message says why and what to do."""


def controlla_misure(parti: Iterable[zipfile.ZipInfo], *, parti_massime: int = PARTI_MASSIME) -> None:
    """Raises FileRifiutato if the parts are too many, or would take too much room: as bytes (50 MB), or beside what they take now (×100).

    The library reads no part beyond the size that it declares, so what is declared is what can be read.
    """
    parti = list(parti)
    spacchettati, compressi = sum(p.file_size for p in parti), sum(p.compress_size for p in parti)
    if len(parti) > parti_massime or spacchettati > BYTE_SPACCHETTATI or spacchettati > RAPPORTO_MASSIMO * max(compressi, 1):
        raise FileRifiutato(TROPPO_GRANDE)
