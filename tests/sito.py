"""The demo as people start it: ``manage.py demo`` in a process of its own, on a copy of a loaded data folder, its clock standing still."""

import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

RADICE = Path(__file__).resolve().parents[1]
OGGI = "2026-04-10"
MODELLO = "demo-modello"
SORDO = "redis://127.0.0.1:1/0"
DISEGNA = """
from smvp.documenti.models import Documento
from smvp.documenti.operazioni import disegna
from smvp.orologio import adesso
for chiave in Documento.objects.values_list("pk", flat=True):
    disegna(chiave, quando=adesso())
"""
NON_SUOI = ("DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE")
ATTESA = 600.0  # seconds: from an empty folder if the database is a server's, on a machine that is doing other things
PRONTA = re.compile(r"La demo è pronta\S*: (http://\S+?)/\s")
COLORI = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(scope="session")
def cartella_di_tutti(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that the workers of this run share."""
    mia = tmp_path_factory.getbasetemp()
    return mia if worker_id == "master" else mia.parent


@contextmanager
def _uno_alla_volta(cartella: Path) -> Iterator[None]:
    with (cartella / "demo-caricata.lock").open("w") as blocco:
        fcntl.flock(blocco, fcntl.LOCK_EX)
        yield


def _carica(cartella: Path, **altro: str) -> None:
    """The demo into a new data folder, embedded unless told otherwise, and its documents drawn: who starts from a copy has none to draw.

    Nobody hears the bells that ring meanwhile: in the copies they would call for what is done.
    """
    shutil.rmtree(cartella, ignore_errors=True)
    cartella.mkdir()
    ambiente = {k: v for k, v in os.environ.items() if k not in (*NON_SUOI, "DATABASE_URL")} | {"REDIS_URL": SORDO}
    ambiente |= {"SMVP_DATI": str(cartella), "SMVP_OGGI": OGGI, "DJANGO_SETTINGS_MODULE": "smvp.settings.demo", **altro}
    for passo in (("migrate", "-v0"), ("carica_demo",), ("shell", "-v0", "-c", DISEGNA)):
        esito = subprocess.run([sys.executable, "manage.py", *passo], cwd=RADICE, env=ambiente, capture_output=True, text=True)
        assert esito.returncode == 0, esito.stderr


@pytest.fixture(scope="session")
def demo_caricata(cartella_di_tutti: Path) -> Path:
    """A data folder with the demo loaded, embedded, made once for the whole run whatever its workers: each starts from a copy of it."""
    cartella, pronta = cartella_di_tutti / "demo-caricata", cartella_di_tutti / "demo-caricata.pronta"
    with _uno_alla_volta(cartella_di_tutti):
        if not pronta.exists():
            _carica(cartella)
            pronta.touch()
    return cartella


@pytest.fixture(scope="session")
def sito(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str, cartella_di_tutti: Path, request: pytest.FixtureRequest
) -> Iterator[str]:
    """The address of a running demo, one for each worker of the test run; with DATABASE_URL and REDIS_URL it uses those services."""
    cartella = tmp_path_factory.mktemp("demo")
    with _database(worker_id, cartella_di_tutti) as database:
        caricata = cartella_di_tutti / MODELLO if database else request.getfixturevalue("demo_caricata")
        shutil.copytree(caricata, cartella, dirs_exist_ok=True)
        ambiente = {k: v for k, v in os.environ.items() if k not in NON_SUOI}
        ambiente |= {"SMVP_DATI": str(cartella), "PYTHONUNBUFFERED": "1", **database, **_redis(worker_id)}
        with (cartella / "uscita.txt").open("w") as uscita:
            processo = subprocess.Popen(
                [sys.executable, "manage.py", "demo", "--porta", "0", "--oggi", OGGI],
                cwd=RADICE, env=ambiente, stdout=uscita, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        try:
            yield _aspetta(processo, cartella / "uscita.txt")
        finally:
            _ferma(processo)


def _aspetta(processo: subprocess.Popen[bytes], uscita: Path) -> str:
    scadenza = time.monotonic() + ATTESA
    while time.monotonic() < scadenza and processo.poll() is None:
        if pronta := PRONTA.search(COLORI.sub("", uscita.read_text())):
            return pronta[1]
        time.sleep(0.2)
    pytest.fail(f"La demo non è partita:\n{uscita.read_text()[-3000:]}")


def _ferma(processo: subprocess.Popen[bytes]) -> None:
    processo.terminate()
    try:
        processo.wait(timeout=60)
    except subprocess.TimeoutExpired:
        os.killpg(processo.pid, signal.SIGKILL)
        processo.wait(timeout=60)


@contextmanager
def _database(worker: str, di_tutti: Path) -> Iterator[dict[str, str]]:
    """On a real PostgreSQL: a database of this worker's own, dropped at the end. Otherwise nothing: SQLite in the folder."""
    indirizzo = os.environ.get("DATABASE_URL", "")
    if not indirizzo.startswith("postgres"):
        yield {}
        return
    nome = f"smvp_prova_browser_{worker}_{os.getpid()}"
    with _modello_caricato(indirizzo, di_tutti) as modello:
        with _uno_alla_volta(di_tutti):
            _in_postgresql(indirizzo, f'CREATE DATABASE "{nome}" TEMPLATE "{modello}"')
        try:
            yield {"DATABASE_URL": _con_nome(indirizzo, nome)}
        finally:
            _in_postgresql(indirizzo, f'DROP DATABASE IF EXISTS "{nome}" WITH (FORCE)')


@contextmanager
def _modello_caricato(indirizzo: str, di_tutti: Path) -> Iterator[str]:
    """The database with the demo loaded that the workers copy: the first to come makes it, the last to leave drops it."""
    chi_lo_usa = di_tutti / f"{MODELLO}.usi"
    with _uno_alla_volta(di_tutti):
        nome, *usi = chi_lo_usa.read_text().split() if chi_lo_usa.exists() else [f"smvp_prova_modello_{os.getpid()}"]
        if not usi:
            _in_postgresql(indirizzo, f'DROP DATABASE IF EXISTS "{nome}" WITH (FORCE)', f'CREATE DATABASE "{nome}"')
            try:
                _carica(di_tutti / MODELLO, DATABASE_URL=_con_nome(indirizzo, nome))
            except BaseException:
                _in_postgresql(indirizzo, f'DROP DATABASE IF EXISTS "{nome}" WITH (FORCE)')
                raise
        chi_lo_usa.write_text(" ".join([nome, *usi, str(os.getpid())]))
    try:
        yield nome
    finally:
        with _uno_alla_volta(di_tutti):
            restano = [uso for uso in chi_lo_usa.read_text().split()[1:] if uso != str(os.getpid())]
            chi_lo_usa.write_text(" ".join([nome, *restano]))
            if not restano:
                _in_postgresql(indirizzo, f'DROP DATABASE IF EXISTS "{nome}" WITH (FORCE)')


def _con_nome(indirizzo: str, nome: str) -> str:
    return urlsplit(indirizzo)._replace(path=f"/{nome}").geturl()


def _in_postgresql(indirizzo: str, *comandi: str) -> None:
    connessione = psycopg2.connect(_con_nome(indirizzo, "postgres"))
    connessione.autocommit = True
    try:
        with connessione.cursor() as cursore:
            for comando in comandi:
                cursore.execute(comando)
    finally:
        connessione.close()


def _redis(worker: str) -> dict[str, str]:
    """On a real Redis: a numbered database for each worker, so that nobody takes the jobs of another's demo."""
    indirizzo = os.environ.get("REDIS_URL", "")
    if not indirizzo:
        return {}
    numero = 8 + int(re.sub(r"\D", "", worker) or 0) % 8
    return {"REDIS_URL": urlsplit(indirizzo)._replace(path=f"/{numero}").geturl()}
