"""A Relazione in the browser, from the draft to the public section: each step by the person it belongs to, on the pages of each."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from smvp.documenti import coda
from smvp.documenti.models import Pubblicazione
from smvp.orologio import adesso
from smvp.performance.models import Generazione, Relazione
from smvp.performance.operazioni.generazione import genera
from smvp.performance.operazioni.testi import salva_testi
from tests.browser import Scrivanie, esamina, salvato, segui
from tests.personaggi import crea_comune
from valutazioni.models import ValidazioneRelazione

from .cammino import CONCLUSIONI, NOTA, OGGI, QUANDO, i_testi

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scrivanie(
    chromium: Browser, live_server: Any, settings: Any, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Scrivanie]:
    monkeypatch.setattr(coda, "suona", lambda compito, chiave, **altro: True)
    s = Scrivanie(chromium, live_server.url, settings)
    yield s
    guai = s.chiudi()
    assert not guai, "\n".join(guai)


@pytest.fixture
def c(transactional_db: None) -> SimpleNamespace:
    return crea_comune()


def _apri(s: Scrivanie, chi: str) -> Page:
    s[chi].goto(f"{s.sito}/performance/2025/relazione/")
    return s[chi]


def _passo(pagina: Page, nome: str, fatto: str, **campi: str) -> None:
    """Take a step from the page of the Relazione, filling in its form."""
    if not pagina.locator("#azioni > a.btn", has_text=nome).count():
        pagina.locator("#azioni details.altro summary").click()
    pagina.locator("#azioni").get_by_role("link", name=nome, exact=True).click()
    expect(pagina.get_by_role("heading", name="Controlla prima di confermare")).to_be_visible()
    _invia(pagina, nome, fatto, **campi)


def _invia(pagina: Page, nome: str, fatto: str, **campi: str) -> None:
    for etichetta, valore in campi.items():
        pagina.get_by_label(etichetta.replace("_", " "), exact=False).first.fill(valore)
    pagina.locator("main").get_by_role("button", name=nome, exact=True).click()
    expect(pagina.locator("#messaggi")).to_contain_text(fatto)


def test_dalla_bozza_alla_sezione_pubblica(scrivanie: Scrivanie, c: SimpleNamespace) -> None:
    s = scrivanie
    s.e_il(OGGI)
    _scrive_e_genera(s)
    segretario = _apri(s, "segretario")
    _passo(segretario, "Chiedi l’esame preliminare al NCVP", "Esame preliminare chiesto")
    ncvp = _apri(s, "ncvp")
    _passo(ncvp, "Chiudi l’esame senza chiedere modifiche", "Esame preliminare chiuso.", Note_dell=NOTA)

    segretario = _apri(s, "segretario")
    segui(segretario, "Scheda di sintesi per la deliberazione", "**/scheda-giunta/")
    expect(segretario.get_by_text(NOTA)).to_be_visible()
    esamina(segretario, "scheda-giunta")
    segretario = _apri(s, "segretario")
    segretario.locator("#azioni").get_by_role("link", name="Registra l’approvazione", exact=True).click()
    segretario.get_by_label("Tipo di atto").select_option(label="Deliberazione della Giunta comunale")
    esamina(segretario, "relazione-approva")
    atto = {"Numero": "80", "Data": "2026-05-18", "Oggetto": "Approvazione della Relazione 2025"}
    _invia(segretario, "Registra l’approvazione", "Approvazione registrata", **atto)
    _passo(segretario, "Trasmetti al NCVP", "Relazione trasmessa al NCVP.")

    _valida(s)
    segretario = _apri(s, "segretario")
    expect(segretario.get_by_text("Si possono pagare: la Relazione è validata.")).to_be_visible()
    _passo(segretario, "Pubblica", "Relazione e validazione pubblicate.")
    esamina(segretario, "relazione-pubblicata")
    assert {p.voce for p in Pubblicazione.objects.all()} == {"relazione", "validazione"}
    segretario.goto(f"{s.sito}/performance/")
    esamina(segretario, "piano-e-relazione")


def _scrive_e_genera(s: Scrivanie) -> None:
    """Begun from the desk; a text typed with its marks, saved by itself; the editions asked for and made."""
    pagina = s["controllo"]
    pagina.goto(f"{s.sito}/")
    pagina.locator(".cosa", has_text="Relazione sulla performance 2025").locator("a.btn").click()
    pagina.get_by_role("button", name="Comincia la Relazione").click()
    esamina(pagina, "relazione-in-bozza")
    pagina.get_by_role("navigation", name="Le sezioni").get_by_role("link", name="Il Comune: organizzazione").click()
    foglio = pagina.get_by_role("textbox", name="Il contesto dell’anno")
    foglio.click()
    pagina.keyboard.type("Un anno ")
    pagina.get_by_role("toolbar", name="Formato: Il contesto dell’anno").get_by_role("button", name="Grassetto").click()
    pagina.keyboard.type("difficile")
    salvato(pagina)
    riga = Relazione.objects.get()
    assert riga.scritti()["contesto"].replace("&nbsp;", " ") == "<p>Un anno <strong>difficile</strong></p>"
    esamina(pagina, "relazione-sezione")
    mancano = {codice: testo for codice, testo in i_testi(riga).items() if codice != "contesto"}
    salva_testi(scritto=riga, testi=mancano, utente=riga.aperto_da, quando=QUANDO)
    pagina = _apri(s, "controllo")
    pagina.get_by_role("button", name="Genera le edizioni dai testi di adesso").click()
    expect(pagina.get_by_text("Sezione 0 di 15").first).to_be_visible()
    for generazione in Generazione.objects.all():
        genera(generazione.pk, quando=adesso())
    expect(pagina.get_by_text("Dei testi di adesso").first).to_be_visible()
    pagina.get_by_role("link", name="Leggila come pagina").first.click()
    expect(pagina.locator("#s-contesto")).to_contain_text("Un anno difficile")
    esamina(pagina, "relazione-edizione")


def _valida(s: Scrivanie) -> None:
    """From the desk to the checklist; answers, conclusions, verbale."""
    ncvp = s["ncvp"]
    ncvp.goto(f"{s.sito}/")
    ncvp.locator(".cosa", has_text="Relazione sulla performance 2025").locator("a.btn").click()
    for gruppo in ncvp.get_by_role("group", name="Risposta").all():
        gruppo.get_by_role("radio", name="Sì").check()
    ncvp.get_by_role("textbox", name="Conclusioni").fill(CONCLUSIONI)
    esamina(ncvp, "relazione-verifiche")
    ncvp.get_by_role("button", name="Salva le verifiche").click()
    expect(ncvp.locator("#messaggi")).to_contain_text("Verifiche salvate.")
    assert not ValidazioneRelazione.objects.exists()
    ncvp.locator("#azioni").get_by_role("link", name="Valida la Relazione").click()
    _invia(ncvp, "Valida la Relazione", "Relazione validata", Numero_del_verbale="7", Data_del_verbale="2026-05-19")
    assert ValidazioneRelazione.objects.exists()
