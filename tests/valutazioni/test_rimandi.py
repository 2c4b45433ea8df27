"""Art. 18: a sheet sent back says so at its head and on the desk, until it goes on; the evaluatee is told nothing of that exchange."""

import json
from typing import Any

import pytest
from django.urls import reverse

from smvp.documenti.models import Documento
from smvp.flusso.operazioni import esegui
from smvp.registro.models import Evento
from valutazioni.letture.cammino import storia_di
from valutazioni.letture.rimandi import rimandi_di
from valutazioni.operazioni.condivisione import scrivi_osservazioni
from valutazioni.operazioni.emissioni import emetti_scheda

from .personale import porta_personale, vota_personale
from .schede import QUANDO, al_concerto, alla_decisione, alla_proposta, porta, vota

MOTIVO = "I voti non tengono conto dei reclami di luglio."


def _torna(scheda: Any, azione: str, chi: Any, motivo: str = MOTIVO) -> Any:
    scheda.refresh_from_db()
    return esegui(scheda, azione, utente=chi, quando=QUANDO, versione=scheda.versione, motivo=motivo)


def _pagina(client: Any, utente: Any, url: str) -> str:
    client.force_login(utente)
    risposta = client.get(url)
    assert risposta.status_code == 200
    return risposta.content.decode().replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture(autouse=True)
def il_10_aprile_2026(settings: Any) -> None:
    settings.OGGI = "2026-04-10"


@pytest.fixture
def negata(c: Any) -> Any:
    vota(c.scheda_po1, c.dirigente1)
    porta(c.scheda_po1, *al_concerto(c.dirigente1))
    return _torna(c.scheda_po1, "nega_concerto", c.ncvp)


def test_il_dirigente_legge_in_cima_chi_quando_perche_e_che_cosa_fare(client: Any, c: Any, negata: Any) -> None:
    testo = _pagina(client, c.dirigente1, negata.get_absolute_url())
    for detto in ("Il NCVP ha negato il concerto", "prof.ssa Elena Morandi", "venerdì 10 aprile 2026 alle 10:42", MOTIVO,
                  "Rivedi i voti (per le percentuali"):  # fmt: skip
        assert detto in testo, detto
    testo = _pagina(client, c.segretario, negata.get_absolute_url())
    assert MOTIVO in testo and "Ora la rivede il Dirigente" in testo and "Rivedi i voti (per" not in testo


def test_la_nota_resta_anche_a_obiettivi_riaperti_e_va_via_chiedendo_di_nuovo_il_concerto(client: Any, c: Any, negata: Any) -> None:
    _torna(negata, "riapri_a", c.dirigente1, "Rivedo le percentuali.")
    assert set(rimandi_di([negata])) == {negata.pk}
    porta(negata, *al_concerto(c.dirigente1))
    negata.refresh_from_db()
    assert rimandi_di([negata]) == {}
    assert 'id="rimando"' not in _pagina(client, c.dirigente1, negata.get_absolute_url())


def test_la_scrivania_del_dirigente_dice_di_rivederla_e_quella_di_altri_no(client: Any, c: Any, negata: Any) -> None:
    testo = _pagina(client, c.dirigente1, reverse("scrivania"))
    assert "Rivedi la scheda di dott.ssa Marta Pirazzi" in testo and "Il NCVP ha negato il concerto il 10/04/2026" in testo
    assert "Valuta la scheda di dott.ssa Marta Pirazzi" not in testo
    for altro in (c.dirigente2, c.segretario, c.ncvp, c.po1):
        assert "Rivedi la scheda" not in _pagina(client, altro, reverse("scrivania"))


def test_lo_stesso_per_il_ncvp_a_cui_il_sindaco_restituisce_e_per_il_sindaco_a_cui_si_rinvia(client: Any, c: Any) -> None:
    scheda = vota(c.scheda_dirigente1, c.ncvp)
    porta(scheda, *alla_proposta(c))
    _torna(scheda, "restituisci", c.sindaco)
    assert "Rivedi la proposta, poi trasmettila" in _pagina(client, c.ncvp, scheda.get_absolute_url())
    porta(scheda, *alla_decisione(c))
    _torna(scheda, "rinvia", c.ncvp, "Un voto è senza motivo.")
    testo = _pagina(client, c.sindaco, scheda.get_absolute_url())
    assert "Il NCVP ha rinviato la scheda al Sindaco" in testo and "Un voto è senza motivo." in testo and "Rivedi la decisione" in testo
    assert "Rivedi la scheda di dott. Andrea Bertolini" in _pagina(client, c.sindaco, reverse("scrivania"))


def test_alla_po_la_scheda_del_personale_che_il_dirigente_le_restituisce(client: Any, d: Any) -> None:
    vota_personale(d.anna, d.po1)
    porta_personale(d.anna, ("trasmetti", d.po1))
    _torna(d.anna, "restituisci", d.dirigente1)
    testo = _pagina(client, d.po1, d.anna.get_absolute_url())
    assert "Il Dirigente ha restituito la scheda" in testo and MOTIVO in testo and "manda di nuovo la scheda" in testo
    assert "Rivedi la scheda di Rossi Anna" in _pagina(client, d.po1, reverse("scrivania"))
    assert "Rivedi la scheda" not in _pagina(client, d.dirigente1, reverse("scrivania"))
    porta_personale(d.anna, ("trasmetti", d.po1))
    assert "Rivedi la scheda" not in _pagina(client, d.po1, reverse("scrivania"))


# --- what the evaluatee reads ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def partecipata_dopo(c: Any, negata: Any) -> Any:
    """Denied, reopened, agreed upon at last, and shared."""
    _torna(negata, "riapri_a", c.dirigente1, "Rivedo le percentuali.")
    return porta(negata, *al_concerto(c.dirigente1), ("concerta", c.ncvp), ("partecipa", c.dirigente1))


def test_il_valutato_non_legge_lo_scambio_fra_chi_valuta(client: Any, c: Any, partecipata_dopo: Any) -> None:
    testo = _pagina(client, c.po1, partecipata_dopo.get_absolute_url())
    for taciuto in (MOTIVO, "Concerto negato", "Rivedo le percentuali.", "Riaperta la valutazione degli obiettivi"):
        assert taciuto not in testo, taciuto
    assert "Concerto dato" in testo and "Partecipata al valutato" in testo


@pytest.mark.parametrize("chi", ["dirigente1", "ncvp", "segretario"])
def test_lo_leggono_chi_valuta_e_il_segretario(client: Any, c: Any, partecipata_dopo: Any, chi: str) -> None:
    testo = _pagina(client, getattr(c, chi), partecipata_dopo.get_absolute_url())
    assert MOTIVO in testo and "Concerto negato" in testo and 'id="rimando"' not in testo


def test_resta_nel_registro_e_in_nessun_documento(c: Any, partecipata_dopo: Any) -> None:
    assert Evento.objects.get(azione="scheda.nega_concerto").contenuto["motivo"] == MOTIVO
    porta(partecipata_dopo, ("firma", c.po1))
    emetti_scheda(partecipata_dopo, utente=c.dirigente1, quando=QUANDO)
    documenti = Documento.objects.filter(tipo="scheda_b", oggetto_id=partecipata_dopo.pk)
    assert documenti.count() >= 2
    for documento in documenti:
        scritto = json.dumps(documento.payload, ensure_ascii=False)
        assert "Pirazzi" in scritto and MOTIVO not in scritto and "negato" not in scritto


def test_il_motivo_di_una_revisione_dopo_le_sue_osservazioni_il_valutato_lo_legge(client: Any, c: Any, partecipata_dopo: Any) -> None:
    """They were on a sheet that they had read: what came of it is theirs to know. As why it is not evaluable (art. 16)."""
    versione = partecipata_dopo.versione
    scrivi_osservazioni(scheda=partecipata_dopo, testo="Non sono d’accordo.", utente=c.po1, quando=QUANDO, versione=versione)
    _torna(partecipata_dopo, "rivedi", c.dirigente1, "Accolgo l’osservazione sul bilancio.")
    _torna(partecipata_dopo, "dichiara_non_valutabile", c.dirigente1, "In servizio per due mesi.")
    partecipata_dopo.refresh_from_db()
    letti = [f.motivo for f in storia_di(partecipata_dopo, c.po1) if f.motivo]
    assert letti == ["In servizio per due mesi.", "Accolgo l’osservazione sul bilancio."]
