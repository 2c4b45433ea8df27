"""The pieces of the demo's start, without starting it."""

import io
import os
import signal
import socket
from argparse import ArgumentTypeError
from pathlib import Path

import pytest

from smvp.demo import avvio, dati
from smvp.demo.management.commands.demo import Command, giorno
from smvp.management import sistema
from smvp.organizzazione.models import Utente


def test_la_porta_occupata_e_detta_in_parole() -> None:
    with socket.create_server(("127.0.0.1", 0)) as occupante:
        porta = occupante.getsockname()[1]
        with pytest.raises(avvio.AvvioImpossibile, match=f"La porta {porta} non si può usare.*--porta"):
            avvio.apri_porta(porta)


def test_una_porta_che_non_esiste_e_detta_in_parole() -> None:
    with pytest.raises(avvio.AvvioImpossibile, match="99999"):
        avvio.apri_porta(99_999)


def test_il_sito_della_demo_si_affaccia_solo_su_questa_macchina() -> None:
    with avvio.apri_porta(0) as presa:
        assert presa.getsockname()[0] == "127.0.0.1"


def test_una_demo_sola_per_cartella_e_chi_muore_la_lascia(tmp_path: Path) -> None:
    with avvio.da_solo(tmp_path), pytest.raises(avvio.AvvioImpossibile, match=f"processo {os.getpid()}"), avvio.da_solo(tmp_path):
        pytest.fail("due demo sulla stessa cartella")
    with avvio.da_solo(tmp_path):
        assert (tmp_path / "demo.lock").read_text() == str(os.getpid())


def test_un_secondo_segnale_non_interrompe_la_fermata() -> None:
    prima = {segnale: signal.getsignal(segnale) for segnale in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        avvio.ascolta_i_segnali()
        with pytest.raises(avvio.Fermata):
            signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGHUP)
    finally:
        for segnale, chi in prima.items():
            signal.signal(segnale, chi)


@pytest.mark.parametrize("testo", ["31/12/2025", "2025-02-30", "domani", ""])
def test_il_giorno_dell_orologio_e_una_data_vera(testo: str) -> None:
    with pytest.raises(ArgumentTypeError, match="non è una data"):
        giorno(testo)


def test_il_giorno_dell_orologio() -> None:
    assert giorno("2026-04-10") == "2026-04-10"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("utenti", "atteso"),
    [
        ({}, dati.Contenuto.VUOTO),
        ({"ncvp": "demo"}, dati.Contenuto.DEMO),
        ({"ncvp": "una frase lunga e segreta"}, dati.Contenuto.ALTRUI),
        ({"maria.rossi": "demo"}, dati.Contenuto.ALTRUI),
    ],
)
def test_di_chi_e_il_database(utenti: dict[str, str], atteso: dati.Contenuto) -> None:
    for nome, password in utenti.items():
        Utente.objects.create_user(nome, password=password)
    assert dati.contenuto() is atteso
    assert dati.azzerabile() is (atteso is not dati.Contenuto.ALTRUI)


# --- the system libraries that PDFs need ---------------------------------------------------------------------------------


@pytest.fixture
def comando_demo(monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setattr(sistema, "pacchetti_mancanti", lambda: ["libpango-1.0-0", "libharfbuzz-subset0"])
    return Command(stdout=io.StringIO(), stderr=io.StringIO(), no_color=True)


def test_chi_non_puo_installare_legge_la_riga_da_eseguire_e_la_demo_parte(comando_demo: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sistema, "puo_installare", lambda: False)
    monkeypatch.setattr(sistema, "installa", lambda pacchetti: pytest.fail("apt-get senza permesso"))
    comando_demo.librerie_di_sistema()
    riga = "apt-get update && apt-get install -y --no-install-recommends libpango-1.0-0 libharfbuzz-subset0"
    assert riga in comando_demo.stderr.getvalue()


@pytest.mark.parametrize("riuscita", [True, False])
def test_l_amministratore_le_installa_e_lo_dice(comando_demo: Command, monkeypatch: pytest.MonkeyPatch, riuscita: bool) -> None:
    chiesti: list[list[str]] = []
    monkeypatch.setattr(sistema, "puo_installare", lambda: True)
    monkeypatch.setattr(sistema, "installa", lambda pacchetti: chiesti.append(pacchetti) or riuscita)
    comando_demo.librerie_di_sistema()
    assert chiesti == [["libpango-1.0-0", "libharfbuzz-subset0"]]
    assert "installo con apt-get" in comando_demo.stdout.getvalue()
    assert ("non si possono fare" in comando_demo.stderr.getvalue()) is not riuscita


def test_apt_get_e_chiamato_senza_domande(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    finto = tmp_path / "apt-get"
    finto.write_text(f'#!/bin/sh\necho "$DEBIAN_FRONTEND $@" >> {tmp_path}/chiamate\n')
    finto.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert sistema.installa(["libpango-1.0-0"])
    assert (tmp_path / "chiamate").read_text().splitlines() == [
        "noninteractive update",
        "noninteractive install -y --no-install-recommends libpango-1.0-0",
    ]
