"""The sheets that the Giunta's act can assign, and the acts of the year (art. 14)."""

from dataclasses import dataclass

from django.db.models import QuerySet

from smvp.documenti.models import Atto
from smvp.organizzazione.models import Esercizio

from ..models import Obiettivo
from ..stati import ACCETTATA
from .attese import Attese
from .elenco import ordinati
from .interlocutori import con_attese


@dataclass(frozen=True, slots=True)
class Assegnabile:
    """An accepted sheet; ``tardi``: the term of its assignment has passed, and the act wants a reason."""

    obiettivo: Obiettivo
    tardi: bool
    ridefinita: bool


def assegnabili(esercizio: Esercizio, attese: Attese) -> list[Assegnabile]:
    """The accepted sheets of an exercise, in the order of the list; none once it is closed."""
    if esercizio.chiuso_il is not None:
        return []
    righe = []
    for o in ordinati(con_attese(Obiettivo.objects.filter(esercizio=esercizio, stato=ACCETTATA))):
        attesa = attese.di(o)
        righe.append(Assegnabile(o, attesa is not None and attesa.tardi(attese.giorno), o.ridefinito_il is not None))
    return righe


def atti_della_giunta(esercizio: Esercizio) -> QuerySet[Atto]:
    """The Giunta's acts of the year of the exercise, the latest first."""
    return Atto.objects.filter(tipo=Atto.Tipo.GIUNTA, data__range=(esercizio.periodo.dal, esercizio.periodo.al)).order_by(
        "-data", "-numero"
    )
