"""A whole case in the browser (artt. 28–29): a dirigente asks for a review, is heard, and is judged by the Organismo; the score on the
sheet changes, and with it the premium. Each step by the person it belongs to, on its day.
"""

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from premi.models import Corsa
from premi.operazioni.corse import calcola_corsa
from smvp.documenti import coda
from smvp.nucleo.formati import euro
from smvp.orologio import adesso
from tests.browser import Scrivanie, esamina, segui
from tests.personaggi import crea_comune
from tests.premi.scene import da_pagare
from valutazioni.models import Scheda

from .scene import CHIEDE, MOTIVI, MOTIVO, PDF

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DOMANDA = "La fornitura in ritardo era stata segnalata a giugno?"
RISPOSTA = "La segnalazione c’è, e il dato allora valutato non ne teneva conto."
VERBALE = "Il valutato mostra la segnalazione del 12 giugno e il registro delle consegne."


@pytest.fixture
def scrivanie(
    chromium: Browser, live_server: Any, settings: Any, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Scrivanie]:
    monkeypatch.setattr(coda, "suona", lambda compito, chiave: True)
    s = Scrivanie(chromium, live_server.url, settings)
    yield s
    guai = s.chiudi()
    assert not guai, "\n".join(guai)


@pytest.fixture
def c(transactional_db: None) -> SimpleNamespace:
    """Everybody has signed on Friday 10 April 2026: dirigente1 has 200 points, the band that pays 85 %."""
    return da_pagare(crea_comune())


def _carta(pagina: Page, titolo: str) -> Locator:
    return pagina.get_by_role("region", name=titolo, exact=True)


def _apri(s: Scrivanie, chi: str, indirizzo: str) -> Page:
    s[chi].goto(f"{s.sito}{indirizzo}")
    return s[chi]


def _caso(s: Scrivanie, chi: str) -> Page:
    """From the desk to the case, as one who has read there that it waits."""
    pagina = _apri(s, chi, "/")
    pagina.get_by_role("link", name="Richiesta di riesame n. 1/2025").last.click()
    expect(pagina.locator("h1")).to_contain_text("Riesame n. 1/2025")
    return pagina


def _azione(pagina: Page, nome: str) -> None:
    """What the case waits for, or one of the other things that may be done."""
    azioni = pagina.locator("#azioni")
    if not azioni.locator("> a.btn-primary", has_text=nome).count():
        azioni.locator("details.altro summary").click()
    azioni.get_by_role("link", name=nome, exact=True).click()
    expect(pagina.locator("h1")).not_to_contain_text("Riesame n.")


def _passo(pagina: Page, nome: str, fatto: str) -> None:
    _azione(pagina, nome)
    expect(pagina.get_by_role("heading", name="Controlla prima di confermare")).to_be_visible()
    _invia(pagina, nome, fatto)


def _invia(pagina: Page, bottone: str, fatto: str) -> None:
    pagina.locator("main").get_by_role("button", name=bottone, exact=True).click()
    expect(pagina.locator("#messaggi")).to_contain_text(fatto)


def _vota(pagina: Page, come: str, motivo: str = "") -> None:
    expect(pagina.get_by_role("heading", name="La proposta")).to_be_visible()
    pagina.get_by_role("radio", name=come).check()
    pagina.get_by_label("Se contrario, perché").fill(motivo)
    _invia(pagina, "Registra il voto", "Voto registrato.")


def _calcola(s: Scrivanie, numero: int) -> Page:
    """The personnel office asks for a run of result pay, the worker computes it."""
    pagina = _apri(s, "personale", "/premi/2025/")
    pagina.get_by_role("button", name=re.compile("^Calcola.*Retribuzione di risultato")).click()
    expect(pagina.get_by_text("Gli importi arrivano qui da soli")).to_be_visible()
    calcola_corsa(Corsa.objects.get(numero=numero).pk, quando=adesso())
    expect(pagina.get_by_role("heading", name="In tutto", exact=True)).to_be_visible()
    return pagina


def _si_puo_approvare(s: Scrivanie, nome: str) -> bool:
    pagina = _apri(s, "segretario", "/valutazioni/2025/approva/")
    expect(pagina.get_by_role("heading", name="Le valutazioni che l’atto approva")).to_be_visible()
    return bool(pagina.get_by_role("checkbox", name=nome).count())


def test_dalla_richiesta_al_premio_che_cambia(scrivanie: Scrivanie, c: SimpleNamespace) -> None:
    s, persona = scrivanie, c.persona_dirigente1
    vecchia = Scheda.objects.get(incarico=c.incarico_dirigente1)
    piena = c.incarico_dirigente1.retribuzione_risultato
    s.e_il("2026-04-13")
    prima = _calcola(s, 1).url
    _chiede(s, vecchia)

    # --- the same day: the Organismo, the admission, counter-arguments; meanwhile nothing is approved nor paid on this sheet ---
    segretario = _si_costituisce(s, c)
    _passo(segretario, "Dichiara ammissibile", "Richiesta ammessa.")
    _passo(segretario, "Apri l’istruttoria", "Istruttoria aperta.")
    _azione(segretario, "Chiedi controdeduzioni")
    segretario.get_by_label("A chi", exact=True).select_option(label=c.persona_ncvp.con_titolo)
    segretario.get_by_label("Che cosa chiedi", exact=True).fill(DOMANDA)
    segretario.get_by_label("Entro il").fill("2026-04-15")
    _invia(segretario, "Chiedi", "Controdeduzioni chieste.")
    expect(segretario.locator("#aspetta")).to_contain_text(f"{c.persona_ncvp.con_titolo} può dare le controdeduzioni fino al 15/04/2026")
    assert not _si_puo_approvare(s, persona.cognome)
    pagina = _apri(s, "personale", "/premi/2025/")
    expect(pagina.locator("main")).to_contain_text("la valutazione non è ancora approvabile")
    expect(pagina.locator("main")).not_to_contain_text("riesame")

    s.e_il("2026-04-14")
    _controdeduce(s)
    segretario = _caso(s, "segretario")
    expect(segretario.get_by_text(RISPOSTA)).to_be_visible()
    _azione(segretario, "Convoca il valutato")
    segretario.get_by_label("Giorno dell’audizione").fill("2026-04-16")
    segretario.get_by_label("Ora", exact=True).fill("10:30")
    segretario.get_by_label("Luogo").fill("Sala della Giunta")
    _invia(segretario, "Convoca", "Valutato convocato")
    valutato = _caso(s, "dirigente1")
    expect(valutato.locator("#aspetta")).to_have_text("L’audizione è giovedì 16 aprile 2026 alle 10:30, Sala della Giunta.")

    s.e_il("2026-04-16")
    _si_tiene_l_audizione(s)
    _si_vota(s, c)
    expect(_caso(s, "dirigente1").locator("main")).not_to_contain_text(MOTIVO)

    # --- the day after: the decision is communicated, and has its effect ---
    s.e_il("2026-04-17")
    _passo(_caso(s, "segretario"), "Comunica al valutato", "Decisione comunicata al valutato.")
    _legge(s, vecchia)
    assert _si_puo_approvare(s, persona.cognome)
    dopo = _calcola(s, 2)
    assert dopo.url != prima
    segui(dopo, "Che cosa cambia rispetto alla corsa n. 1", "**/differenze/")
    expect(dopo.get_by_role("heading", name="Cambia per una persona")).to_be_visible()
    celle = dopo.get_by_role("row", name=re.compile(persona.cognome)).get_by_role("cell")
    di_prima = piena * 85 / 100
    for cella, importo in zip(celle.all(), (euro(di_prima), euro(piena), f"+{euro(piena - di_prima)}"), strict=True):
        expect(cella).to_have_text(importo)
    segretario = _caso(s, "segretario")
    _passo(segretario, "Chiudi il caso", "Caso chiuso.")


def _chiede(s: Scrivanie, scheda: Scheda) -> None:
    """The request: what is typed is found again by who leaves the page, and after a file that is refused."""
    pagina = _apri(s, "dirigente1", scheda.get_absolute_url())
    segui(pagina, "Chiedi il riesame", "**/chiedi/")
    expect(pagina.locator("main")).to_contain_text("fino alle 23:59 di venerdì 17 aprile 2026")
    pagina.get_by_label("Perché non condividi la valutazione").fill(MOTIVI)
    segui(pagina, "Torna alla scheda", f"**{scheda.get_absolute_url()}")
    segui(pagina, "Chiedi il riesame", "**/chiedi/")
    pagina.get_by_role("button", name="Riprendilo").click()
    expect(pagina.get_by_label("Perché non condividi la valutazione")).to_have_value(MOTIVI)
    pagina.get_by_label("Che cosa chiedi all’Organismo").fill(CHIEDE)
    file = {"name": "segnalazione.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"}
    pagina.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    s.aspettati("dirigente1", "^422 POST")
    pagina.get_by_role("button", name="Presenta la richiesta").click()
    expect(pagina.get_by_role("alert")).to_contain_text("«segnalazione.exe»")
    expect(pagina.get_by_label("Perché non condividi la valutazione")).to_have_value(MOTIVI)
    buono = file | {"name": "segnalazione.pdf", "buffer": PDF}
    pagina.locator("input[type=file]").set_input_files(buono)  # type: ignore[arg-type]
    _invia(pagina, "Presenta la richiesta", "Richiesta presentata")
    expect(pagina.locator("#aspetta")).to_have_text("Tocca al Segretario generale costituire l’Organismo di garanzia.")
    expect(pagina.get_by_role("link", name="segnalazione.pdf")).to_be_visible()
    expect(pagina.locator("#ripresa")).to_have_count(0)


def _si_costituisce(s: Scrivanie, c: SimpleNamespace) -> Page:
    pagina = _caso(s, "segretario")
    _azione(pagina, "Costituisci l’Organismo")
    ncvp = _carta(pagina, "NCVP")
    expect(ncvp).to_contain_text("può sedere, lo dichiara e non vota")
    expect(_carta(pagina, "Dirigente estraneo").get_by_label("Chi siede")).to_have_value(str(c.persona_dirigente2.pk))
    expect(_carta(pagina, "Dirigente estraneo").locator("[name=nome_dirigente]")).to_be_hidden()
    ncvp.get_by_label("Se è nominato da fuori: nome").fill("dott.ssa Rita Colombo")
    ncvp.get_by_label("Se è nominato da fuori: perché").fill("Il NCVP ha valutato la scheda e si fa sostituire.")
    esamina(pagina, "riesame-organismo")
    _invia(pagina, "Costituisci l’Organismo", "Organismo di garanzia costituito.")
    expect(pagina.locator("#aspetta")).to_have_text("Tocca al Segretario generale dire se la richiesta è ammissibile.")
    return pagina


def _controdeduce(s: Scrivanie) -> None:
    pagina = _apri(s, "ncvp", "/")
    pagina.get_by_role("link", name=re.compile("^Rispondi")).click()
    expect(pagina.get_by_text(DOMANDA)).to_be_visible()
    pagina.get_by_label("Le tue controdeduzioni").fill(RISPOSTA)
    _invia(pagina, "Invia le controdeduzioni", "Controdeduzioni inviate.")


def _si_tiene_l_audizione(s: Scrivanie) -> None:
    pagina = _caso(s, "segretario")
    _azione(pagina, "Scrivi il verbale dell’audizione")
    pagina.get_by_role("radio", name="Presente").check()
    pagina.get_by_label("Assistito da").select_option("avvocato")
    pagina.get_by_label("Nome di chi lo assiste").fill("avv. Rosa Neri")
    pagina.get_by_role("textbox", name="Verbale").fill(VERBALE)
    _invia(pagina, "Salva il verbale", "Verbale salvato.")
    expect(pagina.get_by_text("assistito da avv. Rosa Neri")).to_be_visible()


def _si_vota(s: Scrivanie, c: SimpleNamespace) -> None:
    """The percentage of the general objective from 92 to 96: two votes for, one against."""
    pagina = _caso(s, "segretario")
    _azione(pagina, "Metti ai voti la decisione")
    pagina.get_by_role("radio", name="La valutazione è modificata").check()
    pagina.get_by_label("Motivi della decisione").fill(MOTIVO)
    pagina.locator("input.percentuale").first.fill("96")
    esamina(pagina, "riesame-decisione")
    _invia(pagina, "Metti ai voti", "Decisione messa ai voti.")
    _azione(pagina, "Vota")
    _vota(pagina, "Favorevole")
    _azione(pagina, "Scrivi il voto di dott.ssa Rita Colombo")
    esamina(pagina, "riesame-voto")
    _vota(pagina, "Contrario", "La segnalazione è arrivata tardi.")
    expect(pagina.locator("#aspetta")).to_have_text(f"Deve ancora votare: {c.persona_dirigente2.con_titolo}.")
    estraneo = _caso(s, "dirigente2")
    _azione(estraneo, "Vota")
    _vota(estraneo, "Favorevole")
    pagina = _caso(s, "segretario")
    _passo(pagina, "Registra la decisione dell’Organismo", "Decisione registrata: ora va comunicata.")


def _legge(s: Scrivanie, vecchia: Scheda) -> None:
    """The party reads the decision, the new score with its why, and still the sheet of before."""
    pagina = _caso(s, "dirigente1")
    expect(_carta(pagina, "La decisione")).to_contain_text(MOTIVO)
    expect(_carta(pagina, "Che cosa succede ora")).to_contain_text("200,00 → 240,00")
    segui(pagina, "Apri la scheda corretta", "**/valutazioni/**")
    riesame = _carta(pagina, "Rideterminata da un riesame")
    expect(riesame.get_by_role("row", name=re.compile("P_FINALE"))).to_contain_text("240,00")
    expect(riesame).to_contain_text(MOTIVO)
    pagina.goto(f"{s.sito}{vecchia.get_absolute_url()}")
    expect(pagina.locator("main")).to_contain_text("200,00")
    vecchia.refresh_from_db()
    assert vecchia.sostituita_da.p_finale == 240
