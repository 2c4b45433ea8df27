"""Terms in working days and in calendar days (reading A47)."""

from datetime import date

import pytest

from smvp.nucleo.calendario import Calendario

DOMODOSSOLA = Calendario(patrono=(6, 19))
G = date.fromisoformat


@pytest.mark.parametrize(
    ("consegna", "termine"),
    [
        ("2025-06-17", "2025-06-25"),  # the patron's day, 19 June, is skipped
        ("2025-04-18", "2025-04-29"),  # Easter Monday and 25 April
        ("2026-04-30", "2026-05-08"),  # 1 May
        ("2026-03-02", "2026-03-09"),  # an ordinary week
    ],
)
def test_art_29_cinque_giorni_lavorativi_dalla_consegna(consegna: str, termine: str) -> None:
    assert DOMODOSSOLA.aggiungi_giorni_lavorativi(G(consegna), 5) == G(termine)


@pytest.mark.parametrize(
    ("giorno", "lavorativo"),
    [
        ("2026-10-04", False),  # a Sunday anyway, and a national holiday from 2026
        ("2027-10-04", False),  # Monday
        ("2025-10-03", True),
        ("2024-10-04", True),  # Friday, before it was a holiday
        ("2025-05-08", True),  # patron of Verbania, not ours
        ("2025-06-19", False),
        ("2025-06-21", False),  # Saturday
        ("2025-12-26", False),
    ],
)
def test_quali_giorni_si_lavora(giorno: str, lavorativo: bool) -> None:
    assert DOMODOSSOLA.giorno_lavorativo(G(giorno)) is lavorativo


def test_il_sabato_e_una_scelta_del_comune() -> None:
    con_sabato = Calendario(patrono=(6, 19), sabato_lavorativo=True)
    assert con_sabato.giorno_lavorativo(G("2025-06-21"))
    assert con_sabato.aggiungi_giorni_lavorativi(G("2025-06-17"), 5) == G("2025-06-24")


@pytest.mark.parametrize(
    ("ricevuta", "termine"),
    [
        ("2025-02-28", "2025-03-10"),  # Monday
        ("2024-02-29", "2024-03-11"),  # 10 March is a Sunday
        ("2025-06-09", "2025-06-20"),  # the patron's day moves it to Friday
        ("2025-12-15", "2025-12-29"),  # Christmas, Saint Stephen, the weekend
    ],
)
def test_art_18_dieci_giorni_di_calendario_e_se_scade_di_festa_il_primo_lavorativo(ricevuta: str, termine: str) -> None:
    assert DOMODOSSOLA.scade_il(G(ricevuta), 10) == G(termine)
