"""``manage.py demo`` in a process of its own, and what is left of it afterwards."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

RADICE = Path(__file__).resolve().parents[2]
PRONTA = re.compile(r"La demo è pronta: (http://\S+/)")
ATTESA = 600.0  # seconds, on a machine that is doing other things: it may have to load all of the demo
PAZIENZA = 60.0  # what takes an instant on a machine with nothing else to do
DA_TOGLIERE = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "SMVP_OGGI"}


def ambiente(cartella: Path, **altro: str) -> dict[str, str]:
    """The environment of a demo on this folder, embedded unless told otherwise."""
    pulito = {chiave: valore for chiave, valore in os.environ.items() if chiave not in DA_TOGLIERE}
    return {**pulito, "SMVP_DATI": str(cartella), **altro}


def comando(*opzioni: str) -> list[str]:
    return [sys.executable, str(RADICE / "manage.py"), *opzioni]


class DemoInCorso:
    """Started, and waited for until it has said its address."""

    def __init__(self, cartella: Path, *opzioni: str, **altro: str) -> None:
        cartella.mkdir(parents=True, exist_ok=True)
        self.cartella, self.diario = cartella, cartella / "uscita.txt"
        with self.diario.open("w") as uscita:
            self.processo = subprocess.Popen(
                comando("demo", "--porta", "0", *opzioni), env=ambiente(cartella, **altro), stdout=uscita, stderr=subprocess.STDOUT,
                cwd=cartella, start_new_session=True,
            )  # fmt: skip
        self.url = self._aspetta()

    def _aspetta(self) -> str:
        scadenza = time.monotonic() + ATTESA
        while time.monotonic() < scadenza and self.processo.poll() is None:
            if pronta := PRONTA.search(self.diario.read_text()):
                return pronta[1]
            time.sleep(0.1)
        self.uccidi()
        raise AssertionError(f"la demo non è partita:\n{self.diario.read_text()}")

    def risponde(self, percorso: str = "accedi/") -> int:
        with urllib.request.urlopen(self.url + percorso, timeout=PAZIENZA) as risposta:  # noqa: S310 (our own address)
            return risposta.status

    def ferma(self, segnale: int = signal.SIGTERM) -> int:
        """The exit code."""
        self.processo.send_signal(segnale)
        return self.processo.wait(timeout=PAZIENZA)

    def uccidi(self) -> None:
        if self.processo.poll() is None:
            self.processo.kill()
            self.processo.wait(timeout=PAZIENZA)

    def processi(self) -> dict[int, str]:
        """Every living process that has this folder in its environment, with its command."""
        segno, trovati = f"SMVP_DATI={self.cartella}\0".encode(), {}
        for processo in Path("/proc").glob("[0-9]*"):
            try:
                if segno in (processo / "environ").read_bytes():
                    trovati[int(processo.name)] = (processo / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:  # gone while we were looking
                continue
        return trovati

    def aspetta_che_restino(self, quanti: int) -> dict[int, str]:
        """The processes that are left once they are as few as that, or when the time is over."""
        scadenza = time.monotonic() + PAZIENZA
        while len(restano := self.processi()) > quanti and time.monotonic() < scadenza:
            time.sleep(0.1)
        return restano
