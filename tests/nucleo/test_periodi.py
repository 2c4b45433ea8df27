"""Periods and calendar months (art. 16)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smvp.nucleo.errori import DatiNonValidi
from smvp.nucleo.periodi import Periodo, anno_intero, compie_mesi, dura_mesi, togli, unisci

G = date.fromisoformat
giorni = st.dates(date(2020, 1, 1), date(2030, 12, 31))
periodi = st.tuples(giorni, st.integers(0, 500)).map(lambda p: Periodo(p[0], p[0] + timedelta(days=p[1])))


def periodo(dal: str, al: str | None) -> Periodo:
    return Periodo(G(dal), None if al is None else G(al))


def test_un_periodo_non_finisce_prima_di_cominciare() -> None:
    with pytest.raises(DatiNonValidi, match="prima di cominciare"):
        periodo("2025-02-02", "2025-02-01")


def test_un_giorno_solo_conta_uno() -> None:
    assert periodo("2025-02-01", "2025-02-01").giorni == 1
    assert anno_intero(2024).giorni == 366
    assert anno_intero(2025).giorni == 365


@pytest.mark.parametrize("anno", [0, -1, 10000])
def test_un_anno_fuori_dal_calendario_e_rifiutato(anno: int) -> None:
    with pytest.raises(DatiNonValidi):
        anno_intero(anno)


@pytest.mark.parametrize(
    ("dal", "al", "atteso"),
    [
        ("2024-06-01", None, ("2025-01-01", "2025-12-31")),
        ("2024-06-01", "2025-02-01", ("2025-01-01", "2025-02-01")),
        ("2025-12-31", None, ("2025-12-31", "2025-12-31")),
        ("2024-01-01", "2024-12-31", None),
        ("2026-01-01", None, None),
    ],
)
def test_si_ritaglia_sull_esercizio(dal: str, al: str | None, atteso: tuple[str, str] | None) -> None:
    assert periodo(dal, al).ritaglia(anno_intero(2025)) == (atteso and periodo(*atteso))


def test_cio_che_si_tocca_o_si_sovrappone_e_una_corsa_sola() -> None:
    insieme = [periodo("2025-03-01", "2025-03-31"), periodo("2025-01-01", "2025-02-28"), periodo("2025-03-10", "2025-04-05")]
    assert unisci(insieme) == (periodo("2025-01-01", "2025-04-05"),)
    assert unisci([periodo("2025-01-01", "2025-01-31"), periodo("2025-02-02", None)]) == (
        periodo("2025-01-01", "2025-01-31"),
        periodo("2025-02-02", None),
    )


def conta_giorni(insieme: list[Periodo], entro: Periodo) -> int:
    """How many days of ``entro`` are covered, each once."""
    return sum(corsa.giorni for corsa in unisci(p for p in (q.ritaglia(entro) for q in insieme) if p is not None))


@given(st.lists(periodi, max_size=6))
def test_ogni_giorno_conta_una_volta_in_qualunque_ordine(insieme: list[Periodo]) -> None:
    anno = anno_intero(2025)
    attesi = {anno.dal + timedelta(days=n) for n in range(anno.giorni)}
    coperti = {g for g in attesi if any(p.comprende(g) for p in insieme)}
    assert conta_giorni(insieme, anno) == len(coperti) == conta_giorni(insieme[::-1], anno)
    assert unisci(insieme) == unisci(insieme[::-1])


@pytest.mark.parametrize(
    ("dal", "al", "dura"),
    [
        ("2025-10-01", "2025-12-31", True),  # art. 16, reading A38: exactly three months
        ("2025-10-02", "2025-12-31", False),  # one day short, though 91 days
        ("2025-01-31", "2025-04-29", True),  # no 31 April: the months end before the 30th
        ("2025-01-31", "2025-04-28", False),
        ("2024-11-30", "2025-02-27", True),  # no 30 February
        ("2024-11-30", "2025-02-26", False),
        ("2023-11-30", "2024-02-28", True),  # leap year: before 29 February
        ("2023-11-30", "2024-02-27", False),
        ("2025-01-01", "2025-03-31", True),
        ("9999-10-01", "9999-12-31", True),  # the last day that a date can hold
        ("9999-10-02", "9999-12-31", False),
    ],
)
def test_art_16_tre_mesi_di_calendario(dal: str, al: str, dura: bool) -> None:
    assert dura_mesi(periodo(dal, al), 3) is dura


@pytest.mark.parametrize(
    ("dal", "giorno", "compiuti"),
    [
        ("2024-01-01", "2026-01-01", True),
        ("2024-01-02", "2026-01-01", False),
        ("2024-02-29", "2026-02-28", True),  # two years from 29 February end on 27 February
        ("2024-02-29", "2026-02-27", False),
        ("2026-05-01", "2026-01-01", False),  # begun after: a fact, not a fault
        ("9999-01-01", "9999-12-31", False),
    ],
)
def test_art_22_due_anni_interi(dal: str, giorno: str, compiuti: bool) -> None:
    assert compie_mesi(G(dal), G(giorno), 24) is compiuti


@pytest.mark.parametrize(
    ("altri", "restano"),
    [
        ([], [("2025-01-01", "2025-12-31")]),
        ([("2024-01-01", None)], []),
        ([("2025-01-01", "2025-03-31")], [("2025-04-01", "2025-12-31")]),
        ([("2025-10-01", None)], [("2025-01-01", "2025-09-30")]),
        ([("2025-05-01", "2025-05-01"), ("2025-03-01", "2025-03-31")],
         [("2025-01-01", "2025-02-28"), ("2025-04-01", "2025-04-30"), ("2025-05-02", "2025-12-31")]),
        ([("2023-01-01", "2023-12-31"), ("2026-01-01", None)], [("2025-01-01", "2025-12-31")]),
    ],
)  # fmt: skip
def test_togliere_giorni_a_un_periodo(altri: list[tuple[str, str | None]], restano: list[tuple[str, str]]) -> None:
    assert togli(anno_intero(2025), [periodo(*altro) for altro in altri]) == tuple(periodo(*resto) for resto in restano)


@given(periodi, st.lists(periodi, max_size=5))
def test_cio_che_resta_e_cio_che_si_toglie_fanno_il_periodo(intero: Periodo, altri: list[Periodo]) -> None:
    restano = togli(intero, altri)
    assert sum(p.giorni for p in restano) + conta_giorni(altri, intero) == intero.giorni
    assert not any(resto.si_sovrappone(altro) for resto in restano for altro in altri)
