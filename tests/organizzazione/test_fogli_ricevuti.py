"""Sheets made to harm: refused at once, whatever part of the file carries the harm."""

import io
import time
import zipfile

import pytest
from openpyxl import Workbook

from smvp.organizzazione.fogli_ricevuti import FileRifiutato, leggi_foglio

FOGLIO = "xl/worksheets/sheet1.xml"
SECONDI = 4
CELLA = b'<c t="inlineStr"><is><t>matricola</t></is></c>'


def pacchetto(**parti: bytes) -> bytes:
    """A workbook of one row, with parts replaced or added."""
    libro, uscita, nuovo = Workbook(), io.BytesIO(), io.BytesIO()
    libro.active.append(["matricola", "0101"])
    libro.save(uscita)
    with zipfile.ZipFile(uscita) as prima:
        tutte = {nome: prima.read(nome) for nome in prima.namelist()} | parti
    with zipfile.ZipFile(nuovo, "w", zipfile.ZIP_DEFLATED) as dopo:
        for nome, contenuto in tutte.items():
            dopo.writestr(nome, contenuto)
        dopo.writestr("xl/media/foto.png", bytes(range(256)) * 900, zipfile.ZIP_STORED)  # so that nothing is too compressed
    return nuovo.getvalue()


def con_righe(righe: bytes) -> bytes:
    return pacchetto(**{FOGLIO: foglio(righe)})


def foglio(righe: bytes, testa: bytes = b"") -> bytes:
    spazio = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return b'<?xml version="1.0"?>' + testa + b'<worksheet xmlns="' + spazio + b'"><sheetData>' + righe + b"</sheetData></worksheet>"


def rinviato(nome: str, contenuto: bytes) -> bytes:
    """The sheet stands in a part with another name."""
    legami = pacchetto_legami().replace(b"worksheets/sheet1.xml", nome.removeprefix("xl/").encode())
    return pacchetto(**{"xl/_rels/workbook.xml.rels": legami, nome: contenuto})


def pacchetto_legami() -> bytes:
    with zipfile.ZipFile(io.BytesIO(pacchetto())) as zip_:
        return zip_.read("xl/_rels/workbook.xml.rels")


def libro_di(quanti: int, *, stesso: bool) -> bytes:
    with zipfile.ZipFile(io.BytesIO(pacchetto())) as zip_:
        libro = zip_.read("xl/workbook.xml")
    inizio, fine = libro.index(b"<sheet "), libro.index(b"</sheets>")
    uno = libro[inizio:fine]
    legame = b'<Relationship Type="a" Id="%b" Target="/xl/worksheets/sheet1.xml"/>'
    nomi = [b"rId1" if stesso else b"altro%d" % n for n in range(quanti)]
    legami = pacchetto_legami().replace(b"</Relationships>", b"".join(legame % n for n in dict.fromkeys(nomi)) + b"</Relationships>")
    return pacchetto(**{
        "xl/workbook.xml": libro[:inizio] + b"".join(uno.replace(b"rId1", n) for n in nomi) + libro[fine:],
        **({} if stesso else {"xl/_rels/workbook.xml.rels": legami}),
    })  # fmt: skip


LONTANO = b'<row r="1">' + CELLA + b"</row>"
DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "ha">]>'
CASI = {
    "riga oltre la fine": (con_righe(LONTANO + b'<row r="999999999999">' + CELLA + b"</row>"), "numero impossibile"),
    "riga appena oltre la fine": (con_righe(b'<row r="1048577"/>'), "non sono in ordine"),
    "riga scritta come potenza": (con_righe(b'<row r="1e12">' + CELLA + b"</row>"), "numero impossibile"),
    "riga che torna indietro": (con_righe(b'<row r="5"/><row r="5"/>'), "non sono in ordine"),
    "riga dentro una riga": (con_righe(b"<row><row/></row>"), "non scrive"),
    "tante righe vuote": (con_righe(b"<row/>" * 100_000), r"50\.000 righe"),
    "una riga di troppe celle": (con_righe(b"<row>" + CELLA * 5_000 + b"</row>"), "200 celle"),
    "troppe celle in tutto": (con_righe((b"<row>" + b"<c/>" * 100 + b"</row>") * 9_000), "troppo grande"),
    "troppi livelli": (con_righe(b"<row>" + b"<c>" * 100 + b"</c>" * 100 + b"</row>"), "troppo grande"),
    "troppi stili": (pacchetto(**{"xl/styles.xml": b"<a>" + b"<b/>" * 30_000 + b"</a>"}), "troppo grande"),
    "DOCTYPE nel foglio": (pacchetto(**{FOGLIO: foglio(b"", DOCTYPE)}), "non scrive"),
    "DOCTYPE in una parte .dat": (rinviato("xl/worksheets/sheet1.dat", foglio(b"", DOCTYPE)), "non scrive"),
    "DOCTYPE in una finta immagine": (rinviato("xl/media/a.png", b"\n " + foglio(b"", DOCTYPE)), "non scrive"),
    "righe in una finta immagine": (rinviato("xl/media/a.png", foglio(b'<row r="999999999"/>')), "non scrive"),
    "DOCTYPE in un disegno": (pacchetto(**{"xl/drawings/a.vml": DOCTYPE + b"<x/>"}), "non scrive"),
    "DOCTYPE in UTF-7": (pacchetto(**{FOGLIO: b'<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE x><x/>'}), "parti che un foglio"),
    "lo stesso foglio mille volte": (libro_di(1_000, stesso=True), "non scrive"),
    "lo stesso foglio con mille nomi": (libro_di(1_000, stesso=False), "non scrive"),
}


@pytest.mark.parametrize("caso", CASI)
def test_un_foglio_ostile_si_rifiuta_subito(caso: str) -> None:
    contenuto, motivo = CASI[caso]
    inizio = time.process_time()
    with pytest.raises(FileRifiutato, match=motivo):
        leggi_foglio("p.xlsx", contenuto)
    assert time.process_time() - inizio < SECONDI


@pytest.mark.parametrize(
    ("contenuto", "motivo"),
    [(b"matricola;nome\n" + b"\n" * 9_000_000 + b"x;y", r"50\.000 righe"), (b"matricola" + b";" * 9_000_000, r"100\.000 caratteri")],
    ids=["righe vuote", "una riga lunghissima"],
)
def test_un_csv_ostile_si_rifiuta_subito(contenuto: bytes, motivo: str) -> None:
    inizio = time.process_time()
    with pytest.raises(FileRifiutato, match=motivo):
        leggi_foglio("p.csv", contenuto)
    assert time.process_time() - inizio < SECONDI


def test_quello_che_excel_aggiunge_si_accetta() -> None:
    contenuto = pacchetto(**{
        "xl/printerSettings/printerSettings1.bin": b"\x48\0P\0",
        "xl/drawings/vmlDrawing1.vml": b'<xml xmlns:v="urn:schemas-microsoft-com:vml"><v:shape><br></v:shape></xml>',
        "customXml/item1.xml": b"<a/>",
    })  # fmt: skip
    assert leggi_foglio("p.xlsx", contenuto) == [(1, ["matricola", "0101", *[None] * 28])]


def test_un_salto_ragionevole_e_righe_senza_numero_si_leggono() -> None:
    righe = leggi_foglio("p.xlsx", con_righe(LONTANO + b'<row r="40">' + CELLA + b"</row><row>" + CELLA + b"</row>"))
    assert [n for n, _ in righe] == [1, 40, 41]


@pytest.mark.parametrize(
    "invisibile",
    [
        "\u200b",
        "\u200f",
        "\u202e",
        "\u2066",
        "\u00ad",
        "\ufeff",
        "\x07",
        "\x7f",
        "\x85x\x9b",
        "\u3164",
        "\u2800",
        "\ufe0f",
        "\ue000",
        "\U000e0041",
    ],
    ids=lambda c: f"{ord(c[0]):04X}",
)
def test_un_carattere_che_non_si_vede_si_rifiuta(invisibile: str) -> None:
    with pytest.raises(FileRifiutato, match=r"riga 2 .* non si vede \(U\+"):
        leggi_foglio("p.csv", f"matricola;nome\n01{invisibile}01;Anna\n".encode())


def test_a_capo_e_spazi_larghi_diventano_uno_spazio_e_gli_accenti_si_compongono() -> None:
    righe = leggi_foglio("p.csv", 'matricola;nome\n0101;"Anna\n\u00a0 Noe\u0300\t’D’\u00c9"\n'.encode())
    assert righe[1][1] == ["0101", "Anna Noè ’D’É"]


# --- formulas -------------------------------------------------------------------------------------------------------------------------


def _con_formula(cella: bytes) -> bytes:
    prima, seconda = (CELLA.replace(b"<c ", b'<c r="A%d" ' % n) for n in (1, 2))
    return con_righe(b'<row r="1">%b</row><row r="2">%b%b</row>' % (prima, seconda, cella))


@pytest.mark.parametrize(
    ("cella", "letta"),
    [(b'<c r="B2"><f>1+1</f><v>2</v></c>', 2), (b'<c r="B2" t="str"><f>T(A9)</f><v></v></c>', None), (b'<c r="B2"/>', None),
     (b'<c r="ZZ2"><f>1+1</f></c>', ...)],
)  # fmt: skip
def test_di_una_formula_si_legge_il_risultato_anche_se_e_un_testo_vuoto(cella: bytes, letta: object) -> None:
    riga = leggi_foglio("x.xlsx", _con_formula(cella))[1][1]
    assert (riga[1] if len(riga) > 1 and letta is not ... else letta) == letta


@pytest.mark.parametrize("cella", [b'<c r="B2"><f>1+1</f></c>', b'<c r="B2"><f>1+1</f><v></v></c>', b'<c r="B2"><f>1+1</f><v/></c>'])
def test_una_formula_senza_risultato_non_e_una_cella_vuota(cella: bytes) -> None:
    with pytest.raises(FileRifiutato, match="Nella cella B2 c’è una formula senza il suo risultato"):
        leggi_foglio("x.xlsx", _con_formula(cella))


def test_di_molte_formule_senza_risultato_si_nominano_le_prime() -> None:
    """As a program writes them, without a spreadsheet having worked them out."""
    libro, uscita = Workbook(), io.BytesIO()
    for n in range(1, 10):
        libro.active.append(["0101", f"=A{n}"])
    libro.create_sheet("Altro").append(["=1+1"])
    libro.save(uscita)
    with pytest.raises(FileRifiutato, match="Nelle celle B1, B2, B3, B4, B5 e altre 4 c’è"):
        leggi_foglio("x.xlsx", uscita.getvalue())
