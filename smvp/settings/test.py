"""What the tests run on: the embedded defaults, or the database and broker of the environment (verifica --servizi)."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# Each process of the tests has a data folder of its own: documents, database and queue never meet.
_cartella = os.environ.get("SMVP_DATI")
if not _cartella:
    _cartella = tempfile.mkdtemp(prefix="smvp-prove-")
    atexit.register(shutil.rmtree, _cartella, ignore_errors=True)
os.environ["SMVP_DATI"] = str(Path(_cartella) / os.environ.get("PYTEST_XDIST_WORKER", "prove"))
Path(os.environ["SMVP_DATI"]).mkdir(parents=True, exist_ok=True)
# And a queue of its own, where all share one Redis. The workers that a test starts inherit the name.
os.environ["SMVP_CODA"] = f"smvp-prove-{os.getpid()}"

from .base import *  # noqa: E402, F403
from .base import DATABASES, DATI, INSTALLED_APPS, MIDDLEWARE  # noqa: E402

INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]
ZEAL_RAISE = True
# An act on many sheets locks, checks and writes each row by itself: the reading of one row, many times, is meant there.
ZEAL_ALLOWLIST = [
    {"model": "obiettivi.Obiettivo", "field": "get()"},
    {"model": "valutazioni.SchedaPersonale", "field": "get()"},
    {"model": "organizzazione.Esercizio", "field": "get()"},
    {"model": "premi.Attribuzione", "field": "get()"},
]
# Each test client starts the middleware anew: looking through the static files at every start costs more than most requests.
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASES["default"].setdefault("TEST", {})
DATABASES["default"]["CONN_MAX_AGE"] = 0
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not the memory: threads (the live site of the browser's tests) and other processes see it, and locks are the real ones.
    DATABASES["default"]["TEST"]["NAME"] = str(DATI / "prove.sqlite3")
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
