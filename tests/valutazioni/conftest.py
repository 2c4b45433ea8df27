from types import SimpleNamespace

import pytest

from .schede import con_schede


@pytest.fixture
def c(comune: SimpleNamespace) -> SimpleNamespace:
    """The cast with its objectives and open sheets."""
    return con_schede(comune)
