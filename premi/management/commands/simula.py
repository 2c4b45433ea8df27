"""``manage.py simula``: facts in, results out, no database. What it does stands in premi.simulazione."""

import gc
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from premi.simulazione import FattiNonValidi, simula
from premi.simulazione.uscita import scrivi_file
from smvp.regolamento.lettore import ErroreRegolamento, carica, carica_da, versioni
from smvp.regolamento.modello import Regolamento

FATTI_DA_RIFIUTARE = 2
RIGA_MASSIMA = 1000


class Command(BaseCommand):
    """Exit status 2, with a line on standard error for each fault and nothing written, when the facts cannot be accepted."""

    help = "Calcola punteggi, fasce, premi e graduatorie da un file di fatti (JSON), senza base di dati."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fatti", metavar="FATTI.json", help="i fatti dell’esercizio")
        parser.add_argument(
            "--regolamento",
            metavar="CODICE|FILE.toml",
            help=f"il regolamento da applicare al posto di quello indicato nei fatti ({', '.join(versioni())}, o un file o cartella TOML)",
        )
        parser.add_argument("--output", metavar="RISULTATI.json", help="dove scrivere i risultati (altrimenti: standard output)")

    def handle(self, *args: Any, **opzioni: Any) -> None:
        try:
            regolamento = _regolamento(opzioni["regolamento"])
            with _senza_raccolta():
                risultati = simula(Path(opzioni["fatti"]).read_bytes(), regolamento)
            self._scrivi(risultati, opzioni["output"])
        except FattiNonValidi as errore:
            self._rifiuta(*errore.righe())
        except ErroreRegolamento as errore:
            self._rifiuta(str(errore))
        except OSError as errore:
            self._rifiuta(f"{errore.filename or opzioni['output']}: {errore.strerror}")

    def _scrivi(self, risultati: str, uscita: str | None) -> None:
        """To the file, or to standard output as UTF-8 whatever the terminal says."""
        if uscita:
            scrivi_file(Path(uscita), risultati)
            return
        grezza = getattr(self.stdout, "buffer", None)
        if grezza is None:
            self.stdout.write(risultati, ending="")
        else:
            grezza.write(risultati.encode())
            grezza.flush()

    def _rifiuta(self, *righe: str) -> None:
        """Say everything that is wrong, one line each, and leave."""
        for riga in righe:
            self.stderr.write(_innocua(riga))
        sys.exit(FATTI_DA_RIFIUTARE)


def _innocua(riga: str) -> str:
    """One line, not endless, in which nothing can move the cursor or turn the text round."""
    riga = " ".join(riga[: RIGA_MASSIMA + 1].split())
    corta = riga if len(riga) <= RIGA_MASSIMA else f"{riga[:RIGA_MASSIMA]}…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in corta)


@contextmanager
def _senza_raccolta() -> Iterator[None]:
    """No garbage collection meanwhile: a run makes many small objects and no cycles, and saves a sixth of its time."""
    attiva = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if attiva:
            gc.enable()


def _regolamento(scelta: str | None) -> Regolamento | None:
    """The regulation asked for: a code, or else a file or folder of TOML."""
    if scelta is None:
        return None
    return carica(scelta) if scelta in versioni() else carica_da(scelta)
