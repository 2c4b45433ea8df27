"""The broker made of files: a reader never meets half a message, and a spoilt one does not stop the worker."""

import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection
from kombu.transport.virtual import Channel

from smvp import celery, coda_su_file


@pytest.fixture
def canale(tmp_path: Path) -> Iterator[Channel]:
    cartelle = {"data_folder_in": tmp_path, "data_folder_out": tmp_path, "control_folder": tmp_path / "controllo"}
    with Connection("filesystem://", transport_options={k: str(v) for k, v in cartelle.items()}) as collegamento:
        yield collegamento.channel()


def test_e_la_coda_di_chi_non_ha_un_server(canale: Channel) -> None:
    assert celery.TRANSPORT_ALIASES["filesystem"] == coda_su_file.NOME
    assert isinstance(canale, coda_su_file.Canale)


def test_una_richiesta_compare_intera(canale: Channel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    visti = []

    def guarda(da: Path, a: Path) -> None:
        with pytest.raises(Empty):
            canale._get("prova")
        visti.append(Path(da).read_text())
        Path(da).rename(a)

    monkeypatch.setattr(coda_su_file.os, "replace", guarda)
    canale._put("prova", {"chiave": "x" * 10_000})
    assert visti == ['{"chiave": "' + "x" * 10_000 + '"}']
    assert canale._get("prova") == {"chiave": "x" * 10_000}
    assert list(tmp_path.glob("*")) == []


def test_una_richiesta_rovinata_si_salta_e_le_altre_arrivano(canale: Channel, tmp_path: Path) -> None:
    for n, testo in enumerate(("", "{", "non json")):
        (tmp_path / f"0{n}_rovinata.prova.msg").write_text(testo)
    canale._put("prova", {"n": 1})
    assert canale._get("prova") == {"n": 1}
    with pytest.raises(Empty):
        canale._get("prova")


def test_chi_scrive_e_chi_legge_insieme(canale: Channel) -> None:
    """Four writers and one reader: everything arrives, once."""

    def scrivi(chi: int) -> None:
        for n in range(50):
            canale._put("prova", {"chi": chi, "n": n})

    fili = [threading.Thread(target=scrivi, args=(chi,)) for chi in range(4)]
    for filo in fili:
        filo.start()
    arrivati = []
    while True:
        scrivono = any(f.is_alive() for f in fili)  # asked before looking: what the last of them has written is found after it
        try:
            arrivati.append(canale._get("prova"))
        except Empty:
            if not scrivono:
                break
    assert sorted((m["chi"], m["n"]) for m in arrivati) == [(chi, n) for chi in range(4) for n in range(50)]


def test_una_cartella_in_cui_non_si_scrive_lo_dice(canale: Channel, tmp_path: Path) -> None:
    canale.data_folder_out = str(tmp_path / "non-c-e")
    with pytest.raises(Exception, match="non si può mettere in coda"):
        canale._put("prova", {})
