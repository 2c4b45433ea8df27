"""A few tests by themselves do not wait for all the migrations: their result is kept, as long as nothing that makes it has changed.

Only on SQLite and in one process: the whole suite (pytest-xdist, ``verifica``) always migrates.
"""

import hashlib
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import django
import pytest
from django.conf import settings
from django.db import connection

CASA = Path(__file__).parent.parent
FANNO_LO_SCHEMA = ("*/migrations/*.py", "smvp/*/migrations/*.py", "*/vincoli.py", "smvp/*/vincoli.py", "smvp/registro/*.py", "*/stati.py")


def _conservato() -> Path | None:
    """The file with the schema of these sources, there or still to be made. None where it must not be used."""
    if "PYTEST_XDIST_WORKER" in os.environ or connection.vendor != "sqlite":
        return None
    somma = hashlib.sha256(f"{django.__version__} {sys.version}".encode())
    for sorgente in sorted({f for modello in FANNO_LO_SCHEMA for f in CASA.glob(modello)}):
        somma.update(sorgente.read_bytes())
    return Path(tempfile.gettempdir()) / f"smvp-schema-{os.getuid()}-{somma.hexdigest()[:24]}.sqlite3"


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool) -> bool:
    """Put the schema where the run looks for its database, and let it be kept: the folder of the run goes at its end."""
    schema = _conservato()
    if schema and schema.exists():
        shutil.copyfile(schema, settings.DATABASES["default"]["TEST"]["NAME"])
    return django_db_keepdb or schema is not None


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Keep what the migrations have made, before any test has written in it."""
    schema = _conservato()
    if schema is None or schema.exists():
        return
    nuovo = schema.with_suffix(f".{os.getpid()}")
    with django_db_blocker.unblock(), connection.cursor() as cursore:
        cursore.execute("VACUUM INTO %s", [str(nuovo)])
    nuovo.replace(schema)
