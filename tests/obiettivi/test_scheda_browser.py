"""Allegato A written in a real browser: saved as one types, rows by a button, two windows, a phone, the keyboard."""

from types import SimpleNamespace

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from obiettivi.models import Obiettivo
from tests.browser import entra, esamina, salvato, segui

from .scene import collettivo, individuale

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _oggi(settings: SimpleNamespace) -> None:
    settings.OGGI = "2025-01-21"


@pytest.fixture
def c(comune: SimpleNamespace) -> SimpleNamespace:
    return comune


def apri(pagina: Page, live_server: LiveServer, o: Obiettivo) -> None:
    pagina.goto(f"{live_server.url}{reverse('obiettivi:modifica', args=[o.pk])}")
    expect(pagina.locator("h1")).to_contain_text("Compila")


def test_si_scrive_si_aggiunge_un_indicatore_e_due_finestre_si_confrontano(
    live_server: LiveServer, c: SimpleNamespace, pagina: Page
) -> None:
    o = individuale(c)
    entra(pagina, live_server.url, "dirigente1")
    apri(pagina, live_server, o)
    esamina(pagina, "obiettivo-modifica")
    altra = pagina.context.new_page()
    apri(altra, live_server, o)

    pagina.get_by_label("Titolo", exact=True).fill("Pagare prima della scadenza")
    with pagina.expect_response(lambda r: "/modifica/salva/" in r.url):
        pagina.get_by_label("Area strategica").select_option("4")
    expect(pagina.get_by_role("checkbox", name="h) Raggiungimento")).to_be_visible()
    pagina.get_by_role("checkbox", name="h) Raggiungimento").check()
    salvato(pagina)

    pagina.get_by_role("button", name="Aggiungi un indicatore").click()
    nuovo = pagina.get_by_role("group", name="Indicatore C")
    expect(nuovo.get_by_label("Che cosa si misura")).to_be_focused()
    pagina.keyboard.type("Fatture respinte")
    with pagina.expect_response(lambda r: "/modifica/salva/" in r.url):
        nuovo.get_by_label("Come si misura").select_option("data")
    expect(nuovo.get_by_label("Entro il")).to_be_visible()
    with pagina.expect_response(lambda r: "/modifica/salva/" in r.url):
        nuovo.get_by_label("Entro il").fill("2025-10-31")
    salvato(pagina)
    pagina.reload()
    expect(nuovo.get_by_label("Entro il")).to_have_value("2025-10-31")
    o.refresh_from_db()
    assert (o.titolo, o.area, o.ambiti, o.indicatori.count()) == ("Pagare prima della scadenza", "4", ["f", "h"], 3)

    altra.get_by_label("Titolo", exact=True).fill("Un altro titolo")
    expect(altra.locator(".conflitto[data-conflitto]")).to_be_focused()
    esamina(altra, "obiettivo-conflitto")
    altra.get_by_role("button", name="Tieni i miei valori").click()
    expect(altra.get_by_text("Scheda salvata.")).to_be_visible()
    o.refresh_from_db()
    assert (o.titolo, o.ambiti) == ("Un altro titolo", ["f", "h"])


def test_le_pagine_di_un_collettivo_stanno_su_ogni_schermo(live_server: LiveServer, c: SimpleNamespace, pagina: Page) -> None:
    o = collettivo(c)
    entra(pagina, live_server.url, "dirigente1")
    apri(pagina, live_server, o)
    esamina(pagina, "obiettivo-collettivo-modifica")
    segui(pagina, f"Fasi e indicatori di {c.d2}", "**/parti/**")
    esamina(pagina, "obiettivo-parte")
    pagina.get_by_label("Descrizione della parte").fill("Scritta un attimo prima di andarmene.")
    pagina.get_by_role("navigation", name="Percorso").get_by_role("link", name="OG-1").click()
    expect(pagina.get_by_text("Scritta un attimo prima di andarmene.")).to_be_visible()
    esamina(pagina, "obiettivo-collettivo")
