"""The main job, in a real browser on a real demo with a real worker: score, close, the PDF arrives, the payroll file is right."""

import io
import re
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser import entra, esamina, esci

pytestmark = pytest.mark.browser
PDF = 60_000  # milliseconds that a document may take on a busy machine


def _apri_scheda(pagina: Page, sito: str, cognome: str, filtro: str = "") -> None:
    pagina.goto(f"{sito}/valutazioni/2025/{filtro}")
    pagina.locator("main table").get_by_role("link", name=re.compile(cognome)).first.click()
    expect(pagina.locator("h1")).to_contain_text("Scheda di valutazione")


def _salvato(pagina: Page) -> None:
    expect(pagina.locator("#salvato")).to_contain_text("Salvato alle")


def _testo_pdf(pagina: Page, tmp_path: Path) -> str:
    collegamento = pagina.get_by_role("link", name=re.compile("PDF", re.IGNORECASE)).first
    expect(collegamento).to_be_visible(timeout=PDF)
    with pagina.expect_download() as scarico:
        collegamento.click()
    percorso = tmp_path / "scheda.pdf"
    scarico.value.save_as(percorso)
    return subprocess.run(["pdftotext", "-layout", str(percorso), "-"], capture_output=True, text=True, check=True).stdout


def test_dal_voto_del_ncvp_al_pdf_e_alle_paghe(sito: str, pagina: Page, tmp_path: Path) -> None:
    entra(pagina, sito, "ncvp")
    _apri_scheda(pagina, sito, "Bertolini")
    expect(pagina.locator("#finale")).to_contain_text("216,67")
    esamina(pagina, "scheda-ncvp")

    # As one types the server computes everything again: OI-1 falls to 70 %, one point instead of three.
    campo = pagina.get_by_label("Percentuale raggiunta di OI-1")
    campo.fill("70")
    expect(pagina.locator("#finale")).to_contain_text("186,67")
    campo.fill("settanta")
    expect(pagina.get_by_text("Scrivi la percentuale con al massimo due decimali").first).to_be_visible()
    expect(campo).to_have_value("settanta")
    campo.fill("100")
    expect(pagina.locator("#finale")).to_contain_text("216,67")
    _salvato(pagina)
    pagina.get_by_label("Note del valutatore").fill("Nota scritta un attimo prima di trasmettere.")

    pagina.get_by_role("button", name="Trasmetti la proposta al Sindaco").first.click()
    expect(pagina.locator("h1")).to_have_text("Trasmetti la proposta al Sindaco")
    esamina(pagina, "passaggio-trasmetti")
    pagina.get_by_role("button", name="Trasmetti la proposta al Sindaco").click()
    expect(pagina.get_by_text("Proposta al Sindaco").first).to_be_visible()
    expect(pagina.get_by_text("Nota scritta un attimo prima di trasmettere.")).to_be_visible()
    assert "216,67" in _testo_pdf(pagina, tmp_path)
    esci(pagina)

    # The Sindaco changes one mark and must say why.
    entra(pagina, sito, "sindaco")
    _apri_scheda(pagina, sito, "Bertolini")
    primo = pagina.locator("fieldset.fattore").first
    primo.get_by_label("2 buona").check(force=True)
    expect(pagina.locator("#azioni")).to_contain_text("Manca il motivo")
    primo.get_by_label(re.compile("Motivo, se il tuo voto")).fill("Le priorità di marzo sono state fissate dalla Giunta.")
    expect(pagina.locator("#azioni")).not_to_contain_text("Manca il motivo")
    esamina(pagina, "scheda-sindaco")
    pagina.get_by_role("button", name="Conferma la decisione sui comportamenti").first.click()
    pagina.get_by_role("button", name="Conferma la decisione sui comportamenti").click()
    expect(pagina.get_by_text("Decisa").first).to_be_visible()
    esci(pagina)

    # The NCVP closes; a Celery worker makes the PDF while the page looks on.
    entra(pagina, sito, "ncvp")
    _apri_scheda(pagina, sito, "Bertolini")
    pagina.get_by_role("link", name="Chiudi la scheda").first.click()
    pagina.get_by_role("button", name="Chiudi la scheda").click()
    expect(pagina.get_by_text("Chiusa").first).to_be_visible()
    expect(pagina.locator("fieldset.fattore")).to_have_count(0)
    testo = _testo_pdf(pagina, tmp_path)
    for scritto in ("213,33", "Bertolini", "Perché questo punteggio", "Le priorità di marzo", "su 300", "210"):
        assert scritto in testo, scritto
    assert "#DIV/0!" not in testo
    esamina(pagina, "scheda-chiusa")
    esci(pagina)

    # The evaluatee reads it; HR gets the right amount.
    entra(pagina, sito, "dirigente1")
    _apri_scheda(pagina, sito, "Bertolini")
    expect(pagina.locator("#finale")).to_contain_text("213,33")
    esci(pagina)
    entra(pagina, sito, "personale")
    pagina.goto(f"{sito}/premi/2025/risultato/")
    esamina(pagina, "premi-risultato")
    with pagina.expect_download() as scarico:
        pagina.get_by_role("button", name="Scarica il rapporto (XLSX)").click()
    foglio = load_workbook(io.BytesIO(Path(scarico.value.path()).read_bytes())).worksheets[0]
    colonne = [c.value for c in next(foglio.iter_rows())]
    riga = next(dict(zip(colonne, r, strict=True)) for r in foglio.iter_rows(min_row=2, values_only=True) if "Bertolini" in str(r[1]))
    assert (riga["P_FINALE"], riga["Fascia"], riga["Percentuale (su 100)"]) == (pytest.approx(213.33), 3, 85)
    assert riga["Importo"] == pytest.approx(round(float(riga["Retribuzione al 100 %"]) * 0.85, 2))


def test_due_persone_sulla_stessa_scheda(sito: str, pagina: Page) -> None:
    """Two windows of the same office: the second is shown both texts and loses nothing."""
    entra(pagina, sito, "ncvp")
    _apri_scheda(pagina, sito, "", "?stato=aperta&ruolo=dirigente")
    altra = pagina.context.new_page()
    altra.goto(pagina.url)
    nota = pagina.get_by_label("Note del valutatore")
    nota.fill("Prima finestra.")
    _salvato(pagina)
    altra.get_by_label("Note del valutatore").fill("Seconda finestra.")
    conflitto = altra.get_by_role("alert").filter(has_text="Hai cambiato questa scheda in un’altra finestra")
    expect(conflitto).to_contain_text("Prima finestra.")
    expect(conflitto).to_contain_text("Seconda finestra.")
    expect(altra.get_by_label("Note del valutatore")).to_have_value("Seconda finestra.")
    esamina(altra, "conflitto")
    altra.get_by_role("button", name="Tieni i miei valori").click()
    expect(altra.get_by_label("Note del valutatore")).to_have_value("Seconda finestra.")
    expect(altra.get_by_text("Scheda salvata.")).to_be_visible()


def test_un_solo_pulsante_per_i_pdf_di_tutte_le_schede(sito: str, pagina: Page) -> None:
    entra(pagina, sito, "segretario")
    pagina.goto(f"{sito}/valutazioni/2025/")
    esamina(pagina, "elenco-schede")
    pagina.get_by_role("button", name="Prepara i PDF di tutte le schede").click()
    zip_ = pagina.get_by_role("link", name=re.compile("zip|pacchetto|archivio|Scarica", re.IGNORECASE)).first
    expect(zip_).to_be_visible(timeout=2 * PDF)
    esamina(pagina, "lavoro")
    with pagina.expect_download() as scarico:
        zip_.click()
    assert scarico.value.suggested_filename.endswith(".zip")
