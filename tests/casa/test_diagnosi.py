"""diagnosi says what is missing and the line to type; the exit status says whether it is essential."""

import ctypes
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from smvp.documenti import pdf
from smvp.management import diagnosi, sistema
from smvp.management.diagnosi import Esito

pytestmark = pytest.mark.django_db


def voci(controllo: object) -> dict[str, diagnosi.Voce]:
    return {voce.nome: voce for voce in controllo()}


def test_qui_l_essenziale_c_e() -> None:
    uscita = io.StringIO()
    call_command("diagnosi", stdout=uscita, no_color=True)
    attese = ("Python", "Librerie per i PDF", "Caratteri", "Cartella dei dati", "Database", "Migrazioni", "Coda dei lavori", "Orologio")
    assert [parola for parola in attese if parola not in uscita.getvalue()] == []


def test_una_libreria_di_sistema_che_manca_ha_il_nome_del_suo_pacchetto(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pango cannot be loaded: diagnosi names the Debian package, and fails."""
    vera = ctypes.CDLL

    def senza_pango(nome: str | None, *altro: object) -> ctypes.CDLL:
        if nome and "pango-1.0" in nome:
            raise OSError(nome)
        return vera(nome, *altro)

    monkeypatch.setattr(ctypes, "CDLL", senza_pango)
    voce = voci(diagnosi.librerie_pdf)["Librerie per i PDF"]
    assert voce.esito is Esito.GUASTO
    assert voce.rimedio.endswith("libpango-1.0-0")
    with pytest.raises(CommandError, match="librerie per i pdf"):
        call_command("diagnosi", stdout=io.StringIO())


def test_senza_caratteri_si_dice_quale_pacchetto_installare(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sistema, "CARTELLE_FONT", ())
    voce = voci(diagnosi.font)["Caratteri"]
    assert voce.esito is Esito.AVVISO
    assert sistema.PACCHETTO_FONT in voce.rimedio


def test_le_migrazioni_da_applicare_si_contano(monkeypatch: pytest.MonkeyPatch) -> None:
    assert voci(diagnosi.database)["Migrazioni"].esito is Esito.BENE
    monkeypatch.setattr(diagnosi, "migrazioni_da_applicare", lambda: 3)
    voce = voci(diagnosi.database)["Migrazioni"]
    assert (voce.esito, voce.testo) == (Esito.AVVISO, "3 da applicare")


def test_un_broker_muto_e_un_guasto(settings: object) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    voce = voci(diagnosi.broker)["Coda dei lavori"]
    assert voce.esito is Esito.GUASTO
    assert "REDIS_URL" in voce.rimedio


def test_una_cartella_in_cui_non_si_scrive_e_un_guasto(settings: object, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings.REDIS_URL = ""
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_in": str(tmp_path / "file" / "coda")}
    assert voci(diagnosi.broker)["Coda dei lavori"].esito is Esito.GUASTO


def test_un_pacchetto_python_di_un_altra_versione_e_un_avviso(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagnosi, "version", lambda nome: "0.1")
    voce = voci(diagnosi.pacchetti)["Pacchetti Python"]
    assert voce.esito is Esito.AVVISO
    assert "Django 0.1 (prevista 5.2" in voce.testo


def test_solo_l_amministratore_su_debian_installa_da_se(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sistema.os, "geteuid", lambda: 1000)
    assert not sistema.puo_installare()


def test_i_pacchetti_mancanti_sono_quelli_dei_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "pacchetti_mancanti", lambda: ("libpango-1.0-0",))
    assert sistema.pacchetti_mancanti() == ["libpango-1.0-0"]
