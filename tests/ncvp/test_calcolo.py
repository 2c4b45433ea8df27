"""Art. 34 as arithmetic: the end of a term, the limits, what is warned of and never refused (reading A60)."""

from datetime import date

import pytest

from smvp.ncvp.calcolo import Fatti, avvisi, fine_naturale, giorni_di_avviso, limite_nuclei
from smvp.regolamento.lettore import carica

NCVP = carica("domodossola-2020").garanzie.ncvp
VOCI = (("ncvp-nomina", "NCVP: decreto di nomina"), ("ncvp-curriculum", "NCVP: curriculum"))
IN_REGOLA = {
    "dal": date(2024, 1, 15), "al": date(2027, 1, 14), "avviso": (date(2023, 11, 20), date(2023, 12, 4)), "prima": 0,
    "pubblicate": frozenset({"ncvp-nomina", "ncvp-curriculum"}), "compenso_dell_anno": True, "curriculum": True,
}  # fmt: skip


@pytest.mark.parametrize(
    ("dal", "fine"),
    [
        (date(2024, 1, 15), date(2027, 1, 14)),
        (date(2024, 1, 1), date(2026, 12, 31)),
        (date(2024, 2, 29), date(2027, 2, 28)),
        (date(2025, 3, 1), date(2028, 2, 29)),
    ],
)
def test_l_incarico_dura_tre_anni_interi_art_34(dal, fine):
    assert fine_naturale(dal, NCVP.durata_anni) == fine


def test_i_numeri_dell_articolo_34_stanno_nel_regolamento():
    assert (NCVP.durata_anni, NCVP.rinnovi, NCVP.giorni_avviso) == (3, 1, 15)
    assert [limite_nuclei(NCVP, dipendente=d) for d in (False, True)] == [5, 3]
    assert giorni_di_avviso(date(2026, 3, 2), date(2026, 3, 16)) == 15


@pytest.mark.parametrize(
    ("cambia", "giorno", "detti"),
    [
        ({}, date(2026, 4, 10), []),
        ({"avviso": (date(2023, 11, 20), date(2023, 12, 3))}, date(2026, 4, 10), ["avviso"]),
        ({"avviso": None}, date(2026, 4, 10), []),
        ({}, date(2026, 10, 15), []),
        ({}, date(2026, 10, 16), ["scadenza"]),
        ({}, date(2027, 1, 14), ["scadenza"]),
        ({"pubblicate": frozenset()}, date(2027, 1, 15), []),
        ({"prima": 1}, date(2026, 4, 10), ["rinnovo"]),
        ({"prima": 2}, date(2026, 4, 10), ["rinnovi"]),
        ({"curriculum": False, "compenso_dell_anno": False}, date(2026, 4, 10), ["curriculum", "compenso"]),
        ({"pubblicate": frozenset({"ncvp-nomina"})}, date(2026, 4, 10), ["pubblica-ncvp-curriculum"]),
        ({"pubblicate": frozenset()}, date(2024, 1, 14), []),
    ],
    ids=["in regola", "avviso di 14 giorni", "avviso non noto", "91 giorni", "90 giorni", "l’ultimo giorno", "finito", "un rinnovo",
         "due rinnovi", "manca tutto", "curriculum da pubblicare", "non ancora cominciato"],
)  # fmt: skip
def test_che_cosa_si_avvisa_art_34(cambia, giorno, detti):
    assert [a.codice for a in avvisi(Fatti(**IN_REGOLA | cambia), NCVP, VOCI, giorno)] == detti
