"""Art. 22: who may enter a progression, as tables; no database."""

from datetime import date
from decimal import Decimal

import pytest

from premi.calcolo import Bando, condizioni_economiche, condizioni_verticale
from smvp.regolamento.lettore import carica
from valutazioni.calcolo import TotaleAnnuo, totali_che_contano

REG = carica("domodossola-2020")
BANDO = Bando(date(2025, 1, 1), 2024, 2)
DAL = date(2020, 1, 1)


def totali(*punti: str | None, ultimo: int = 2024, precedente: bool = False) -> list[TotaleAnnuo]:
    anni = range(ultimo - len(punti) + 1, ultimo + 1)
    return [TotaleAnnuo(anno, Decimal(p), precedente) for anno, p in zip(anni, punti, strict=True) if p is not None]


@pytest.mark.parametrize(("punti", "dal", "ammesso"), [
    (("180.01", "180.01", "180.01"), DAL, True),
    (("180.00", "300.00", "300.00"), DAL, False),
    (("300.00", "300.00", "180.00"), DAL, False),
    (("200.00", None, "200.00"), DAL, False),
    ((None, "200.00", "200.00"), DAL, False),
    (("200.00", "200.00", "200.00"), date(2023, 1, 1), True),
    (("200.00", "200.00", "200.00"), date(2023, 1, 2), False),
    (("200.00", "200.00", "200.00"), None, False),
])  # fmt: skip
def test_art_22_economica_sempre_sopra_180_e_due_anni_interi(punti: tuple[str | None, ...], dal: date | None, ammesso: bool) -> None:
    condizioni = condizioni_economiche(totali(*punti), dal, BANDO, REG)
    assert all(c.soddisfatta for c in condizioni) is ammesso
    assert [c.codice for c in condizioni] == ["permanenza", "merito.2022", "merito.2023", "merito.2024"]


@pytest.mark.parametrize(("punti", "precedente", "titolo"), [
    (("200.01", "200.01", "200.01"), False, True),
    (("200.00", "250.00", "250.00"), False, False),
    (("180.01", "180.01", "180.01"), True, True),
    (("180.00", "250.00", "250.00"), True, False),
    (("180.01", "250.00", "250.00"), False, False),
    (("250.00", None, "250.00"), False, False),
])  # fmt: skip
def test_art_22_verticale_sopra_200_e_180_per_gli_anni_del_vecchio_sistema(
    punti: tuple[str | None, ...], precedente: bool, titolo: bool
) -> None:
    condizioni = condizioni_verticale(totali(*punti, precedente=precedente), 2024, REG)
    assert all(c.soddisfatta for c in condizioni) is titolo


def test_ogni_condizione_cita_il_suo_articolo_e_la_lettura() -> None:
    permanenza, _, secondo, _ = condizioni_economiche(totali("200.00", None, "200.00"), DAL, BANDO, REG)
    assert permanenza.passo.articoli == ("22",)
    assert [lettura.codice for lettura in permanenza.passo.letture] == ["A33"]
    assert (secondo.passo.silente, [lettura.codice for lettura in secondo.passo.letture]) == (True, ["A32"])
    (primo, *_) = condizioni_verticale(totali("199.99", "210.00", "210.00"), 2024, REG)
    assert primo.passo.formula == "199,99 ≤ 200"


@pytest.mark.parametrize(("noti", "disponibili", "attesi"), [
    ((2022, 2023, 2024), False, [(2022, True), (2023, True), (2024, True)]),
    ((2020, 2022, 2024), False, [(2022, True), (2023, False), (2024, True)]),
    ((2020, 2022, 2024), True, [(2020, True), (2022, True), (2024, True)]),
    ((2015, 2019, 2020, 2022, 2025), True, [(2019, True), (2020, True), (2022, True)]),
    ((2024,), True, [(2022, False), (2023, False), (2024, True)]),
    ((), True, [(2022, False), (2023, False), (2024, False)]),
])  # fmt: skip
def test_lettura_a32_quali_anni_contano(noti: tuple[int, ...], disponibili: bool, attesi: list[tuple[int, bool]]) -> None:
    trovati = totali_che_contano([TotaleAnnuo(a, Decimal(200)) for a in noti], 2024, 3, disponibili=disponibili)
    assert [(anno, t is not None) for anno, t in trovati] == attesi
