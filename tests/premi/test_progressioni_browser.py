"""A procedure of progression in a real browser: the call, the conditions, growth saved while one types, a tie, the act, the new step."""

from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from premi.models import Maturazione
from smvp.documenti import coda
from smvp.organizzazione.models import PosizioneEconomica
from tests.browser import entra, esamina, esci, segui

from .progressioni import MOTIVO, con_candidati

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _oggi(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OGGI = "2026-04-10"
    monkeypatch.setattr(coda, "suona", lambda compito, chiave: True)


def _atto(pagina: Page, numero: str, giorno: str, oggetto: str) -> None:
    pagina.get_by_label("Tipo di atto").select_option("determinazione")
    pagina.get_by_label("Numero").fill(numero)
    pagina.get_by_label("Data").fill(giorno)
    pagina.get_by_label("Oggetto").fill(oggetto)


def _conferma(pagina: Page, azione: str) -> None:
    segui(pagina, azione, "**/passaggio/**")
    pagina.get_by_role("button", name=azione, exact=True).click()
    pagina.wait_for_url(lambda indirizzo: "/passaggio/" not in indirizzo)


def _valuta(pagina: Page, chi: str, punti: str) -> None:
    """The card of a candidate: a condition, the judgement, the reason; and wait until the page says that it is saved whole."""
    carta = pagina.locator("section", has=pagina.get_by_role("heading", name=chi))
    carta.get_by_label("Tutoraggio").check()
    carta.get_by_label(punti).check()
    carta.get_by_label("Motivazione").fill(MOTIVO)
    expect(carta.get_by_text("Valutata", exact=True)).to_be_visible()


def test_dal_bando_alla_nuova_posizione(live_server: LiveServer, comune: SimpleNamespace, pagina: Page) -> None:
    c, sito = con_candidati(comune), live_server.url
    entra(pagina, sito, "personale")
    pagina.goto(f"{sito}/premi/2025/progressioni/nuova/")
    pagina.get_by_label("Decorrenza").fill("2025-01-01")
    pagina.get_by_label(f"{c.d1}, categoria C").fill("2")
    _atto(pagina, "90", "2026-03-02", "Bando delle progressioni 2025")
    esamina(pagina, "progressione-bando")
    pagina.get_by_role("button", name="Salva il bando").click()
    _conferma(pagina, "Apri la procedura")
    segui(pagina, f"{c.d1}, categoria C", "**/C/")
    expect(pagina.get_by_text("2023: 180,00 punti; ne servono più di 180.")).to_be_visible()
    esci(pagina)

    entra(pagina, sito, "dirigente1")
    segui(pagina, "Valuta la maturazione", "**/maturazione/**")
    for chi, punti in (("Alfa Ugo", "30 punti"), ("Beta Ugo", "10 punti"), ("Gamma Ugo", "10 punti")):
        _valuta(pagina, chi, punti)
    expect(pagina.get_by_text("tutti valutati")).to_be_visible()
    esamina(pagina, "progressione-maturazione")
    assert Maturazione.objects.filter(motivo=MOTIVO).count() == 3
    pagina.reload()
    expect(pagina.get_by_label("Motivazione").first).to_have_value(MOTIVO)
    esci(pagina)

    entra(pagina, sito, "personale")
    segui(pagina, "Forma la graduatoria", "**/progressioni/*/")
    _conferma(pagina, "Forma la graduatoria")
    esci(pagina)

    entra(pagina, sito, "dirigente1")
    segui(pagina, "Decidi la parità", "**/parita/")
    pagina.get_by_label("Gamma Ugo").check()
    pagina.get_by_label("Perché").fill(MOTIVO)
    esamina(pagina, "progressione-parita")
    pagina.get_by_role("button", name="Registra la decisione").click()
    expect(pagina.get_by_text("Parità decisa:").first).to_be_visible()
    esci(pagina)

    entra(pagina, sito, "segretario")
    segui(pagina, "Registra l’atto", "**/passaggio/approva/")
    expect(pagina.get_by_label("Nuova posizione di Gamma Ugo")).to_have_value("C3")
    _atto(pagina, "91", "2026-04-10", "Approvazione della graduatoria 2025")
    esamina(pagina, "progressione-atto")
    pagina.get_by_role("button", name="Registra l’atto che approva la graduatoria").click()
    expect(pagina.get_by_text("Graduatoria approvata.")).to_be_visible()
    segui(pagina, f"{c.d1}, categoria C", "**/C/")
    expect(pagina.get_by_role("row", name="Gamma Ugo").get_by_text("C3 dal 01/01/2025")).to_be_visible()
    esamina(pagina, "progressione-approvata")
    assert PosizioneEconomica.objects.get(persona=c.gamma, dal="2025-01-01").denominazione == "C3"
