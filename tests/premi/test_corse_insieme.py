"""Twenty at the same instant, and a worker that dies half-way: one run, whole, or the one there was."""

import os
import signal
from types import SimpleNamespace

import pytest
from django.db import connections

from premi.models import ContoDirezione, Corsa, CriterioResidui, Istituto, LineaPremio
from premi.operazioni.corse import calcola_corsa, chiedi_corsa
from premi.stati import IN_CALCOLO, PROVVISORIA, SUPERATA
from smvp.documenti import coda
from tests.fili import insieme
from tests.valutazioni.schede import QUANDO

from .scene import calcolata, da_pagare

pytestmark = pytest.mark.django_db(transaction=True)
VENTI = 20


@pytest.fixture
def gara(transactional_db: None, comune: SimpleNamespace, request: pytest.FixtureRequest) -> SimpleNamespace:
    """An exercise ready to be paid, in a database that the threads share; nobody hears the bell."""
    request.getfixturevalue("monkeypatch").setattr(coda, "suona", lambda compito, chiave: True)
    da_pagare(comune)
    request.getfixturevalue("database_vero")
    return comune


def test_venti_insieme_fanno_una_corsa_sola(gara: SimpleNamespace) -> None:
    def chiedi() -> int:
        return chiedi_corsa(esercizio=gara.esercizio, istituto=Istituto.PRODUTTIVITA, utente=gara.personale, quando=QUANDO).pk

    chieste = insieme(*[chiedi] * VENTI)
    assert len(set(chieste)) == 1, chieste
    (pk,) = set(chieste)
    fatte = insieme(*[lambda: calcola_corsa(pk, quando=QUANDO)] * VENTI)
    assert sorted(fatte, key=str) == [False] * (VENTI - 1) + [True], fatte

    def conta() -> tuple[int, int, bool]:
        corsa = Corsa.objects.get()
        return corsa.linee_premio.count(), corsa.conti.count(), corsa.distribuito <= corsa.stanziato

    ((linee, conti, nei_limiti),) = insieme(conta)
    assert (linee, conti, nei_limiti) == (3, 2, True)


def muore_calcolando(corsa: int) -> None:
    """A worker of its own, which the system kills when half of the lines are written."""
    figlio = os.fork()
    if not figlio:
        try:
            connections["default"].connection = None  # the connection of the parent stays the parent's
            ContoDirezione.objects.bulk_create = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[method-assign]
            calcola_corsa(corsa, quando=QUANDO)
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(figlio, 0)[1]) == -signal.SIGKILL


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_chi_muore_a_meta_lascia_la_corsa_di_prima(gara: SimpleNamespace) -> None:
    def prova() -> None:
        vecchia = calcolata(gara, Istituto.PRODUTTIVITA)
        CriterioResidui.objects.create(esercizio=gara.esercizio, soglia=241, tetto=50)
        nuova = chiedi_corsa(esercizio=gara.esercizio, istituto=Istituto.PRODUTTIVITA, utente=gara.personale, quando=QUANDO)
        muore_calcolando(nuova.pk)
        assert _stati() == [PROVVISORIA, IN_CALCOLO]
        assert set(LineaPremio.objects.values_list("corsa", flat=True)) == {vecchia.pk}
        assert calcola_corsa(nuova.pk, quando=QUANDO), "chi torna a calcolarla la trova da fare"
        assert _stati() == [SUPERATA, PROVVISORIA]
        assert LineaPremio.objects.filter(corsa=nuova).count() == LineaPremio.objects.filter(corsa=vecchia).count()

    assert insieme(prova) == [None]


def _stati() -> list[str]:
    return [c.stato for c in Corsa.objects.order_by("numero")]
