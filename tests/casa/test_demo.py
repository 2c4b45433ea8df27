"""The demo starts, answers, stops and leaves nobody behind."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from .demo_in_corso import ATTESA, PAZIENZA, RADICE, DemoInCorso, ambiente, comando

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="i processi si cercano in /proc")
PERSONAGGI = (
    "sindaco", "segretario", "ncvp", "dirigente1 … dirigente6", "po1 … po15", "dipendente1 … dipendente", "controllo", "personale",
    "segreteria", "admin",
)  # fmt: skip


@pytest.fixture
def cartella(demo_caricata: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo_caricata, tmp_path / "dati"))


@pytest.fixture
def demo(cartella: Path) -> Iterator[DemoInCorso]:
    in_corso = DemoInCorso(cartella, "--oggi", "2026-04-10")
    yield in_corso
    in_corso.uccidi()
    assert not in_corso.aspetta_che_restino(0)


def demo_rifiutata(cartella: Path, *opzioni: str, **altro: str) -> str:
    """What a demo says that refuses to start: in words, not with a traceback."""
    esito = subprocess.run(
        comando("demo", "--porta", "0", *opzioni), env=ambiente(cartella, **altro), capture_output=True, text=True, timeout=ATTESA
    )
    assert esito.returncode == 1
    assert "Traceback" not in esito.stderr
    return esito.stderr


def interroga(cartella: Path, domanda: str) -> list[tuple]:
    with closing(sqlite3.connect(cartella / "smvp.sqlite3")) as archivio, archivio:
        return archivio.execute(domanda).fetchall()


def test_una_giornata_della_demo(demo: DemoInCorso) -> None:
    """It says address, cast and password; a second one is refused; whoever makes the PDFs is raised again; TERM ends it all."""
    assert demo.risponde() == 200
    parole = demo.diario.read_text()
    assert [p for p in (*PERSONAGGI, "La password di tutti è demo", "10/04/2026") if p not in parole] == []
    assert f"processo {demo.processo.pid}" in demo_rifiutata(demo.cartella, "--reset")
    _chi_fa_i_pdf_riparte(demo)
    assert demo.risponde() == 200
    assert demo.ferma(signal.SIGTERM) == 0
    assert not demo.aspetta_che_restino(0), "la demo ha lasciato processi"


def _chi_fa_i_pdf_riparte(demo: DemoInCorso) -> None:
    def lavori() -> set[int]:
        return {pid for pid, riga in demo.processi().items() if "celery" in riga}

    prima = lavori()
    for pid in prima:
        os.kill(pid, signal.SIGKILL)
    scadenza = time.monotonic() + PAZIENZA
    while not (nuovi := lavori() - prima) and time.monotonic() < scadenza:
        time.sleep(0.1)
    assert nuovi
    assert "lo faccio ripartire" in demo.diario.read_text()


def test_ctrl_c_raggiunge_tutto_il_terminale_e_la_demo_si_ferma_in_ordine(demo: DemoInCorso) -> None:
    """The terminal sends INT to the whole foreground group: only the demo is in it, its processes have groups of their own."""
    os.killpg(demo.processo.pid, signal.SIGINT)
    assert demo.processo.wait(timeout=PAZIENZA) == 0
    assert not demo.aspetta_che_restino(0)
    assert "Traceback" not in demo.diario.read_text()


def test_uccisa_di_colpo_non_lascia_processi(demo: DemoInCorso) -> None:
    demo.processo.kill()
    demo.processo.wait()
    assert not demo.aspetta_che_restino(0)


def test_reset_torna_alla_demo_appena_fatta_e_cancella_solo_quella(cartella: Path) -> None:
    (cartella / "appunti.txt").write_text("miei")
    (cartella / "documenti").mkdir(exist_ok=True)
    (cartella / "documenti" / "vecchio.pdf").write_text("%PDF")
    interroga(cartella, "UPDATE organizzazione_ente SET denominazione = 'Cambiato'")
    demo = DemoInCorso(cartella, "--reset")
    assert demo.ferma() == 0
    assert interroga(cartella, "SELECT denominazione FROM organizzazione_ente") == [("Città di Domodossola",)]
    assert not (cartella / "documenti" / "vecchio.pdf").exists()
    assert (cartella / "appunti.txt").read_text() == "miei"


def test_scala_vale_solo_su_una_demo_nuova(cartella: Path) -> None:
    assert "aggiungi --reset" in demo_rifiutata(cartella, "--scala", "40")


@pytest.mark.parametrize("opzioni", [(), ("--reset",)])
def test_i_dati_di_un_comune_vero_non_sono_ne_mostrati_ne_cancellati(cartella: Path, opzioni: tuple[str, ...]) -> None:
    interroga(cartella, "UPDATE organizzazione_utente SET password = 'pbkdf2_sha256$1$sale$altra'")
    assert "non è" in demo_rifiutata(cartella, *opzioni)
    assert interroga(cartella, "SELECT count(*) FROM organizzazione_utente WHERE username = 'ncvp'") == [(1,)]


def test_un_database_che_non_e_nostro_non_e_cancellato(tmp_path: Path) -> None:
    interroga(tmp_path, "CREATE TABLE ricette (nome text)")
    assert "non lo cancello" in demo_rifiutata(tmp_path, "--reset")
    assert interroga(tmp_path, "SELECT count(*) FROM ricette") == [(0,)]


def test_la_demo_non_gira_con_le_impostazioni_di_produzione(tmp_path: Path) -> None:
    produzione = {"DJANGO_SETTINGS_MODULE": "smvp.settings.production", "SECRET_KEY": "0123456789" * 6, "ALLOWED_HOSTS": "example.it"}
    assert "solo con smvp.settings.demo" in demo_rifiutata(tmp_path, **produzione)


def test_manage_sono_poche_righe() -> None:
    assert len((RADICE / "manage.py").read_text().splitlines()) <= 60
