"""Open data: what is read back from each file is what the document has frozen; nothing is a formula; what is withheld is said."""

import csv
import io
import json
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.test import Client

from smvp.performance.calcolo.blocchi import Genere
from smvp.trasparenza.letture.aperti import RISERVATI, tavole_aperte

from .scene import in_sezione

pytestmark = pytest.mark.django_db
COLONNE = ["fascia", "persone", "media", "quota", "importo", "il", RISERVATI]
PRIMA = ["151–225", 40, Decimal("210.50"), Decimal(80), Decimal("12345.6"), date(2026, 6, 30), None]
SECONDA = ["76–150", None, None, None, None, None, "persone, media, quota, importo"]
TERZA = ['=HYPERLINK("http://x")', 0, None, Decimal(0), Decimal("-12.3"), date(2026, 6, 30), None]


@pytest.fixture
def c(comune: SimpleNamespace) -> SimpleNamespace:
    return in_sezione(comune)


def scarica(client: Client, codice: str, formato: str) -> bytes:
    risposta = client.get(f"/trasparenza/dati/2025/{codice}.{formato}")
    assert risposta.status_code == 200
    assert risposta["Access-Control-Allow-Origin"] == "*"
    return risposta.content


def test_csv(c: SimpleNamespace, client: Client) -> None:
    testo = scarica(client, "fasce_personale", "csv").decode("utf-8-sig")
    testa, *righe = csv.reader(io.StringIO(testo), delimiter=";")
    assert testa == COLONNE
    assert righe == [
        ["151–225", "40", "210,50", "80,00", "12345,60", "30/06/2026", ""],
        ["76–150", "", "", "", "", "", "persone, media, quota, importo"],
        ['\'=HYPERLINK("http://x")', "0", "", "0,00", "-12,30", "30/06/2026", ""],
    ]


def test_xlsx(c: SimpleNamespace, client: Client) -> None:
    libro = openpyxl.load_workbook(io.BytesIO(scarica(client, "fasce_personale", "xlsx")))
    dati, dizionario = libro.worksheets
    testa, *righe = [list(riga) for riga in dati.iter_rows(values_only=True)]
    assert testa == COLONNE
    assert [[_pulito(v) for v in riga] for riga in righe] == [[_pulito(v) for v in riga] for riga in (PRIMA, SECONDA, TERZA)]
    assert {cella.data_type for riga in dati.iter_rows() for cella in riga} <= {"n", "s", "d", "inlineStr"}
    assert [riga[0].value for riga in dizionario.iter_rows(min_row=2)] == COLONNE


def _pulito(v: Any) -> Any:
    if isinstance(v, datetime):
        return v.date()
    return Decimal(str(v)) if isinstance(v, int | float | Decimal) else v or None


def test_json(c: SimpleNamespace, client: Client) -> None:
    letto = json.loads(scarica(client, "fasce_personale", "json"), parse_float=Decimal)
    assert letto["anno"] == 2025
    assert [k["nome"] for k in letto["colonne"]] == COLONNE
    attese = [dict(zip(COLONNE, [_in_json(v) for v in riga], strict=True)) for riga in (PRIMA, SECONDA, TERZA)]
    assert [{k: v or None if k == RISERVATI else v for k, v in riga.items()} for riga in letto["righe"]] == attese


def _in_json(v: Any) -> Any:
    return v.isoformat() if isinstance(v, date) else v


def test_ogni_tavola_aperta_e_uguale_a_quella_congelata(c: SimpleNamespace, client: Client) -> None:
    tavole = {t["codice"]: t for t in tavole_aperte(c.relazione.payload)}
    assert set(tavole) == {"obiettivi", "fasce_personale"}
    for codice, tavola in tavole.items():
        letto = json.loads(scarica(client, codice, "json"), parse_float=Decimal)
        for riga, congelata in zip(letto["righe"], tavola["righe"], strict=True):
            for colonna, grezzo in zip(tavola["colonne"], congelata, strict=True):
                valore = riga[colonna["nome"]]
                if grezzo is None:
                    assert (valore, colonna["nome"] in riga[RISERVATI]) == (None, True)
                elif grezzo == "":
                    assert valore is None
                elif colonna["genere"] in (Genere.TESTO, Genere.DATA):
                    assert valore == grezzo
                else:
                    assert Decimal(valore) == Decimal(str(grezzo))


def test_il_dizionario_dice_ogni_colonna_e_dove_si_scarica(c: SimpleNamespace, client: Client) -> None:
    testo = client.get("/trasparenza/dati/2025/").content.decode()
    for parole in ("Quante persone.", RISERVATI, "meno di 5 persone", "/trasparenza/dati/2025/fasce_personale.csv", "citando l’ente"):
        assert parole in testo, parole
    assert "/trasparenza/dati/2025/piano/obiettivi.xlsx" in testo
