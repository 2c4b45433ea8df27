"""Art. 11: the table of three-year strategic planning: Area, objective, indicator, base value, targets of three years."""

from collections.abc import Sequence
from dataclasses import dataclass

from smvp.organizzazione.models import Esercizio, Utente
from smvp.regolamento.modello import Area

from ..models import Indicatore, Obiettivo
from .indicatori import leggi_indicatori
from .pagina import RigaIndicatore, riga_indicatore


@dataclass(frozen=True, slots=True)
class RigaTriennio:
    """An indicator; ``prima``: it is the first of its objective, which is then named."""

    riga: RigaIndicatore
    obiettivo: Obiettivo
    prima: bool

    @property
    def indicatore(self) -> Indicatore:
        return self.riga.indicatore


@dataclass(frozen=True, slots=True)
class AreaTriennio:
    """An Area of art. 6 (None: objectives without one) with its rows."""

    area: Area | None
    righe: tuple[RigaTriennio, ...]

    @property
    def nome(self) -> str:
        return f"Area {self.area.numero} · {self.area.denominazione}" if self.area else "Senza Area strategica"


@dataclass(frozen=True, slots=True)
class Triennio:
    """The whole table; ``anni`` are its three years."""

    anni: tuple[int, int, int]
    aree: tuple[AreaTriennio, ...]

    @property
    def quanti(self) -> int:
        return sum(len(a.righe) for a in self.aree)


def triennio(esercizio: Esercizio, utente: Utente) -> Triennio:
    """The table of what a user may read, Area by Area, in a fixed number of queries."""
    per_area: dict[str, list[Indicatore]] = {}
    for i in leggi_indicatori(esercizio, utente):
        per_area.setdefault(i.obiettivo.area, []).append(i)
    aree: list[Area | None] = [*esercizio.reg.aree, None]
    trovate = [AreaTriennio(a, _righe(per_area.get(str(a.numero) if a else "", []), esercizio)) for a in aree]
    return Triennio((esercizio.anno, esercizio.anno + 1, esercizio.anno + 2), tuple(a for a in trovate if a.righe))


def _righe(indicatori: Sequence[Indicatore], esercizio: Esercizio) -> tuple[RigaTriennio, ...]:
    prime = {}
    for i in indicatori:
        prime.setdefault(i.obiettivo_id, i.pk)
    return tuple(RigaTriennio(riga_indicatore(i, esercizio.reg), i.obiettivo, prime[i.obiettivo_id] == i.pk) for i in indicatori)
