"""What somebody hostile writes in the facts must not fill the terminal, nor command it."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from premi.simulazione import FattiNonValidi, simula
from premi.simulazione.fatti import DIFETTI_DETTI

from .fatti_di_prova import completi


def detto(fatti: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str], *opzioni: str) -> list[str]:
    """The lines on standard error."""
    file = tmp_path / "fatti.json"
    file.write_text(json.dumps(fatti), encoding="utf-8")
    with pytest.raises(SystemExit) as uscita:
        call_command("simula", str(file), *opzioni)
    assert uscita.value.code == 2
    return capsys.readouterr().err.splitlines()


@pytest.mark.parametrize("chiave", ["regolamento", "formato", "y" * 100_000])
def test_un_valore_lungo_si_accorcia(chiave: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    righe = detto({**completi(), chiave: "x" * 1_000_000}, tmp_path, capsys)
    assert len(righe) == 1
    assert len(righe[0]) < 300
    assert "…" in righe[0]


@pytest.mark.parametrize("segno", ["\x1b[2J", "\x07", "\x7f", "\x9b31m", "\u202e", "\r", "\u2028"])
def test_nessun_segno_arriva_grezzo_al_terminale(segno: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fatti = {**completi(), "regolamento": f"a{segno}b", "formato": f"a{segno}b", f"a{segno}b": 1}
    righe = detto(fatti, tmp_path, capsys)
    assert len(righe) == 3
    assert all(riga.isprintable() for riga in righe)


def test_anche_un_regolamento_ostile(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    regolamento = tmp_path / "r.toml"
    regolamento.write_text('estende = "domodossola-2020"\n"\\u001B[2J' + "k" * 100_000 + '" = 1\n', encoding="utf-8")
    (riga,) = detto(completi(), tmp_path, capsys, "--regolamento", str(regolamento))
    assert riga.isprintable()
    assert len(riga) < 1_000


def test_oltre_mille_difetti_si_contano_soltanto(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inizio = time.process_time()
    righe = detto({**completi(), "incarichi": [0] * 300_000}, tmp_path, capsys)
    assert len(righe) == DIFETTI_DETTI + 1
    assert "altri 299.000 difetti" in righe[-1]
    assert time.process_time() - inizio < 10


def test_fino_a_mille_si_dicono_tutti() -> None:
    with pytest.raises(FattiNonValidi) as errore:
        simula(json.dumps({**completi(), "incarichi": [0] * DIFETTI_DETTI}))
    assert len(errore.value.difetti) == DIFETTI_DETTI
    assert errore.value.altri == 0
    assert "altri" not in errore.value.righe()[-1]
