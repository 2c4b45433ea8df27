"""In a real browser: the prize for innovation from the notice to the Sindaco's act, and a scenario from a changed band to its file."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from premi.models import Attribuzione, Progetto, Scenario
from premi.simulazione import calcola, leggi_fatti
from smvp.regolamento.lettore import leggi_ipotesi
from tests.browser import aspettati, entra, esamina, esci, segui

from .scene import da_pagare
from .test_innovazione import FRASE, acceso

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PREMIO = "Premio per l’innovazione 2025"
TITOLO = "Sportello unico"


def _preme(pagina: Page, bottone: str, detto: str) -> None:
    """Send a form and wait for what the next page says of it."""
    pagina.get_by_role("button", name=bottone, exact=True).click()
    expect(pagina.locator("#messaggi").get_by_text(detto)).to_be_visible()


def _conferma(pagina: Page, azione: str, detto: str) -> None:
    segui(pagina, azione, "**/passaggio/**")
    _preme(pagina, azione, detto)


@contextmanager
def _come(pagina: Page, sito: str, chi: str) -> Iterator[None]:
    """As somebody, on the page of the prize."""
    entra(pagina, sito, chi)
    pagina.goto(f"{sito}/premi/2025/premialita/innovazione/")
    expect(pagina.get_by_role("heading", level=1)).to_have_text(PREMIO)
    yield
    esci(pagina)


def _vota(pagina: Page, punti: str, nome: str = "") -> None:
    expect(pagina.get_by_text("Da valutare")).to_be_visible()
    segui(pagina, TITOLO, "**/progetti/*/")
    pagina.get_by_label("Punti").fill("31")
    pagina.get_by_label("Motivazione").fill(FRASE)
    pagina.get_by_role("button", name="Salva la valutazione").click()
    expect(pagina.get_by_role("link", name="Punti")).to_be_visible()
    if nome:
        esamina(pagina, nome)
    pagina.get_by_label("Punti").fill(punti)
    _preme(pagina, "Salva la valutazione", "Valutazione salvata.")
    expect(pagina.get_by_text("Valutato da te")).to_be_visible()


def test_art26_dall_avviso_al_decreto_del_sindaco(live_server: LiveServer, comune: SimpleNamespace, pagina: Page, settings: Any) -> None:
    c, sito = comune, live_server.url
    aspettati(pagina, "^422 POST")
    acceso(c)
    settings.OGGI = "2025-02-10"
    with _come(pagina, sito, "segretario"):
        segui(pagina, "Scrivi l’avviso", "**/avviso/")
        for campo in ("Chi può partecipare", "Criteri", "Come si confrontano i progetti"):
            pagina.get_by_label(campo).fill(FRASE)
        pagina.get_by_label("Punti al massimo").fill("30")
        pagina.get_by_label("Progetti entro il").fill("2025-09-30")
        pagina.get_by_label("Giuria").fill(f"{c.persona_segretario.matricola}\nMario Nessuno")
        pagina.get_by_label("Importo a persona").fill("400,00")
        pagina.get_by_role("button", name="Salva l’avviso").click()
        expect(pagina.get_by_text("«Mario Nessuno»").first).to_be_visible()
        esamina(pagina, "innovazione-avviso")
        pagina.get_by_label("Giuria").fill(f"{c.persona_segretario.matricola}\n{c.persona_controllo.matricola}")
        _preme(pagina, "Salva l’avviso", "Avviso salvato")
        _conferma(pagina, "Pubblica l’avviso", "Avviso pubblicato.")

    settings.OGGI = "2025-05-05"
    with _come(pagina, sito, "dipendente1"):
        segui(pagina, "Presenta un progetto", "**/progetti/nuovo/")
        pagina.get_by_label("Titolo").fill(TITOLO)
        pagina.get_by_label("Descrizione").fill(FRASE)
        pagina.get_by_label("Gli altri del gruppo").fill(c.persona_po1.matricola)
        esamina(pagina, "innovazione-progetto")
        _preme(pagina, "Presenta il progetto", "Progetto presentato.")

    settings.OGGI = "2025-10-01"
    with _come(pagina, sito, "segretario"):
        _conferma(pagina, "Passa i progetti alla giuria", "I progetti sono alla giuria.")
        _vota(pagina, "28,5")
        expect(pagina.get_by_text("28,50")).to_have_count(0)  # a juror judges alone until all have
        esamina(pagina, "innovazione-in-giuria")
    with _come(pagina, sito, "controllo"):
        _vota(pagina, "25", "innovazione-voto")
    with _come(pagina, sito, "segretario"):
        expect(pagina.get_by_text("26,75")).to_be_visible()
        segui(pagina, "Proponi il vincitore al Sindaco", "**/vincitore/")
        pagina.get_by_label("Perché vince").fill(FRASE)
        esamina(pagina, "innovazione-vincitore")
        _preme(pagina, "Proponi il vincitore al Sindaco", "Vincitore proposto al Sindaco.")

    settings.OGGI, settings.ZEAL_RAISE = "2026-02-12", False  # each sum goes through the door by itself
    with _come(pagina, sito, "sindaco"):
        segui(pagina, "Conferisci il premio", "**/conferisci/")
        pagina.get_by_label("Tipo di atto").select_option("decreto")
        pagina.get_by_label("Numero").fill("5")
        pagina.get_by_label("Data").fill("2026-02-12")
        pagina.get_by_label("Oggetto").fill("Premio per l’innovazione 2025")
        esamina(pagina, "innovazione-conferisci")
        _preme(pagina, "Conferisci il premio", "Premio conferito.")
    with _come(pagina, sito, "dipendente2"):
        expect(pagina.get_by_role("heading", name="Il progetto che ha vinto")).to_be_visible()
        expect(pagina.get_by_text("Ha vinto", exact=True)).to_be_visible()
    vincitore = Progetto.objects.get()
    conferite = Attribuzione.objects.filter(progetto=vincitore, stato="conferita").values_list("persona", "importo")
    assert sorted(conferite) == sorted((p.pk, 400) for p in vincitore.gruppo.all()) and len(conferite) == 2


def test_una_fascia_cambia_e_il_file_portato_via_da_lo_stesso_conto(
    live_server: LiveServer, comune: SimpleNamespace, pagina: Page, settings: Any
) -> None:
    settings.OGGI = "2026-04-10"
    da_pagare(comune)
    aspettati(pagina, "^422 POST")
    sito = live_server.url
    entra(pagina, sito, "segretario")
    pagina.goto(f"{sito}/premi/2025/simulatore/")
    pagina.locator("form[action*='/inizia/'] button").first.click()
    expect(pagina.get_by_role("heading", name="Non cambia niente per nessuno")).to_be_visible()
    da_punti = pagina.get_by_label("Fascia 4, da punti").first
    da_punti.fill("100")
    pagina.locator("#ipotesi").get_by_role("button", name="Calcola").last.click()
    expect(pagina.get_by_text("ogni fascia parte da più punti").first).to_be_visible()
    expect(da_punti).to_have_value("100")
    esamina(pagina, "simulatore-da-correggere")
    da_punti.fill("200")
    pagina.locator("#ipotesi").get_by_role("button", name="Calcola").last.click()
    expect(pagina.get_by_role("heading", name="Una persona guadagna, nessuno perde")).to_be_visible()
    expect(pagina.get_by_role("heading", name="Dirigenti: un incarico sale di fascia")).to_be_visible()
    esamina(pagina, "simulatore-esito")
    pagina.get_by_label("Nome dello scenario").fill("Fascia alta da 200")
    _preme(pagina, "Tieni lo scenario", "Tenuto come «Fascia alta da 200»")
    file = {}
    for bottone, nome in (("Scarica i fatti (JSON)", "fatti"), ("Scarica il regolamento (TOML)", "regolamento")):
        with pagina.expect_download() as scaricato:
            pagina.get_by_role("button", name=bottone).click()
        file[nome] = scaricato.value.path().read_text()
    reg, errori = leggi_ipotesi(file["regolamento"], "ipotesi")
    assert reg is not None and not errori
    letti, _ = leggi_fatti(json.dumps(json.loads(file["fatti"])), reg)
    pagato = sum(i.importo for i in calcola(letti, reg).incarichi)
    assert f"{pagato:.2f}" == Scenario.objects.get().esiti["somme"]["pagato_risultato"]
