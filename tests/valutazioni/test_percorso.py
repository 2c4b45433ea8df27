"""The main job, in a real browser on a real demo with a real worker: score, share, sign, the PDF arrives, the payroll file is right."""

import io
import re
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser import entra, esamina, esci, salvato, segui

pytestmark = pytest.mark.browser
PDF = 120_000  # milliseconds that a document may take on a busy machine


def _apri_scheda(pagina: Page, sito: str, cognome: str, filtro: str = "") -> None:
    pagina.goto(f"{sito}/valutazioni/2025/{filtro}")
    pagina.locator("main table").get_by_role("link", name=re.compile(cognome)).first.click()
    expect(pagina.locator("h1")).to_contain_text("Scheda di valutazione")


def _fai(pagina: Page, passo: str, foto: str = "") -> None:
    """Take a step from the sheet's main button, through its confirmation."""
    pagina.locator("#azioni").get_by_text(passo, exact=True).first.click()
    expect(pagina.locator("h1")).to_have_text(passo)
    if foto:
        esamina(pagina, foto)
    pagina.get_by_role("button", name=passo).click()
    expect(pagina.locator("h1")).to_contain_text("Scheda di valutazione")


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

    # What the Allegato A has decided is read, and leads there (art. 18); for a part of the year it is still to be given (art. 16).
    expect(pagina.get_by_label(re.compile("^Percentuale raggiunta di"))).to_have_count(0)
    expect(pagina.get_by_role("link", name="decisa nell’Allegato A di OI-1")).to_be_visible()
    _apri_scheda(pagina, sito, "Falcioni")
    campo = pagina.get_by_label("Percentuale raggiunta di OI-7")
    campo.fill("settanta")
    expect(pagina.get_by_text("Scrivi la percentuale con al massimo due decimali").first).to_be_visible()
    expect(campo).to_have_value("settanta")
    campo.fill("85,5")
    salvato(pagina)

    # As one types the server computes everything again.
    _apri_scheda(pagina, sito, "Bertolini")
    primo = pagina.locator("fieldset.fattore").first
    primo.get_by_label("2 buona").check(force=True)
    expect(pagina.locator("#finale")).to_contain_text("213,33")
    primo.get_by_label("3 ottima").check(force=True)
    expect(pagina.locator("#finale")).to_contain_text("216,67")
    salvato(pagina)
    pagina.get_by_label("Note del valutatore").fill("Nota scritta un attimo prima di concludere.")

    # Component A is concluded: what is on the page is saved first.
    _fai(pagina, "Concludi la valutazione degli obiettivi", foto="passaggio-concludi")
    expect(pagina.get_by_label("Note del valutatore")).to_have_value("Nota scritta un attimo prima di concludere.")
    _fai(pagina, "Trasmetti la proposta al Sindaco")
    expect(pagina.get_by_text("Comportamenti proposti").first).to_be_visible()
    esci(pagina)

    # The Sindaco changes one mark and must say why.
    entra(pagina, sito, "sindaco")
    _apri_scheda(pagina, sito, "Bertolini")
    primo = pagina.locator("fieldset.fattore").first
    primo.get_by_label("2 buona").check(force=True)
    expect(pagina.locator("#azioni")).to_contain_text("Manca il motivo")
    primo.get_by_label(re.compile("Motivo, se il tuo voto")).fill("Le priorità di marzo sono state fissate dalla Giunta.")
    expect(pagina.locator("#azioni")).not_to_contain_text("Manca il motivo")
    salvato(pagina)
    esamina(pagina, "scheda-sindaco")
    _fai(pagina, "Conferma la decisione sui comportamenti")
    expect(pagina.get_by_text("Decisa").first).to_be_visible()
    esci(pagina)

    # The NCVP shares it; the evaluatee finds it on the desk, reads it and signs. A Celery worker makes the PDF while the page looks on.
    entra(pagina, sito, "ncvp")
    _apri_scheda(pagina, sito, "Bertolini")
    _fai(pagina, "Partecipa la scheda al valutato")
    esci(pagina)
    entra(pagina, sito, "dirigente1")
    pagina.goto(sito)
    pagina.get_by_role("link", name="Leggi e firma la tua scheda 2025").click()
    expect(pagina.locator("#finale")).to_contain_text("213,33")
    expect(pagina.locator("fieldset.fattore")).to_have_count(0)
    esamina(pagina, "scheda-partecipata")
    _fai(pagina, "Firma per presa visione")
    expect(pagina.locator("#condivisione")).to_contain_text("venerdì 17 aprile 2026")
    testo = _testo_pdf(pagina, tmp_path)
    for scritto in ("213,33", "Bertolini", "perché questo punteggio", "Le priorità di marzo", "su 300", "210"):
        assert scritto in testo, scritto
    assert "#DIV/0!" not in testo
    esamina(pagina, "scheda-firmata")
    esci(pagina)

    # HR gets the right amount.
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


def test_dalla_apertura_alla_presa_visione_di_una_po(sito: str, pagina: Page) -> None:
    """Art. 18: the dirigente with the NCVP's agreement; the evaluatee observes, reads the answer, signs."""
    entra(pagina, sito, "dirigente3")
    _apri_scheda(pagina, sito, "Spadone")
    for fattore in pagina.locator("fieldset.fattore").all()[-2:]:
        fattore.get_by_label("2 buona").check(force=True)
    expect(pagina.locator("#finale")).to_contain_text("228,33")
    salvato(pagina)
    _fai(pagina, "Concludi la valutazione degli obiettivi")
    _fai(pagina, "Chiedi il concerto del NCVP")
    expect(pagina.locator("fieldset.fattore")).to_have_count(0)
    esci(pagina)

    entra(pagina, sito, "ncvp")
    _apri_scheda(pagina, sito, "Spadone")
    _fai(pagina, "Dai il concerto")
    esci(pagina)

    entra(pagina, sito, "dirigente3")
    _apri_scheda(pagina, sito, "Spadone")
    pagina.get_by_role("link", name="Verbalizza il colloquio").click()
    pagina.get_by_label("Giorno del colloquio").fill("2026-04-10")
    pagina.get_by_role("textbox", name="Verbale").fill("Abbiamo letto insieme i risultati dell’anno.")
    esamina(pagina, "colloquio")
    pagina.get_by_role("button", name="Salva il verbale").click()
    expect(pagina.locator("#condivisione")).to_contain_text("Abbiamo letto insieme i risultati dell’anno.")
    _fai(pagina, "Partecipa la scheda al valutato")
    esci(pagina)

    entra(pagina, sito, "po7")
    _apri_scheda(pagina, sito, "Spadone")
    expect(pagina.locator("#condivisione")).to_contain_text("Abbiamo letto insieme i risultati dell’anno.")
    pagina.get_by_role("link", name="Scrivi le tue osservazioni").first.click()
    pagina.get_by_role("button", name="Invia le osservazioni").click()
    expect(pagina.get_by_text("Scrivi le osservazioni, con almeno una frase.").first).to_be_visible()
    pagina.get_by_role("textbox", name="Le tue osservazioni").fill("Il collaudo è slittato per il fornitore.")
    pagina.get_by_role("button", name="Invia le osservazioni").click()
    expect(pagina.locator("#condivisione")).to_contain_text("Il collaudo è slittato per il fornitore.")
    esci(pagina)

    entra(pagina, sito, "dirigente3")
    _apri_scheda(pagina, sito, "Spadone")
    segui(pagina, "Rispondi alle osservazioni e conferma i voti", "**/risposta/")
    esamina(pagina, "risposta")
    pagina.get_by_role("textbox", name="La tua risposta").fill("Ne ho già tenuto conto nei voti.")
    pagina.get_by_role("button", name="Invia la risposta e conferma i voti").click()
    expect(pagina.locator("#condivisione")).to_contain_text("Ne ho già tenuto conto nei voti.")
    esci(pagina)

    entra(pagina, sito, "po7")
    _apri_scheda(pagina, sito, "Spadone")
    _fai(pagina, "Firma per presa visione")
    expect(pagina.locator("#condivisione")).to_contain_text("venerdì 17 aprile 2026")
    esamina(pagina, "condivisione")
    esci(pagina)

    # The Segretario finds it among those to approve.
    entra(pagina, sito, "segretario")
    pagina.goto(f"{sito}/valutazioni/2025/approva/")
    expect(pagina.get_by_label(re.compile("Spadone"))).to_be_checked()
    expect(pagina.get_by_role("button", name=re.compile(r"^Controlla \d+ valutazioni, poi approva$"))).to_be_visible()
    esamina(pagina, "approva")


def test_due_persone_sulla_stessa_scheda(sito: str, pagina: Page) -> None:
    """Two windows of the same office: the second is shown both texts and loses nothing."""
    entra(pagina, sito, "ncvp")
    _apri_scheda(pagina, sito, "", "?stato=aperta&ruolo=dirigente")
    altra = pagina.context.new_page()
    altra.goto(pagina.url)
    nota = pagina.get_by_label("Note del valutatore")
    nota.fill("Prima finestra.")
    salvato(pagina)
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
    pagina.wait_for_url("**/documenti/lavori/*/")
    zip_ = pagina.get_by_role("link", name=re.compile("zip|pacchetto|archivio|Scarica", re.IGNORECASE)).first
    expect(zip_).to_be_visible(timeout=2 * PDF)
    esamina(pagina, "lavoro")
    with pagina.expect_download(timeout=PDF) as scarico:
        zip_.click()
    assert scarico.value.suggested_filename.endswith(".zip")
