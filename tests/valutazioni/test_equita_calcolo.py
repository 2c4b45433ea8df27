"""Art. 4 (reading A40): the arithmetic of the fairness views, case by case."""

from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import pytest

from smvp.regolamento.lettore import carica
from valutazioni.calcolo.equita import (
    STESSO_TOTALE,
    STESSO_VOTO,
    Giudizio,
    distribuzione,
    misura,
    radice,
    trattenuti,
    tratti_del_personale,
    varianza,
)

SCALA = range(4)


def giudizi(*punti: str, voti: dict[int, int] | None = None) -> list[Giudizio]:
    return [Giudizio(n, Decimal(p), voti or {2: 9, 3: 6}) for n, p in enumerate(punti)]


def test_media_e_dispersione_si_arrotondano_una_volta_sola() -> None:
    """100, 200, 250: mean 183,33…, variance 3.888,88…, whose root is 62,3609… (population, not sample: that would be 76,38)."""
    m = misura(giudizi("100", "200", "250"), SCALA, 5)
    assert (m.media, m.dispersione, m.minimo, m.massimo) == (Decimal("183.33"), Decimal("62.36"), None, None)


def test_a40_gli_estremi_si_dicono_solo_di_un_gruppo_grande() -> None:
    """Each is the points of somebody: from twice the smallest group on."""
    nove, dieci = (misura(giudizi(*map(str, range(100, 100 + n))), SCALA, 5) for n in (9, 10))
    assert (nove.minimo, nove.massimo, dieci.minimo, dieci.massimo) == (None, None, Decimal(100), Decimal(109))


@pytest.mark.parametrize(
    ("x", "attesa"),
    [("0", "0.00"), ("2", "1.41"), ("3", "1.73"), ("4", "2.00"), ("1/40000", "0.01"), ("1/40001", "0.00"), ("225/40000", "0.08")],
)
def test_la_radice_e_mezzo_in_su_esatta(x: str, attesa: str) -> None:
    """√(1/40000) is 0,005 exactly and goes up; a hair below goes down; √(225/40000) is 0,075."""
    assert str(radice(Fraction(x))) == attesa


def test_la_varianza_non_perde_cifre() -> None:
    assert varianza([Decimal("0.01"), Decimal("0.02"), Decimal("0.02")]) == Fraction(2, 90000)


def test_le_quote_dei_voti_sono_sul_totale_dei_voti() -> None:
    m = misura(giudizi("200", "210", voti={1: 1, 3: 2}), SCALA, 5)
    assert m.quote == {0: Decimal("0.00"), 1: Decimal("33.33"), 2: Decimal("0.00"), 3: Decimal("66.67")}


@pytest.mark.parametrize(
    ("punti", "voti", "uguali"),
    [
        (["240"] * 5, {2: 15}, STESSO_VOTO),
        (["240", "240", "240", "240", "239"], {2: 15}, STESSO_VOTO),  # the marks are the same, the percentages make the difference
        (["240"] * 5, {2: 14, 3: 1}, STESSO_TOTALE),
        (["240", "240", "240", "240", "239.99"], {2: 14, 3: 1}, ""),
        (["240"] * 4, {2: 15}, ""),  # too few to say it
    ],
)
def test_chi_da_a_tutti_lo_stesso_voto(punti: list[str], voti: dict[int, int], uguali: str) -> None:
    assert misura(giudizi(*punti, voti=voti), SCALA, 5).uguali == uguali


def test_lo_stesso_incaricato_due_volte_e_una_persona_sola() -> None:
    """Somebody with an interim appointment has two sheets: the group is counted by people."""
    m = misura([Giudizio(1, Decimal(200), {}), Giudizio(1, Decimal(210), {}), Giudizio(2, Decimal(220), {})], SCALA, 5)
    assert (m.persone, m.valutazioni) == (2, 3)


def test_art_22_le_fasce_della_progressione_e_chi_ne_sta_sotto() -> None:
    tratti = tratti_del_personale(carica("domodossola-2020").progressioni.risultati)
    assert [t.nome for t in tratti] == ["sotto 180", "180–200", "201–220", "221–240", "da 241"]
    punti = ["0", "179.49", "179.50", "200.49", "200.50", "220", "221", "240.49", "240.50", "300"]
    assert distribuzione(map(Decimal, punti), tratti) == (2, 2, 2, 2, 2)


@pytest.mark.parametrize(
    ("persone", "fuori"),
    [
        ({"D1": 20, "D2": 9}, ""),
        ({"D1": 20, "D2": 9, "D3": 3}, "D2 D3"),  # 3 alone would come out by taking the others away: the smallest goes with it
        ({"D1": 20, "D2": 4, "D3": 3}, "D1 D2 D3"),  # with D1 told, 7 in two is 3 and 4
        ({"D1": 20, "D2": 4, "D3": 5, "D4": 6}, "D2 D3"),
        ({"D1": 20, "D2": 2, "D3": 2, "D4": 8}, "D2 D3 D4"),
        ({"D1": 4}, "D1"),
        ({"D1": 2, "D2": 2}, "D1 D2"),
        ({"D1": 20, "D2": 0}, ""),
        ({}, ""),
    ],
)
def test_a40_chi_non_si_mostra(persone: dict[str, int], fuori: str) -> None:
    assert trattenuti(persone, 5) == frozenset(fuori.split())


def test_a40_nessuna_sottrazione_da_un_gruppo_piccolo() -> None:
    """Whatever the groups, the whole minus any of the shown ones is nobody or at least five."""
    for conti in combinations([1, 2, 3, 4, 5, 6, 9, 20, 40], 4):
        persone = dict(enumerate(conti))
        fuori = trattenuti(persone, 5)
        assert all(persone[k] >= 5 for k in persone if k not in fuori)
        assert sum(persone[k] for k in fuori) in (0, *range(5, 200))
