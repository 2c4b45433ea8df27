"""Art. 9: the indicators of a Direzione in an exercise, with what was expected, reached, and reached in the years before."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q

from smvp.organizzazione.models import Direzione, Esercizio
from smvp.organizzazione.ruoli import direzioni_sotto

from ..models import Indicatore, Misura
from .documenti import DALLA_VALIDAZIONE
from .stampa import IN_REVISIONE

ANNI_DI_STORIA = 3


@dataclass(frozen=True, slots=True)
class RigaPiano:
    """An indicator and its values by year, the oldest first: (year, value) in its own unit."""

    indicatore: Indicatore
    storia: tuple[tuple[int, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Piano:
    """The Piano generale degli indicatori of a Direzione."""

    esercizio: Esercizio
    direzione: Direzione
    righe: list[RigaPiano] = field(default_factory=list)


def piano_di(esercizio: Esercizio, direzione: Direzione) -> Piano:
    """The indicators of the validated objectives whose office, or whose part, belongs to the Direzione."""
    uffici = direzioni_sotto([direzione.pk])
    storia = [f"{'origine__' * n}{che}" for n in range(1, ANNI_DI_STORIA + 1) for che in ("rilevazione", "obiettivo__esercizio")]
    indicatori = (
        Indicatore.objects.filter(Q(parte__direzione__in=uffici) | Q(parte=None, obiettivo__responsabile__direzione__in=uffici))
        .filter(obiettivo__esercizio=esercizio, obiettivo__stato__in=DALLA_VALIDAZIONE | IN_REVISIONE)
        .select_related("obiettivo__responsabile__persona", "rilevazione", "parte__direzione", *storia)
        .order_by("obiettivo__codice", "ordine", "pk")
    )
    return Piano(esercizio, direzione, [RigaPiano(i, _storia(i, esercizio.anno)) for i in indicatori])


def _storia(indicatore: Indicatore, anno: int) -> tuple[tuple[int, Decimal], ...]:
    """Year by year what was reached; the base value stands for a year that has no exercise here."""
    if indicatore.misura != Misura.NUMERO:
        return ()
    valori: dict[int, Decimal] = {}
    qui: Indicatore | None = indicatore
    for passo in range(ANNI_DI_STORIA + 1):
        if qui is None:
            break
        a = anno if qui is indicatore else qui.obiettivo.esercizio.anno
        if qui.rilevato and qui.rilevazione.valore is not None:
            valori.setdefault(a, qui.rilevazione.valore)
        if qui.base is not None and qui.base_anno:
            valori.setdefault(qui.base_anno, qui.base)
        qui = qui.origine if passo < ANNI_DI_STORIA else None
    return tuple(sorted(valori.items()))
