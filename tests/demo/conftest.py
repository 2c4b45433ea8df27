"""The demo loaded once for all the tests of this folder that only read it."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings


@pytest.fixture(scope="package")
def caricato(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """What the command says, run once; each test is undone by itself, and all of it at the end."""
    uscita = StringIO()
    with django_db_blocker.unblock(), override_settings(DEMO=True), transaction.atomic():  # type: ignore[attr-defined]
        call_command("carica_demo", stdout=uscita)
        yield uscita.getvalue()
        transaction.set_rollback(True)
