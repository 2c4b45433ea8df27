"""Saving while one types: the bar tells the truth, and leaving loses nothing."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import aspettati, entra, salvato

pytestmark = pytest.mark.browser
NOTE = "Note del valutatore"


@pytest.fixture
def scheda(sito: str, pagina: Page) -> Page:
    """An open sheet of a P.O., in the hands of the dirigente who scores it."""
    entra(pagina, sito, "dirigente3")
    pagina.goto(f"{sito}/valutazioni/2025/?stato=aperta&ruolo=po")
    pagina.locator("main table a").first.click()
    expect(pagina.get_by_label(NOTE)).to_be_visible()
    return pagina


def test_chi_va_altrove_subito_dopo_aver_scritto_non_perde_niente(scheda: Page) -> None:
    indirizzo = scheda.url
    scheda.get_by_label(NOTE).fill("Scritto un istante prima di andarmene.")
    scheda.get_by_role("navigation", name="Percorso").get_by_role("link", name="Scrivania").click()
    expect(scheda.locator("h1")).to_contain_text("Buon")
    scheda.goto(indirizzo)
    expect(scheda.get_by_label(NOTE)).to_have_value("Scritto un istante prima di andarmene.")


def test_chi_scrive_prima_che_gli_script_arrivino_non_perde_niente(scheda: Page) -> None:
    """A field is there before the scripts are: on a slow line people type at once."""
    fermi: list[Route] = []
    scheda.route("**/campi*.js", lambda rotta: fermi.append(rotta), times=1)
    scheda.goto(scheda.url, wait_until="commit")
    scheda.evaluate("document.adoptedStyleSheets = []")  # the veil that keeps the other tests from doing what this one does
    scheda.get_by_label(NOTE).fill("Scritto mentre la pagina arrivava.")
    while not fermi:
        scheda.wait_for_timeout(50)
    with scheda.expect_response("**/salva/"):
        fermi[0].continue_()
    salvato(scheda)
    scheda.reload()
    expect(scheda.get_by_label(NOTE)).to_have_value("Scritto mentre la pagina arrivava.")


def test_quando_il_server_non_risponde_la_barra_lo_dice_e_poi_si_riprende(scheda: Page) -> None:
    aspettati(scheda, "htmx:sendError|htmx:afterRequest")
    scheda.context.set_offline(True)
    scheda.get_by_label(NOTE).fill("Senza rete.")
    expect(scheda.locator("#salvato")).to_contain_text("Non salvato: il server non risponde.")
    scheda.context.set_offline(False)
    scheda.get_by_label(NOTE).fill("Di nuovo in rete.")
    salvato(scheda)


def test_cio_che_e_aperto_o_ha_il_fuoco_resta_tale_dopo_un_salvataggio(scheda: Page) -> None:
    scheda.locator("#perche > summary").click()
    scheda.get_by_label(NOTE).fill("Una nota.")
    scheda.locator("#perche > summary").focus()
    salvato(scheda)
    assert scheda.evaluate("[document.querySelector('#perche').open, document.activeElement.parentElement.id]") == [False, "perche"]


def test_un_conflitto_non_si_spaccia_per_un_salvataggio(scheda: Page) -> None:
    altra = scheda.context.new_page()
    altra.goto(scheda.url)
    scheda.get_by_label(NOTE).fill("La prima finestra.")
    salvato(scheda)
    altra.get_by_label(NOTE).fill("La seconda finestra.")
    expect(altra.locator("#salvato")).to_have_text("Non salvato: scegli quali valori tenere.")
    expect(altra.locator(".conflitto")).to_be_focused()
    for bottone in altra.locator("#azioni button[form], #barra button[form]").all():
        expect(bottone).to_be_disabled()
    altra.get_by_role("link", name="Tieni i valori salvati").click()
    expect(altra.get_by_label(NOTE)).to_have_value("La prima finestra.")
    expect(altra.locator("#ripresa")).to_be_hidden()


def test_senza_rete_si_riprova_da_soli_e_a_richiesta(scheda: Page) -> None:
    aspettati(scheda, "htmx:sendError|htmx:afterRequest|^503|Error Code 503")
    scheda.add_init_script("window.setInterval = () => 0")  # not by the clock: it might take the button away under the mouse
    scheda.reload()
    scheda.context.set_offline(True)
    scheda.get_by_label(NOTE).fill("Scritto senza rete.")
    expect(scheda.get_by_role("button", name="Riprova ora")).to_be_visible()
    scheda.context.set_offline(False)
    salvato(scheda)
    scheda.route("**/salva/", lambda rotta: rotta.fulfill(status=503))
    scheda.get_by_label(NOTE).fill("Il server è spento.")
    expect(scheda.locator("#salvato")).to_contain_text("Non salvato: c’è stato un errore.")
    scheda.unroute("**/salva/")
    scheda.get_by_role("button", name="Riprova ora").click()
    salvato(scheda)
