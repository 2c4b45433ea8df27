"""The rewards of an exercise on one page: for each kind what is still missing, and the runs made so far."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from smvp.organizzazione.models import Esercizio, Utente
from valutazioni.permessi import visibili_a

from ..models import Corsa, Istituto
from ..stati import APERTE, IN_CALCOLO
from .completezza import Mancano, che_manca

NOMINATE = 20
ARTICOLI = {Istituto.RISULTATO: "24", Istituto.PRODUTTIVITA: "22"}
DI_CHI = {Istituto.RISULTATO: "Dirigenti e P.O., per fasce", Istituto.PRODUTTIVITA: "Personale, punto a punto"}


@dataclass(frozen=True, slots=True)
class Quadro:
    """One kind of reward: what is missing before a run, and its runs, the latest first."""

    istituto: Istituto
    mancano: Sequence[Mancano]
    corse: Sequence[Corsa]

    @property
    def articolo(self) -> str:
        return ARTICOLI[self.istituto]

    @property
    def di_chi(self) -> str:
        return DI_CHI[self.istituto]

    @property
    def quante_mancanze(self) -> int:
        return sum(m.quante for m in self.mancano)

    @property
    def in_calcolo(self) -> Corsa | None:
        return next((c for c in self.corse if c.stato == IN_CALCOLO), None)

    @property
    def aperta(self) -> Corsa | None:
        """The run whose place a new one would take."""
        return next((c for c in self.corse if c.stato in APERTE), None)


def quadri(esercizio: Esercizio, corse: Iterable[Corsa]) -> list[Quadro]:
    """Both kinds; ``corse``: the runs of the exercise that the user reads."""
    tutte = list(corse)
    return [
        Quadro(istituto, che_manca(esercizio, istituto, al_massimo=NOMINATE), [c for c in tutte if c.istituto == istituto])
        for istituto in Istituto
    ]


def schede_apribili(utente: Utente, mancano: Iterable[Mancano]) -> set[int]:
    """Of the sheets that are named, those that the user may open."""
    nominate = [v.scheda.pk for m in mancano for v in m.voci if v.scheda]
    return set(visibili_a(utente).filter(pk__in=nominate).order_by().values_list("pk", flat=True)) if nominate else set()
