"""The processes of the demo: each leads a group of its own, dies with us whatever happens to us, and is stopped within seconds."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG = 1
ATTESA_FERMATA = 3.0  # seconds given to each process before it is killed: a PDF left half done is in the ledger, and taken up again
_prctl = getattr(ctypes.CDLL(None), "prctl", None) if sys.platform == "linux" else None


def _muori_col_padre() -> None:
    """Runs in the child: on Linux the kernel sends it a TERM when we die, even by a KILL that we cannot hear."""
    if _prctl:
        _prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Processo:
    """A child in a process group of its own: Ctrl-C on the terminal reaches only us, and we stop it in order."""

    def __init__(self, nome: str, comando: Sequence[str], *, ambiente: Mapping[str, str], cartella: Path, fd: Sequence[int] = ()) -> None:
        self.nome = nome
        self._popen = subprocess.Popen(
            [sys.executable, "-m", *comando], env=ambiente, cwd=cartella, pass_fds=fd, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, start_new_session=True, preexec_fn=_muori_col_padre,
        )  # fmt: skip

    @property
    def vivo(self) -> bool:
        return self._popen.poll() is None

    def chiedi_di_finire(self) -> None:
        if self.vivo:
            self._popen.terminate()

    def finisci(self, entro: float) -> None:
        """Wait for it until that moment (monotonic), then kill what is left of its group, children included."""
        with suppress(subprocess.TimeoutExpired):
            self._popen.wait(max(0.0, entro - time.monotonic()))
        self.uccidi_gruppo()

    def uccidi_gruppo(self) -> None:
        try:
            os.killpg(self._popen.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):  # nobody left (macOS says it with PermissionError)
            return
        self._popen.wait()


def ferma(processi: Sequence[Processo], attesa: float = ATTESA_FERMATA) -> None:
    """Stop them all: a TERM each, together; a KILL to the groups of those who do not hear."""
    for processo in processi:
        processo.chiedi_di_finire()
    entro = time.monotonic() + attesa
    for processo in processi:
        processo.finisci(entro)
