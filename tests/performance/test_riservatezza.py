"""Reading A40: what may be told to everybody, proved on every small table there can be."""

from collections import defaultdict
from itertools import product

import pytest

from smvp.performance.calcolo.riservatezza import Nomi, incrocio
from valutazioni.calcolo.equita import trattenuti

Tabella = tuple[tuple[int, ...], ...]


@pytest.mark.parametrize(
    ("righe", "si_legge"),
    [
        ({"A": (9, 7), "B": (5, 0)}, {"A": (9, 7), "B": (5, 0)}),  # nobody is few; zero is told
        ({"A": (9, 7), "B": (5, 2)}, {"A": None, "B": None}),  # with A told, the 2 of B come out
        ({"A": (9, 7), "B": (5, 2), "C": (6, 5)}, {"A": (9, 7), "B": None, "C": None}),
        ({"A": (9, 7), "B": (5, 2), "C": (9, 7)}, {"A": None, "B": None, "C": None}),  # as large as C, which hides B
        ({"A": (9, 7), "B": (5, 2), "C": (6, 0)}, {"A": None, "B": None, "C": None}),  # B and C together still have 2 men
        ({"A": (9, 0), "B": (3, 0)}, {"A": None, "B": None}),
        ({}, {}),
    ],
)
def test_a40_quali_righe_si_dicono(righe: dict[str, tuple[int, ...]], si_legge: dict[str, tuple[int, ...] | None]) -> None:
    assert incrocio(righe, 5).righe == si_legge


def test_a40_con_una_colonna_di_pochi_non_resta_che_il_totale() -> None:
    detto = incrocio({"A": (9, 1), "B": (8, 2)}, 5)
    assert (detto.righe, detto.colonne, detto.totale) == ({"A": None, "B": None}, None, 20)
    assert incrocio({"A": (1, 1)}, 5).totale is None


@pytest.mark.parametrize(("righe", "colonne", "fino_a", "minimo"), [(3, 2, 5, 3), (4, 2, 3, 2), (3, 3, 2, 2), (2, 2, 12, 5)])
def test_a40_nessuna_cella_si_ricava_sapendo_la_regola_e_le_somme(righe: int, colonne: int, fino_a: int, minimo: int) -> None:
    """Of all the tables that read the same, no small cell is always the same; nor is the sum of the rows that are not told ever small."""
    lette: dict[object, list[Tabella]] = defaultdict(list)
    for celle in product(range(fino_a + 1), repeat=righe * colonne):
        tabella = tuple(celle[n * colonne : (n + 1) * colonne] for n in range(righe))
        detta = incrocio(dict(enumerate(tabella)), minimo)
        lette[(tuple(detta.righe.values()), detta.colonne, detta.totale)].append(tabella)
    for (dette, somme, _), possibili in lette.items():
        taciute = [n for n, r in enumerate(dette) if r is None]
        assert all(not 0 < x < minimo for r in dette if r is not None for x in r)
        if taciute and somme is not None:
            insieme = [sum(possibili[0][n][k] for n in taciute) for k in range(colonne)]
            assert all(not 0 < x < minimo for x in insieme), (dette, somme)
        for n, k in product(taciute, range(colonne)):
            valori = {t[n][k] for t in possibili}
            assert len(valori) > 1 or not 0 < min(valori) < minimo, (dette, somme, possibili[:3])


@pytest.mark.parametrize(("quanti", "fino_a", "minimo"), [(5, 6, 5), (3, 16, 5), (3, 9, 3)])
def test_a40_nessun_gruppo_taciuto_si_conta_a_ritroso(quanti: int, fino_a: int, minimo: int) -> None:
    """``trattenuti``: the whole and the groups that are told leave more than one way for each of the others, and never few people."""
    lette: dict[object, list[tuple[int, ...]]] = defaultdict(list)
    for conti in product(range(fino_a + 1), repeat=quanti):
        fuori = trattenuti(dict(enumerate(conti)), minimo)
        detti = tuple(None if n in fuori else c for n, c in enumerate(conti))
        lette[(sum(conti), detti)].append(conti)
        if sum(conti) >= minimo:
            assert sum(conti[n] for n in fuori) in (0, *range(minimo, sum(conti) + 1))
    for (totale, detti), possibili in lette.items():
        for n, detto in enumerate(detti):
            valori = {c[n] for c in possibili}
            assert totale < minimo or detto is not None or len(valori) > 1 or not 0 < min(valori) < minimo, (detti, possibili[:3])


NOMI = Nomi(
    [
        ("Anna", "Rossi"),
        ("Giorgio", "Della Ferrera"),
        ("Luca", "D’Angelo"),
        ("Piero", "Bianchi"),
        ("Maria Teresa", "Costa"),
        ("Nicolò", "Forlì"),
    ]
)


@pytest.mark.parametrize(
    ("testo", "resta"),
    [
        ("Ha risposto Anna Rossi, per l’ufficio.", "Ha risposto (nome omesso), per l’ufficio."),
        ("ROSSI ANNA e Giorgio  della Ferrera", "(nome omesso) e (nome omesso)"),
        ("La dott.ssa Rossi e l’ing. Bianchi", "La dott.ssa (nome omesso) e l’ing. (nome omesso)"),
        ("Il fascicolo di Luca D’Angelo", "Il fascicolo di (nome omesso)"),
        ("I segnali rossi di via Bianchi", "I segnali rossi di via Bianchi"),
        ("Anna ha visto Rossi", "Anna ha visto Rossi"),
        ("A. Rossi, Rossi A. e G. della Ferrera", "(nome omesso), (nome omesso). e (nome omesso)"),
        ("M.T. Costa con Maria Costa", "(nome omesso) con (nome omesso)"),
        ("NICOLO’ FORLI’ e nicolo forli", "(nome omesso)’ e (nome omesso)"),
        ("Nicolo\u0300 For\u00adli\u0300", "(nome omesso)"),
        ("La d.ssa Rossi e la dipendente Rossi", "La d.ssa (nome omesso) e la dipendente (nome omesso)"),
        ("Un dipendente costa, e costa a Rossi", "Un dipendente costa, e costa a Rossi"),
        ("", ""),
    ],
)
def test_a40_i_nomi_si_tolgono_da_quello_che_le_persone_hanno_scritto(testo: str, resta: str) -> None:
    assert NOMI.senza(testo) == resta
