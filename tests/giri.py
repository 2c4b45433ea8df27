"""The two rounds of ``verifica --servizi``: everything on SQLite, then again, on real servers, what reaches the database or the broker.

What is left out of the second round is not chosen by hand. A test that has neither the mark nor a fixture of the database is kept out of
it by pytest-django: it has no way to give another answer on PostgreSQL. And the folder ``tests/aspetto`` looks at how pages are shown.
The permission matrix is asked by one person for each answer (tests/test_permessi.py), pages are not judged by axe again (tests/browser.py).
"""

import gc
import os
from pathlib import Path

import pytest

SUI_SERVIZI = os.environ.get("SMVP_GIRO") == "servizi"
"""This is the second round (smvp/management/verifica.py says so)."""
ASPETTO = Path(__file__).parent / "aspetto"
MARCHI = ("django_db", "servizi")
FIXTURE = {"db", "transactional_db", "django_db_setup", "django_db_blocker", "live_server", "sito"}


def dei_servizi(prova: pytest.Item) -> bool:
    """Whether a test may answer otherwise on PostgreSQL and Redis."""
    if ASPETTO in prova.path.parents:
        return False
    return any(prova.get_closest_marker(m) for m in MARCHI) or not FIXTURE.isdisjoint(getattr(prova, "fixturenames", ()))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if SUI_SERVIZI:
        config.hook.pytest_deselected(items=[prova for prova in items if not dei_servizi(prova)])
        items[:] = [prova for prova in items if dei_servizi(prova)]


def pytest_collection_finish() -> None:
    """What is there now stays to the end: the collector of garbage need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
