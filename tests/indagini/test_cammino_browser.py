"""A survey in the browser (art. 33): the personnel office builds it and opens it, one of the staff answers, results are read."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from smvp.documenti import coda
from smvp.indagini.models import Indagine
from smvp.indagini.operazioni.urna import rispondi
from smvp.organizzazione.models import Persona
from tests.browser import Scrivanie, esamina, manda
from tests.personaggi import crea_comune

from .scene import GIORNO, in_servizio

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FRASE = "Un giorno di lavoro agile a turno"


@pytest.fixture
def scrivanie(
    chromium: Browser, live_server: Any, settings: Any, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Scrivanie]:
    monkeypatch.setattr(coda, "suona", lambda compito, chiave: True)
    s = Scrivanie(chromium, live_server.url, settings)
    s.e_il("2026-04-10")
    yield s
    guai = s.chiudi()
    assert not guai, "\n".join(guai)


@pytest.fixture
def c(transactional_db: None) -> SimpleNamespace:
    return crea_comune()


def _invia(pagina: Page, bottone: str, fatto: str = "") -> None:
    manda(pagina.locator("main").get_by_role("button", name=bottone, exact=True))
    if fatto:
        expect(pagina.locator("#messaggi")).to_contain_text(fatto)


def _segui(pagina: Page, nome: str) -> None:
    manda(pagina.locator("main").get_by_role("link", name=nome).first)


def _aggiungi(pagina: Page, genere: str, testo: str, **campi: str) -> None:
    _segui(pagina, genere)
    pagina.locator("[name=testo]").fill(testo)
    for nome, valore in campi.items():
        pagina.locator(f"[name={nome}]").fill(valore)
    _invia(pagina, "Salva", "Domanda salvata.")


def test_dalla_bozza_ai_risultati(scrivanie: Scrivanie, c: SimpleNamespace) -> None:
    s = scrivanie
    in_servizio(c, 6)
    ufficio = s["personale"]
    ufficio.goto(f"{s.sito}/indagini/2025/")
    esamina(ufficio, "indagini-vuote")
    _segui(ufficio, "Nuova sul benessere")
    ufficio.get_by_label("Titolo").fill("Come si lavora qui")
    _invia(ufficio, "Crea la bozza", "Indagine in bozza")
    _segui(ufficio, "Aggiungi una sezione")
    ufficio.get_by_label("Titolo").fill("Il lavoro")
    _invia(ufficio, "Salva", "Sezione salvata.")
    _aggiungi(ufficio, "Scala di punti", "Sto bene con i colleghi", punti="5", minimo="per niente", massimo="del tutto")
    _aggiungi(ufficio, "Più risposte", "Che cosa serve", opzioni="Formazione\nSpazi")
    _aggiungi(ufficio, "Testo libero", "Che cosa cambieresti")
    manda(ufficio.locator("#d-d3").get_by_role("button", name="Su"))
    _segui(ufficio, "Titolo, presentazione e giorni")
    ufficio.get_by_label("Si risponde dal").fill("2026-04-09")
    ufficio.get_by_label("Fino al").fill("2026-04-30")
    _invia(ufficio, "Salva", "Salvato.")
    esamina(ufficio, "indagine-bozza")
    _segui(ufficio, "Apri l’indagine")
    _invia(ufficio, "Apri l’indagine", "Indagine aperta")
    esamina(ufficio, "indagine-aperta")

    chi = s["dipendente1"]
    chi.goto(f"{s.sito}/")
    _segui(chi, "Rispondi")
    esamina(chi, "indagine-rispondi")
    chi.get_by_label("Che cosa cambieresti").fill(FRASE)
    _invia(chi, "Invia le risposte")
    expect(chi.get_by_role("heading", name="Grazie")).to_be_visible()
    chi.go_back()  # the page is not kept: it is asked for again
    expect(chi.get_by_text("Hai già risposto")).to_be_visible()

    riga = Indagine.objects.get()
    assert [d.codice for d in riga.domande.domande] == ["d1", "d3", "d2"]
    for persona in Persona.objects.filter(matricola__startswith="X"):
        _risponde(riga, persona)
    s.e_il("2026-05-02")
    ufficio.goto(f"{s.sito}/")
    _segui(ufficio, "Chiudi l’indagine")
    _invia(ufficio, "Chiudi l’indagine", "Indagine chiusa")
    _segui(ufficio, "Leggi i risultati")
    expect(ufficio.get_by_role("heading", name="Sto bene con i colleghi")).to_be_visible()
    expect(ufficio.get_by_text("Hanno risposto", exact=True)).to_be_visible()
    esamina(ufficio, "indagine-risultati")
    _segui(ufficio, "Pubblica i risultati")
    _invia(ufficio, "Pubblica i risultati", "Risultati pubblicati")


def _risponde(riga: Indagine, persona: Persona) -> None:
    rispondi(indagine=riga, persona=persona, valori={"d1": 4, "d2": (0,)}, testi={}, giorno=GIORNO)
