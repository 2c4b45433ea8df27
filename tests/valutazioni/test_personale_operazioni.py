"""Art. 22: the sheets of the staff, from the opening to the signature of who is evaluated."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied

from smvp.nucleo.errori import DatiNonValidi
from tests.valutazioni.personale import con_schede_personale, porta_personale, vota_personale
from valutazioni.models import SchedaPersonale
from valutazioni.stati import PRESA_VISIONE

pytestmark = pytest.mark.django_db


@pytest.fixture
def c(comune: SimpleNamespace) -> SimpleNamespace:
    return con_schede_personale(comune)


def test_dalla_apertura_alla_presa_visione(c: SimpleNamespace) -> None:
    """A 92 % of 60 = 55,20; B1 95 % of 60 = 57,00; B2 two thirds of 180 = 120,00: 232,20."""
    scheda = vota_personale(c.scheda_dipendente1, c.po1)
    scheda = porta_personale(scheda, ("trasmetti", c.po1), ("decidi", c.dirigente1), ("partecipa", c.dirigente1), ("firma", c.dipendente1))
    scheda = SchedaPersonale.objects.get(pk=scheda.pk)
    assert scheda.stato == PRESA_VISIONE
    assert (scheda.a, scheda.b1, scheda.b2, scheda.totale) == tuple(map(Decimal, ("55.20", "57.00", "120.00", "232.20")))


def test_senza_tutti_i_voti_non_si_manda(c: SimpleNamespace) -> None:
    with pytest.raises(DatiNonValidi, match="Mancano 15 voti su 15"):
        porta_personale(c.scheda_dipendente1, ("trasmetti", c.po1))


@pytest.mark.parametrize("chi", ["dipendente1", "dipendente2", "ncvp", "segretario", "dirigente2", "po2", "personale", "admin"])
def test_non_la_compila_chi_non_deve(c: SimpleNamespace, chi: str) -> None:
    with pytest.raises(PermissionDenied):
        vota_personale(c.scheda_dipendente1, getattr(c, chi))
