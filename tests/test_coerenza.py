"""Taste as tests: what the house agreed on, where no tool holds it already. Cheap: files are read, nothing is run."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import URLPattern, URLResolver, get_resolver

from smvp.celery import app

RADICE = Path(settings.RADICE)
APPLICAZIONI = ("obiettivi", "valutazioni", "premi", "conciliazione")
# Made of the same rooms.
DENTRO_SMVP = ("smvp/indagini", "smvp/accesso", "smvp/ncvp", "smvp/sistema", "smvp/performance", "smvp/trasparenza")
SORGENTI = ("smvp", *APPLICAZIONI)
MODELLI = RADICE / "templates"

# --- the rooms ----------------------------------------------------------------------------------------------------------

STANZE = {
    "stati", "calcolo", "models", "permessi", "letture", "documenti", "operazioni", "tasks", "forms", "views", "urls", "admin", "apps",
    "migrations", "management", "templatetags",
}  # fmt: skip
# Rooms that one app alone has, and why it may.
ALTRE_STANZE = {
    ("obiettivi", "agenda"): "what it puts on the desk of each role",
    ("smvp/performance", "agenda"): "what it puts on the desk of each role",
    ("conciliazione", "agenda"): "what it puts on the desk of each role",
    ("conciliazione", "vincoli"): "rules that the database keeps by itself",
    ("smvp/indagini", "agenda"): "what it puts on the desk of each role",
    ("smvp/ncvp", "agenda"): "what it puts on the desk of each role",
    ("smvp/ncvp", "vincoli"): "rules that the database keeps by itself",
    ("premi", "simulazione"): "the engine of simula: pure, a file in and a file out",
    ("premi", "vincoli"): "rules that the database keeps by itself",
    ("premi", "agenda"): "what it puts on the desk of each role",
    ("smvp/accesso", "agenda"): "what it puts on the desk of each role",
    ("smvp/accesso", "vincoli"): "rules that the database keeps by itself",
    ("smvp/sistema", "agenda"): "what it puts on the desk of each role",
    ("smvp/sistema", "vincoli"): "rules that the database keeps by itself",
    ("valutazioni", "agenda"): "what it puts on the desk of each role",
    ("valutazioni", "filtri"): "the filters of a list, which stay in the address",
    ("valutazioni", "vincoli"): "rules that the database keeps by itself",
}
RIGHE_DI_UN_FILE = 400
RIGHE_DI_UNA_FUNZIONE = 50
RIGHE_DI_UN_MODELLO = 150
PURE = {"calcolo", "nucleo", "regolamento", "simulazione"}
STANZE_SENZA_OROLOGIO = {*PURE, "stati", "models", "letture", "documenti", "operazioni", "forms"}
OROLOGI = re.compile(r"smvp\.orologio|datetime\.now\(|date\.today\(|timezone\.now\(|localtime\(|localdate\(")
SOGLIE_DEL_REGOLAMENTO = {96, 71, 51, 76, 151, 226, 180, 201, 210, 221, 241}


@cache
def file_python() -> tuple[Path, ...]:
    return tuple(f for radice in SORGENTI for f in sorted((RADICE / radice).rglob("*.py")) if "migrations" not in f.parts)


@cache
def albero(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def nome(file: Path) -> str:
    return str(file.relative_to(RADICE))


def stanza(file: Path) -> str:
    """The room in which a file stands: valutazioni/calcolo/voti.py is in calcolo, smvp/nucleo/periodi.py in nucleo."""
    parti = file.relative_to(RADICE).with_suffix("").parts
    if parti[:2] in (("smvp", "nucleo"), ("smvp", "regolamento")):
        return parti[1]
    dentro = parti[2:] if parti[0] == "smvp" else parti[1:]
    return dentro[0] if dentro else parti[-1]


@pytest.mark.parametrize("applicazione", (*APPLICAZIONI, *DENTRO_SMVP))
def test_le_stanze_sono_quelle_della_casa(applicazione: str) -> None:
    trovate = {voce.stem for voce in (RADICE / applicazione).iterdir() if not voce.name.startswith("_")}
    estranee = {stanza for stanza in trovate - STANZE if (applicazione, stanza) not in ALTRE_STANZE}
    assert not estranee, f"{applicazione}: stanze che la casa non ha"


def test_nessuna_stanza_in_piu_e_rimasta_nell_elenco_dopo_che_se_n_e_andata() -> None:
    assert [voce for voce in ALTRE_STANZE if not list((RADICE / voce[0]).glob(f"{voce[1]}*"))] == []


def test_file_e_funzioni_si_leggono_in_una_volta() -> None:
    lunghi = [nome(file) for file in file_python() if len(file.read_text(encoding="utf-8").splitlines()) > RIGHE_DI_UN_FILE]
    lunghe = [
        f"{nome(file)}:{nodo.name}"
        for file in file_python()
        for nodo in ast.walk(albero(file))
        if isinstance(nodo, ast.FunctionDef) and (nodo.end_lineno or 0) - nodo.lineno >= RIGHE_DI_UNA_FUNZIONE
    ]
    assert lunghi + lunghe == []


def test_nei_conti_non_c_e_virgola_mobile() -> None:
    """Points and money are Decimal and Fraction: no float, neither written nor called."""
    pure = [file for file in file_python() if stanza(file) in PURE]
    trovati = [
        f"{nome(file)}:{nodo.lineno}"
        for file in pure
        for nodo in ast.walk(albero(file))
        if (isinstance(nodo, ast.Constant) and isinstance(nodo.value, float))
        or (isinstance(nodo, ast.Call) and isinstance(nodo.func, ast.Name) and nodo.func.id == "float")
    ]
    assert trovati == []


def test_nessuna_soglia_del_regolamento_sta_nel_codice() -> None:
    """The numbers stand in TOML, with their article: 96/71/51, the bands, the thresholds of art. 22."""
    di_dominio = [file for file in file_python() if stanza(file) in {*STANZE_SENZA_OROLOGIO, "permessi", "views", "templatetags"}]
    trovate = [
        f"{nome(file)}:{nodo.lineno}: {nodo.value}"
        for file in di_dominio
        for nodo in ast.walk(albero(file))
        if isinstance(nodo, ast.Constant) and not isinstance(nodo.value, bool) and str(nodo.value) in map(str, SOGLIE_DEL_REGOLAMENTO)
    ]
    assert trovate == []


def test_l_ora_si_legge_alle_porte_e_non_nelle_stanze() -> None:
    """Operations, reads and arithmetic are told the moment: a test, a replay or the demo's clock can choose it."""
    dentro = [file for file in file_python() if stanza(file) in STANZE_SENZA_OROLOGIO]
    assert [nome(file) for file in dentro if OROLOGI.search(file.read_text(encoding="utf-8"))] == []


def test_lo_stato_lo_cambia_solo_il_flusso() -> None:
    """``documenti`` keeps its own ledger of jobs; every other state passes through ``esegui``."""
    altrove = [file for file in file_python() if not nome(file).startswith(("smvp/flusso/", "smvp/documenti/"))]
    assert [f"{nome(file)}:{riga}" for file in altrove for riga in _righe_che_scrivono_lo_stato(file)] == []


def _righe_che_scrivono_lo_stato(file: Path) -> Iterator[int]:
    for nodo in ast.walk(albero(file)):
        bersagli = nodo.targets if isinstance(nodo, ast.Assign) else []
        if any(isinstance(b, ast.Attribute) and b.attr == "stato" for b in bersagli):
            yield nodo.lineno
        aggiorna = isinstance(nodo, ast.Call) and isinstance(nodo.func, ast.Attribute) and nodo.func.attr == "update"
        if aggiorna and any(k.arg == "stato" for k in nodo.keywords):
            yield nodo.lineno


def test_ogni_vista_dice_con_quale_metodo_la_si_chiama() -> None:
    """GET never writes: a page is ``require_safe``, an act ``require_POST``."""
    mute = [
        f"{nome(file)}:{nodo.name}"
        for file in file_python()
        if file.stem.startswith("views")
        for nodo in albero(file).body
        if isinstance(nodo, ast.FunctionDef)
        and not nodo.name.startswith("_")
        and "require_" not in " ".join(map(ast.unparse, nodo.decorator_list))
    ]
    assert mute == []


def test_nessun_lavoro_lasciato_a_meta() -> None:
    segni = re.compile(r"#.*\b(TODO|FIXME|XXX)\b|except\s*:|except Exception:\s*pass|raise NotImplementedError\(\s*[\"'](da fare|to do)")
    assert [nome(file) for file in file_python() if segni.search(file.read_text(encoding="utf-8"))] == []


# --- templates ------------------------------------------------------------------------------------------------------------

BASI = {"base.html", "500.html", "documenti/base_stampa.html"}
DI_ALTRI = ("bootstrap5/", "admin/")  # they take the place of a library's
DENTRO = re.compile(r"<script(?![^>]*\ssrc=)|<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE)
INTERROGA = re.compile(r"\.(objects|all|filter|exclude|order_by|values|values_list|exists|select_related)\b(?!\.)")


@cache
def modelli() -> tuple[Path, ...]:
    return tuple(sorted(MODELLI.rglob("*.html")))


def relativo(modello: Path) -> str:
    return modello.relative_to(MODELLI).as_posix()


def test_ogni_modello_e_usato() -> None:
    """By a page, by code, or by the shop window of fragments that the tests draw."""
    prove = (file for file in (RADICE / "tests").rglob("*") if file.suffix in {".py", ".html"})
    chi_usa: dict[str, set[Path]] = {}
    for file in (*file_python(), *modelli(), *prove):
        for nominato in re.findall(r"[\"']([^\"'\s]+\.html)[\"']", file.read_text(encoding="utf-8")):
            chi_usa.setdefault(nominato, set()).add(file)
    inutili = [relativo(m) for m in modelli() if not relativo(m).startswith(DI_ALTRI) and not chi_usa.get(relativo(m), set()) - {m}]
    assert inutili == []


def test_ogni_pagina_estende_una_base() -> None:
    pagine = [m for m in modelli() if "_parti" not in m.parts and relativo(m) not in BASI and not relativo(m).startswith(DI_ALTRI)]
    assert [relativo(pagina) for pagina in pagine if not pagina.read_text(encoding="utf-8").lstrip().startswith("{% extends")] == []


def test_nessun_modello_ha_script_o_stile_dentro() -> None:
    """The content security policy would refuse them, and rightly."""
    assert [relativo(m) for m in modelli() if DENTRO.search(m.read_text(encoding="utf-8"))] == []


def test_nessun_modello_interroga_il_database_ne_e_troppo_lungo() -> None:
    assert [relativo(m) for m in modelli() if INTERROGA.search(re.sub(r"forloop\.\w+", "", m.read_text(encoding="utf-8")))] == []
    assert [relativo(m) for m in modelli() if len(m.read_text(encoding="utf-8").splitlines()) > RIGHE_DI_UN_MODELLO] == []


def test_indirizzi_e_file_statici_nominati_nei_modelli_esistono() -> None:
    testo = "".join(m.read_text(encoding="utf-8") for m in modelli())
    statici = set(re.findall(r"{%\s*static\s+[\"']([^\"']+)[\"']", testo))
    indirizzi = set(re.findall(r"{%\s*url\s+[\"']([^\"']+)[\"']", testo))
    assert [file for file in sorted(statici) if not finders.find(file)] == []
    assert sorted(indirizzi - set(nomi_degli_indirizzi())) == []


def nomi_degli_indirizzi(nodo: URLResolver | None = None, spazi: tuple[str, ...] = ()) -> Iterator[str]:
    for voce in (nodo or get_resolver()).url_patterns:
        if isinstance(voce, URLPattern):
            yield ":".join((*spazi, voce.name or ""))
        else:
            yield from nomi_degli_indirizzi(voce, (*spazi, voce.namespace) if voce.namespace else spazi)


# --- papers and settings ------------------------------------------------------------------------------------------------------


def test_ogni_file_nominato_nel_readme_e_nelle_istruzioni_esiste() -> None:
    testo = (RADICE / "README.md").read_text(encoding="utf-8")
    nominati = set(re.findall(r"`((?:smvp|obiettivi|valutazioni|premi|conciliazione|templates|tests|docs)/[\w./-]*)`", testo))
    nominati |= set(re.findall(r"\]\(([\w./-]+)\)", testo))
    nominati |= {f"smvp/regolamento/domodossola-2020/{file}" for file in re.findall(r"`(\w+\.toml)`", testo) if file != "pyproject.toml"}
    assert [percorso for percorso in sorted(nominati) if not (RADICE / percorso).exists()] == []


def test_ogni_pacchetto_ha_la_sua_versione() -> None:
    righe = [*(RADICE / "requirements.txt").read_text().splitlines(), *(RADICE / "tests/requirements.txt").read_text().splitlines()]
    assert [riga for riga in righe if riga and not riga.startswith(("#", "-r ")) and not re.fullmatch(r"[\w.\[\]-]+==[\w.]+", riga)] == []


def test_ogni_compito_a_orario_esiste() -> None:
    app.loader.import_default_modules()
    assert [voce["task"] for voce in settings.CELERY_BEAT_SCHEDULE.values() if voce["task"] not in app.tasks] == []


def test_la_licenza_e_intera() -> None:
    testo = (RADICE / "LICENSE").read_text(encoding="utf-8")
    assert testo.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert all(f"\n{articolo}." in testo for articolo in range(1, 16))
    assert "Appendix" in testo
