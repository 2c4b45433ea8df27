"""Exact rounding and splitting."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smvp.nucleo.arrotondamenti import intero_mezzo_su, maggiori_resti, mezzo_su, per_difetto, proporzione, somma_esatta
from smvp.nucleo.errori import DatiNonValidi

D, F = Decimal, Fraction
frazioni = st.fractions(min_value=0, max_value=10**6, max_denominator=10**6)
euro = st.integers(0, 10**12).map(lambda centesimi: D(f"{centesimi}E-2"))


@pytest.mark.parametrize(
    ("x", "atteso"),
    [
        (F(1, 3), "0.33"),
        (F(2, 3), "0.67"),
        (D("0.005"), "0.01"),
        (D("0.0049999999999999999999999999999999"), "0.00"),
        (D("76.665"), "76.67"),
        (7, "7.00"),
        (F(-1, 200), "-0.01"),
        (F(-1, 1000), "0.00"),
        (D(10) ** 40, "1" + "0" * 40 + ".00"),
    ],
)
def test_mezzo_in_su_con_due_decimali(x: Decimal | Fraction | int, atteso: str) -> None:
    assert str(mezzo_su(x)) == atteso


@pytest.mark.parametrize(("x", "atteso"), [("150.49", 150), ("150.50", 151), ("75.5", 76), ("0.5", 1), ("299.99", 300)])
def test_l_intero_piu_vicino_per_la_fascia(x: str, atteso: int) -> None:
    assert intero_mezzo_su(D(x)) == atteso


def test_per_difetto() -> None:
    assert str(per_difetto(F(3703_70, 100) * F(2, 3))) == "2469.13"
    assert str(per_difetto(D("2469.1399"))) == "2469.13"


@given(st.lists(frazioni))
def test_la_somma_esatta_e_la_somma(numeri: list[Fraction]) -> None:
    assert somma_esatta(numeri) == sum(numeri, F(0))


@given(euro, st.decimals(0, 300, places=2))
def test_la_proporzione_arrotonda_una_volta_sola(quota: Decimal, totale: Decimal) -> None:
    assert proporzione(quota, totale, D(300)) == mezzo_su(F(quota) * F(totale) / 300)


def test_a_pari_resto_il_centesimo_va_al_codice_minore_come_testo() -> None:
    assert maggiori_resti(D("0.01"), [("9", F(1)), ("10", F(1)), ("b", F(1))]) == {"9": D("0.00"), "10": D("0.01"), "b": D("0.00")}
    assert maggiori_resti(D("100.00"), [("a", F(1)), ("b", F(1)), ("c", F(1))]) == {"a": D("33.34"), "b": D("33.33"), "c": D("33.33")}


def test_chi_non_pesa_non_riceve_niente() -> None:
    assert maggiori_resti(D("0.03"), [("a", F(0)), ("b", F(1)), ("c", F(1))]) == {"a": D("0.00"), "b": D("0.02"), "c": D("0.01")}
    assert maggiori_resti(D("0"), [("a", F(0))]) == {"a": D("0.00")}
    assert maggiori_resti(D("0"), []) == {}


@pytest.mark.parametrize(
    ("totale", "pesi"),
    [
        (D("1"), []),
        (D("1"), [("a", F(0))]),
        (D("-1"), [("a", F(1))]),
        (D("0.001"), [("a", F(1))]),
        (D("1"), [("a", F(1)), ("a", F(1))]),
        (D("1"), [("a", F(2)), ("b", F(-1))]),
    ],
)
def test_un_riparto_impossibile_e_rifiutato(totale: Decimal, pesi: list[tuple[str, Fraction]]) -> None:
    with pytest.raises(DatiNonValidi):
        maggiori_resti(totale, pesi)


@given(euro, st.dictionaries(st.text(max_size=3), frazioni, min_size=1, max_size=30))
def test_le_parti_sommano_al_fondo_a_meno_di_un_centesimo_dall_esatto(totale: Decimal, pesi: dict[str, Fraction]) -> None:
    somma = sum(pesi.values(), F(0))
    if not somma:
        return
    parti = maggiori_resti(totale, list(pesi.items()))
    assert sum(parti.values()) == totale
    for codice, peso in pesi.items():
        assert abs(F(parti[codice]) - F(totale) * peso / somma) < F(1, 100)
    assert parti == maggiori_resti(totale, list(pesi.items())[::-1])
