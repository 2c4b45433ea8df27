"""The demo on a PostgreSQL server: it goes back to the beginning only where there is nothing but the demo."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

from .demo_in_corso import ATTESA, ambiente, comando

pytestmark = [
    pytest.mark.servizi,
    pytest.mark.skipif(not os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="serve PostgreSQL: verifica --servizi"),
]


def esegui(indirizzo: str, *comandi: str) -> None:
    connessione = psycopg2.connect(indirizzo)
    connessione.autocommit = True
    with connessione.cursor() as cursore:
        for istruzione in comandi:
            cursore.execute(istruzione)
    connessione.close()


@pytest.fixture
def database() -> Iterator[str]:
    """A database of this test's own."""
    nome, server = f"smvp_prova_reset_{os.getpid()}", urlsplit(os.environ["DATABASE_URL"])
    manutenzione = server._replace(path="/postgres").geturl()
    esegui(manutenzione, f'DROP DATABASE IF EXISTS "{nome}"', f'CREATE DATABASE "{nome}"')
    yield server._replace(path=f"/{nome}").geturl()
    esegui(manutenzione, f'DROP DATABASE "{nome}" WITH (FORCE)')


def test_da_capo_solo_se_nel_database_c_e_solo_la_demo(database: str, tmp_path: Path) -> None:
    def manage(*argomenti: str) -> subprocess.CompletedProcess[str]:
        suo = ambiente(tmp_path, DATABASE_URL=database)
        return subprocess.run(comando(*argomenti), env=suo, capture_output=True, text=True, timeout=ATTESA)

    assert manage("migrate", "-v0").returncode == 0
    assert manage("carica_demo", "--scala", "5").returncode == 0
    assert manage("carica_demo", "--scala", "8", "--da-capo").returncode == 0
    esegui(database, "CREATE TABLE ricette (nome text)")
    rifiuto = manage("carica_demo", "--da-capo")
    assert rifiuto.returncode == 1
    assert "non sono della demo" in rifiuto.stderr
