"""The system libraries that PDFs need, the Debian packages that bring them, and apt-get where it may be run."""

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from smvp.documenti import pdf

PACCHETTO_FONT = "fonts-dejavu-core"
TIPI_DI_FONT = {".ttf", ".otf", ".ttc", ".pfb"}
CARTELLE_FONT = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "/System/Library/Fonts")


def pacchetti_mancanti() -> list[str]:
    """The Debian packages to install so that PDFs can be made; on systems that are not Linux the libraries have other names: none."""
    if os.uname().sysname != "Linux":
        return []
    return [*pdf.pacchetti_mancanti(), *([] if font_presenti() else [PACCHETTO_FONT])]


def font_presenti() -> int:
    """How many fonts the system has: without any, WeasyPrint draws empty boxes where our own has no glyph."""
    return sum(1 for cartella in CARTELLE_FONT for file in Path(cartella).rglob("*") if file.suffix.lower() in TIPI_DI_FONT)


def riga_di_installazione(pacchetti: Iterable[str]) -> str:
    """The one line to type."""
    return "apt-get update && apt-get install -y --no-install-recommends " + " ".join(pacchetti)


def puo_installare() -> bool:
    """Root on Debian, Ubuntu or one of their kin."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None and Path("/etc/debian_version").exists()


def installa(pacchetti: Iterable[str]) -> bool:
    """Run apt-get without questions; True if it went well. Its own words go to the terminal."""
    ambiente = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(["sh", "-c", riga_di_installazione(pacchetti)], env=ambiente, stdin=subprocess.DEVNULL).returncode == 0
