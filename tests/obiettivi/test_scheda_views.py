"""The page of an objective's sheet and its compilation in the browser (artt. 7–9, Allegato A)."""

from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils.html import escape

from obiettivi.models import Obiettivo
from smvp.organizzazione.models import Utente

from .scene import collettivo, di_po, individuale, porta_a

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _oggi(settings: SimpleNamespace) -> None:
    settings.OGGI = "2025-01-21"


@pytest.fixture
def c(comune: SimpleNamespace) -> SimpleNamespace:
    return comune


def entra(utente: Utente) -> Client:
    cliente = Client()
    cliente.force_login(utente, "django.contrib.auth.backends.ModelBackend")
    return cliente


def pagina(utente: Utente, o: Obiettivo) -> str:
    risposta = entra(utente).get(o.get_absolute_url())
    assert risposta.status_code == 200
    return risposta.content.decode()


def test_la_scheda_si_legge_come_sulla_carta(c: SimpleNamespace) -> None:
    o = individuale(c)
    testo = pagina(c.dirigente1, o)
    for atteso in (
        o.titolo, o.descrizione, o.risultato_atteso, "Mappa dei passaggi della fattura", "entro il 31/03/2025", "95\N{NO-BREAK SPACE}%",
        "86,4\N{NO-BREAK SPACE}%", "3 Istruttore amministrativo", "12.500,00\N{NO-BREAK SPACE}€", "efficacia quantitativa", "Aspetta te",
        "entro <b>venerdì 31\N{NO-BREAK SPACE}gennaio</b>, mancano 10\N{NO-BREAK SPACE}giorni",
    ):  # fmt: skip
        assert escape(atteso) in testo or atteso in testo, atteso


@pytest.mark.parametrize(
    "stato", ["negoziata", "trasmessa", "validata", "assegnata", "monitorata", "rendicontata", "al_valutatore", "valutata"]
)
def test_la_scheda_si_apre_in_ogni_stato(c: SimpleNamespace, stato: str) -> None:
    o = porta_a(c, collettivo(c), stato)
    testo = pagina(c.dirigente2, o)
    assert testo.count('aria-current="step"') == (0 if stato in ("assegnata", "valutata") else 1)


def test_quella_di_una_po_salta_parere_e_ncvp(c: SimpleNamespace) -> None:
    testo = pagina(c.po1, di_po(c))
    assert "Parere favorevole" not in testo
