"""A staff file read into rows: what is understood, and every fault with its row, column and reason."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from openpyxl import Workbook, load_workbook

from smvp.organizzazione.fogli_ricevuti import RIGHE_MASSIME, FileRifiutato, leggi_foglio
from smvp.organizzazione.importazione import COLONNE, RigaPersonale, leggi_personale

VALIDA = {
    "matricola": "0101", "cognome": "Rossi", "nome": "Anna", "codice_fiscale": "RSSMRA80A01H501U", "email": "Anna.Rossi@Example.org",
    "direzione": "D1", "categoria": "c", "tempo": "50%", "dal": "01/03/2026", "al": "",
}  # fmt: skip


def foglio_csv(*righe: dict[str, Any], separatore: str = ";", codifica: str = "utf-8") -> bytes:
    intestazione = list(righe[0]) if righe else list(COLONNE)
    testo = [separatore.join(f'"{v}"' for v in valori) for valori in (intestazione, *([r[c] for c in intestazione] for r in righe))]
    return "\r\n".join(testo).encode(codifica)


def foglio_xlsx(*righe: list[Any], intestazione: tuple[str, ...] = COLONNE) -> bytes:
    libro = Workbook()
    libro.active.append(intestazione)
    for riga in righe:
        libro.active.append(riga)
    uscita = io.BytesIO()
    libro.save(uscita)
    return uscita.getvalue()


def difetti(contenuto: bytes, nome: str = "p.csv") -> list[tuple[int, str, str]]:
    return [(d.riga, d.colonna, d.motivo) for d in leggi_personale(nome, contenuto).difetti]


# --- what is understood ---------------------------------------------------------------------------------------------------------


def test_una_riga_csv() -> None:
    lettura = leggi_personale("personale.csv", foglio_csv(VALIDA))
    assert not lettura.difetti
    assert lettura.righe == (
        RigaPersonale(
            2, "0101", "Rossi", "Anna", "RSSMRA80A01H501U", "anna.rossi@example.org", "D1", "C", Decimal("0.5000"), date(2026, 3, 1), None
        ),
    )


def test_una_riga_xlsx_con_numeri_e_date_veri() -> None:
    riga = [1234.0, "  De   Rossi ", "Noè", None, None, "D1", "B", 0.8333333333, datetime(2026, 3, 1), date(2026, 12, 31)]
    letta = leggi_personale("p.xlsx", foglio_xlsx(riga)).righe[0]
    assert (letta.matricola, letta.cognome, letta.nome, letta.codice_fiscale) == ("1234", "De Rossi", "Noè", "")
    assert (letta.tempo, letta.dal, letta.al) == (Decimal("0.8333"), date(2026, 3, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("separatore", "codifica"), [(";", "utf-8"), (",", "utf-8"), (";", "utf-8-sig"), (";", "cp1252"), (",", "latin-1")]
)
def test_separatori_e_codifiche(separatore: str, codifica: str) -> None:
    lettura = leggi_personale("p.CSV", foglio_csv({**VALIDA, "nome": "Noè", "tempo": "1"}, separatore=separatore, codifica=codifica))
    assert (lettura.difetti, lettura.righe[0].nome) == ((), "Noè")


def test_le_colonne_stanno_in_qualunque_ordine_e_le_righe_vuote_si_saltano() -> None:
    testo = "AL;Dal;Codice fiscale;e mail\n"
    assert [d[1] for d in difetti(testo.encode())][:2] == ["e mail", "matricola"]
    contenuto = b"Dal;Categoria;Direzione;Nome;Cognome;Matricola\n;;;;;\n\n2026-03-01;A;D1;Anna;Rossi;7\n"
    lettura = leggi_personale("p.csv", contenuto)
    assert (lettura.difetti, lettura.righe[0].numero, lettura.righe[0].tempo) == ((), 4, 1)


@pytest.mark.parametrize(
    ("scritto", "letto"), [("0,5", "0.5"), ("0.5", "0.5"), ("50%", "0.5"), ("83,33 %", "0.8333"), ("1", "1"), ("100%", "1"), ("", "1")]
)
def test_la_quota_di_tempo(scritto: str, letto: str) -> None:
    assert leggi_personale("p.csv", foglio_csv({**VALIDA, "tempo": scritto})).righe[0].tempo == Decimal(letto)


def test_una_riga_torna_uguale_dai_dati_salvati() -> None:
    riga = leggi_personale("p.csv", foglio_csv({**VALIDA, "al": "31/12/2026"})).righe[0]
    assert RigaPersonale.da_dati(riga.come_dati()) == riga


# --- faults -----------------------------------------------------------------------------------------------------------------------

SBAGLI = [
    ("matricola", "", "Manca la matricola"),
    ("cognome", "x" * 81, "al massimo 80"),
    ("codice_fiscale", "RSSMRA80A01H501A", "non è valido"),
    ("codice_fiscale", "00743110157", "16 caratteri"),
    ("email", "anna@", "posta non è valido"),
    ("direzione", " ", "Manca l’ufficio: scrivi il codice"),
    ("categoria", "E", "A, B, C oppure D"),
    ("tempo", "mezzo", "0,5 oppure 50%"),
    ("tempo", "0", "da più di 0 a 1"),
    ("tempo", "50", "da più di 0 a 1"),
    ("tempo", "150%", "«150%»: la quota di tempo va da più di 0 a 1"),
    ("categoria", "E", "«E»: scrivi A"),
    ("tempo", "0,00001", "da più di 0 a 1"),
    ("tempo", "-0,5", "da più di 0 a 1"),
    ("dal", "31/02/2026", "«31/02/2026»: non è una data"),
    ("dal", "01/03/26", "non è una data"),
    ("dal", "01/03/1026", "tra il 1950"),
    ("dal", "", "Manca la data di inizio: scrivila come"),
    ("al", "28/02/2026", "«28/02/2026»: la fine viene prima della data di inizio, 01/03/2026"),
]


@pytest.mark.parametrize(("colonna", "valore", "motivo"), SBAGLI, ids=[f"{c} {v[:12]!r}" for c, v, _ in SBAGLI])
def test_ogni_difetto_dice_riga_colonna_e_motivo(colonna: str, valore: str, motivo: str) -> None:
    (riga, dove, perche), *altri = difetti(foglio_csv(VALIDA | {"matricola": "1", "codice_fiscale": ""}, {**VALIDA, colonna: valore}))
    assert (riga, dove, altri) == (3, colonna, [])
    assert motivo in perche


def test_i_difetti_si_dicono_tutti_insieme_in_ordine() -> None:
    trovati = difetti(foglio_csv({**VALIDA, "dal": "ieri", "tempo": "2"}, {**VALIDA, "matricola": "2", "codice_fiscale": "", "nome": ""}))
    assert [(r, c) for r, c, _ in trovati] == [(2, "tempo"), (2, "dal"), (3, "nome")]


def test_la_stessa_persona_due_volte() -> None:
    trovati = difetti(foglio_csv(VALIDA, VALIDA))
    assert trovati == [
        (3, "matricola", "«0101» c’è già nel file: riga 2, Rossi Anna."),
        (3, "codice_fiscale", "«RSSMRA80A01H501U» c’è già nel file: riga 2, Rossi Anna."),
    ]


def test_una_riga_con_un_difetto_si_guarda_tutta() -> None:
    """Duplicates and dates too: nobody should have to upload the file twice."""
    trovati = difetti(foglio_csv(VALIDA, {**VALIDA, "codice_fiscale": "", "tempo": "150%", "categoria": "E", "al": "01/01/2026"}))
    assert [(r, c) for r, c, _ in trovati] == [(3, "categoria"), (3, "tempo"), (3, "al"), (3, "matricola")]


@pytest.mark.parametrize(
    ("cambi", "chi"),
    [
        ({}, "Rossi Anna"),
        ({"nome": ""}, "Rossi"),
        ({"nome": "", "cognome": ""}, "matricola 0101"),
        ({"matricola": "", "nome": "", "cognome": ""}, None),
    ],
)
def test_un_difetto_dice_di_chi_e_la_riga(cambi: dict[str, str], chi: str | None) -> None:
    trovati = leggi_personale("p.csv", foglio_csv({**VALIDA, "tempo": "150%", **cambi})).difetti
    assert {d.persona for d in trovati} == ({chi} if chi else {""})


def test_se_manca_una_colonna_si_dicono_anche_i_difetti_delle_righe() -> None:
    senza = {c: v for c, v in VALIDA.items() if c != "categoria"} | {"tempo": "mezzo"}
    assert [(r, c) for r, c, _ in difetti(foglio_csv(senza))] == [(1, "categoria"), (2, "tempo")]


@pytest.mark.parametrize(
    ("contenuto", "motivo"),
    [
        (b"", "vuoto"),
        (b"  \n ", "vuoto"),
        (b"matricola;cognome\n1;Rossi\n", "manca"),
        (b"matricola;matricola;cognome;nome;direzione;categoria;dal\n", "due volte"),
        (b"matricola;cognome;nome;direzione;categoria;dal\n", "nessuna riga"),
        (b"matricola;cognome;nome;direzione;categoria;dal;stipendio\n", "non prevista"),
        (b'matricola;cognome;nome;direzione;categoria;dal\n"1;Rossi\n', "virgolette"),
        (b"\0\0\0", "non è un testo"),
        (b"PK\x03\x04qualcosa", "non è quello che"),
        (b"matricola;cognome;nome;direzione;categoria;dal\n1;" + b"x" * 400, "300 caratteri"),
    ],
)
def test_file_csv_che_non_vanno(contenuto: bytes, motivo: str) -> None:
    assert motivo in " ".join(m for _, _, m in difetti(contenuto))


# --- hostile workbooks ----------------------------------------------------------------------------------------------------------------


def riscrivi(contenuto: bytes, parte: str, nuovo: bytes, compressione: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The same package with one part replaced or added."""
    uscita = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(contenuto)) as prima, zipfile.ZipFile(uscita, "w", compressione) as dopo:
        for voce in prima.namelist():
            if voce != parte:
                dopo.writestr(voce, prima.read(voce))
        dopo.writestr(parte, nuovo)
    return uscita.getvalue()


FOGLIO = "xl/worksheets/sheet1.xml"
LONTANA = (
    b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>matricola</t></is></c></row>'
    b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
)
BOMBA = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'


@pytest.mark.parametrize(
    ("caso", "contenuto", "motivo"),
    [
        ("non è un pacchetto", b"PK\x03\x04 niente", "rovinato"),
        ("pacchetto tagliato", foglio_xlsx()[:-40], "rovinato"),
        ("non è un foglio", riscrivi(b"PK\x05\x06" + b"\0" * 18, "a.txt", b"ciao"), "senza macro"),
        ("con macro", riscrivi(foglio_xlsx(), "xl/vbaProject.bin", b"x"), "senza macro"),
        ("entità", riscrivi(foglio_xlsx(), FOGLIO, BOMBA), "non scrive"),
        ("entità nascoste in UTF-16", riscrivi(foglio_xlsx(), FOGLIO, BOMBA.decode().encode("utf-16")), "non scrive"),
        ("troppo grande una volta aperto", riscrivi(foglio_xlsx(), "xl/media/vuoto.bin", b"\0" * 51 * 1024 * 1024), "troppo grande"),
        ("troppo compresso", riscrivi(foglio_xlsx(), "xl/media/vuoto.bin", b"\0" * 5 * 1024 * 1024), "troppo grande"),
        ("XML rotto", riscrivi(foglio_xlsx(), FOGLIO, b"<worksheet><sheetData>"), "rovinato"),
        ("estensione falsa", b"matricola;cognome", "non è quello che"),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_fogli_ostili(caso: str, contenuto: bytes, motivo: str) -> None:
    with pytest.raises(FileRifiutato, match=motivo):
        leggi_foglio("p.xlsx", contenuto)


def test_una_cella_in_fondo_al_foglio_non_blocca_il_lettore() -> None:
    righe = leggi_foglio("p.xlsx", riscrivi(foglio_xlsx(), FOGLIO, LONTANA))
    assert [n for n, _ in righe] == [1], "la cella lontana sta oltre le colonne che si leggono"


def test_troppe_righe() -> None:
    contenuto = b"matricola\n" + b"1\n" * (RIGHE_MASSIME + 1)
    with pytest.raises(FileRifiutato, match=r"più di 20\.000 righe"):
        leggi_foglio("p.csv", contenuto)
    assert len(leggi_foglio("p.csv", contenuto[:-2])) == RIGHE_MASSIME + 1


@pytest.mark.parametrize("nome", ["p.xls", "p", "p.ods", "p.exe"])
def test_altre_estensioni(nome: str) -> None:
    with pytest.raises(FileRifiutato, match=r"\.xlsx oppure \.csv"):
        leggi_foglio(nome, b"qualcosa")


def test_il_modello_da_scaricare_ha_le_colonne_che_si_leggono() -> None:
    contenuto = Path(settings.RADICE, "static/modelli/personale.xlsx").read_bytes()
    assert tuple(c.value for c in load_workbook(io.BytesIO(contenuto)).active[1]) == COLONNE
    assert [d.motivo for d in leggi_personale("personale.xlsx", contenuto).difetti] == ["Sotto le intestazioni non c’è nessuna riga."]
