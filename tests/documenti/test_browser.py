"""The pages of documents in Chromium, in states that the demo does not show: waiting, failed, incomplete."""

from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from smvp.documenti import pdf
from smvp.documenti.models import Documento
from smvp.documenti.operazioni import chiudi_lavoro, disegna, emetti_insieme
from tests.browser import aspettati, entra, esamina
from tests.personaggi import crea_comune

from .conftest import QUANDO, emetti

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def comune_vero(transactional_db: None, campana: list[Any], monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    monkeypatch.setattr(pdf, "disegna_pdf", lambda *a, **k: b"%PDF")
    return crea_comune()


def chiedi(c: SimpleNamespace, titolo: str) -> Documento:
    return emetti(tipo="pubblico", chiave=titolo, titolo=titolo, payload={}, oggetto_id=1, utente=c.ncvp, quando=QUANDO)


def test_un_documento_che_aspetta_poi_fallisce_poi_arriva(comune_vero: SimpleNamespace, live_server: Any, pagina: Page) -> None:
    documento = chiedi(comune_vero, "Scheda di Rossi")
    entra(pagina, live_server.url, "ncvp")
    aspettati(pagina, "^409 GET")
    pagina.goto(f"{live_server.url}/documenti/{documento.pk}/scarica/")
    expect(pagina.get_by_text("In coda")).to_be_visible()
    esamina(pagina, "documento-attesa")
    Documento.objects.update(stato="fallito", errore="Il contenuto è troppo annidato per essere stampato.")
    expect(pagina.get_by_text("troppo annidato")).to_be_visible()
    esamina(pagina, "documento-fallito")
    pagina.get_by_role("button", name="Riprova").click()
    expect(pagina.get_by_text("In coda")).to_be_visible()
    disegna(documento.pk, quando=QUANDO)
    with pagina.expect_download() as scarico:
        pagina.get_by_role("link", name="Scarica il PDF").click()
    assert scarico.value.suggested_filename == "scheda-di-rossi.pdf"


def test_un_lavoro_incompleto_dice_che_cosa_manca(comune_vero: SimpleNamespace, live_server: Any, pagina: Page) -> None:
    buona, cattiva = chiedi(comune_vero, "Scheda di Rossi"), chiedi(comune_vero, "Scheda di Bianchi")
    lavoro = emetti_insieme(tipo="pubblico", titolo="Schede 2025", documenti=[buona, cattiva], utente=comune_vero.ncvp, quando=QUANDO)
    entra(pagina, live_server.url, "ncvp")
    pagina.goto(f"{live_server.url}/documenti/lavori/{lavoro.pk}/")
    expect(pagina.get_by_text("0 di 2")).to_be_visible()
    esamina(pagina, "lavoro-in-corso")
    disegna(buona.pk, quando=QUANDO)
    expect(pagina.get_by_text("1 di 2")).to_be_visible()
    Documento.objects.filter(pk=cattiva.pk).update(stato="fallito", errore="La preparazione si è interrotta 3 volte senza finire.")
    chiudi_lavoro(lavoro.pk, quando=QUANDO)
    expect(pagina.get_by_role("link", name="Scarica lo zip")).to_be_visible()
    expect(pagina.get_by_text("Incompleto")).to_be_visible()
    expect(pagina.get_by_text("interrotta 3 volte")).to_be_visible()
    esamina(pagina, "lavoro-incompleto")
    pagina.get_by_role("button", name="Riprova quelli che mancano").click()
    expect(pagina.get_by_role("link", name="Scarica lo zip")).to_be_hidden()
