"""The Segretario publishes a file in the browser and withdraws it; whoever has not logged in finds it, and then no more."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import aspettati, entra, esamina, esci, segui
from tests.conciliazione.scene import PDF

pytestmark = pytest.mark.browser
TITOLO = "Rapporto di prova sul funzionamento"


def test_dal_file_alla_sezione_pubblica_e_ritorno(sito: str, pagina: Page) -> None:
    pagina.goto(f"{sito}/trasparenza/")
    esamina(pagina, "trasparenza-indice")
    expect(pagina.get_by_role("link", name=TITOLO)).to_have_count(0)

    entra(pagina, sito, "segretario")
    pagina.goto(f"{sito}/trasparenza/gestione/")
    esamina(pagina, "trasparenza-gestione")
    segui(pagina, "Pubblica un file", "**/pubblica/")
    esamina(pagina, "trasparenza-pubblica")
    pagina.locator("#id_voce").select_option("ncvp-rapporto")
    pagina.locator("#id_anno").fill("2012")
    pagina.locator("#id_titolo").fill(TITOLO)
    pagina.locator("input[type=file]").set_input_files({"name": "rapporto.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"})
    pagina.locator("#id_controllato").check()
    aspettati(pagina, "^422 POST")
    pagina.get_by_role("button", name="Pubblica", exact=True).click()
    expect(pagina.get_by_role("alert")).to_contain_text("«rapporto.exe»")
    expect(pagina.locator("#id_titolo")).to_have_value(TITOLO)
    pagina.locator("input[type=file]").set_input_files({"name": "rapporto.pdf", "mimeType": "application/pdf", "buffer": PDF})
    pagina.get_by_role("button", name="Pubblica", exact=True).click()
    expect(pagina.locator("#messaggi")).to_contain_text("da adesso lo legge chiunque")

    esci(pagina)
    pagina.goto(f"{sito}/trasparenza/")
    expect(pagina.get_by_role("link", name=TITOLO, exact=True)).to_be_visible()

    entra(pagina, sito, "segretario")
    pagina.goto(f"{sito}/trasparenza/gestione/")
    pagina.get_by_role("row", name=re.compile(TITOLO)).get_by_role("link", name=re.compile("^Ritira")).click()
    esamina(pagina, "trasparenza-ritira")
    pagina.get_by_label("Perché la ritiri").fill("Era una prova del programma.")
    pagina.get_by_role("button", name="Ritira", exact=True).click()
    expect(pagina.locator("#messaggi")).to_contain_text("non c’è più")
    expect(pagina.get_by_text("Era una prova del programma.")).to_be_visible()
