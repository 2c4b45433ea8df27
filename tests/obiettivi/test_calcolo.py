"""Artt. 6–8, 20, All. A: from attainment to points."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obiettivi.calcolo import punteggio, punteggio_a_conteggio, verifica_pesi, zona_silente
from smvp.nucleo.errori import DatiNonValidi
from smvp.regolamento.lettore import carica

D = Decimal
reg = carica("domodossola-2020")
N = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("raggiungimento", "punti", "tace"),
    [
        ("0", 0, False),
        ("49.99", 0, False),
        ("50", 0, True),
        ("50.5", 0, True),
        ("50.99", 0, True),
        ("50.999999999999999999999999999999", 0, True),
        ("51", 1, False),
        ("69.99", 1, False),
        ("70", 1, True),
        ("70.5", 1, True),
        ("70.99", 1, True),
        ("71", 2, False),
        ("94.99", 2, False),
        ("95", 2, True),
        ("95.5", 2, True),
        ("95.99", 2, True),
        ("96", 3, False),
        ("100", 3, False),
        ("100.01", 3, True),
        ("1000", 3, True),
    ],
)
def test_art_20_governano_i_limiti_inferiori(raggiungimento: str, punti: int, tace: bool) -> None:
    assert punteggio(D(raggiungimento), reg) == punti
    assert punteggio(Fraction(raggiungimento), reg) == punti
    assert (zona_silente(D(raggiungimento), reg) is not None) is tace


def test_dove_il_regolamento_tace_lo_si_dice_con_le_parole_giuste() -> None:
    assert zona_silente(D("70.50"), reg) == (
        f"Il 70,50{N}% sta tra 70 e 71, dove il regolamento tace: vale il limite inferiore, quindi 1{N}punto."
    )
    assert zona_silente(D(120), reg) == (
        f"Il 120,00{N}% supera il 100{N}%, e il regolamento non dice altro: il punteggio resta quello massimo, 3{N}punti."
    )
    assert str(zona_silente(D(801), reg)).startswith(f"L’801,00{N}% supera")


@pytest.mark.parametrize("funzione", [punteggio, zona_silente])
def test_un_raggiungimento_negativo_e_rifiutato(funzione: object) -> None:
    with pytest.raises(DatiNonValidi, match="negativo") as errore:
        funzione(D("-0.01"), reg)  # type: ignore[operator]
    assert errore.value.articolo == "20"


@given(st.decimals(0, 200, places=3), st.decimals(0, 200, places=3))
def test_raggiungere_di_piu_non_da_mai_meno_punti(a: Decimal, b: Decimal) -> None:
    assert (punteggio(min(a, b), reg)) <= punteggio(max(a, b), reg)


@pytest.mark.parametrize(
    ("indicatori", "soddisfatti", "punti"),
    [(3, 0, 0), (3, 1, 1), (3, 2, 2), (3, 3, 3), (2, 0, 0), (2, 1, 1), (2, 2, 3), (1, 0, 0), (1, 1, 3)],
)
def test_allegato_a_indicatori_soddisfatti(indicatori: int, soddisfatti: int, punti: int) -> None:
    assert punteggio_a_conteggio(soddisfatti, indicatori, reg) == punti


@pytest.mark.parametrize(("soddisfatti", "indicatori"), [(4, 3), (-1, 3), (0, 4), (0, 0)])
def test_allegato_a_un_conteggio_che_il_regolamento_non_conosce_e_rifiutato(soddisfatti: int, indicatori: int) -> None:
    with pytest.raises(DatiNonValidi):
        punteggio_a_conteggio(soddisfatti, indicatori, reg)


def pesi(*voci: tuple[str, str]) -> list[tuple[str, Decimal]]:
    return [(tipo, D(peso)) for tipo, peso in voci]


@pytest.mark.parametrize(
    ("voci", "difetti"),
    [
        ([("generale", "40"), ("individuale", "15"), ("individuale", "15")], []),
        ([("generale", "40"), ("individuale", "10"), ("individuale", "10"), ("individuale", "10")], []),
        ([("generale", "25"), ("generale", "15"), ("individuale", "30")], []),  # an exception to art. 7, not a fault
        ([("generale", "40.0"), ("individuale", "29.99"), ("individuale", "0.01")], []),
        ([("generale", "40"), ("individuale", "29.99")], ["i pesi degli obiettivi sommano a 69,99 e non a 70"]),
        ([("generale", "39.999"), ("individuale", "30.001")], ["i pesi degli obiettivi generali sommano a 39,999 e non a 40"]),
        ([("individuale", "70")], ["i pesi degli obiettivi generali sommano a 0 e non a 40"]),
        (
            [("generale", "40"), ("individuale", "0"), ("individuale", "-1"), ("individuale", "31")],
            ["il peso deve essere maggiore di zero", "il peso deve essere maggiore di zero"],
        ),
        (
            [],
            ["i pesi degli obiettivi sommano a 0 e non a 70", "i pesi degli obiettivi generali sommano a 0 e non a 40"],
        ),
    ],
)
def test_art_6_i_pesi_sommano_a_70_e_i_generali_a_40(voci: list[tuple[str, str]], difetti: list[str]) -> None:
    trovati = verifica_pesi(pesi(*voci), reg)
    assert [d.messaggio for d in trovati] == difetti
    assert all(d.articolo == "6" for d in trovati)


def test_art_6_il_difetto_di_un_peso_dice_quale() -> None:
    (difetto,) = verifica_pesi(pesi(("generale", "40"), ("individuale", "30"), ("individuale", "0")), reg)
    assert difetto.percorso == "[2].peso"
