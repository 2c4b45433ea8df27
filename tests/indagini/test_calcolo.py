"""Artt. 18 and 33: what is a question, what answers add up to, when a difference is more than chance, what is never told (reading A40)."""

from decimal import Decimal
from typing import Any

import pytest

from smvp.indagini.calcolo.questionario import (
    Domanda,
    Genere,
    Questionario,
    Sezione,
    che_manca,
    codice_nuovo,
    con_domanda,
    con_sezione,
    da_dati,
    difetti,
    in_dati,
    senza,
    spostata,
)
from smvp.indagini.calcolo.risultati import NON_DETTO, Esiti, somma
from smvp.indagini.calcolo.significativita import significativa

from .scene import CHE_SERVE, CLIMA, DOMANDE, PESO


def scala(**altro: Any) -> Domanda:
    return Domanda("d", "Domanda", Genere.SCALA, punti=5, minimo="no", massimo="sì", **altro)


@pytest.mark.parametrize(
    ("domanda", "campo"),
    [
        (Domanda("d", " ", Genere.TESTO), "testo"),
        (Domanda("d", "Una", Genere.SCALA, punti=1, minimo="a", massimo="b"), "punti"),
        (Domanda("d", "Una", Genere.SCALA, punti=11, minimo="a", massimo="b"), "punti"),
        (Domanda("d", "Una", Genere.SCALA, punti=5, massimo="b"), "minimo"),
        (Domanda("d", "Una", Genere.SCALA, punti=5, minimo="a"), "massimo"),
        (Domanda("d", "Una", Genere.UNA, opzioni=("sola",)), "opzioni"),
        (Domanda("d", "Una", Genere.PIU, opzioni=("Sì", "sì")), "opzioni"),
        (Domanda("d", "Una", Genere.UNA, opzioni=tuple(map(str, range(21)))), "opzioni"),
        (Domanda("d", "Una", Genere.UNA, opzioni=("a", "b" * 121)), "opzioni"),
    ],
)
def test_una_domanda_che_non_sta_in_piedi_dice_dove(domanda: Domanda, campo: str) -> None:
    assert [c for c, _ in difetti(domanda)] == [campo]


def test_il_questionario_si_costruisce_pezzo_per_pezzo_e_torna_dai_dati() -> None:
    q = con_sezione(con_sezione(Questionario(), Sezione("s1", "Una")), Sezione("s2", "Due"))
    q = con_domanda(con_domanda(q, "s1", CLIMA), "s1", PESO)
    assert [d.codice for d in spostata(q, "d2", -1).domande] == ["d2", "d1"]
    assert [d.codice for d in spostata(q, "d1", -1).domande] == ["d1", "d2"], "in cima resta dov’è"
    assert [s.codice for s in spostata(q, "s2", -1).sezioni] == ["s2", "s1"]
    assert con_domanda(q, "s2", CLIMA).sezione("s2").domande == (CLIMA,)  # type: ignore[union-attr]
    assert [d.codice for d in senza(q, "d1").domande] == ["d2"]
    assert senza(q, "s1").domande == ()
    assert con_sezione(q, Sezione("s1", "Nuovo titolo")).domande == (CLIMA, PESO), "le domande restano"
    assert codice_nuovo(["d1", "d3"], "d") == "d2"
    assert da_dati(in_dati(DOMANDE)) == DOMANDE


@pytest.mark.parametrize(
    ("q", "quante"),
    [
        (Questionario(), 1),
        (Questionario((Sezione("s1", "Vuota"), Sezione("s2", "Piena", "", (CLIMA,)))), 1),
        (Questionario((Sezione("s1", "Testi", "", (Domanda("d", "Parole", Genere.TESTO),)),)), 1),
        (Questionario((Sezione("s1", "Tante", "", tuple(scala() for _ in range(121))),)), 1),
        (DOMANDE, 0),
    ],
)
def test_che_cosa_manca_per_aprire(q: Questionario, quante: int) -> None:
    assert len(list(che_manca(q))) == quante


# Conti per voto, da 1 in su. Le medie a mano: 3 e 4.
@pytest.mark.parametrize(
    ("prima", "dopo", "vera"),
    [
        ([0, 0, 20, 0, 0], [0, 0, 0, 20, 0], True),  # nessuno la pensa altrimenti
        ([1, 1, 1, 1, 1], [0, 1, 1, 2, 1], False),  # cinque persone: un caso
        ([10, 10, 10, 10, 10], [5, 5, 10, 15, 15], True),
        ([20, 20, 20, 20, 20], [19, 20, 20, 20, 21], False),
        ([5, 5, 5, 5, 5], [5, 5, 5, 5, 5], False),
        ([1, 0, 0, 0, 0], [0, 0, 0, 0, 9], False),  # una risposta sola non ha varianza
    ],
)
def test_una_differenza_e_significativa_solo_se_non_e_un_caso(prima: list[int], dopo: list[int], vera: bool) -> None:
    assert significativa(prima, dopo) is vera
    assert significativa(dopo, prima) is vera


def test_al_confine_decide_il_conto_esatto() -> None:
    """Due gruppi di 11 con varianza 1,2 e 1: t con 10 gradi è 2,228; lo scarto 1 sta sopra, 0,9 sotto."""
    sotto, sopra = [0, 1, 9, 1, 0], [0, 0, 1, 9, 1]
    assert significativa(sotto, sopra)
    assert not significativa([1, 2, 5, 2, 1], [1, 1, 4, 3, 2])


def _di(*voti: int, **altro: Any) -> list[dict[str, Any]]:
    return [{"d1": v, **altro} for v in voti]


def _esiti(risposte: list[dict[str, Any]], minimo: int = 5, prima: Esiti | None = None) -> Esiti:
    return somma(DOMANDE, risposte, {"d5": 3}, minimo, prima)


def test_media_quote_indice_e_confronto_con_la_volta_prima() -> None:
    prima = _esiti(_di(1, 1, 1, 2, 2, 2))
    e = _esiti(_di(4, 4, 5, 5, 4, 5, d2=1, d3=(0, 2)), prima=prima)
    d1, d2 = e.sezioni[0].domande
    assert (d1.rispondenti, d1.media, d1.prima, d1.scarto) == (6, Decimal("4.50"), Decimal("1.50"), Decimal("3.00"))
    assert d1.significativa is True
    assert [f.percento for f in d1.fette] == [0, 0, 0, 50, 50]
    assert d2.significativa is None, "la volta prima nessuno"
    # Mai sotto pressione vale 100: (87,5 + 100) / 2.
    assert e.sezioni[0].indice == Decimal("93.8")
    assert [f.conto for f in e.sezioni[1].domande[0].fette] == [6, 0, 6]


def test_meno_di_cinque_non_si_dice_niente() -> None:
    e = _esiti(_di(1, 2, 3, 4))
    assert e.rispondenti is None
    assert e.confronti == ()
    assert {d.media for s in e.sezioni for d in s.domande} == {None}
    assert {d.fette for s in e.sezioni for d in s.domande} == {()}
    assert {s.indice for s in e.sezioni} == {None}


def test_una_domanda_a_cui_rispondono_in_pochi_tace_anche_nell_indice() -> None:
    """Otherwise the index of the section, less the question that is told, would be the one that is not."""
    risposte = _di(5, 5, 5, 5, 5, 5)
    risposte[0]["d2"] = risposte[1]["d2"] = 5
    e = _esiti(risposte)
    assert (e.sezioni[0].domande[1].media, e.sezioni[0].domande[1].rispondenti) == (None, None)
    assert e.sezioni[0].indice == Decimal("100.0")


@pytest.mark.parametrize(
    ("quanti", "detti"),
    [
        ((6, 7, 8), {"Uffici": 6, "Esterni": 7, "Polizia": 8}),
        ((2, 7, 8), {"Uffici": None, "Esterni": None, "Polizia": 8}),  # la differenza dal totale sarebbe il gruppo piccolo
        ((2, 2, 17), {"Uffici": None, "Esterni": None, "Polizia": None}),
    ],
)
def test_un_gruppo_piccolo_tace_e_con_lui_chi_lo_farebbe_ricavare(quanti: tuple[int, ...], detti: dict[str, int | None]) -> None:
    risposte = [{"d1": 3, "d4": area} for area, n in enumerate(quanti) for _ in range(n)]
    (confronto,) = _esiti(risposte).confronti
    assert {g.nome: g.rispondenti for g in confronto.gruppi} == detti
    assert all((i is None) for g in confronto.gruppi for i in g.indici if g.rispondenti is None)
    area = _esiti(risposte).sezioni[2].domande[0]
    assert {f.etichetta: f.conto for f in area.fette} == detti


def test_chi_non_dice_il_gruppo_e_un_gruppo() -> None:
    risposte = [{"d1": 3, "d4": n % 2} for n in range(14)] + [{"d1": 1}] * 3
    (confronto,) = _esiti(risposte).confronti
    assert {g.nome: g.rispondenti for g in confronto.gruppi} == {"Uffici": None, "Esterni": None, NON_DETTO: None}
    assert CHE_SERVE.etichetta(1) == "Spazi"
