"""verifica: which steps it takes, what it leaves out and says so, what its last lines tell."""

import sys
from pathlib import Path

import pytest

from smvp.management import verifica as modulo
from smvp.management.resoconto import Conteggio, Esito, leggi_resoconto, riassunto
from smvp.management.verifica import Passo, Verifica, ambiente_pulito, servizi_muti

RADICE = Path(__file__).resolve().parents[2]
JUNIT = """<?xml version="1.0"?><testsuites><testsuite tests="7" failures="1" errors="1" skipped="2">
<testcase name="a"><skipped message="/x/tests/test_a.py:12: Skipped: manca Chromium"/></testcase>
<testcase name="b"><skipped message="manca Chromium"/></testcase></testsuite></testsuites>"""


def prepara(*altri: str, rapida: bool = False, servizi: bool = False) -> tuple[Verifica, list[str]]:
    righe: list[str] = []
    return Verifica(RADICE, rapida=rapida, servizi=servizi, altri=altri, scrivi=righe.append), righe


def prove_di(verifica: Verifica) -> list[Passo]:
    return [passo for passo in verifica.passi() if passo.prove]


def test_tiene_tutta_la_casa() -> None:
    verifica, _ = prepara()
    comandi = " | ".join(" ".join(map(str, passo.comando)) or passo.nome for passo in verifica.passi())
    for che_cosa in ("ruff check", "lint_imports", "mypy", "makemigrations --check", "check --deploy", "publiccode.yml", "pytest"):
        assert che_cosa in comandi


def test_mypy_legge_le_stanze_pure_e_le_operazioni() -> None:
    tipati = prepara()[0]._file_tipati()
    for stanza in ("smvp/nucleo", "smvp/regolamento", "smvp/flusso/operazioni.py", "smvp/flusso/stati.py", "premi/simulazione"):
        assert stanza in tipati
    assert not [percorso for percorso in tipati if percorso.startswith("tests")]


def test_rapida_fa_senza_browser_e_lo_dice() -> None:
    verifica, _ = prepara("-k", "scheda", rapida=True)
    (prove,) = prove_di(verifica)
    assert prove.comando[-4:] == ("-m", "not browser", "-k", "scheda")
    assert verifica.tralasciati[0] == "le prove nel browser: chieste senza, con --rapida"
    assert "--servizi" in verifica.tralasciati[1]


def test_senza_chromium_fa_senza_browser_e_dice_che_cosa_installare(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modulo, "BROWSER", ("non-c-e",))
    verifica, _ = prepara()
    (prove,) = prove_di(verifica)
    assert "not browser" in prove.comando
    assert "apt-get install chromium" in verifica.tralasciati[0]


def test_con_i_servizi_si_ripete_su_postgresql_e_redis_e_si_dice_che_cosa_no(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modulo, "servizi_muti", lambda ambiente: [])
    monkeypatch.setenv("DATABASE_URL", "postgres://smvp@127.0.0.1:5432/altro")
    monkeypatch.delenv("REDIS_URL", raising=False)
    verifica, _ = prepara(servizi=True)
    su_sqlite, sui_servizi = prove_di(verifica)
    assert su_sqlite.ambiente == {}
    servizi = {"DATABASE_URL": "postgres://smvp@127.0.0.1:5432/altro", "REDIS_URL": modulo.REDIS}
    assert sui_servizi.ambiente == {**servizi, "SMVP_GIRO": "servizi"}
    assert su_sqlite.comando == sui_servizi.comando
    detto = verifica.tralasciati[-1]
    assert detto.startswith("su PostgreSQL e Redis, le prove fatte su SQLite che non arrivano né al database né alla coda")


def test_i_servizi_chiesti_e_assenti_sono_un_guasto(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://nessuno@127.0.0.1:1/x")
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    verifica, righe = prepara(servizi=True)
    passi = list(verifica.passi())
    assert len([p for p in passi if p.prove]) == 1
    esito = verifica._esegui(passi[-1], RADICE)
    assert not esito.bene
    assert "PostgreSQL non risponde" in righe[1]
    assert "Redis non risponde" in righe[2]


def test_le_prove_non_vedono_il_database_di_chi_le_lancia(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for variabile in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "SMVP_OGGI"):
        monkeypatch.setenv(variabile, "sua")
    pulito = ambiente_pulito(tmp_path)
    assert "sua" not in pulito.values()
    assert pulito["SMVP_DATI"] == str(tmp_path)


def test_un_passo_che_fallisce_mostra_le_sue_parole_e_non_ferma_gli_altri(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    verifica, righe = prepara()
    passi = [Passo("rotto", (sys.executable, "-c", "print('ecco perché'); raise SystemExit(1)")), Passo("sano", (sys.executable, "-c", ""))]
    monkeypatch.setattr(verifica, "passi", lambda: passi)
    assert [esito.bene for esito in verifica.esegui()] == [False, True]
    assert "ecco perché" in "\n".join(righe)


def test_un_passo_che_non_finisce_e_fermato(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modulo, "TEMPO_MASSIMO", 0.5)
    # Where the tests run in the background an interrupt is ignored by who inherits it, and we would wait for the kill.
    dorme = "import signal, time; signal.signal(signal.SIGINT, signal.default_int_handler); time.sleep(60)"
    codice, parole = modulo.lancia((sys.executable, "-c", dorme), RADICE, {}, in_diretta=False)
    assert codice == 1
    assert "fermato" in parole


def test_il_resoconto_di_pytest(tmp_path: Path) -> None:
    (tmp_path / "prove.xml").write_text(JUNIT)
    assert leggi_resoconto(tmp_path / "prove.xml") == Conteggio(3, 2, 2, {"manca Chromium": 2})
    assert leggi_resoconto(tmp_path / "manca.xml") == Conteggio()


def test_le_ultime_righe_dicono_che_cosa_e_rimasto_fuori_e_perche() -> None:
    esiti = [Esito("ruff", True, 0.2), Esito("prove", False, 61.0, Conteggio(3, 2, 2, {"manca Chromium": 2}))]
    righe = riassunto(esiti, ["le prove su PostgreSQL e Redis: si chiedono con --servizi"])
    assert righe[-4:] == [
        "Tralasciato:",
        "  - le prove su PostgreSQL e Redis: si chiedono con --servizi",
        "  - 2 prove: manca Chromium",
        "3 passed, 2 failed, 2 skipped",
    ]


def test_quando_non_si_tralascia_nulla_si_dice() -> None:
    assert riassunto([Esito("prove", True, 1, Conteggio(5))], [])[-2:] == ["Nulla è stato tralasciato.", "5 passed, 0 failed, 0 skipped"]


def test_chi_risponde_e_chi_no() -> None:
    assert len(servizi_muti({"DATABASE_URL": "postgres://x@127.0.0.1:1/x", "REDIS_URL": "redis://127.0.0.1:1/0"})) == 2
