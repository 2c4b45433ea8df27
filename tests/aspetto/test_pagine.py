"""Every page of the demo, for each role: nothing breaks in the browser, axe finds nothing, nothing scrolls sideways."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import aspettati, entra, esamina, esci

pytestmark = pytest.mark.browser

PUBBLICHE = [
    "accedi",
    "regolamento",
    "regolamento/art-20",
    "regolamento/art-22",
    "regolamento/art-24",
    "regolamento/art-B",
    "accessibilita",
]
RUOLI = ["sindaco", "segretario", "ncvp", "dirigente1", "po1", "dipendente1", "controllo", "personale", "segreteria", "admin"]


@pytest.mark.parametrize("percorso", PUBBLICHE)
def test_le_pagine_pubbliche(sito: str, pagina: Page, percorso: str) -> None:
    pagina.goto(f"{sito}/{percorso}/")
    esamina(pagina, percorso.replace("/", "-"))


@pytest.mark.parametrize("chi", RUOLI)
def test_la_scrivania_e_le_schede_della_navigazione_di_ogni_ruolo(sito: str, pagina: Page, chi: str) -> None:
    entra(pagina, sito, chi)
    esamina(pagina, f"scrivania-{chi}")
    voci = pagina.locator(".navi > .foglio > ul a").evaluate_all("tutte => tutte.map(a => [a.href, a.firstChild.textContent.trim()])")
    for indirizzo, nome in voci[1:]:
        pagina.goto(indirizzo)
        expect(pagina.locator("h1")).to_be_visible()
        esamina(pagina, f"{nome.lower().replace(' ', '-')}-{chi}")
    esci(pagina)
    expect(pagina.get_by_role("heading", name="Accedi")).to_be_visible()


def test_nella_demo_si_entra_con_un_clic(sito: str, pagina: Page) -> None:
    pagina.goto(f"{sito}/accedi/")
    pagina.locator("button[value=ncvp]").click()
    expect(pagina.get_by_role("button", name="Esci").first).to_be_visible()
    expect(pagina.get_by_text("Ambiente dimostrativo.")).to_be_visible()


def test_una_password_sbagliata_si_dice_a_parole(sito: str, pagina: Page) -> None:
    pagina.goto(f"{sito}/accedi/")
    pagina.get_by_label("Nome utente").fill("sindaco")
    pagina.get_by_label("Password").fill("sbagliata")
    pagina.get_by_role("button", name="Accedi", exact=True).click()
    expect(pagina.get_by_role("alert")).to_contain_text("Accesso non riuscito")
    esamina(pagina, "accesso-non-riuscito")


def test_un_indirizzo_che_non_esiste(sito: str, pagina: Page) -> None:
    aspettati(pagina, "^404 GET .*/non-esiste/$")
    pagina.goto(f"{sito}/accedi/")
    pagina.locator("button[value=sindaco]").click()
    expect(pagina.get_by_role("button", name="Esci").first).to_be_visible()
    pagina.goto(f"{sito}/non-esiste/")
    expect(pagina.get_by_role("heading", name="Questa pagina non c’è")).to_be_visible()
    esamina(pagina, "non-trovata")


def test_cambiare_la_password(sito: str, pagina: Page) -> None:
    entra(pagina, sito, "po15")
    pagina.goto(f"{sito}/password/")
    esamina(pagina, "password")
    pagina.get_by_role("button", name="Cambia la password").click()
    expect(pagina.get_by_role("alert")).to_contain_text("Da correggere")
    esamina(pagina, "password-errori")
