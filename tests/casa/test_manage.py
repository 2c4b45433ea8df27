"""manage.py on a bare clone: it makes its own environment, heals one left half done, and keeps out of an environment of the user's.

Django is played by a package of a few lines, so that the tests neither download nor wait.
"""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

RADICE = Path(__file__).resolve().parents[2]
FINTO_DJANGO = """
import os, subprocess, sys
def execute_from_command_line(argv):
    print(VERSIONE, os.environ["DJANGO_SETTINGS_MODULE"], sys.prefix, *argv[1:], flush=True)
    if argv[1:] == ["annidato"]:
        sys.exit(subprocess.run([sys.executable, argv[0], "dentro"], timeout=300).returncode)
    if argv[1:] == ["sbaglia"]:
        sys.exit(3)
"""


def pacchetto(nome: str, versione: str, cartella: Path, file: dict[str, str]) -> None:
    """A wheel, which is a zip with its own description."""
    descrizione = f"{nome}-{versione}.dist-info"
    file |= {
        f"{descrizione}/METADATA": f"Metadata-Version: 2.1\nName: {nome}\nVersion: {versione}\n",
        f"{descrizione}/WHEEL": "Wheel-Version: 1.0\nGenerator: prove\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    file[f"{descrizione}/RECORD"] = "".join(f"{percorso},,\n" for percorso in (*file, f"{descrizione}/RECORD"))
    with zipfile.ZipFile(cartella / f"{nome}-{versione}-py3-none-any.whl", "w") as archivio:
        for percorso, testo in file.items():
            archivio.writestr(percorso, testo)


class Clone:
    """A bare clone with two packages to find: the one that plays Django and the one that only the tests need."""

    def __init__(self, cartella: Path) -> None:
        self.radice, self.pacchetti = cartella / "clone", cartella / "pacchetti"
        (self.radice / "tests").mkdir(parents=True)
        self.pacchetti.mkdir()
        shutil.copy(RADICE / "manage.py", self.radice)
        (self.radice / "tests/requirements.txt").write_text("-r ../requirements.txt\nattrezzo_di_prova==1.0\n")
        pacchetto("attrezzo_di_prova", "1.0", self.pacchetti, {"attrezzo_di_prova.py": ""})
        self.chiedi("1.0")

    def chiedi(self, versione: str) -> None:
        """Have requirements.txt ask for this version of "Django"."""
        moduli = {"django/__init__.py": "", "django/core/__init__.py": ""}
        moduli["django/core/management/__init__.py"] = f"VERSIONE = '{versione}'\n{FINTO_DJANGO}"
        pacchetto("finto_django", versione, self.pacchetti, moduli)
        (self.radice / "requirements.txt").write_text(f"# what the product needs\nfinto_django=={versione}\n")

    def manage(self, *argomenti: str, python: str = sys.executable, **altro: str) -> subprocess.CompletedProcess[str]:
        pulito = {chiave: valore for chiave, valore in os.environ.items() if chiave not in ("DJANGO_SETTINGS_MODULE", "PYTHONPATH")}
        ambiente = {**pulito, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.pacchetti), "PIP_CONFIG_FILE": os.devnull, **altro}
        comando = [python, str(self.radice / "manage.py"), *argomenti]
        return subprocess.run(comando, env=ambiente, cwd=self.pacchetti, capture_output=True, text=True, timeout=600)

    @property
    def venv(self) -> Path:
        return self.radice / ".venv"


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


def test_la_vita_di_un_ambiente(clone: Clone) -> None:
    """Made, used again at once, brought up to date, grown for the tests, left half done, healed."""
    prima = clone.manage("demo", "--porta", "8001")
    assert prima.returncode == 0, prima.stderr
    assert prima.stdout == f"1.0 smvp.settings.demo {clone.venv} demo --porta 8001\n"
    assert "Preparo l'ambiente" in prima.stderr

    seconda = clone.manage("sbaglia")
    assert (seconda.returncode, seconda.stderr) == (3, "")

    dentro = clone.manage("annidato")
    assert dentro.returncode == 0, "manage.py chiamato da manage.py aspetta per sempre"
    assert "dentro" in dentro.stdout

    clone.chiedi("2.0")
    aggiornata = clone.manage("demo", python=str(clone.venv / "bin" / "python"))
    assert aggiornata.stdout.startswith("2.0 ")

    prove = clone.manage("verifica")
    assert prove.stdout == f"2.0 smvp.settings.test {clone.venv} verifica\n"
    assert clone.manage("demo").stderr == ""

    (clone.radice / "requirements.txt").write_text("non_c_e==1.0\n")
    mancante = clone.manage("demo")
    assert mancante.returncode == 1
    assert "Ambiente non preparato" in mancante.stderr
    assert "Traceback" not in mancante.stderr
    assert not (clone.venv / "pronto").exists()

    clone.chiedi("2.0")
    _dimezza(clone)
    guarita = clone.manage("demo")
    assert guarita.returncode == 0, guarita.stderr
    assert guarita.stdout.startswith("2.0 ")


def _dimezza(clone: Clone) -> None:
    """As a Ctrl-C during the installation leaves it: no mark, and half the files."""
    pacchetti = next(clone.venv.glob("lib/python3*/site-packages"))
    shutil.rmtree(pacchetti / "django")
    shutil.rmtree(pacchetti / "pip")


def test_un_ambiente_dell_utente_con_tutti_i_pacchetti_si_usa_cosi_com_e(clone: Clone, tmp_path: Path) -> None:
    with zipfile.ZipFile(clone.pacchetti / "finto_django-1.0-py3-none-any.whl") as archivio:
        archivio.extractall(tmp_path / "suo")
    esito = clone.manage("demo", PYTHONPATH=str(tmp_path / "suo"))
    assert esito.stdout.startswith("1.0 ")
    assert not clone.venv.exists()
