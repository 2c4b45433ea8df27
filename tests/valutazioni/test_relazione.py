"""Art. 21, reading A53: by which act the Relazione is validated, once; whoever has a part in the evaluations reads it.

The workflow that leads there is tests/performance/test_relazione.py.
"""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from smvp.documenti.atti import DatiAtto
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa
from smvp.registro.models import Evento
from valutazioni.models import ValidazioneRelazione
from valutazioni.operazioni.relazione import valida_relazione

from .schede import QUANDO

VERBALE = DatiAtto(7, date(2026, 4, 9), "Validazione della Relazione 2025")
PAGINA = reverse("valutazioni:relazione", args=[2025])


@pytest.fixture(autouse=True)
def _oggi(settings: Any) -> None:
    settings.OGGI = "2026-04-10"


def valida(c: SimpleNamespace, chi: str = "ncvp", **altro: Any) -> ValidazioneRelazione:
    atto = DatiAtto(**{"numero": 7, "data": date(2026, 4, 9), "oggetto": VERBALE.oggetto} | altro)
    return valida_relazione(esercizio=c.esercizio, atto=atto, utente=getattr(c, chi), quando=QUANDO)


def test_si_registra_una_volta_e_resta_nel_registro(comune: SimpleNamespace) -> None:
    riga = valida(comune)
    assert (riga.atto.tipo, riga.atto.numero, riga.registrata_da) == ("verbale", 7, comune.ncvp)
    assert Evento.objects.filter(azione="relazione.valida", utente="ncvp").count() == 1
    with pytest.raises(OperazioneNonAmmessa, match=r"è già validata: Verbale del NCVP n\. 7"):
        valida(comune, numero=8)
    assert ValidazioneRelazione.objects.count() == 1


@pytest.mark.parametrize("chi", ["segretario", "personale", "sindaco", "dirigente1", "dipendente1", "admin"])
def test_la_valida_solo_il_ncvp(comune: SimpleNamespace, chi: str) -> None:
    with pytest.raises(PermissionDenied):
        valida(comune, chi)
    assert not ValidazioneRelazione.objects.exists()


@pytest.mark.parametrize(("giorno", "perche"), [(date(2026, 4, 11), "nel futuro"), (date(2025, 12, 31), "a esercizio finito")])
def test_il_verbale_ha_una_data_possibile(comune: SimpleNamespace, giorno: date, perche: str) -> None:
    with pytest.raises(DatiNonValidi, match=perche):
        valida(comune, data=giorno)
    assert not ValidazioneRelazione.objects.exists()


def test_la_pagina_la_mostra_e_non_la_registra(comune: SimpleNamespace, client: Any) -> None:
    client.force_login(comune.ncvp)
    letta = client.get(PAGINA).content.decode()
    assert "non l’ha ancora validata" in letta
    assert reverse("performance:scritto", args=[2025, "relazione"]) in letta, "di qui si va a validarla"
    assert client.post(PAGINA, {"numero": "7"}).status_code == 405
    valida(comune)
    client.force_login(comune.dirigente1)
    letta = client.get(PAGINA).content.decode()
    assert "Verbale del NCVP n. 7 del 09/04/2026" in letta
    assert "/performance/" not in letta.partition("<main")[2], "chi non prepara la Relazione la legge quando è pubblicata"
