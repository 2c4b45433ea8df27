"""Whether an exercise still takes new sheets, and whether it can be closed: all are evaluated, or drafts that were never assigned."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from smvp.nucleo.formati import data
from smvp.organizzazione.models import Esercizio

from ...models import Obiettivo
from ...stati import BOZZA, VALUTATA

MOSTRATE = 20
SOLO_BOZZA = Q(stato=BOZZA, atto=None)


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


def si_negozia(esercizio: Esercizio, giorno: date) -> bool:
    """Art. 7: new sheets are for the year that runs, or for one to come."""
    return esercizio.chiuso_il is None and giorno <= esercizio.periodo.al


def chiusura_vicina(esercizio: Esercizio, giorno: date) -> bool:
    """Worth saying on the list: something has been evaluated and nothing else stands in the way."""
    if esercizio.chiuso_il is not None or giorno <= esercizio.periodo.al:
        return False
    tutti = Obiettivo.objects.filter(esercizio=esercizio)
    return not _aperte(tutti).exists() and tutti.filter(stato=VALUTATA).exists()


def _aperte(tutti: QuerySet[Obiettivo]) -> QuerySet[Obiettivo]:
    """What is neither evaluated nor a draft that was never assigned."""
    return tutti.exclude(stato=VALUTATA).exclude(SOLO_BOZZA)


def chiusura(esercizio: Esercizio, giorno: date) -> Chiusura:
    """How things stand on a day, in a fixed number of queries."""
    tutti = Obiettivo.objects.filter(esercizio=esercizio)
    aperte, bozze = _aperte(tutti), tutti.filter(SOLO_BOZZA)
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
