"""Production refuses to start half set up, and starts clean when it is; every variable it reads is named in env.example."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from smvp.settings.base import SECRET_KEY_PREDEFINITA

RADICE = Path(__file__).resolve().parents[2]
SEGRETO = "Vq3z-KxY7w_pN1dR8sT4uB6mC0fH2jL5gA9eW-oZiXkQyUvMbn"
BUONE = {"SECRET_KEY": SEGRETO, "ALLOWED_HOSTS": "performance.comune.example.it"}
LETTE = re.compile(r"\benv(?:\.\w+)?\(\s*\"([A-Z_]+)\"")


def manage(*argomenti: str, **variabili: str) -> subprocess.CompletedProcess[str]:
    ambiente = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "smvp.settings.production", **variabili}
    comando = [sys.executable, str(RADICE / "manage.py"), *argomenti]
    return subprocess.run(comando, env=ambiente, capture_output=True, text=True, timeout=6000)


@pytest.mark.parametrize(
    ("difetto", "variabili"),
    [
        ("SECRET_KEY", {"SECRET_KEY": ""}),
        ("SECRET_KEY", {"SECRET_KEY": SECRET_KEY_PREDEFINITA}),
        ("SECRET_KEY", {"SECRET_KEY": "corto"}),
        ("ALLOWED_HOSTS", {"ALLOWED_HOSTS": ""}),
    ],
)
def test_non_parte_senza_cio_che_serve(tmp_path: Path, difetto: str, variabili: dict[str, str]) -> None:
    esito = manage("check", **{**BUONE, "SMVP_DATI": str(tmp_path), **variabili})
    assert esito.returncode != 0
    assert f"ImproperlyConfigured: {difetto}" in esito.stderr


def test_nemmeno_il_server_web_parte_su_un_segreto_predefinito(tmp_path: Path) -> None:
    """gunicorn takes the production settings by itself: smvp.wsgi does not fall back to the demo."""
    ambiente = {"PATH": os.environ["PATH"], "SMVP_DATI": str(tmp_path), "ALLOWED_HOSTS": "example.it"}
    esito = subprocess.run(
        [sys.executable, "-c", "import smvp.wsgi"], cwd=RADICE, env=ambiente, capture_output=True, text=True, timeout=600
    )
    assert "ImproperlyConfigured: SECRET_KEY" in esito.stderr


def test_parte_e_non_ha_nulla_da_rimproverarsi(tmp_path: Path) -> None:
    esito = manage("check", "--deploy", "--fail-level", "INFO", **BUONE, SMVP_DATI=str(tmp_path))
    assert esito.returncode == 0, esito.stderr
    assert "no issues" in esito.stdout


def test_la_demo_e_il_suo_orologio_in_produzione_non_ci_sono(tmp_path: Path) -> None:
    domanda = "from django.conf import settings as s; print(s.DEMO, repr(s.OGGI), s.DEBUG, s.PASSWORD_HASHERS[0])"
    esito = manage("shell", "-c", domanda, **BUONE, SMVP_DATI=str(tmp_path), SMVP_OGGI="2026-04-10")
    assert "False '' False django.contrib.auth.hashers.PBKDF2PasswordHasher" in esito.stdout


def test_i_tentativi_di_accesso_si_contano_per_l_indirizzo_di_chi_sta_dietro_nginx(tmp_path: Path) -> None:
    domanda = (
        "from axes.helpers import get_client_ip_address as da; from django.test import RequestFactory as F; "
        "print(da(F().get('/', REMOTE_ADDR='', HTTP_X_REAL_IP='192.0.2.7')), da(F().get('/', REMOTE_ADDR='192.0.2.9')))"
    )
    assert "192.0.2.7 192.0.2.9" in manage("shell", "-c", domanda, **BUONE, SMVP_DATI=str(tmp_path)).stdout


def test_env_example_nomina_ogni_variabile_e_solo_quelle() -> None:
    sorgenti = "".join(file.read_text() for file in (RADICE / "smvp/settings").glob("*.py"))
    nominate = set(re.findall(r"^#?([A-Z_]+)=", (RADICE / "env.example").read_text(), re.MULTILINE))
    lette = {*LETTE.findall(sorgenti), "DJANGO_SETTINGS_MODULE"}
    assert nominate == lette
