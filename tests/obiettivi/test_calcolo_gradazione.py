"""Artt. 8 and 20, All. A: the grading in words."""

from types import SimpleNamespace

import pytest

from obiettivi.calcolo.gradazione import tavola_gradazione
from smvp.regolamento.lettore import carica

reg = carica("domodossola-2020")
N = "\N{NO-BREAK SPACE}"
PIENO, MOLTO, POCO = f"raggiunto (96–100{N}%)", f"parzialmente raggiunto (71–95{N}%)", f"parzialmente raggiunto (51–70{N}%)"
Righe = list[tuple[str, str, int]]


def righe(gradazione: str, indicatori: int) -> Righe:
    return [(r.condizione, r.risultato, r.punti) for r in tavola_gradazione(gradazione, indicatori, reg).righe]


@pytest.mark.parametrize(
    ("indicatori", "attese"),
    [
        (3, [("Tutti e tre", PIENO, 3), ("Due su tre", MOLTO, 2), ("Uno su tre", POCO, 1), ("Nessuno", "non raggiunto", 0)]),
        (2, [("Tutti e due", PIENO, 3), ("Uno su due", POCO, 1), ("Nessuno", "non raggiunto", 0)]),
        (1, [("L’unico", PIENO, 3), ("Nessuno", "non raggiunto", 0)]),
    ],
)
def test_allegato_a_per_numero_di_indicatori_soddisfatti(indicatori: int, attese: Righe) -> None:
    assert righe("conteggio", indicatori) == attese


@pytest.mark.parametrize(("indicatori", "quanti"), [(0, "nessuno"), (4, "4")])
def test_allegato_a_un_conteggio_che_il_regolamento_non_conosce(indicatori: int, quanti: str) -> None:
    tavola = tavola_gradazione("conteggio", indicatori, reg)
    assert (tavola.righe, tavola.nota) == ((), f"Il regolamento gradua a conteggio 1, 2, 3 indicatori: qui {quanti}.")


def test_lettura_a1_in_percentuale_non_restano_buchi() -> None:
    assert righe("percentuale", 2) == [
        (f"Almeno il 96{N}%", "raggiunto", 3),
        (f"Almeno il 71{N}%, sotto il 96{N}%", "parzialmente raggiunto", 2),
        (f"Almeno il 51{N}%, sotto il 71{N}%", "parzialmente raggiunto", 1),
        (f"Sotto il 51{N}%", "non raggiunto", 0),
    ]
    assert tavola_gradazione("percentuale", 2, reg).nota == ""


def test_lettura_a1_se_prima_si_arrotonda_si_dice() -> None:
    altro = SimpleNamespace(grading=reg.grading, scelta=lambda _: "intero")
    assert tavola_gradazione("percentuale", 1, altro).nota == "La percentuale si arrotonda prima all’intero."  # type: ignore[arg-type]
