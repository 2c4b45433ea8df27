"""Artt. 10, 20, 22: the evaluations of an exercise by group and by band, out of the rows that the fairness page reads (art. 4)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from smvp.nucleo.arrotondamenti import Numero
from smvp.regolamento.modello import Regolamento
from valutazioni.calcolo.equita import Misura, distribuzione, misura, tratti_del_personale
from valutazioni.letture.equita.dati import NOMI, PERSONALE, Letti, Valutata, dell_anno
from valutazioni.letture.equita.quadro import RUOLI

ANNI = 3
"""How many exercises a series goes back, this one counted."""


@dataclass(frozen=True, slots=True)
class FasciaValutata:
    """A band of art. 24, or of the table of art. 22 for the staff: its name, what it is in full, who is in it."""

    chiave: int
    nome: str
    dettaglio: str
    valutate: tuple[Valutata, ...]

    @property
    def persone(self) -> frozenset[int]:
        return persone(self.valutate)


def persone(valutate: Iterable[Valutata]) -> frozenset[int]:
    return frozenset(v.giudizio.chi for v in valutate)


def per_gruppo(letti: Letti, anno: int) -> dict[str, list[Valutata]]:
    """Dirigenti, P.O. and staff of an exercise whose points are fixed."""
    return {insieme: dell_anno(letti.valutate, anno, insieme) for insieme in NOMI}


def per_anno(letti: Letti, insieme: str, fino_al: int) -> dict[int, list[Valutata]]:
    """A group in this exercise and in those before it, where it has points."""
    anni = {anno: dell_anno(letti.valutate, anno, insieme) for anno in range(fino_al - ANNI + 1, fino_al + 1)}
    return {anno: sue for anno, sue in anni.items() if sue}


def per_direzione(valutate: Iterable[Valutata]) -> dict[int, list[Valutata]]:
    """By the Direzione at the top; 0 is none."""
    trovate: dict[int, list[Valutata]] = {}
    for v in valutate:
        trovate.setdefault(v.direzione or 0, []).append(v)
    return trovate


def misura_di(valutate: Sequence[Valutata], reg: Regolamento) -> Misura:
    """Mean and dispersion, by the arithmetic of the fairness page."""
    return misura([v.giudizio for v in valutate], [s.voto for s in reg.scala], reg.riservatezza.gruppo_minimo)


def fasce_di(insieme: str, reg: Regolamento) -> list[tuple[int, str, str]]:
    """The bands of a group: key, name, what it is in full."""
    if insieme == PERSONALE:
        giudizi = ["", *(s.giudizio for s in reg.progressioni.risultati)]
        tratti = tratti_del_personale(reg.progressioni.risultati)
        return [(n, f"{t.nome} punti", g) for n, (t, g) in enumerate(zip(tratti, giudizi, strict=True))]
    return [
        (f.numero, f"Fascia {f.numero}", f"{f.da}–{f.a} punti, retribuzione di risultato: {f.etichetta}") for f in reg.fasce[RUOLI[insieme]]
    ]


def per_fascia(insieme: str, valutate: Sequence[Valutata], reg: Regolamento) -> list[FasciaValutata]:
    """Every band in its order, also the empty ones."""
    dove: dict[int, list[Valutata]] = {}
    fascia = fasce_del_personale(reg)
    for v in valutate:
        dove.setdefault(fascia(v.giudizio.punti) if insieme == PERSONALE else v.fascia or 0, []).append(v)
    return [FasciaValutata(chiave, nome, come, tuple(dove.get(chiave, ()))) for chiave, nome, come in fasce_di(insieme, reg)]


def fasce_del_personale(reg: Regolamento) -> Callable[[Numero], int]:
    """Which of the bands of art. 22 a total falls into; of thousands of totals few differ, and each is looked up once."""
    tratti, note = tratti_del_personale(reg.progressioni.risultati), dict[Numero, int]()

    def fascia(punti: Numero) -> int:
        if punti not in note:
            note[punti] = distribuzione((punti,), tratti).index(1)
        return note[punti]

    return fascia
