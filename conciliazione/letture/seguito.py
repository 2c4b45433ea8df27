"""Artt. 29 and 31: whether an evaluation is negative for good; how many cases, with what outcomes, for the Relazione."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from smvp.nucleo.riservatezza import detti
from smvp.organizzazione.models import Esercizio
from valutazioni.models import Scheda, SchedaPersonale

from ..models import Conciliazione, Esito410, Istanza
from ..models.istanza import ESITI
from ..stati import COMUNICATE, CONCLUSA, DECISA, INAMMISSIBILE, PENDENTI, RITIRATA
from .casi import e_negativa


def scheda_finale(caso: Istanza | Conciliazione) -> Scheda | SchedaPersonale:
    """The sheet that a review or an agreement leaves: the new one, where it has made one."""
    scheda = caso.scheda
    return scheda.sostituita_da if scheda.superata_il is not None else scheda


def negativa_per_sempre(caso: Istanza | Conciliazione) -> str:
    """Why no measures can be proposed after a case, in words; empty if the evaluation is negative even after it."""
    if isinstance(caso, Conciliazione):
        if caso.stato != CONCLUSA:
            return "La conciliazione non è ancora conclusa."
        return "" if e_negativa(scheda_finale(caso)) else NON_NEGATIVA
    if caso.stato not in COMUNICATE:
        return "La decisione non è ancora stata comunicata."
    return "" if e_negativa(scheda_finale(caso)) else NON_NEGATIVA


NON_NEGATIVA = "La valutazione non è negativa: non ci sono misure da proporre."


@dataclass(frozen=True, slots=True)
class Conteggio:
    """How many in all, and how many of each outcome; None where too few to be told."""

    totale: int | None
    voci: Mapping[str, int | None]

    @property
    def taciuti(self) -> bool:
        return self.totale is None or None in self.voci.values()


@dataclass(frozen=True, slots=True)
class Conteggi:
    """Art. 31: what the Relazione says of an exercise."""

    riesami: Conteggio
    conciliazioni: Conteggio
    minimo: int


def conteggi(esercizio: Esercizio) -> Conteggi:
    """Counts without names, small numbers withheld (reading A40). Two queries."""
    minimo = esercizio.reg.riservatezza.gruppo_minimo
    aperti = [s for s in PENDENTI if s not in (INAMMISSIBILE, DECISA)]
    decise = ~Q(stato=RITIRATA)  # one that a conciliation has closed before it was communicated has decided nothing
    riesami = Istanza.objects.filter(esercizio=esercizio).aggregate(
        **{esito: Count("pk", filter=decise & Q(esito=esito)) for esito in ESITI},
        ritirate=Count("pk", filter=Q(stato=RITIRATA)),
        pendenti=Count("pk", filter=Q(stato__in=aperti)),
    )
    altre = Conciliazione.objects.filter(esercizio=esercizio).aggregate(
        accordo=Count("pk", filter=Q(stato=CONCLUSA, esito=Esito410.ACCORDO)),
        mancato=Count("pk", filter=Q(stato=CONCLUSA, esito=Esito410.MANCATO)),
        in_corso=Count("pk", filter=~Q(stato=CONCLUSA)),
    )
    return Conteggi(_conteggio(riesami, minimo), _conteggio(altre, minimo), minimo)


def _conteggio(conti: Mapping[str, int], minimo: int) -> Conteggio:
    return Conteggio(*detti(conti, minimo))
