"""A staff sheet in a real browser, from its opening to the signature of who is evaluated: each by their own desk."""

from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from smvp.organizzazione.models import Esercizio
from tests.browser import entra, esamina, esci, salvato, segui
from tests.valutazioni.personale import specifico
from tests.valutazioni.schede import QUANDO
from valutazioni.models import PercentualeStruttura, SchedaPersonale

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _oggi(settings: Any) -> None:
    settings.OGGI = "2026-04-10"


def _percentuali(c: SimpleNamespace) -> SchedaPersonale:
    """What others have written by now: the unit's percentage, the specific objective of each."""
    PercentualeStruttura.objects.create(
        esercizio=Esercizio.objects.get(), direzione=c.d1, percentuale=92, fonte="P.E.G. 2025", scritta_da=c.dirigente1, scritta_il=QUANDO
    )
    for scheda in SchedaPersonale.objects.filter(direzione=c.s1):
        specifico(c, scheda)
    return SchedaPersonale.objects.get(persona=c.persona_dipendente1)


def _conferma(pagina: Page, azione: str) -> None:
    """From the sheet to the page of a step, and through it."""
    pagina.get_by_role("link", name=azione, exact=True).or_(pagina.get_by_role("button", name=azione, exact=True)).first.click()
    expect(pagina.get_by_role("heading", name="Controlla prima di confermare")).to_be_visible()
    pagina.get_by_role("button", name=azione, exact=True).click()
    pagina.wait_for_url(lambda indirizzo: "/passaggio/" not in indirizzo)


def test_dall_apertura_alla_presa_visione(live_server: LiveServer, comune: SimpleNamespace, pagina: Page) -> None:
    c, sito = comune, live_server.url
    entra(pagina, sito, "personale")
    pagina.get_by_role("link", name="Vai alle schede").click()
    pagina.get_by_role("button", name="Apri le schede del personale (3)").click()
    expect(pagina.get_by_text("Schede aperte: 3.")).to_be_visible()
    expect(pagina.get_by_role("link", name="Rossi Anna", exact=True)).to_have_count(0)
    esamina(pagina, "personale-totali")
    esci(pagina)
    s = _percentuali(c)

    entra(pagina, sito, "po1")
    pagina.get_by_role("link", name="Valuta le 2 persone di Tributi").click()
    segui(pagina, "Schede del personale 2025", "**/2025/personale/**")
    esamina(pagina, "personale-elenco")
    segui(pagina, "Rossi Anna", "**/valutazioni/personale/*/")
    esamina(pagina, "personale-da-compilare")
    for n, fattore in enumerate(pagina.locator("fieldset.fattore").all()):
        with pagina.expect_response(lambda r: "/salva/" in r.url):
            fattore.get_by_role("radio").nth(3 if n % 2 else 2).check()
    salvato(pagina)
    expect(pagina.locator("#manca")).to_contain_text("Non manca niente")
    expect(pagina.get_by_text("parte seconda")).to_have_count(0)
    esamina(pagina, "personale-compilata")
    _conferma(pagina, "Manda la scheda al Dirigente")
    esci(pagina)

    entra(pagina, sito, "dirigente1")
    pagina.goto(f"{sito}{s.get_absolute_url()}")
    pagina.get_by_role("link", name="Scrivi la parte seconda").click()
    pagina.get_by_label("1a) Esigenze formative").fill("Un corso sul bilancio.")
    pagina.get_by_label("10 punti, poco rilevante").check()
    pagina.get_by_role("button", name="Salva la parte seconda").click()
    expect(pagina.get_by_role("alert")).to_contain_text("va motivata")
    esamina(pagina, "personale-parte-seconda")
    pagina.get_by_label("Motivi della maturazione").fill("Ha affiancato due colleghi nuovi.")
    pagina.get_by_role("button", name="Salva la parte seconda").click()
    expect(pagina.get_by_text("Parte seconda salvata.")).to_be_visible()
    pagina.goto(f"{sito}{s.get_absolute_url()}")
    _conferma(pagina, "Firma la valutazione")
    _conferma(pagina, "Partecipa la scheda al valutato")
    esci(pagina)

    entra(pagina, sito, "dipendente1")
    segui(pagina, "Leggi e firma la tua scheda 2025", f"**{s.get_absolute_url()}")
    esamina(pagina, "personale-del-valutato")
    pagina.get_by_role("link", name="Leggi la parte seconda").click()
    expect(pagina.get_by_text("Un corso sul bilancio.")).to_be_visible()
    esamina(pagina, "personale-seconda-letta")
    pagina.goto(f"{sito}{s.get_absolute_url()}")
    _conferma(pagina, "Firma per presa visione")
    expect(pagina.get_by_text("Firmata per presa visione").first).to_be_visible()
