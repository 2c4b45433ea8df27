"""A true Celery worker in a process of its own, on the database and the broker of the tests.

Celery loads this module into the worker (``-I tests.documenti.lavoratore``): the titles of the documents then say what happens.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from smvp.documenti import operazioni, pdf, tipi
from smvp.documenti.models import Documento, Lavoro

RADICE = Path(__file__).resolve().parents[2]
SEGNO = "PROVE_LAVORATORE"
LENTO, VELENO = "Documento lento", "Documento che uccide il processo"
A_BLOCCHI, OGGETTO_LENTO = "Lavoro a blocchi", 3


def _indirizzo_database() -> str:
    dati = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{dati['NAME']}"
    return f"postgres://{dati['USER']}:{dati['PASSWORD']}@{dati['HOST']}:{dati['PORT']}/{dati['NAME']}"


class Lavoratore:
    """One worker with beat, as the demo starts it; in its own process group, so that nothing outlives the test."""

    def __init__(self, cartella: Path) -> None:
        self.diario = cartella / "lavoratore.log"
        ambiente = os.environ | {
            "DJANGO_SETTINGS_MODULE": "smvp.settings.demo",
            "SMVP_DATI": str(settings.DATI),
            SEGNO: "sì",
            "DATABASE_URL": _indirizzo_database(),
        }
        comando = [sys.executable, "-m", "celery", "-A", "smvp.celery", "worker", "-B", "-c", "1", "-l", "INFO", "-I", __name__]
        with self.diario.open("ab") as diario:
            self.processo = subprocess.Popen(comando, cwd=RADICE, env=ambiente, stdout=diario, stderr=diario, start_new_session=True)
        aspetta(lambda: b" ready." in self.diario.read_bytes() or self.processo.poll() is not None, 30, self)

    def uccidi(self) -> None:
        """As the kernel does when memory is over: no farewell."""
        if not self.nessuno():
            os.killpg(self.processo.pid, signal.SIGKILL)
        self.processo.wait(10 * PAZIENZA)

    def nessuno(self) -> bool:
        """Nothing that it started is alive: beat, children, helpers. (The dead whom nobody has buried yet do not count.)"""
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                stato, _, gruppo = stat.read_text().rpartition(")")[2].split()[:3]
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(gruppo) == self.processo.pid and stato != "Z":
                return False
        return True

    def ferma(self) -> int:
        """As systemd and the demo do. Returns the exit code."""
        if self.processo.poll() is None:
            self.processo.terminate()
        try:
            return self.processo.wait(15 * PAZIENZA)
        finally:
            if self.processo.poll() is None:
                self.uccidi()


# The seconds of a test are those of a machine with nothing else to do; this one may be busy.
PAZIENZA = 10
FINCHE_NON_LO_UCCIDONO = 600


def aspetta(vero: Callable[[], bool], secondi: float, lavoratore: Lavoratore | None = None) -> None:
    """Wait until it is so; on the way out of patience, show what the worker wrote."""
    fine = time.monotonic() + secondi * PAZIENZA
    while not vero():
        if time.monotonic() > fine:
            raise AssertionError(lavoratore.diario.read_text()[-5000:] if lavoratore else "mai arrivato")
        time.sleep(0.05)


def stato_di(documento: Documento) -> str:
    return Documento.objects.values_list("stato", flat=True).get(pk=documento.pk)


def emetti_prove(oggetti: Sequence[int], utente: Any, quando: datetime) -> Sequence[Documento]:
    """A document for each object; the block of the slow one sleeps at its first attempt, when all is written and nothing is sure."""
    richieste = [operazioni.Richiesta(f"blocco:{n}", f"Scheda {n}", n, lambda n=n: {"testo": str(n)}) for n in oggetti]
    emessi = operazioni.emetti_tutti(richieste, tipo="prova", utente=utente, quando=quando)
    if OGGETTO_LENTO in oggetti and Lavoro.objects.get(titolo=A_BLOCCHI).tentativi == 1:
        time.sleep(FINCHE_NON_LO_UCCIDONO)
    return emessi


def _prepara_il_lavoratore() -> None:
    """Inside the worker: the kind of the tests, blocks of two, and the drawings that sleep (the first time) or kill."""
    vero = pdf.disegna_pdf

    def finto(modello: str, dati: dict[str, Any], *, titolo: str, **altro: Any) -> bytes:
        if titolo == LENTO and Documento.objects.get(titolo=LENTO).tentativi == 1:
            time.sleep(FINCHE_NON_LO_UCCIDONO)
        if titolo == VELENO:
            os.kill(os.getpid(), signal.SIGKILL)
        return vero(modello, dati, titolo=titolo, **altro)

    pdf.disegna_pdf = finto
    operazioni.OGGETTI_PER_BLOCCO = 2
    tipi.registra_emissione("prova", emetti_prove)
    tipi.registra_tipo(tipi.TipoDocumento("prova", "documenti/base_stampa.html", lambda utente, documento: True))


if os.environ.get(SEGNO):
    _prepara_il_lavoratore()
