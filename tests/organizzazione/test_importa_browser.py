"""The staff import in a real browser, from the file to the confirmation, and a file with faults."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import aspettati, entra, esamina

pytestmark = pytest.mark.browser

INTESTAZIONE = "matricola;cognome;nome;codice_fiscale;email;direzione;categoria;tempo;dal;al\n"
BUONO = INTESTAZIONE + "9901;Prova;Ada;;;{ufficio};C;50%;01/04/2026;\n"
SBAGLIATO = INTESTAZIONE + "9902;Prova;;;chi@;{ufficio};E;2;01/04/26;\n9903;Prova;Ugo;;;NONC'E;C;1;01/04/2026;\n"


def carica(pagina: Page, testo: str) -> None:
    pagina.get_by_label("File del personale").set_input_files(
        {"name": "personale.csv", "mimeType": "text/csv", "buffer": testo.format(ufficio="D1.1").encode()}
    )
    pagina.get_by_role("button", name="Mostra l’anteprima").click()


def test_dal_file_alla_conferma(sito: str, pagina: Page) -> None:
    aspettati(pagina, "^422 POST")
    entra(pagina, sito, "personale")
    pagina.goto(f"{sito}/organizzazione/personale/importa/")
    esamina(pagina, "importa-personale")

    carica(pagina, SBAGLIATO)
    expect(pagina.get_by_role("alert")).to_contain_text("6 errori da correggere")
    expect(pagina.get_by_role("alert")).to_be_focused()
    expect(pagina.get_by_role("table", name="Errori del file")).to_contain_text("scrivi A, B, C oppure D.")
    esamina(pagina, "importa-personale-errori")

    carica(pagina, BUONO)
    expect(pagina.get_by_role("heading", name="Anteprima dell’importazione")).to_be_visible()
    expect(pagina.get_by_role("table")).to_contain_text("Prova Ada")
    esamina(pagina, "importa-personale-anteprima")

    pagina.get_by_role("button", name="Applica le modifiche").click()
    expect(pagina.get_by_role("heading", name="Importazione conclusa")).to_be_visible()
    esamina(pagina, "importa-personale-fatto")


def test_una_matricola_sbagliata_si_vede_prima_di_applicare(sito: str, pagina: Page) -> None:
    entra(pagina, sito, "personale")
    pagina.goto(f"{sito}/organizzazione/personale/importa/")
    carica(pagina, INTESTAZIONE + "9911;Prova;Ivo;;;{ufficio};C;1;01/04/2026;\n0301;X;Y;;;{ufficio};B;50%;01/04/2026;\n"
           "0201;Z;W;;;{ufficio};C;1;01/04/2026;\n")  # fmt: skip
    righe = pagina.get_by_role("table").get_by_role("row")
    expect(righe.filter(has_text="matricola 0301")).to_contain_text("Albertini Sara")
    expect(righe.filter(has_text="matricola 0301")).to_contain_text("Cambia nome: è la stessa persona?")
    expect(righe.filter(has_text="matricola 0201")).to_contain_text("Ha un incarico:")
    expect(righe.last).to_contain_text("Prova Ivo")
    esamina(pagina, "importa-personale-da-controllare")
