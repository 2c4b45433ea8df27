#!/usr/bin/env python3
"""Django's command line. On a bare clone it first makes its own environment in .venv and runs itself again from there."""

import fcntl
import hashlib
import os
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

RADICE = Path(__file__).resolve().parent
VENV, SEGNO = RADICE / ".venv", RADICE / ".venv" / "pronto"
PROVE = "verifica" in sys.argv[1:2]


def pacchetti_presenti(requisiti: str) -> bool:
    try:
        return all(version(nome) for nome in re.findall(r"^\w[\w.-]*", requisiti, re.MULTILINE))
    except PackageNotFoundError:
        return False


def prepara_ambiente(elenco: Path, impronte: list[str], nostro: bool) -> None:
    """Make .venv or bring it up to date. The mark goes first and comes last: an interrupted installation starts afresh."""
    python = VENV / "bin" / "python"
    fatto = SEGNO.read_text() if SEGNO.is_file() and python.exists() else ""
    if impronte[-1] in fatto:
        return
    print("Preparo l'ambiente in .venv (la prima volta serve un minuto)…", file=sys.stderr, flush=True)
    SEGNO.unlink(missing_ok=True)
    comandi = [] if fatto or nostro else [[sys.executable, "-m", "venv", "--clear", VENV]]
    for comando in [*comandi, [python, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "-r", elenco]]:
        if subprocess.run(comando).returncode:
            sys.exit("Ambiente non preparato: il motivo è qui sopra. Su Debian e Ubuntu può mancare il pacchetto python3-venv.")
    SEGNO.write_text("\n".join(impronte))


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 (said in words before anything newer is imported)
        sys.exit("Serve Python 3.11 o successivo.")
    elenchi = [RADICE / "requirements.txt", *([RADICE / "tests/requirements.txt"] if PROVE else [])]
    testi = [elenco.read_text() for elenco in elenchi]
    nostro = Path(sys.prefix).resolve() == VENV
    if (nostro and SEGNO.is_file()) or not pacchetti_presenti("".join(testi)):
        turno = os.open(RADICE, os.O_RDONLY)
        fcntl.flock(turno, fcntl.LOCK_EX)  # one at a time
        prepara_ambiente(elenchi[-1], [hashlib.sha256(testo.encode()).hexdigest() for testo in testi], nostro)
        os.close(turno)
        if not nostro:
            os.execv(VENV / "bin" / "python", [str(VENV / "bin" / "python"), *sys.argv])  # noqa: S606
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smvp.settings.test" if PROVE else "smvp.settings.demo")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
