"""Whether an exercise can be closed: every objective is evaluated, or a draft that was never assigned."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from smvp.nucleo.formati import data
from smvp.organizzazione.models import Esercizio

from ..models import Obiettivo
from ..stati import BOZZA, VALUTATA

MOSTRATE = 20


@dataclass(frozen=True, slots=True)
class Chiusura:
    """What stands in the way of closing an exercise, and the drafts that would stay as they are."""

    esercizio: Esercizio
    impedimenti: tuple[str, ...]
    aperte: list[Obiettivo]
    quante_aperte: int
    bozze: list[Obiettivo]
    quante_bozze: int
    valutate: int

    @property
    def pronta(self) -> bool:
        return not self.impedimenti

    @property
    def vicina(self) -> bool:
        """Worth saying on the list: something has been evaluated and nothing else stands in the way."""
        return self.pronta and self.valutate > 0


def chiusura(esercizio: Esercizio, giorno: date) -> Chiusura:
    """How things stand on a day, in a fixed number of queries."""
    tutti = Obiettivo.objects.filter(esercizio=esercizio)
    bozza = Q(stato=BOZZA, atto=None)
    aperte, bozze = tutti.exclude(stato=VALUTATA).exclude(bozza), tutti.filter(bozza)
    quante = aperte.count()
    impedimenti = []
    if esercizio.chiuso_il is not None:
        impedimenti.append(f"L’esercizio {esercizio.anno} è già chiuso.")
    if giorno <= esercizio.periodo.al:
        impedimenti.append(f"L’esercizio finisce il {data(esercizio.periodo.al)}: si chiude dopo.")
    if quante:
        impedimenti.append("Una scheda non è ancora valutata." if quante == 1 else f"{quante} schede non sono ancora valutate.")
    return Chiusura(
        esercizio, tuple(impedimenti), list(aperte.order_by("codice")[:MOSTRATE]), quante, list(bozze.order_by("codice")[:MOSTRATE]),
        bozze.count(), tutti.filter(stato=VALUTATA).count(),
    )  # fmt: skip
