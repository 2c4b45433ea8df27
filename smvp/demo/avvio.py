"""Starting the demo and stopping it: one at a time on a data folder, the web server and one Celery worker under our eyes.

The web server is gunicorn with threads: it is the one of production, it raises again a worker process that dies, it stops within the
seconds we give it, and it takes over the socket that we have already opened, so that between the check that the port is free and its
use nobody can slip in. Django's own runserver does none of this.
"""

import fcntl
import http.client
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from smvp.demo.processi import Processo, ferma

INDIRIZZO = "127.0.0.1"  # everybody's password is known: never the network's
ATTESA_RISPOSTA = 60.0
RIPARTENZE = 5


class AvvioImpossibile(Exception):
    """Said to the user as it is."""


class Fermata(BaseException):
    """Somebody asked us to stop: Ctrl-C, TERM, or the terminal was closed."""


def ascolta_i_segnali() -> None:
    """From now on a signal to stop raises Fermata wherever we are; a second one is ignored, for stopping takes seconds at most."""
    segnali = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def fermati(_numero: int, _quadro: FrameType | None) -> None:
        for segnale in segnali:
            signal.signal(segnale, signal.SIG_IGN)
        raise Fermata

    for segnale in segnali:
        signal.signal(segnale, fermati)


@contextmanager
def da_solo(cartella: Path) -> Iterator[None]:
    """Hold the data folder: two demos on one database and one queue would take each other's work. A dead one holds nothing."""
    with (cartella / "demo.lock").open("a+") as blocco:
        try:
            fcntl.flock(blocco, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            blocco.seek(0)
            raise AvvioImpossibile(f"La demo è già in funzione su {cartella} (processo {blocco.read().strip() or 'ignoto'}).") from None
        blocco.truncate(0)
        blocco.write(str(os.getpid()))
        blocco.flush()
        yield


def apri_porta(porta: int) -> socket.socket:
    """The socket on which the site will answer. Port 0 takes any free one."""
    presa = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    presa.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        presa.bind((INDIRIZZO, porta))
    except (OSError, OverflowError) as errore:
        presa.close()
        raise AvvioImpossibile(f"La porta {porta} non si può usare ({errore}). Scegline un’altra: --porta {porta % 60000 + 1}.") from None
    presa.listen(128)
    return presa


class Sito:
    """The two processes of the demo."""

    def __init__(self, presa: socket.socket, radice: Path, ambiente: Mapping[str, str], avverti: Callable[[str], object]) -> None:
        self.presa, self.radice, self.avverti = presa, radice, avverti
        self.ambiente = {chiave: valore for chiave, valore in ambiente.items() if chiave != "GUNICORN_CMD_ARGS"}
        self.ripartenze = 0
        self.processi: list[Processo] = []

    @property
    def url(self) -> str:
        return f"http://{INDIRIZZO}:{self.presa.getsockname()[1]}/"

    def avvia(self) -> None:
        self.web, self.lavori = self._avvia_web(), self._avvia_lavori()
        self.processi = [self.web, self.lavori]

    def _avvia_web(self) -> Processo:
        fd = self.presa.fileno()
        opzioni = {"bind": f"fd://{fd}", "workers": 1, "worker-class": "gthread", "threads": 8, "timeout": 120, "graceful-timeout": 2}
        comando = ["gunicorn", "smvp.wsgi", "--no-control-socket", "--log-level=warning", *(f"--{k}={v}" for k, v in opzioni.items())]
        return Processo("web", comando, ambiente=self.ambiente, cartella=self.radice, fd=[fd])

    def _avvia_lavori(self) -> Processo:
        comando = ["celery", "-A", "smvp.celery", "--quiet", "worker", "-B", "-P", "threads", "-c", "1", "-l", "WARNING"]
        ambiente = {**self.ambiente, "PYTHONWARNINGS": "ignore:You're running the worker with superuser"}
        return Processo("lavori", comando, ambiente=ambiente, cartella=self.radice)

    def aspetta_risposta(self, percorso: str) -> None:
        """Return when a page answers well."""
        scadenza = time.monotonic() + ATTESA_RISPOSTA
        while not self._risponde(percorso):
            if not self.web.vivo or time.monotonic() > scadenza:
                raise AvvioImpossibile("Il sito non risponde: il motivo è scritto qui sopra.")
            time.sleep(0.1)

    def _risponde(self, percorso: str) -> bool:
        connessione = http.client.HTTPConnection(INDIRIZZO, self.presa.getsockname()[1], timeout=5)
        try:
            connessione.request("GET", percorso)
            return connessione.getresponse().status < 500
        except OSError:
            return False
        finally:
            connessione.close()

    def sorveglia(self) -> None:
        """Stay until Fermata: a worker that dies is started again, without a web server we give up."""
        while self.web.vivo:
            if not self.lavori.vivo:
                self._fa_ripartire_lavori()
            time.sleep(0.5)
        raise AvvioImpossibile("Il server web si è fermato: il motivo è scritto qui sopra.")

    def _fa_ripartire_lavori(self) -> None:
        self.lavori.uccidi_gruppo()
        if self.ripartenze >= RIPARTENZE:
            raise AvvioImpossibile("Chi fa i PDF continua a fermarsi: il motivo è scritto qui sopra.")
        self.ripartenze += 1
        self.avverti("Chi fa i PDF si è fermato: lo faccio ripartire.")
        self.lavori = self._avvia_lavori()
        self.processi = [self.web, self.lavori]

    def ferma(self) -> None:
        ferma(self.processi)
        self.presa.close()


def ambiente_dei_processi(impostazioni: str, dati: Path, oggi: str) -> dict[str, str]:
    """The environment of the two processes: the same settings, the same folder, the same day as ours."""
    return {**os.environ, "DJANGO_SETTINGS_MODULE": impostazioni, "SMVP_DATI": str(dati), "SMVP_OGGI": oggi, "PYTHONUNBUFFERED": "1"}
