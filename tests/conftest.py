"""Fixtures shared by all tests."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.backends.base.operations import BaseDatabaseOperations
from hypothesis import settings
from hypothesis.internal.conjecture import providers

from conciliazione.vincoli import FERME as FERME_CONCILIAZIONE
from conciliazione.vincoli import FERME_SEGUITO
from premi.vincoli import (
    FERME,
    FERME_INNOVAZIONE,
    FERME_PAGHE,
    FERME_PASSAGGI,
    FERME_PREMIALITA,
    FERME_PROGRESSIONI,
    FERME_SOMME_ESPORTATE,
)
from smvp.accesso.vincoli import FERME as FERME_ACCESSO
from smvp.ncvp.vincoli import FERME as FERME_NCVP
from smvp.registro.catena import SoloAggiunte
from smvp.sistema.vincoli import FERME as FERME_SISTEMA
from valutazioni.vincoli import CifreFissate, SchedaFirmataFerma, VersioniFerme

from . import calco
from .personaggi import crea_comune

# The same examples on every run, and no failure because the machine is busy.
settings.register_profile("casa", deadline=None, derandomize=True)
settings.load_profile("casa")
# Hypothesis also tries the numbers that it finds in whatever modules happen to be imported: a run of one file would not see what the whole
# suite sees, and reading them all takes half a minute.
providers.is_local_module_file = lambda file: False

pytest_plugins = ["tests.giri", "tests.browser", "tests.fili", "tests.schema", "tests.sito"]


@pytest.fixture(autouse=True)
def _toppe_della_prova(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scene built once (tests/calco.py) is built again under what a test patches."""
    calco.toppe[:] = [monkeypatch]


@pytest.fixture
def comune(db: None) -> SimpleNamespace:
    """The fixed cast (tests/personaggi.py)."""
    return crea_comune()


@pytest.fixture(autouse=True, scope="session")
def _registro_vuoto_fra_una_prova_e_l_altra() -> Iterator[None]:
    """Tests with real transactions end by emptying all tables, which log and closed sheets refuse: their guards go down for a moment."""
    svuota = BaseDatabaseOperations.execute_sql_flush
    ferme = (
        SoloAggiunte(),
        *FERME_CONCILIAZIONE,
        *FERME_SEGUITO,
        SchedaFirmataFerma(),
        CifreFissate(),
        VersioniFerme(),
        *FERME,
        *FERME_INNOVAZIONE,
        *FERME_PAGHE,
        *FERME_SOMME_ESPORTATE,
        *FERME_PASSAGGI,
        *FERME_PREMIALITA,
        *FERME_PROGRESSIONI,
        *FERME_ACCESSO,
        *FERME_NCVP,
        *FERME_SISTEMA,
    )

    def svuota_tutto(self: BaseDatabaseOperations, comandi: list[str]) -> Any:
        with transaction.atomic(using=self.connection.alias), connection.cursor() as cursore:
            for comando in (c for guardia in ferme for c in guardia.togli(self.connection.vendor)):
                cursore.execute(comando)
            svuota(self, comandi)
            for comando in (c for guardia in ferme for c in guardia.metti(self.connection.vendor)):
                cursore.execute(comando)

    with pytest.MonkeyPatch.context() as toppa:
        toppa.setattr(BaseDatabaseOperations, "execute_sql_flush", svuota_tutto)
        yield
