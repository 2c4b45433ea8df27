"""The fields of the sheet: percentages in order, Enter that saves and stays, wrong values that show, places that open."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import ATTESA, entra, salvato

pytestmark = pytest.mark.browser


@pytest.fixture
def scheda(sito: str, pagina: Page) -> Page:
    """An open sheet in the hands of the NCVP, of a dirigente of part of the year: the percentages of A are still to be given (art. 16)."""
    entra(pagina, sito, "ncvp")
    pagina.goto(f"{sito}/valutazioni/2025/?stato=aperta&ruolo=dirigente")
    pagina.locator("main table a", has_text="Falcioni").first.click()
    expect(pagina.locator("input.percentuale").first).to_be_visible()
    return pagina


def test_la_percentuale_si_mette_in_ordine_quando_si_lascia_il_campo(scheda: Page) -> None:
    campo = scheda.locator("input.percentuale").first
    for scritto, letto in [("78.5", "78,50"), ("70,5 %", "70,50"), ("92", "92,00"), ("abc", "abc"), ("1,234", "1,234"), ("", "")]:
        campo.click()
        campo.fill(scritto)
        campo.blur()
        expect(campo).to_have_value(letto)
    salvato(scheda)


def test_invio_salva_e_resta(scheda: Page) -> None:
    indirizzo = scheda.url
    campo = scheda.locator("input.percentuale").first
    campo.fill("81")
    with scheda.expect_response("**/salva/"):
        campo.press("Enter")
    expect(campo).to_have_value("81,00")
    salvato(scheda)
    assert scheda.url == indirizzo


def test_invio_salva_anche_senza_script(sito: str, chromium: Browser, scheda: Page) -> None:
    contesto = chromium.new_context(java_script_enabled=False, storage_state=scheda.context.storage_state())
    nuda = contesto.new_page()
    nuda.set_default_timeout(ATTESA)
    nuda.goto(scheda.url)
    nuda.locator("input.percentuale").first.fill("83")
    nuda.locator("input.percentuale").first.press("Enter")
    expect(nuda.get_by_text("Scheda salvata.")).to_be_visible()
    expect(nuda).to_have_url(scheda.url)
    contesto.close()


def test_un_valore_sbagliato_si_vede_e_si_raggiunge(scheda: Page) -> None:
    riga = scheda.locator("tr", has=scheda.locator("input.percentuale")).first
    riga.locator("input").fill("molto")
    expect(riga.locator(".vecchio")).to_have_count(2)
    expect(riga.locator(".vecchio").first).to_have_attribute("title", "Calcolato sull’ultimo valore valido")
    scheda.locator("#salvato").get_by_role("link", name="Un valore non è valido").click()
    expect(riga.locator("input")).to_be_focused()
    riga.locator("input").fill("90")
    expect(riga.locator(".vecchio")).to_have_count(0)
    salvato(scheda)


def test_vedi_la_storia_la_apre_e_chiude_il_menu(scheda: Page) -> None:
    scheda.get_by_text("Altre azioni").click()
    scheda.get_by_role("link", name="Vedi la storia").click()
    assert scheda.evaluate("[document.querySelector('#storia').open, document.querySelector('details.altro').open]") == [True, False]
    scheda.goto(scheda.url.split("#")[0])
    scheda.goto(f"{scheda.url}#storia")
    scheda.reload()
    assert scheda.evaluate("document.querySelector('#storia').open")
