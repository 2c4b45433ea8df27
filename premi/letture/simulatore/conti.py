"""Groups of people, counted; silent on those that are too small for whom it counts (reading A40)."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from premi.simulazione.confronto import DIRIGENTI, PO, Cambio
from valutazioni.calcolo.equita import trattenuti

from .chi import ZERO, nelle_direzioni, nomi_direzioni, per_persona

DELLA_RETRIBUZIONE = (DIRIGENTI, PO)
RISULTATO, PRODUTTIVITA = "risultato", "produttivita"


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
    taking the others away from the sum of their amount, or from the whole. Of a group in which few people change, and of what it could be
    found from, the new amount is not told either: the difference would be theirs."""

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

    def _con_pochi_cambi(self, gruppi: Mapping[Hashable, Sequence[Cambio]]) -> frozenset[Hashable]:
        cambiano = {k: _cambiano(righe) for k, righe in gruppi.items()}
        return trattenuti({k: n for k, n in cambiano.items() if n}, self.minimo)

    def taciuta(self, istituto: str) -> bool:
        """Whether even the sum of an amount would tell of too few people."""
        return 0 < _persone(self._di(istituto)) < self.minimo

    @cached_property
    def totale(self) -> Conto:
        zitto = _persone(self.tutti) < self.minimo or any(self.taciuta(istituto) for istituto in (RISULTATO, PRODUTTIVITA))
        return self._conto("In tutto", self.tutti, zitto, senza_importo=0 < _cambiano(self.tutti) < self.minimo)

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
        mute = self._con_pochi_cambi(per_direzione)
        return [
            self._conto(nomi.get(str(k), str(k)), per_direzione[k], k in fuori, senza_importo=k in mute)
            for k in sorted(per_direzione, key=str)
        ]

    def _conto(self, nome: str, righe: Sequence[Cambio], zitto: bool, *, senza_importo: bool) -> Conto:
        if zitto:
            return Conto(nome, perche=self.pochi)
        differenze = list(per_persona(righe).values())
        return Conto(
            nome, len(differenze), sum(dopo > prima for prima, dopo in differenze), sum(dopo < prima for prima, dopo in differenze),
            sum((prima for prima, _ in differenze), ZERO), None if senza_importo else sum((dopo for _, dopo in differenze), ZERO),
        )  # fmt: skip


def _divisi(righe: Iterable[Cambio], per: Callable[[Cambio], Hashable]) -> dict[Hashable, list[Cambio]]:
    gruppi: dict[Hashable, list[Cambio]] = {}
    for c in righe:
        gruppi.setdefault(per(c), []).append(c)
    return gruppi


def _cambiano(righe: Iterable[Cambio]) -> int:
    """How many people have another amount."""
    return sum(prima != dopo for prima, dopo in per_persona(righe).values())


def _persone(righe: Iterable[Cambio]) -> int:
    return len({c.matricola for c in righe})
