"""Templates and static files under a strict content security policy: nothing inline, nothing from outside, nothing missing."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import find
from django.core.management import call_command
from django.template.loader import get_template

MODELLI = sorted(settings.RADICE.glob("templates/**/*.html"))
STAMPA = settings.RADICE / "templates" / "documenti"
PAGINE = [m for m in MODELLI if STAMPA not in m.parents or "_parti" in m.parts]
FOGLI = sorted((settings.RADICE / "static" / "css").glob("*.css"))
COLORE = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(")


def nome(percorso: Path) -> str:
    return str(percorso.relative_to(settings.RADICE))


@pytest.mark.parametrize("modello", MODELLI, ids=nome)
def test_ogni_modello_si_compila(modello: Path) -> None:
    get_template(str(modello.relative_to(settings.RADICE / "templates")))


@pytest.mark.parametrize("modello", PAGINE, ids=nome)
def test_nessuno_stile_e_nessuno_script_dentro_le_pagine(modello: Path) -> None:
    testo = modello.read_text()
    assert not re.search(r"\sstyle\s*=", testo)
    assert not re.search(r"<style\b", testo)
    assert not re.search(r"<script\b(?![^>]*\bsrc=)", testo)
    assert not re.search(r"\s(on[a-z]+|hx-on[a-z:-]*)\s*=", testo)
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", testo)


@pytest.mark.parametrize("modello", PAGINE, ids=nome)
def test_nessun_filtro_safe_nelle_pagine(modello: Path) -> None:
    assert "|safe" not in modello.read_text()


def test_i_file_statici_si_raccolgono_con_il_manifesto_di_produzione(tmp_path: Path, settings: pytest.FixtureRequest) -> None:
    """Every url() of our sheets and of the vendored ones resolves, source maps included."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / "staticfiles.json").is_file()
    assert list((tmp_path / "css").glob("base.*.css"))


@pytest.mark.parametrize(
    "file",
    [
        "vendor/bootstrap-italia/css/bootstrap-italia.min.css",
        "vendor/bootstrap-italia/css/bootstrap-italia.min.css.map",
        "vendor/bootstrap-italia/LICENSE",
        "vendor/bootstrap-italia/fonts/Titillium_Web/OFL.txt",
        "vendor/htmx/htmx.min.js",
        "vendor/htmx/LICENSE",
        "img/favicon.svg",
    ],
)
def test_i_file_portati_in_casa_ci_sono(file: str) -> None:
    assert find(file)


def test_il_foglio_di_bootstrap_italia_non_chiede_caratteri_che_la_csp_rifiuta() -> None:
    foglio = Path(find("vendor/bootstrap-italia/css/bootstrap-italia.min.css")).read_text()
    assert not re.search(r"@font-face\{[^}]*data:", foglio)


@pytest.mark.parametrize("foglio", [f for f in FOGLI if f.name != "stampa.css"], ids=nome)
def test_i_colori_sono_scritti_una_volta_sola(foglio: Path) -> None:
    """Only :root of base.css names colours; white on a filled ground is the one exception."""
    testo = re.sub(r":root\s*\{[^}]*\}", "", foglio.read_text()) if foglio.name == "base.css" else foglio.read_text()
    assert set(COLORE.findall(re.sub(r"/\*.*?\*/", "", testo, flags=re.DOTALL))) <= {"#fff"}


def test_htmx_e_configurato_senza_stili_propri_e_senza_eval() -> None:
    base = (settings.RADICE / "templates" / "base.html").read_text()
    assert '"includeIndicatorStyles":false' in base
    assert '"allowEval":false' in base
    assert '"historyCacheSize":0' in base
