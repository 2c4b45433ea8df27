"""Writing the results whole or not at all."""

import os
import tempfile
from pathlib import Path


def scrivi_file(destinazione: Path, testo: str) -> None:
    """Write ``testo`` as UTF-8; an ordinary file is replaced in one go, so that nobody ever reads half of it. Raises OSError."""
    destinazione = destinazione.resolve()
    if destinazione.exists() and not destinazione.is_file():  # a device or a pipe: /dev/stdout, /dev/null
        destinazione.write_text(testo, encoding="utf-8")
        return
    descrittore, provvisorio = tempfile.mkstemp(dir=destinazione.parent, prefix=".simula-")
    try:
        with os.fdopen(descrittore, "w", encoding="utf-8") as file:
            file.write(testo)
        Path(provvisorio).chmod(destinazione.stat().st_mode & 0o777 if destinazione.exists() else 0o666 & ~_maschera())
        Path(provvisorio).replace(destinazione)
    except OSError:
        Path(provvisorio).unlink(missing_ok=True)
        raise


def _maschera() -> int:
    """The permissions that this process withholds from new files."""
    maschera = os.umask(0)
    os.umask(maschera)
    return maschera
