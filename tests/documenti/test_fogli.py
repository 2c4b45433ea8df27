"""Spreadsheets: numbers as numbers, dates as dates, and never a formula out of what a person typed."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from smvp.documenti.fogli import Foglio, scrivi_csv, scrivi_xlsx

INTESTAZIONI = ("Incarico", "Giorni", "Punteggio", "Importo", "Premio", "Dal", "Chiusa il")
FORMATI = ("testo", "intero", "numero", "euro", "percento", "data", "momento")
CHIUSA = datetime(2026, 4, 10, 8, 45, tzinfo=UTC)
RIGA = (
    "Finanze e Tributi", 365, Decimal("216.67"), Decimal("8500.50"), Decimal(85), date(2025, 1, 1), CHIUSA,
)  # fmt: skip
TOTALI = ("Totale", None, None, Decimal("8500.50"), None, None, None)
PERICOLOSI = [
    "=1+1", "=HYPERLINK(\"http://x\")", "+39 0324 1234", "-5 giorni", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1+1", "＝1+1", "-", "=",
    "=cmd|' /C calc'!A0",
]  # fmt: skip
INNOCUI = ["Rossi", "a=b", "1+1", "O'Brien", "è già", "", " testo", "mario@example.org"]


def foglio(**altro: Any) -> Foglio:
    return Foglio(**{"titolo": "Fasce 2025", "intestazioni": INTESTAZIONI, "righe": [RIGA], "formati": FORMATI, "totali": TOTALI} | altro)


def riaperto(*fogli: Foglio) -> Workbook:
    return load_workbook(io.BytesIO(scrivi_xlsx(fogli)))


def di_testo(*valori: str) -> Foglio:
    return Foglio("Testi", ["Nota"], [[v] for v in valori], ["testo"])


def test_xlsx_i_numeri_sono_numeri_e_le_date_sono_date() -> None:
    pagina = riaperto(foglio()).active
    assert [c.value for c in pagina[1]] == list(INTESTAZIONI)
    assert [c.value for c in pagina[2]] == [
        "Finanze e Tributi", 365, 216.67, 8500.5, 85, datetime(2025, 1, 1), datetime(2026, 4, 10, 10, 45),
    ]  # fmt: skip
    assert [c.data_type for c in pagina[2]] == ["s", "n", "n", "n", "n", "d", "d"]
    assert [c.number_format for c in pagina[2]][1:] == [
        "#,##0", "#,##0.00", '#,##0.00\\ "€"', '0.00\\ "%"', "dd/mm/yyyy", "dd/mm/yyyy\\ hh:mm",
    ]  # fmt: skip
    assert [c.value for c in pagina[3]] == ["Totale", None, None, 8500.5, None, None, None]


def test_xlsx_si_legge_e_si_stampa_senza_sistemarlo() -> None:
    pagina = riaperto(foglio()).active
    assert pagina.freeze_panes == "A2"
    assert pagina.print_title_rows == "$1:$1"
    assert pagina.page_setup.orientation == "landscape"
    assert pagina.sheet_properties.pageSetUpPr.fitToPage
    assert pagina.auto_filter.ref == "A1:G2"
    assert pagina["A1"].font.bold
    assert pagina["A3"].font.bold
    assert pagina.column_dimensions["A"].width >= len("Finanze e Tributi")


@pytest.mark.parametrize("testo", PERICOLOSI)
def test_xlsx_nessun_testo_diventa_una_formula(testo: str) -> None:
    cella = riaperto(di_testo(testo)).active["A2"]
    assert cella.data_type == "s"
    assert cella.quotePrefix
    assert cella.value.replace("\r", "\n").strip() == testo.strip()


@pytest.mark.parametrize("testo", PERICOLOSI)
def test_xlsx_neanche_in_una_colonna_di_numeri_o_nell_intestazione(testo: str) -> None:
    pagina = riaperto(Foglio("x", [testo], [[testo]], ["euro"], totali=[testo])).active
    assert {c.data_type for riga in pagina.iter_rows() for c in riga} == {"s"}


@pytest.mark.parametrize("testo", PERICOLOSI)
def test_csv_nessun_testo_diventa_una_formula(testo: str) -> None:
    valore = leggi_csv(di_testo(testo))[1][0]
    assert valore == f"'{testo}"


@pytest.mark.parametrize("testo", INNOCUI)
def test_i_testi_innocui_restano_come_sono(testo: str) -> None:
    assert leggi_csv(di_testo(testo, "x"))[1] == ([testo] if testo else [""])
    assert (riaperto(di_testo(testo)).active["A2"].value or "") == testo


def leggi_csv(f: Foglio) -> list[list[str]]:
    return list(csv.reader(io.StringIO(scrivi_csv(f).decode("utf-8-sig"), newline=""), delimiter=";"))


def test_csv_si_apre_giusto_in_un_foglio_italiano() -> None:
    octets = scrivi_csv(foglio())
    assert octets.startswith(b"\xef\xbb\xbf")
    assert octets.count(b"\r\n") == 3
    assert leggi_csv(foglio()) == [
        list(INTESTAZIONI),
        ["Finanze e Tributi", "365", "216,67", "8500,50", "85,00", "01/01/2025", "10/04/2026 10:45"],
        ["Totale", "", "", "8500,50", "", "", ""],
    ]


def test_csv_un_numero_negativo_resta_un_numero() -> None:
    assert leggi_csv(Foglio("x", ["n"], [[Decimal("-1234.5")], [-3]], ["euro"]))[1:] == [["-1234,50"], ["-3,00"]]


def test_csv_non_perde_decimali() -> None:
    assert leggi_csv(Foglio("x", ["n"], [[Decimal("76.666")]], ["numero"]))[1] == ["76,666"]


@pytest.mark.parametrize("valore", [1.5, Fraction(1, 3), b"x", object()])
def test_ciò_che_non_è_esatto_è_rifiutato(valore: Any) -> None:
    with pytest.raises(TypeError):
        scrivi_xlsx(Foglio("x", ["n"], [[valore]], ["numero"]))
    with pytest.raises(TypeError):
        scrivi_csv(Foglio("x", ["n"], [[valore]], ["numero"]))


def test_caratteri_che_xml_non_ammette_e_testi_troppo_lunghi() -> None:
    pagina = riaperto(di_testo("a\x00b\x0bc\ud800d\uffffe", "x" * 40_000)).active
    assert pagina["A2"].value == "abcde"
    assert len(pagina["A3"].value) == 32_767
    assert pagina["A3"].value.endswith("[testo tagliato]")


@pytest.mark.parametrize(
    "testo", ["<b> & «tutto» \"fra\" 'virgolette' ]]>", " spazi davanti e dietro ", "prima riga\nseconda\ttabulata", ""]
)
def test_xlsx_un_testo_si_rilegge_com_era(testo: str) -> None:
    assert riaperto(di_testo("x", testo, "y")).active["A3"].value == testo


@pytest.mark.parametrize("numero", ["12345678901234567.89", "0.10", "-1E+3", "0"])
def test_xlsx_scrive_tutte_le_cifre_di_un_numero(numero: str) -> None:
    octets = scrivi_xlsx(Foglio("Numeri", ["Importo"], [[Decimal(numero)]], ["numero"]))
    with zipfile.ZipFile(io.BytesIO(octets)) as pacco:
        assert f"<v>{Decimal(numero):f}</v>" in pacco.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("numero", ["NaN", "Infinity"])
def test_xlsx_ciò_che_non_è_un_numero_è_rifiutato(numero: str) -> None:
    with pytest.raises(ValueError, match="non può contenere"):
        scrivi_xlsx(Foglio("Numeri", ["Importo"], [[Decimal(numero)]], ["numero"]))


def test_titoli_di_foglio_leciti_e_distinti() -> None:
    libro = riaperto(*(Foglio(t, ["n"], [], ["testo"]) for t in ("Fasce: 2025/2026", "fasce  2025 2026", "x" * 40, "X" * 40, "[]")))
    assert libro.sheetnames == ["Fasce  2025 2026", "fasce  2025 2026 2", "x" * 31, "X" * 29 + " 2", "Foglio"]


def test_un_foglio_mal_definito_è_un_errore_subito() -> None:
    with pytest.raises(ValueError, match="formato per ogni"):
        Foglio("x", ["a", "b"], [], ["testo"])
    with pytest.raises(ValueError, match="sconosciuti"):
        Foglio("x", ["a"], [], ["soldi"])
    with pytest.raises(ValueError, match="zip"):
        scrivi_csv(Foglio("x", ["a"], [["uno", "due"]], ["testo"]))


def test_vero_e_falso_in_italiano_e_righe_da_un_generatore() -> None:
    f = Foglio("x", ["ad interim"], ([n % 2 == 0] for n in range(500)), ["testo"])
    assert riaperto(f).active.max_row == 501
    assert leggi_csv(Foglio("x", ["ad interim"], [[True], [False]], ["testo"]))[1:] == [["sì"], ["no"]]


def test_si_scrive_dentro_un_file_aperto() -> None:
    destinazione = io.BytesIO()
    assert scrivi_xlsx(foglio(), destinazione) == b""
    assert load_workbook(destinazione).sheetnames == ["Fasce 2025"]
