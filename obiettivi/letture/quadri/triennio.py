"""Art. 11: the table of three-year strategic planning: Area, objective, indicator, base value, targets of three years."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from smvp.organizzazione.models import Esercizio, Utente
from smvp.regolamento.modello import Area

from ...models import Indicatore, Obiettivo
from ..scheda.pagina import RigaIndicatore, riga_indicatore
from .indicatori import leggi_indicatori

PER_PAGINA = 250
"""Indicators on a page: a municipality of some hundred people sees the whole table."""


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
    """The table, or a page of it; ``anni`` are its three years."""

    anni: tuple[int, int, int]
    aree: tuple[AreaTriennio, ...]
    pagina: Page[Indicatore]


def triennio(esercizio: Esercizio, utente: Utente, pagina: str | None = None) -> Triennio:
    """The table of what a user may read, Area by Area, in a fixed number of queries; whole, or the page asked for ("" for the first)."""
    return triennio_degli(leggi_indicatori(esercizio, utente), esercizio, pagina)


def triennio_degli(letti: Iterable[Indicatore], esercizio: Esercizio, pagina: str | None = None) -> Triennio:
    """The same table of indicators that have been read already, in the order of their codes."""
    posti = {str(a.numero) if a else "": n for n, a in enumerate(_aree(esercizio))}
    indicatori = [i for i in letti if i.obiettivo.area in posti]
    indicatori.sort(key=lambda i: posti[i.obiettivo.area])  # stable: within an Area they stay in the order of their codes
    per_pagina = PER_PAGINA if pagina is not None else max(len(indicatori), 1)
    scelta = Paginator(indicatori, per_pagina).get_page(pagina)
    mostrati = list(scelta.object_list)
    trovate = [AreaTriennio(a, _righe([i for i in mostrati if i.obiettivo.area == (str(a.numero) if a else "")], esercizio))
               for a in _aree(esercizio)]  # fmt: skip
    return Triennio((esercizio.anno, esercizio.anno + 1, esercizio.anno + 2), tuple(a for a in trovate if a.righe), scelta)


def _aree(esercizio: Esercizio) -> list[Area | None]:
    return [*esercizio.reg.aree, None]


def _righe(indicatori: Sequence[Indicatore], esercizio: Esercizio) -> tuple[RigaTriennio, ...]:
    prime = {}
    for i in indicatori:
        prime.setdefault(i.obiettivo_id, i.pk)
    return tuple(RigaTriennio(riga_indicatore(i, esercizio.reg), i.obiettivo, prime[i.obiettivo_id] == i.pk) for i in indicatori)
