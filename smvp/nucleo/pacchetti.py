"""ASVS 5.2: what a zip that somebody uploads declares, looked at before anything of it is unpacked. Pure: no Django."""

import zipfile
import zlib
from collections.abc import Callable, Iterable
from typing import NoReturn
from xml.parsers import expat

from smvp.nucleo.errori import DatiNonValidi

BYTE_SPACCHETTATI = 50 * 1024 * 1024
RAPPORTO_MASSIMO = 100
PARTI_MASSIME = 200
TROPPO_GRANDE = "Il file, una volta aperto, è troppo grande: togli fogli, immagini e righe che non servono."

# The encodings of a part, as the standard of the packages has it: by its declaration or by its first bytes.
CODIFICHE = frozenset({"utf-8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "ascii"})

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


def lettore_xml(rifiuta: Callable[[], NoReturn]) -> expat.XMLParserType:
    """ASVS 1.5.1: a reader of one part, in the encoding that it really has; ``rifiuta`` raises the reason why it cannot be taken.

    No document type, and so no entities. No encoding but those of the standard: what another program reads as something else is not read.
    """
    lettore = expat.ParserCreate(namespace_separator=" ")

    def dichiarazione(_versione: str, codifica: str | None, _sola: int) -> None:
        if codifica is not None and codifica.lower() not in CODIFICHE:
            rifiuta()

    def tipo_di_documento(*_: object) -> None:
        rifiuta()

    lettore.XmlDeclHandler = dichiarazione
    lettore.StartDoctypeDeclHandler = tipo_di_documento
    return lettore
