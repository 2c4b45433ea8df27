"""Art. 18: where each percentage of a sheet is corrected, for who finds that the evaluatee's observation is right."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from ..models import Scheda, SchedaPersonale, Valutazione
from .decise import decise_su

ALTROVE = "È decisa nell’Allegato A, che è chiuso: qui non si cambia. Al valutato resta il riesame (art. 29)."
SULLA_SCHEDA = "Sulla scheda, quando torna aperta."
DELLA_STRUTTURA = "Riaperta la scheda, fra le percentuali delle strutture: la scrive il controllo di gestione."
DELLO_SPECIFICO = "Riaperta la scheda, nell’obiettivo specifico."


@dataclass(frozen=True, slots=True)
class Percentuale:
    """A percentage of the sheet, and how it is put right; ``url`` leads there, if it is elsewhere."""

    che: str
    quanto: Decimal | None
    come: str
    url: str = ""
    etichetta: str = ""


def percentuali_di(scheda: Valutazione) -> list[Percentuale]:
    """Allegato B (fetched by ``con_tutto``): one for each objective. Allegato D: the structure's, and those of the specific objectives."""
    if isinstance(scheda, Scheda):
        return list(_degli_obiettivi(scheda))
    return list(_del_personale(scheda)) if isinstance(scheda, SchedaPersonale) else []


def _degli_obiettivi(scheda: Scheda) -> Iterator[Percentuale]:
    voti = list(scheda.voti_obiettivo.all())
    decise = decise_su(voti)
    for v in voti:
        o = v.assegnazione.obiettivo
        if v.pk in decise:
            yield Percentuale(str(o), v.raggiungimento, ALTROVE, f"{o.get_absolute_url()}#cifre", "Vedi l’Allegato A")
        else:
            yield Percentuale(str(o), v.raggiungimento, SULLA_SCHEDA)


def _del_personale(scheda: SchedaPersonale) -> Iterator[Percentuale]:
    strutture = f"{reverse('valutazioni:struttura', args=[scheda.esercizio.anno])}?ufficio={scheda.direzione.codice}"
    yield Percentuale("Obiettivi della struttura", scheda.struttura, DELLA_STRUTTURA, strutture, "Vai alle percentuali")
    for a in [] if scheda.esonero else scheda.assegnati():
        yield Percentuale(a.obiettivo.titolo, a.raggiungimento, DELLO_SPECIFICO, a.obiettivo.get_absolute_url(), "Vai all’obiettivo")
