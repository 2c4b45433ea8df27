"""Italian formats and what people type."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from smvp.nucleo.errori import Difetto, cita
from smvp.nucleo.formati import (
    con_articolo,
    data,
    data_lunga,
    esatto,
    euro,
    giorni_mancanti,
    in_lettere,
    leggi_numero,
    numero,
    ora,
    percento,
    percento_esatto,
    posto,
)

N = "\N{NO-BREAK SPACE}"


def test_numeri() -> None:
    assert numero(Decimal("1234.5")) == "1.234,50"
    assert numero(1234567, 0) == "1.234.567"
    assert numero(Fraction(2, 3)) == "0,67"
    assert numero(Decimal("-1234.5")) == "-1.234,50"
    assert euro(Decimal("8500")) == f"8.500,00{N}€"
    assert percento(85) == f"85{N}%"
    assert percento(100) == f"100{N}%"
    assert percento(0) == f"0{N}%"
    assert percento(Decimal("92.5")) == f"92,5{N}%"
    assert percento(92, 2) == f"92,00{N}%"


def test_un_valore_non_si_mostra_mai_uguale_alla_soglia_che_non_raggiunge() -> None:
    assert percento_esatto(Decimal("95.999")) == f"95,999{N}%"
    assert percento_esatto(Decimal("70.5"), 2) == f"70,50{N}%"
    assert esatto(Decimal("70.50")) == "70,5"
    assert esatto(Fraction(230, 3), 3) == "76,666…"
    assert esatto(40) == "40"


def test_date_e_scadenze() -> None:
    assert data(date(2025, 12, 31)) == "31/12/2025"
    assert data_lunga(date(2026, 4, 30)) == f"giovedì 30{N}aprile 2026"
    assert data_lunga(date(2026, 4, 1)) == f"mercoledì 1°{N}aprile 2026"
    assert ora(datetime(2026, 4, 1, 8, 42, tzinfo=UTC)) == "10:42"


@pytest.mark.parametrize(
    ("scadenza", "testo"),
    [
        ("2026-04-30", f"mancano 20{N}giorni"),
        ("2026-04-11", f"manca 1{N}giorno"),
        ("2026-04-10", "scade oggi"),
        ("2026-04-09", f"in ritardo di 1{N}giorno"),
        ("2026-04-07", f"in ritardo di 3{N}giorni"),
    ],
)
def test_quanto_manca(scadenza: str, testo: str) -> None:
    assert giorni_mancanti(date(2026, 4, 10), date.fromisoformat(scadenza)) == testo


@pytest.mark.parametrize(
    ("scritto", "letto"),
    [
        ("1.234,50", "1234.50"),
        ("1234,5", "1234.5"),
        ("1.234", "1234"),
        ("70.5", "70.5"),
        (" 85 ", "85"),
        ("-3", "-3"),
        ("1.234.567,891", "1234567.891"),
    ],
)
def test_si_legge_cio_che_un_italiano_scrive(scritto: str, letto: str) -> None:
    assert leggi_numero(scritto) == Decimal(letto)


@pytest.mark.parametrize("scritto", ["", "ottanta", "1,2,3", "1.23.456", "1_000", "+1", "1e3", "١", "85 %", "NaN", "1" * 50])
def test_il_resto_e_rifiutato(scritto: str) -> None:
    with pytest.raises(ValueError, match="Scrivi un numero"):
        leggi_numero(scritto)


def test_citazioni_e_difetti() -> None:
    assert cita("20") == f"art.{N}20"
    assert cita("B") == f"All.{N}B"
    assert str(Difetto("$.a[0]", "è sbagliato", "7")) == f"$.a[0]: è sbagliato (art.{N}7)"
    assert str(Difetto("", "è sbagliato")) == "è sbagliato"


@pytest.mark.parametrize(
    ("testo", "atteso"),
    [
        ("84,00\xa0%", "l’84,00\xa0%"), ("8", "l’8"), ("11,5 %", "l’11,5 %"), ("80", "l’80"), ("800", "l’800"), ("8.000", "l’8.000"),
        ("11.000", "l’11.000"), ("1 %", "l’1 %"), ("1.000", "il 1.000"), ("92 %", "il 92 %"), ("18", "il 18"), ("110", "il 110"),
        ("111", "il 111"), ("0,00 %", "lo 0,00 %"), ("0", "lo 0"), ("10", "il 10"),
    ],
)  # fmt: skip
def test_l_articolo_davanti_a_un_numero(testo: str, atteso: str) -> None:
    assert con_articolo(testo) == atteso


def test_le_preposizioni_davanti_a_un_numero() -> None:
    assert [con_articolo(n, "dal") for n in ("71", "80", "0")] == ["dal 71", "dall’80", "dallo 0"]
    assert [con_articolo(n, "al") for n in ("71", "80", "0")] == ["al 71", "all’80", "allo 0"]


@pytest.mark.parametrize(("quanti", "scritto"), [(0, "zero"), (3, "tre"), (10, "dieci"), (11, "11"), (-1, "-1")])
def test_un_numero_piccolo_in_lettere(quanti: int, scritto: str) -> None:
    assert in_lettere(quanti) == scritto


def test_un_posto_nel_disegno_ha_il_punto_e_non_esce_dai_bordi() -> None:
    assert [posto(q) for q in (Fraction(0), Fraction(200, 3), Fraction(-1), Fraction(101))] == ["0.00%", "66.67%", "0.00%", "100.00%"]
