"""Private files: written whole or not at all. Temporary file, fsync, hash, rename; the row that names them is committed afterwards."""

import hashlib
import logging
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

PEZZO = 1 << 20
diario = logging.getLogger(__name__)


def percorso(nome: str) -> Path:
    """Where a private file lies. A name that would lead outside the archive is an error."""
    radice = Path(settings.MEDIA_ROOT).resolve()
    completo = (radice / nome).resolve()
    if not completo.is_relative_to(radice) or completo == radice:
        raise ValueError(f"Nome di file fuori dall’archivio: {nome!r}")
    return completo


def scrivi(nome: str, scrittore: Callable[[BinaryIO], object]) -> str:
    """Write the private file ``nome`` through ``scrittore`` and return its SHA-256. Whoever reads sees the old one or the new one."""
    destinazione = percorso(nome)
    destinazione.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descrittore, provvisorio = tempfile.mkstemp(dir=destinazione.parent, prefix=".in-scrittura-")
    try:
        with os.fdopen(descrittore, "w+b") as file:
            scrittore(file)
            file.flush()
            os.fsync(file.fileno())
            somma = _somma(file)
        Path(provvisorio).replace(destinazione)
    except BaseException:
        Path(provvisorio).unlink(missing_ok=True)
        raise
    _fissa_cartella(destinazione.parent)
    return somma


def leggi(nome: str | None, attesa: str) -> bytes | None:
    """Read a private file if it is there, can be read and is still the one whose SHA-256 was noted."""
    if not nome:
        return None
    try:
        contenuto = percorso(nome).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as errore:
        diario.error("Il file privato %s non si può leggere: %s", nome, errore.strerror)
        return None
    return contenuto if hashlib.sha256(contenuto).hexdigest() == attesa else None


def apri(nome: str) -> BinaryIO | None:
    """A private file open for reading, or None if there is none or it cannot be read."""
    try:
        return percorso(nome).open("rb")
    except OSError as errore:
        diario.error("Il file privato %s non si può leggere: %s", nome, errore.strerror)
        return None


def cancella(nome: str) -> None:
    """Remove a file that no row names."""
    with suppress(FileNotFoundError, NotADirectoryError):
        percorso(nome).unlink()


def _somma(file: BinaryIO) -> str:
    file.seek(0)
    somma = hashlib.sha256()
    while pezzo := file.read(PEZZO):
        somma.update(pezzo)
    return somma.hexdigest()


def _fissa_cartella(cartella: Path) -> None:
    """The rename too must survive a power cut."""
    descrittore = os.open(cartella, os.O_RDONLY)
    try:
        os.fsync(descrittore)
    finally:
        os.close(descrittore)
