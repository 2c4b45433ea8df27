"""The administration works under our content security policy: the fixture ``pagina`` fails on any refusal or script error."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import entra, foto

pytestmark = pytest.mark.browser


def test_si_cerca_una_persona_e_le_si_da_una_nomina(sito: str, pagina: Page) -> None:
    entra(pagina, sito, "admin")
    pagina.goto(f"{sito}/amministrazione/")
    expect(pagina.get_by_role("link", name="Incarichi")).to_be_visible()
    foto(pagina, "amministrazione")
    pagina.goto(f"{sito}/amministrazione/organizzazione/incarico/")
    foto(pagina, "amministrazione-incarichi")
    pagina.goto(f"{sito}/amministrazione/organizzazione/nomina/add/")
    pagina.locator(".field-persona .select2-selection").click()
    pagina.locator(".select2-search__field").fill("Borri")
    pagina.locator(".select2-results__option", has_text="Borri").first.click()
    pagina.get_by_label("ruolo").select_option("controllo")
    pagina.locator("#id_dal").fill("2026-04-01")
    foto(pagina, "amministrazione-nomina")
    pagina.get_by_role("button", name="Salva", exact=True).click()
    expect(pagina.get_by_text("è stato aggiunto con successo")).to_be_visible()
