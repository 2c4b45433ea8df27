"""A private archive for each test, print templates of the tests, and two kinds of document: one's own, everybody's."""

import copy
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from smvp.documenti import coda, tipi
from smvp.documenti.models import Documento
from smvp.documenti.operazioni import Richiesta, emetti_tutti
from smvp.documenti.tipi import TipoDocumento

QUI = Path(__file__).parent
QUANDO = datetime.fromisoformat("2026-04-10T10:45:00+02:00")
SCHEDA: dict[str, Any] = json.loads((QUI / "scheda_b.json").read_text())


def emetti(*, chiave: str, titolo: str, payload: dict[str, Any], oggetto_id: int, **altro: Any) -> Documento:
    """Issue one document."""
    return emetti_tutti([Richiesta(chiave, titolo, oggetto_id, lambda: payload)], **altro)[0]


@pytest.fixture(autouse=True)
def archivio_privato(settings: Settings, tmp_path: Path) -> Path:
    """Nothing of one test is left for the next."""
    settings.MEDIA_ROOT = tmp_path / "documenti"
    modelli = copy.deepcopy(settings.TEMPLATES)
    modelli[0]["DIRS"] = [QUI / "modelli", *modelli[0]["DIRS"]]
    settings.TEMPLATES = modelli
    return tmp_path / "documenti"


@pytest.fixture(autouse=True)
def tipi_di_prova(monkeypatch: pytest.MonkeyPatch) -> None:
    """``prova``: for who asked for it, one by one; ``pubblico``: for everybody, all at once."""
    monkeypatch.setattr(tipi, "_tipi", dict(tipi._tipi))
    tipi._tipi["scheda_b"] = TipoDocumento("scheda_b", "documenti/scheda_b.html", _suo)
    tipi._tipi["prova"] = TipoDocumento("prova", "prove/semplice.html", _suo)
    tipi._tipi["pubblico"] = TipoDocumento("pubblico", "prove/semplice.html", lambda u, d: True, visibili=lambda u, righe: righe)


def _suo(utente: Any, documento: Any) -> bool:
    return documento.richiesto_da_id == utente.pk


@pytest.fixture
def campana(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, int]]]:
    """What would have been enqueued, without any broker."""
    suonate: list[tuple[str, int]] = []

    def suona(compito: str, chiave: int) -> bool:
        suonate.append((compito, chiave))
        return True

    monkeypatch.setattr(coda, "suona", suona)
    return suonate
