"""How the commands of this app speak: results whole or not at all, faults one a line and nothing else, exit status 2."""

import sys
from pathlib import Path
from typing import NoReturn

from django.core.management.base import BaseCommand

from premi.simulazione.uscita import scrivi_file

FATTI_DA_RIFIUTARE = 2
RIGA_MASSIMA = 1000


def consegna(comando: BaseCommand, testo: str, uscita: str | None) -> None:
    """To the file, or to standard output as UTF-8 whatever the terminal says. Raises OSError."""
    if uscita:
        scrivi_file(Path(uscita), testo)
        return
    grezza = getattr(comando.stdout, "buffer", None)
    if grezza is None:
        comando.stdout.write(testo, ending="")
    else:
        grezza.write(testo.encode())
        grezza.flush()


def rifiuta(comando: BaseCommand, *righe: str) -> NoReturn:
    """Say everything that is wrong, one line each, and leave."""
    for riga in righe:
        comando.stderr.write(_innocua(riga))
    sys.exit(FATTI_DA_RIFIUTARE)


def _innocua(riga: str) -> str:
    """One line, not endless, in which nothing can move the cursor or turn the text round."""
    riga = " ".join(riga[: RIGA_MASSIMA + 1].split())
    corta = riga if len(riga) <= RIGA_MASSIMA else f"{riga[:RIGA_MASSIMA]}…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in corta)
