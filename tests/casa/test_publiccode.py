"""publiccode.yml keeps the rules of version 0.7, and the validator catches what does not."""

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from smvp.management.publiccode import difetti

RADICE = Path(__file__).resolve().parents[2]


@pytest.fixture
def buono() -> dict[str, Any]:
    return yaml.safe_load((RADICE / "publiccode.yml").read_text(encoding="utf-8"))


def test_il_nostro_va_bene(buono: dict[str, Any]) -> None:
    assert difetti(buono) == []


GUASTI: tuple[tuple[str, Any, str], ...] = (
    ("publiccodeYmlVersion", 0.7, "publiccodeYmlVersion"),
    ("name", "", "name"),
    ("url", "git@example.org:smvp", "url"),
    ("platforms", [], "platforms"),
    ("platforms", "web", "platforms"),
    ("developmentStatus", "pronto", "developmentStatus"),
    ("softwareType", ["standalone/web"], "softwareType"),
    ("releaseDate", "21/11/2026", "releaseDate"),
    ("organisation.uri", "comune", "organisation.uri"),
    ("description.en", None, "description.en.shortDescription"),
    ("description.it.shortDescription", "x" * 151, "description.it.shortDescription"),
    ("description.it.longDescription", "x" * 149, "description.it.longDescription"),
    ("description.it.longDescription", "x" * 10_001, "description.it.longDescription"),
    ("description.it.features", [], "description.it.features"),
    ("legal.license", None, "legal.license"),
    ("maintenance.type", "nessuno", "maintenance.type"),
    ("maintenance.contacts", [], "maintenance.contacts"),
    ("localisation.localisationReady", "no", "localisation.localisationReady"),
    ("localisation.availableLanguages", ["italiano!"], "localisation.availableLanguages"),
    ("it", {"countryExtensionVersion": "0.2"}, "it"),
    ("liscense", "EUPL-1.2", "liscense"),
)


@pytest.mark.parametrize(("percorso", "valore", "atteso"), GUASTI, ids=[f"{p}={str(v)[:20]}" for p, v, _ in GUASTI])
def test_ogni_guasto_e_trovato_e_ha_il_nome_della_chiave(buono: dict[str, Any], percorso: str, valore: Any, atteso: str) -> None:
    guasto = copy.deepcopy(buono)
    *prima, ultima = percorso.split(".")
    dove = guasto
    for passo in prima:
        dove = dove.setdefault(passo, {})
    dove[ultima] = valore
    assert any(difetto.startswith(f"{atteso}:") for difetto in difetti(guasto))


@pytest.mark.parametrize("niente", [None, [], "testo"])
def test_un_file_che_non_e_un_elenco_di_chiavi(niente: Any) -> None:
    assert difetti(niente)


def test_un_contratto_vuole_chi_e_fino_a_quando(buono: dict[str, Any]) -> None:
    buono["maintenance"] = {"type": "contract", "contractors": [{"name": "Ditta", "until": "presto"}]}
    assert difetti(buono) == ["maintenance.contractors.0.until: deve essere una data AAAA-MM-GG"]
