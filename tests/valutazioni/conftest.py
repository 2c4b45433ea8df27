from types import SimpleNamespace
from typing import Any

import pytest

from .personale import con_schede_personale
from .schede import con_schede


@pytest.fixture
def c(comune: SimpleNamespace) -> SimpleNamespace:
    """The cast with its objectives and open sheets."""
    return con_schede(comune)


@pytest.fixture
def d(comune: SimpleNamespace, settings: Any) -> SimpleNamespace:
    """The staff and its sheets: po1 heads s1, with Anna Rossi and Marco Brusa; po2 heads s2, with Chiara Tosi."""
    settings.OGGI = "2026-04-10"
    c = con_schede_personale(comune)
    c.anna, c.marco, c.chiara = c.scheda_dipendente1, c.scheda_dipendente2, c.scheda_dipendente3
    return c
