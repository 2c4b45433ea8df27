"""What was typed outlives the session: the sheet stays, says where to log in again, and saves as soon as one is back."""

import pytest
from playwright.sync_api import Page, expect

from tests.aspetto.test_salvataggio import NOTE, scheda
from tests.browser import aspettati, entra, quiete, salvato

pytestmark = pytest.mark.browser
__all__ = ["scheda"]
SCADUTA = "Sessione scaduta: rientra in un’altra scheda del browser"
BOZZE = "Object.keys(sessionStorage).filter(k => k.startsWith('smvp:bozza:')).length"


@pytest.fixture
def testo(request: pytest.FixtureRequest) -> str:
    """A text that no other test has saved on the same sheet."""
    return f"Scritto a sessione finita: {request.node.name}."


def scrivi_a_sessione_finita(scheda: Page, testo: str, biscotto: str | None = "sessionid") -> None:
    """The cookie goes (None: every cookie), when no answer that may bring it back is on its way."""
    quiete(scheda)
    scheda.context.clear_cookies(name=biscotto) if biscotto else scheda.context.clear_cookies()
    scheda.get_by_label(NOTE).fill(testo)
    expect(scheda.locator("#salvato")).to_contain_text(SCADUTA)


def rientra(scheda: Page, username: str) -> None:
    """By the link of the bar: the login opens in another tab."""
    with scheda.context.expect_page() as nuova:
        scheda.locator("#salvato").get_by_role("link", name="rientra in un’altra scheda").click()
    altra = nuova.value
    altra.get_by_label("Nome utente").fill(username)
    altra.get_by_label("Password").fill("demo")
    altra.get_by_role("button", name="Accedi", exact=True).click()
    altra.wait_for_url(lambda indirizzo: "/accedi/" not in indirizzo)
    altra.close()
    scheda.evaluate("dispatchEvent(new Event('focus'))")  # back on this tab: without a screen the browser does not say so


@pytest.mark.parametrize("biscotto", ["sessionid", None], ids=["finita la sessione", "spariti tutti i cookie"])
def test_la_pagina_resta_e_salva_appena_si_rientra(scheda: Page, biscotto: str | None, testo: str) -> None:
    aspettati(scheda, "^403 POST .*/salva/$", "htmx:responseError|Response Status Error Code")
    indirizzo = scheda.url
    scrivi_a_sessione_finita(scheda, testo, biscotto)
    assert scheda.url == indirizzo
    rientra(scheda, "dirigente3")
    salvato(scheda)
    assert scheda.evaluate(BOZZE) == 0
    scheda.goto(indirizzo)
    expect(scheda.get_by_label(NOTE)).to_have_value(testo)


def test_chi_rientra_come_un_altro_non_firma_il_testo_del_primo(scheda: Page, testo: str) -> None:
    aspettati(scheda, "^403 POST .*/salva/$", "^404 GET .*/schede/", "htmx:responseError|Response Status Error Code")
    scrivi_a_sessione_finita(scheda, testo)
    rientra(scheda, "sindaco")
    expect(scheda.locator("#salvato")).to_contain_text("Rientra come dirigente3")


def test_dopo_una_ricarica_si_riprende_il_testo_non_salvato(scheda: Page, testo: str) -> None:
    indirizzo = scheda.url
    scrivi_a_sessione_finita(scheda, testo)
    scheda.on("dialog", lambda domanda: domanda.accept())
    scheda.reload()
    scheda.get_by_label("Nome utente").fill("dirigente3")
    scheda.get_by_label("Password").fill("demo")
    scheda.get_by_role("button", name="Accedi", exact=True).click()
    scheda.wait_for_url(indirizzo)
    with scheda.expect_response("**/salva/"):
        scheda.get_by_role("button", name="Riprendilo").click()
    expect(scheda.get_by_label(NOTE)).to_have_value(testo)
    salvato(scheda)
    assert scheda.evaluate(BOZZE) == 0
    scheda.reload()
    expect(scheda.locator("#ripresa")).to_be_hidden()


def test_uscendo_le_bozze_si_cancellano(scheda: Page, testo: str) -> None:
    aspettati(scheda, "htmx:sendError|htmx:afterRequest|^503|Response Status Error Code")
    scheda.route("**/salva/", lambda rotta: rotta.fulfill(status=503))
    scheda.get_by_label(NOTE).fill(testo)
    expect(scheda.locator("#salvato")).to_contain_text("Non salvato")
    assert scheda.evaluate(BOZZE) == 1
    scheda.on("dialog", lambda domanda: domanda.accept())
    scheda.get_by_role("button", name="Esci").first.click()
    scheda.wait_for_url("**/accedi/**")
    assert scheda.evaluate(BOZZE) == 0


def test_chi_entra_dopo_non_trova_le_bozze_di_un_altro(sito: str, scheda: Page, testo: str) -> None:
    scrivi_a_sessione_finita(scheda, testo)
    scheda.on("dialog", lambda domanda: domanda.accept())
    entra(scheda, sito, "po15")
    assert scheda.evaluate(BOZZE) == 0
