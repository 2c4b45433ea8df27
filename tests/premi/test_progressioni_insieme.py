"""Art. 22: approvals at the same instant: of one procedure, and of two that would move the same people from the same day."""

from datetime import date
from typing import Any

import pytest

from premi.models import Progressione
from premi.operazioni.passaggi import approva_progressione
from premi.stati import CHIUSA
from smvp.documenti.atti import DatiAtto
from smvp.documenti.models import Atto
from smvp.nucleo.errori import ErroreDominio
from smvp.organizzazione.models import Persona, PosizioneEconomica, Utente
from tests.fili import insieme
from tests.personaggi import crea_comune
from tests.valutazioni.schede import QUANDO

from .progressioni import DECORRENZA, con_candidati, decisa


def _prepara(due: bool) -> None:
    c = con_candidati(crea_comune())
    decisa(c)
    if due:
        decisa(c)


def _approva(pk: int, numero: int) -> str:
    riga, segretario = Progressione.objects.get(pk=pk), Utente.objects.get(username="segretario")
    atto = DatiAtto(numero, QUANDO.date(), f"Approvazione {numero}", Atto.Tipo.DETERMINAZIONE)
    return approva_progressione(procedura=riga, atto=atto, utente=segretario, quando=QUANDO, versione=riga.versione).stato


def _chiavi() -> list[int]:
    return list(Progressione.objects.order_by("pk").values_list("pk", flat=True))


def _di_alfa() -> list[tuple[str, date]]:
    sue = PosizioneEconomica.objects.filter(persona=Persona.objects.get(matricola="P1"))
    return list(sue.order_by("dal").values_list("denominazione", "dal"))


@pytest.mark.usefixtures("database_vero")
@pytest.mark.parametrize("due", [False, True])
def test_approvazioni_insieme_scrivono_una_posizione_sola(settings: Any, due: bool) -> None:
    """Four clicks on one procedure; or two procedures that would give the same people a step from the same day."""
    settings.OGGI = "2026-04-10"
    assert insieme(lambda: _prepara(due)) == [None]
    chiavi = insieme(_chiavi)[0] * (1 if due else 4)
    esiti = insieme(*(lambda pk=pk, n=n: _approva(pk, n) for n, pk in enumerate(chiavi, 101)))
    assert [e for e in esiti if e == CHIUSA] == [CHIUSA], esiti
    assert all(isinstance(e, ErroreDominio) for e in esiti if e != CHIUSA), esiti
    assert insieme(_di_alfa) == [[("C2", date(2020, 1, 1)), ("C3", DECORRENZA)]]
