"""Files of earlier totals and of economic steps that are full of rubbish: each fault is told, nothing breaks, nothing gets in."""

from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from smvp.organizzazione.models import Persona
from smvp.organizzazione.posizioni import leggi_posizioni
from smvp.organizzazione.righe_ricevute import RIGHE_MASSIME
from smvp.regolamento.lettore import carica
from tests.scena import scena_del_modulo
from valutazioni.letture.pregresse import leggi_pregresse, piano_pregresse
from valutazioni.models import ValutazionePregressa

from .progressioni import con_candidati

_scritta, c = scena_del_modulo(con_candidati)
REG = carica("domodossola-2020")
TESTA = ["matricola", "anno", "totale", "sistema", "fonte"]
OGGI = timezone.datetime(2026, 4, 10).date()


def xlsx(*righe: list[Any]) -> bytes:
    libro = Workbook()
    for riga in righe:
        libro.active.append(riga)
    uscita = BytesIO()
    libro.save(uscita)
    return uscita.getvalue()


def csv(*righe: str) -> bytes:
    return "\n".join(righe).encode()


@pytest.mark.parametrize(("totale", "letto"), [
    ("231,40", "231.40"), ("231.4", "231.40"), ("0", "0.00"), ("300", "300.00"), (" 231,4 ", "231.40"), (231.4, "231.40"),
    (231.40000000000003, "231.40"), (231, "231.00"), ("togli", None),
    ("300,01", "va da 0 a 300"), (300.01, "va da 0 a 300"), ("-1", ""), (-0.01, "va da 0 a 300"), ("231,405", "due decimali"),
    ("1.231,40", ""),
    (1e300, "va da 0 a 300"), ("1e2", ""), ("NaN", ""), ("inf", ""), (float("nan"), ""), (float("inf"), ""), (float("-inf"), ""),
    ("=1+1", ""), ("²³¹", ""), ("9" * 5_000, ""), (True, "un punteggio"), ("", "Manca il punteggio"), (None, "Manca il punteggio"),
    ("duecento", ""), (OGGI, "un punteggio"), ("231\x00", ""),
])  # fmt: skip
def test_ogni_totale_e_letto_o_rifiutato_con_un_perche(monkeypatch: pytest.MonkeyPatch, totale: Any, letto: str | None) -> None:
    """As a spreadsheet or a text file may bring it: the cell arrives as it is."""
    foglio = [(1, TESTA), (2, ["P1", 2022, totale, "vigente", "Scheda"])]
    monkeypatch.setattr("smvp.organizzazione.righe_ricevute.leggi_foglio", lambda nome, contenuto: foglio)
    righe, difetti = leggi_pregresse("f.xlsx", b"", REG, 2026)
    if letto is None or letto.replace(".", "").isdigit():
        assert (len(difetti), righe[0].totale) == (0, None if letto is None else Decimal(letto))
    else:
        assert not righe
        assert [d.colonna for d in difetti] == ["totale"]
        assert letto in difetti[0].motivo


@pytest.mark.parametrize("dal", [
    "31/02/2024", "29/02/2023", "01/01/99999999999999999999", "0/0/0", "2024", "45000", 45000.0, "1/1/1/1", "=TODAY()", "oggi", True, "",
    "01/01/1949", "11/04/2026", "\x00",
])  # fmt: skip
def test_ogni_data_impossibile_e_rifiutata(monkeypatch: pytest.MonkeyPatch, dal: Any) -> None:
    foglio = [(1, ["matricola", "posizione", "dal"]), (2, ["P1", "C3", dal])]
    monkeypatch.setattr("smvp.organizzazione.righe_ricevute.leggi_foglio", lambda nome, contenuto: foglio)
    righe, difetti = leggi_posizioni("f.xlsx", b"", OGGI)
    assert (righe, [d.colonna for d in difetti]) == ((), ["dal"])


@pytest.mark.parametrize(("fonte", "letta"), [
    ("Scheda\u00a02022", True), ("Scheda\n2022, prot. 7", True), ("=HYPERLINK(1)", True), ("Scheda\x00", False), ("a\x07b", False),
    ("\ud800", False), ("   ", False), ("x" * 201, False),
])  # fmt: skip
def test_una_fonte_si_legge_se_si_puo_scrivere(monkeypatch: pytest.MonkeyPatch, fonte: str, letta: bool) -> None:
    foglio = [(1, TESTA), (2, ["P1", 2022, "200", "", fonte])]
    monkeypatch.setattr("smvp.organizzazione.righe_ricevute.leggi_foglio", lambda nome, contenuto: foglio)
    righe, difetti = leggi_pregresse("f.xlsx", b"", REG, 2026)
    assert (bool(righe), [d.colonna for d in difetti]) == (letta, [] if letta else ["fonte"])


def test_il_29_febbraio_che_esiste_si_legge() -> None:
    righe, difetti = leggi_posizioni("f.csv", csv("matricola;posizione;dal", "P1;C3;29/02/2024"), OGGI)
    assert (difetti, righe[0].dal.isoformat()) == ((), "2024-02-29")


@pytest.mark.parametrize(("nome", "contenuto", "perche"), [
    ("f.xlsx", b"PK\x03\x04 non e uno zip", ""), ("f.csv", b"", ""), ("f.csv", b"\xff\xfe\x00\x00\x01", ""), ("f.exe", b"MZ", ""),
    ("f.csv", csv("matricola;anno;anno;totale;sistema;fonte", "P1;2022;2022;200;;S"), "due volte"),
    ("f.csv", csv("matricola;anno;totale;sistema", "P1;2022;200;"), "La colonna manca"),
    ("f.csv", csv("matricola;anno;totale;sistema;fonte;stipendio", "P1;2022;200;;S;1"), "non prevista"),
    ("f.csv", csv(";".join(TESTA)), "nessuna riga"),
    ("f.csv", csv(";".join(TESTA), *["P1;2022;200;;S"] * (RIGHE_MASSIME + 1)), f"al massimo {RIGHE_MASSIME}"),
    ("f.xlsx", xlsx(TESTA, ["P1", 2022, "=SOMMA(A1)", "vigente", "Scheda"]), "una formula senza il suo risultato"),
    ("f.csv", csv(";".join(TESTA), "P1;2022;200;;Scheda\x00nascosta"), ""),
])  # fmt: skip
def test_un_file_che_non_va_e_rifiutato_intero(c: SimpleNamespace, nome: str, contenuto: bytes, perche: str) -> None:
    prima = ValutazionePregressa.objects.count()
    client = Client()
    client.force_login(c.personale, "django.contrib.auth.backends.ModelBackend")
    risposta = client.post(reverse("premi:progressioni_importa", args=[2025, "valutazioni"]), {"file": SimpleUploadedFile(nome, contenuto)})
    assert risposta.status_code == 422
    assert perche in risposta.content.decode()
    assert ValutazionePregressa.objects.count() == prima


def test_cinquemila_righe_con_le_stesse_query_e_ogni_doppione_detto(c: SimpleNamespace) -> None:
    Persona.objects.bulk_create(Persona(matricola=f"T{n:04d}", cognome="Tanti", nome=str(n)) for n in range(1_250))
    righe = [f"T{n % 1_250:04d};{2020 + n // 1_250};{150 + n % 150},{n % 100:02d};;Scheda" for n in range(RIGHE_MASSIME)]
    lette, difetti = leggi_pregresse("f.csv", csv(";".join(TESTA), *righe), REG, 2026)
    assert (len(lette), difetti) == (RIGHE_MASSIME, ())
    with CaptureQueriesContext(connection) as q:
        piano = piano_pregresse(lette)
    assert (len(q), len(piano.modifiche), piano.difetti) == (3, RIGHE_MASSIME, ())
    doppi = piano_pregresse([*lette, *lette[:3]])
    assert [d.motivo for d in doppi.difetti] == [f"La persona è già alla riga {n} con lo stesso valore." for n in (2, 3, 4)]
