"""True workers: on the broker without a server, or on Redis when REDIS_URL says so. They are killed, and nothing is lost."""

import os
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pytest
from django.conf import settings as impostazioni
from pytest_django import Settings

from smvp.celery import app
from smvp.documenti import archivio, coda, tipi
from smvp.documenti.models import Documento, Lavoro
from smvp.documenti.operazioni import chiedi_insieme, emetti_insieme, riaccoda
from smvp.orologio import adesso

from ..personaggi import crea_comune
from .conftest import SCHEDA, emetti
from .lavoratore import A_BLOCCHI, LENTO, VELENO, Lavoratore, aspetta, emetti_prove, stato_di

pytestmark = pytest.mark.django_db(transaction=True)
VECCHIO = timedelta(minutes=5)
CON_REDIS = bool(impostazioni.REDIS_URL)


@pytest.fixture(autouse=True)
def stesso_archivio(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Worker and test read the same files; a queue is left empty."""
    settings.MEDIA_ROOT = settings.DATI / "documenti"
    monkeypatch.setattr(coda, "_muto_fino_a", 0.0)
    yield
    coda.prepara_cartelle()
    app.control.purge()


@pytest.fixture
def comune_vero(transactional_db: None) -> SimpleNamespace:
    return crea_comune()


@pytest.fixture
def lavoratori(tmp_path: Path) -> Iterator[list[Lavoratore]]:
    accesi: list[Lavoratore] = []
    yield accesi
    for lavoratore in accesi:
        lavoratore.uccidi()


def accendi(lavoratori: list[Lavoratore], cartella: Path) -> Lavoratore:
    lavoratori.append(Lavoratore(cartella))
    return lavoratori[-1]


def chiedi(c: SimpleNamespace, titolo: str, *, tipo: str = "prova", payload: dict | None = None) -> Documento:
    return emetti(
        tipo=tipo, chiave=f"vero:{titolo}", titolo=titolo, payload=payload or {"testo": "x"}, oggetto_id=1, utente=c.ncvp, quando=adesso()
    )


def invecchia(documento: Documento) -> None:
    """Let five minutes go by for this row: its run has been dead for that long."""
    Documento.objects.filter(pk=documento.pk).update(preso_il=adesso() - VECCHIO, accodato_il=adesso() - VECCHIO)


def test_i_documenti_arrivano_lo_zip_si_chiude_e_il_lavoratore_si_ferma(
    comune_vero: SimpleNamespace, lavoratori: list[Lavoratore], tmp_path: Path
) -> None:
    lavoratore = accendi(lavoratori, tmp_path)
    documenti = [chiedi(comune_vero, f"Scheda di {nome}", payload=SCHEDA) for nome in ("Rossi", "Bianchi")]
    lavoro = emetti_insieme(tipo="prova", titolo="Schede 2025", documenti=documenti, utente=comune_vero.ncvp, quando=adesso())
    aspetta(lambda: Lavoro.objects.get(pk=lavoro.pk).pronto, 30, lavoratore)
    lavoro.refresh_from_db()
    with zipfile.ZipFile(archivio.percorso(lavoro.file.name)) as pacco:
        assert pacco.namelist() == ["scheda-di-bianchi.pdf", "scheda-di-rossi.pdf"]
        with pacco.open("scheda-di-rossi.pdf") as file, pikepdf.open(file) as documento:
            assert str(documento.docinfo["/Title"]) == "Scheda di Rossi"
    assert lavoratore.ferma() == 0
    aspetta(lavoratore.nessuno, 3, lavoratore)


def test_il_lavoratore_ucciso_a_metà_il_documento_è_rifatto(
    comune_vero: SimpleNamespace, lavoratori: list[Lavoratore], tmp_path: Path
) -> None:
    primo = accendi(lavoratori, tmp_path)
    documento = chiedi(comune_vero, LENTO)
    aspetta(lambda: stato_di(documento) == "in_corso", 20, primo)
    primo.uccidi()
    assert stato_di(documento) == "in_corso"
    invecchia(documento)
    # A worker that starts sweeps by itself: nobody rings.
    secondo = accendi(lavoratori, tmp_path)
    aspetta(lambda: stato_di(documento) == "pronto", 20, secondo)
    documento.refresh_from_db()
    assert documento.tentativi == 2
    assert archivio.leggi(documento.file.name, documento.impronta_file)


def test_il_lavoratore_ucciso_mentre_emette_un_blocco_e_nessuna_scheda_manca_o_e_doppia(
    comune_vero: SimpleNamespace, lavoratori: list[Lavoratore], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tipi, "_emissioni", {"prova": emetti_prove})
    primo = accendi(lavoratori, tmp_path)
    lavoro = chiedi_insieme(tipo="prova", titolo=A_BLOCCHI, oggetti=[1, 2, 3, 4, 5], utente=comune_vero.ncvp, quando=adesso())
    qui = Lavoro.objects.filter(pk=lavoro.pk)
    aspetta(lambda: qui.filter(stato="in_corso", da_emettere=3).exists(), 20, primo)
    primo.uccidi()
    assert sorted(Documento.objects.values_list("oggetto_id", flat=True)) == [1, 2], "il blocco a metà non ha lasciato nulla"
    qui.update(preso_il=adesso() - VECCHIO, accodato_il=adesso() - VECCHIO)
    secondo = accendi(lavoratori, tmp_path)
    aspetta(lambda: qui.get().pronto, 30, secondo)
    assert sorted(Documento.objects.values_list("oggetto_id", flat=True)) == [1, 2, 3, 4, 5]
    with zipfile.ZipFile(archivio.percorso(qui.get().file.name)) as pacco:
        assert pacco.namelist() == [f"scheda-{n}.pdf" for n in (1, 2, 3, 4, 5)]


@pytest.mark.skipif(CON_REDIS, reason="con Redis il processo ucciso è un figlio: vedi la prova seguente")
def test_il_documento_che_uccide_il_processo_si_ferma_al_terzo(
    comune_vero: SimpleNamespace, lavoratori: list[Lavoratore], tmp_path: Path
) -> None:
    documento = chiedi(comune_vero, VELENO)
    for giro in (1, 2, 3):
        lavoratore = accendi(lavoratori, tmp_path)
        aspetta(lambda lavoratore=lavoratore: lavoratore.processo.poll() is not None, 20, lavoratore)
        documento.refresh_from_db()
        assert (documento.stato, documento.tentativi) == ("in_corso", giro)
        invecchia(documento)
    buono = chiedi(comune_vero, "Scheda innocente")
    quarto = accendi(lavoratori, tmp_path)
    aspetta(lambda: stato_di(buono) == "pronto" and stato_di(documento) == "fallito", 20, quarto)
    documento.refresh_from_db()
    assert "interrotta 3 volte" in documento.errore


@pytest.mark.servizi
@pytest.mark.skipif(not CON_REDIS, reason="serve Redis (REDIS_URL)")
def test_con_redis_il_figlio_ucciso_tre_volte_si_ferma_in_pochi_secondi_e_gli_altri_arrivano(
    comune_vero: SimpleNamespace, lavoratori: list[Lavoratore], tmp_path: Path
) -> None:
    lavoratore = accendi(lavoratori, tmp_path)
    documento, buono = chiedi(comune_vero, VELENO), chiedi(comune_vero, "Scheda innocente")
    aspetta(lambda: stato_di(documento) == "fallito" and stato_di(buono) == "pronto", 30, lavoratore)
    documento.refresh_from_db()
    assert documento.tentativi == 3
    assert lavoratore.processo.poll() is None, "il padre resta in piedi"


def test_la_spazzata_ritrova_le_richieste_perse_dal_broker(
    comune_vero: SimpleNamespace, lavoratori: list[Lavoratore], tmp_path: Path
) -> None:
    documento = chiedi(comune_vero, "Scheda perduta")
    coda.prepara_cartelle()
    app.control.purge()
    lavoratore = accendi(lavoratori, tmp_path)
    assert riaccoda(quando=adesso()) == 0
    assert riaccoda(quando=adesso() + VECCHIO) == 1
    aspetta(lambda: stato_di(documento) == "pronto", 20, lavoratore)


@pytest.mark.parametrize("muto", ["chiuso", "buco nero"])
def test_redis_che_non_risponde_non_ferma_la_richiesta_web(muto: str) -> None:
    """In a process of its own: there the broker is a Redis that refuses, or that takes the call and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=8) as presa:
        porta = presa.getsockname()[1]
        if muto == "chiuso":
            presa.close()
        # Each of the fifty, by itself, would wait three seconds.
        programma = (
            "import django, time; django.setup(); from smvp.documenti import coda; t = time.monotonic();"
            "esiti = [coda.suona(coda.DISEGNA, n) for n in range(50)]; print(any(esiti), time.monotonic() - t < 40)"
        )
        ambiente = os.environ | {"DJANGO_SETTINGS_MODULE": "smvp.settings.demo", "REDIS_URL": f"redis://127.0.0.1:{porta}/0"}
        esito = subprocess.run([sys.executable, "-c", programma], env=ambiente, capture_output=True, text=True, timeout=300, check=False)
    assert esito.stdout.split() == ["False", "True"], esito.stderr[-2000:]
