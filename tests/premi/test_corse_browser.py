"""A run in a real browser, from what is missing to who reads their own amount: each by their own desk."""

from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from premi.models import Corsa, CriterioResidui, Istituto
from premi.operazioni.corse import approva_corsa, calcola_corsa
from smvp.documenti import coda
from smvp.orologio import adesso
from tests.browser import entra, esamina, esci, segui

from .scene import GIUNTA, calcolata, da_pagare, passa

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _oggi(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OGGI = "2026-04-10"
    monkeypatch.setattr(coda, "suona", lambda compito, chiave: True)


def _conferma(pagina: Page, azione: str) -> None:
    """From the run to the page of a step, and through it."""
    segui(pagina, azione, "**/passaggio/**")
    esamina(pagina, f"corsa-{azione.split()[0].lower()}")
    pagina.get_by_role("button", name=azione, exact=True).click()
    pagina.wait_for_url(lambda indirizzo: "/passaggio/" not in indirizzo)


def test_dal_calcolo_al_proprio_importo(live_server: LiveServer, comune: SimpleNamespace, pagina: Page) -> None:
    c, sito = da_pagare(comune), live_server.url
    CriterioResidui.objects.create(esercizio=c.esercizio, soglia=241, tetto=50)
    entra(pagina, sito, "personale")
    segui(pagina, "Calcola gli importi", "**/premi/2025/")
    esamina(pagina, "premi-casa")
    pagina.get_by_role("button", name="Calcola").last.click()
    pagina.wait_for_url("**/premi/corse/*/")
    expect(pagina.get_by_text("Gli importi arrivano qui da soli")).to_be_visible()
    esamina(pagina, "corsa-in-calcolo")
    corsa = Corsa.objects.get()
    calcola_corsa(corsa.pk, quando=adesso())
    expect(pagina.get_by_role("heading", name="Per Direzione")).to_be_visible()
    esamina(pagina, "corsa-provvisoria")
    segui(pagina, "perché questo importo", "**/linee/**")
    esamina(pagina, "perche-questo-importo")
    segui(pagina, "Corsa n. 1", "**/premi/corse/*/")
    _conferma(pagina, "Conferma il controllo degli importi")
    expect(pagina.get_by_text("Importi controllati")).to_be_visible()
    esci(pagina)

    entra(pagina, sito, "segretario")
    segui(pagina, "Premi", "**/premi/2025/")
    segui(pagina, "Corsa n. 1", "**/premi/corse/*/")
    _conferma(pagina, "Proponi gli importi alla Giunta")
    segui(pagina, "Registra l’atto che approva gli importi", "**/passaggio/approva/")
    pagina.get_by_label("Numero").fill("55")
    pagina.get_by_label("Data").fill("2026-04-10")
    esamina(pagina, "corsa-atto")
    pagina.get_by_label("Oggetto").fill("Approvazione dei premi 2025")
    pagina.get_by_role("button", name="Registra l’atto che approva gli importi").click()
    expect(pagina.get_by_text("Importi approvati.")).to_be_visible()
    esamina(pagina, "corsa-approvata")
    esci(pagina)

    entra(pagina, sito, "dipendente2")
    segui(pagina, "Il tuo premio 2025", "**/premi/miei/")
    esamina(pagina, "i-miei-premi")
    segui(pagina, "Premio di produttività:", "**/linee/**")
    expect(pagina.get_by_role("heading", name="Il premio ulteriore")).to_be_visible()
    esamina(pagina, "perche-il-mio-importo")


def test_il_risultato_e_la_correzione(live_server: LiveServer, comune: SimpleNamespace, pagina: Page) -> None:
    c, sito = da_pagare(comune), live_server.url
    prima = passa(calcolata(c, Istituto.RISULTATO), ("controlla", c.personale), ("proponi", c.segretario))
    approva_corsa(corsa=prima, atto=GIUNTA, utente=c.segretario, quando=prima.calcolata_il, versione=prima.versione)
    fallita = calcolata(c, Istituto.RISULTATO)
    dopo = _con_i_criteri(c)
    entra(pagina, sito, "personale")
    for corsa, nome in ((prima, "corsa-risultato"), (fallita, "corsa-non-riuscita")):
        pagina.goto(f"{sito}{corsa.get_absolute_url()}")
        esamina(pagina, nome)
    pagina.goto(f"{sito}{dopo.get_absolute_url()}")
    segui(pagina, "Che cosa cambia rispetto alla corsa n. 1", "**/differenze/")
    esamina(pagina, "corsa-differenze")
    pagina.goto(f"{sito}{prima.linee_risultato.order_by('nominativo').first().get_absolute_url()}")
    esamina(pagina, "perche-risultato")


def _con_i_criteri(c: SimpleNamespace) -> Corsa:
    """Two runs of productivity that differ for one person."""
    calcolata(c, Istituto.PRODUTTIVITA)
    CriterioResidui.objects.create(esercizio=c.esercizio, soglia=241, tetto=50)
    return calcolata(c, Istituto.PRODUTTIVITA)
