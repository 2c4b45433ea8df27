"""Groups of people, counted; silent on those that are too small for whom it counts (reading A40)."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from premi.simulazione.confronto import DIRIGENTI, PO, Cambio
from smvp.nucleo.arrotondamenti import mezzo_su
from valutazioni.calcolo.equita import trattenuti

from .chi import ZERO, nelle_direzioni, nomi_direzioni, per_persona

DELLA_RETRIBUZIONE = (DIRIGENTI, PO)
RISULTATO, PRODUTTIVITA = "risultato", "produttivita"
# Reading A40, for whom names are not due: to what a new amount is rounded; how uneven are groups where all kinds of staff are together.
MIGLIAIO, MISTI = Decimal(1000), 100


@dataclass(frozen=True, slots=True)
class Conto:
    """A group of people: how many gain, lose and stay, and how much in all. ``dopo`` is None where so few change that the amount would be
    theirs. ``perche``: why the group is not told, and then figures are none."""

    nome: str
    persone: int = 0
    guadagnano: int = 0
    perdono: int = 0
    prima: Decimal = ZERO
    dopo: Decimal | None = ZERO
    perche: str = ""

    @property
    def uguali(self) -> int:
        return self.persone - self.guadagnano - self.perdono

    @property
    def differenza(self) -> Decimal | None:
        return None if self.dopo is None else self.dopo - self.prima


class Contatore:
    """Counts groups, and keeps silent on those that are too small for whom it counts (reading A40): also those that could be found by
    taking the others away from the sum of their amount, or from the whole. Of a group in which few people change, or few have nearly all of
    the new amount (rules may be made up so that it is one person's), and of what it could be found from, the new amount is not told either.
    What is told is rounded: from two trials that differ by one person nobody's amount comes out."""

    def __init__(self, tutti: Sequence[Cambio], minimo: int) -> None:
        self.tutti, self.minimo = tutti, minimo
        self.per_insieme = _divisi(tutti, lambda c: c.insieme)
        self.pochi = f"meno di {minimo} persone, o per differenza se ne ricaverebbero meno di {minimo}"
        self.fuori: frozenset[Hashable] = frozenset()
        for di_retribuzione in (True, False):
            famiglia = {k: _persone(v) for k, v in self.per_insieme.items() if (k in DELLA_RETRIBUZIONE) == di_retribuzione}
            self.fuori |= trattenuti(famiglia, minimo)
        per_istituto: dict[Hashable, list[Cambio]] = {i: self._di(i) for i in (RISULTATO, PRODUTTIVITA)}
        self.senza_importo: frozenset[Hashable] = self._con_pochi_cambi(per_istituto)
        for istituto, righe in per_istituto.items():
            per_categoria = _divisi(righe, lambda c: c.insieme)
            del_tutto = frozenset(per_categoria) if istituto in self.senza_importo else frozenset()
            self.senza_importo |= del_tutto or self._con_pochi_cambi(per_categoria)

    def _di(self, istituto: str) -> list[Cambio]:
        return [c for c in self.tutti if (c.insieme in DELLA_RETRIBUZIONE) == (istituto == RISULTATO)]

    def _con_pochi_cambi(self, gruppi: Mapping[Hashable, Sequence[Cambio]], parte: int = 10) -> frozenset[Hashable]:
        cambiano = {k: min(_cambiano(righe), _pesano(righe, parte)) for k, righe in gruppi.items() if _cambiano(righe)}
        return trattenuti({k: n for k, n in cambiano.items() if n}, self.minimo)

    def detto(self, prima: Decimal, dopo: Decimal, *, cambia: bool) -> Decimal:
        """A new amount as it may be told: exact for whom names are due; for others to the thousand, unless nobody's changes."""
        return dopo if not self.minimo or (not cambia and prima == dopo) else mezzo_su(dopo / MIGLIAIO, 0) * MIGLIAIO

    def taciuta(self, istituto: str) -> bool:
        """Whether even the sum of an amount would tell of too few people."""
        return 0 < _persone(self._di(istituto)) < self.minimo

    @cached_property
    def totale(self) -> Conto:
        zitto = _persone(self.tutti) < self.minimo or any(self.taciuta(istituto) for istituto in (RISULTATO, PRODUTTIVITA))
        pochi = _cambiano(self.tutti) > 0 and min(_cambiano(self.tutti), _pesano(self.tutti, MISTI) or self.minimo) < self.minimo
        return self._conto("In tutto", self.tutti, zitto, senza_importo=pochi)

    def categorie(self, nomi: Mapping[str, str]) -> list[Conto]:
        presenti = [k for k in nomi if k in self.per_insieme]
        return [self._conto(nomi[k], self.per_insieme[k], k in self.fuori, senza_importo=self._muto(k)) for k in presenti]

    def _muto(self, insieme: Hashable) -> bool:
        return insieme in self.senza_importo and _cambiano(self.per_insieme[insieme]) > 0

    def direzioni(self) -> list[Conto]:
        nomi, per_direzione = nomi_direzioni(), _divisi(nelle_direzioni(self.tutti), lambda c: c.direzione)
        fuori = trattenuti({k: _persone(v) for k, v in per_direzione.items()}, self.minimo)
        if self.totale.perche:
            fuori = frozenset(per_direzione)
        mute = self._con_pochi_cambi(per_direzione, MISTI)
        return [
            self._conto(nomi.get(str(k), str(k)), per_direzione[k], k in fuori, senza_importo=k in mute)
            for k in sorted(per_direzione, key=str)
        ]

    def _conto(self, nome: str, righe: Sequence[Cambio], zitto: bool, *, senza_importo: bool) -> Conto:
        if zitto:
            return Conto(nome, perche=self.pochi)
        differenze = list(per_persona(righe).values())
        prima, dopo = (sum(somme, ZERO) for somme in zip(*differenze, strict=True)) if differenze else (ZERO, ZERO)
        su, giu = sum(b > a for a, b in differenze), sum(b < a for a, b in differenze)
        return Conto(nome, len(differenze), su, giu, prima, None if senza_importo else self.detto(prima, dopo, cambia=bool(su or giu)))


def _divisi(righe: Iterable[Cambio], per: Callable[[Cambio], Hashable]) -> dict[Hashable, list[Cambio]]:
    gruppi: dict[Hashable, list[Cambio]] = {}
    for c in righe:
        gruppi.setdefault(per(c), []).append(c)
    return gruppi


def _cambiano(righe: Iterable[Cambio]) -> int:
    """How many people have another amount."""
    return sum(prima != dopo for prima, dopo in per_persona(righe).values())


def _pesano(righe: Iterable[Cambio], parte: int) -> int:
    """How many people make the new amount: those who have at least a tenth (``parte``) of what the most paid of them has."""
    importi = [dopo for _, dopo in per_persona(righe).values()]
    massimo = max(importi, default=ZERO)
    return sum(dopo * parte >= massimo for dopo in importi) if massimo else 0


def _persone(righe: Iterable[Cambio]) -> int:
    return len({c.matricola for c in righe})
