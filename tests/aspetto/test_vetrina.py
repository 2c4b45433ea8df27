"""Every fragment on its own, in each of its states, in a browser."""

from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser import TELEFONO, controlla_accessibilita, entra, esamina

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.aspetto.urls")]


@pytest.fixture(autouse=True)
def _modelli_della_vetrina(settings: SimpleNamespace) -> None:
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], settings.RADICE / "tests/aspetto/templates"]}]


def test_i_frammenti_sono_accessibili_e_stanno_su_ogni_schermo(live_server: LiveServer, comune: SimpleNamespace, pagina: Page) -> None:
    pagina.goto(f"{live_server.url}/vetrina/")
    esamina(pagina, "vetrina")


def test_i_menu_si_aprono_da_tastiera_e_si_chiudono_con_esc(live_server: LiveServer, comune: SimpleNamespace, pagina: Page) -> None:
    pagina.goto(f"{live_server.url}/vetrina/")
    menu = pagina.get_by_text("Altre azioni")
    menu.focus()
    pagina.keyboard.press("Enter")
    expect(pagina.get_by_role("link", name="Vedi la storia")).to_be_visible()
    controlla_accessibilita(pagina)
    pagina.keyboard.press("Escape")
    expect(pagina.get_by_role("link", name="Vedi la storia")).to_be_hidden()
    expect(menu).to_be_focused()


def test_la_prima_fermata_della_tastiera_salta_al_contenuto(live_server: LiveServer, comune: SimpleNamespace, pagina: Page) -> None:
    pagina.goto(f"{live_server.url}/regolamento/")
    pagina.keyboard.press("Tab")
    salta = pagina.get_by_role("link", name="Vai al contenuto")
    expect(salta).to_be_focused()
    pagina.keyboard.press("Enter")
    expect(pagina.locator("#contenuto")).to_be_focused()


def test_cio_che_non_va_perso_prende_il_fuoco(live_server: LiveServer, comune: SimpleNamespace, pagina: Page) -> None:
    pagina.goto(f"{live_server.url}/vetrina/")
    expect(pagina.locator(".conflitto")).to_be_focused()


def test_i_voti_si_scelgono_con_le_frecce(live_server: LiveServer, comune: SimpleNamespace, pagina: Page) -> None:
    pagina.goto(f"{live_server.url}/vetrina/")
    pagina.locator("#id_b11_3").focus()
    pagina.keyboard.press("ArrowLeft")
    expect(pagina.locator("#id_b11_2")).to_be_checked()


def test_un_errore_del_riassunto_porta_al_suo_campo(live_server: LiveServer, comune: SimpleNamespace, pagina: Page) -> None:
    pagina.goto(f"{live_server.url}/vetrina/")
    pagina.locator(".errori").get_by_role("link", name="Peso").click()
    expect(pagina).to_have_url(f"{live_server.url}/vetrina/#id_peso")
    assert pagina.evaluate("document.querySelector('#id_peso').getAttribute('aria-describedby')") == "id_peso_helptext id_peso_error"


def test_un_modulo_si_manda_una_volta_sola(live_server: LiveServer, comune: SimpleNamespace, pagina: Page) -> None:
    pagina.goto(f"{live_server.url}/accedi/")
    pagina.evaluate("document.querySelector('form').addEventListener('submit', e => { window.mandati = (window.mandati || 0) + 1 }, true)")
    mandati = pagina.evaluate(
        """() => {
            const modulo = document.querySelector("form");
            const esiti = [1, 2].map(() => modulo.dispatchEvent(new SubmitEvent("submit", {cancelable: true, bubbles: true})));
            return esiti;
        }"""
    )
    assert mandati == [True, False]


def test_sul_telefono_il_menu_e_una_piega(live_server: LiveServer, comune: SimpleNamespace, pagina: Page) -> None:
    pagina.set_viewport_size(TELEFONO)
    entra(pagina, live_server.url, "ncvp")
    pagina.get_by_text("Menu").click()
    expect(pagina.locator(".navi details").get_by_role("button", name="Esci")).to_be_visible()
    controlla_accessibilita(pagina)
