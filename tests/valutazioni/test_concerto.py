"""Art. 18: asked again for its agreement on a P.O.'s sheet, the NCVP reads what has changed since it last said its word."""

from decimal import Decimal
from typing import Any

import pytest

from smvp.flusso.operazioni import esegui
from valutazioni.letture.concerto import confronto_di
from valutazioni.letture.schede import con_tutto
from valutazioni.models import Scheda
from valutazioni.operazioni.condivisione import scrivi_osservazioni
from valutazioni.operazioni.voti import Voti, salva_voti

from .schede import QUANDO, al_concerto, porta, vota

MOTIVO = "I voti non tengono conto dei reclami di luglio."


@pytest.fixture(autouse=True)
def il_10_aprile_2026(settings: Any) -> None:
    settings.OGGI = "2026-04-10"


@pytest.fixture
def negata(c: Any) -> Scheda:
    vota(c.scheda_po1, c.dirigente1)
    return _passa(porta(c.scheda_po1, *al_concerto(c.dirigente1)), "nega_concerto", c.ncvp, MOTIVO)


def _passa(scheda: Scheda, azione: str, utente: Any, motivo: str = "") -> Scheda:
    scheda.refresh_from_db()
    return esegui(scheda, azione, utente=utente, quando=QUANDO, versione=scheda.versione, motivo=motivo)


def _cambia(c: Any, scheda: Scheda, **voti: Any) -> Scheda:
    scheda.refresh_from_db()
    return salva_voti(scheda=scheda, voti=Voti(**voti), utente=c.dirigente1, quando=QUANDO, versione=scheda.versione)


def _confronto(scheda: Scheda) -> Any:
    return confronto_di(con_tutto(Scheda.objects.filter(pk=scheda.pk)).get())


def _pagina(client: Any, utente: Any, url: str) -> str:
    client.force_login(utente)
    return client.get(url).content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_la_prima_volta_non_c_e_niente_da_confrontare(client: Any, c: Any) -> None:
    vota(c.scheda_po1, c.dirigente1)
    scheda = porta(c.scheda_po1, *al_concerto(c.dirigente1))
    assert _confronto(scheda) is None and 'id="concerto"' not in _pagina(client, c.ncvp, scheda.get_absolute_url())


def test_dopo_un_diniego_si_legge_ogni_voto_prima_e_ora(client: Any, c: Any, negata: Scheda) -> None:
    assert _confronto(negata) is None, "finché l’ha il dirigente non c’è niente da rileggere"
    primo = negata.voti_fattore.first()
    _cambia(c, negata, fattori={primo.pk: 1}, note="Ho tenuto conto dei reclami.")
    scheda = _passa(negata, "chiedi_concerto", c.dirigente1)
    confronto = _confronto(scheda)
    assert (confronto.negato, confronto.motivo, confronto.quando) == (True, MOTIVO, QUANDO)
    righe = {r.che: (r.prima, r.ora) for r in confronto.cambi}
    assert righe.pop(f"B.1 · {primo.titolo}") == ("2 buona", "1 sufficiente")
    assert righe.pop("Note del valutatore") == ("", "Ho tenuto conto dei reclami.")
    assert set(righe) == {"P FINALE"}
    testo = _pagina(client, c.ncvp, scheda.get_absolute_url())
    assert "Che cosa è cambiato da quando il NCVP ha negato il concerto" in testo and MOTIVO in testo and "1 sufficiente" in testo


def test_se_niente_e_cambiato_lo_si_dice(client: Any, c: Any, negata: Scheda) -> None:
    scheda = _passa(negata, "chiedi_concerto", c.dirigente1)
    assert "Niente è cambiato:" in _pagina(client, c.ncvp, scheda.get_absolute_url())


def test_anche_dopo_un_concerto_dato_e_poi_rivisto(c: Any) -> None:
    """The dirigente reviews the marks after the observations: what the NCVP had agreed on is no longer that."""
    vota(c.scheda_po1, c.dirigente1)
    scheda = porta(c.scheda_po1, *al_concerto(c.dirigente1), ("concerta", c.ncvp), ("partecipa", c.dirigente1))
    scrivi_osservazioni(scheda=scheda, testo="Il fornitore.", utente=c.po1, quando=QUANDO, versione=scheda.versione)
    _passa(scheda, "rivedi", c.dirigente1, "Accolgo l’osservazione.")
    voto = scheda.voti_obiettivo.select_related("assegnazione__obiettivo").last()
    _cambia(c, scheda, raggiungimenti={voto.pk: Decimal(80)})
    scheda = porta(scheda, *al_concerto(c.dirigente1))
    confronto = _confronto(scheda)
    assert not confronto.negato and confronto.motivo == ""
    righe = {r.che: (r.prima.replace("\N{NO-BREAK SPACE}", " "), r.ora.replace("\N{NO-BREAK SPACE}", " ")) for r in confronto.cambi}
    assert righe[str(voto.assegnazione.obiettivo)] == ("70,5 %", "80 %")


@pytest.mark.parametrize("chi", ["po1", "dirigente2"])
def test_non_lo_legge_chi_non_valuta(client: Any, c: Any, negata: Scheda, chi: str) -> None:
    scheda = _passa(negata, "chiedi_concerto", c.dirigente1)
    client.force_login(getattr(c, chi))
    assert client.get(scheda.get_absolute_url()).status_code == 404
