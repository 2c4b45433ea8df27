"""What an exercise lacks before a run is named one by one (artt. 16, 22, 23)."""

from types import SimpleNamespace

import pytest

from premi.models import Corsa, Istituto
from premi.operazioni.corse import CorsaImpossibile, chiedi_corsa
from tests.valutazioni.schede import QUANDO, con_schede

from .scene import con_fondi

RISULTATO, PRODUTTIVITA = Istituto.RISULTATO, Istituto.PRODUTTIVITA


def test_senza_schede_firmate_si_nomina_ciascuna_e_non_nasce_niente(comune: SimpleNamespace) -> None:
    con_schede(comune)
    with pytest.raises(CorsaImpossibile) as rifiuto:
        chiedi_corsa(esercizio=comune.esercizio, istituto=RISULTATO, utente=comune.personale, quando=QUANDO)
    mancanti = "\n".join(rifiuto.value.mancanti)
    for atteso in ("Bertolini", "Borghi", "Pirazzi", "Falcioni", "Risultato dei dirigenti", "Risultato di P.O."):
        assert atteso in mancanti
    assert not Corsa.objects.exists()


def test_senza_scheda_del_personale_aperta_si_nomina_chi_manca(comune: SimpleNamespace) -> None:
    con_fondi(con_schede(comune))
    with pytest.raises(CorsaImpossibile, match=r"Rossi.*non è ancora aperta"):
        chiedi_corsa(esercizio=comune.esercizio, istituto=PRODUTTIVITA, utente=comune.personale, quando=QUANDO)
