"""Art. 7 (reading A9): the objectives of earlier years that say about the same, for the warning shown beside a sheet."""

from dataclasses import dataclass

from django.db.models import F
from django.db.models.functions import Left

from smvp.organizzazione.models import Utente

from ...calcolo.somiglianza import CARATTERI, Scritto, somiglianti
from ...models import Obiettivo
from ...permessi import visibili_a

ANNI = 5
"""How many earlier exercises are looked through."""
QUANTI = 10_000
"""How many objectives at most, the latest first: far more than a municipality assigns in five years."""


@dataclass(frozen=True, slots=True)
class Simile:
    """An earlier objective with its exercise, and how alike it is, 0–100."""

    obiettivo: Obiettivo
    somiglianza: int


def simili(obiettivo: Obiettivo, utente: Utente) -> list[Simile]:
    """The objectives assigned in earlier years that ``obiettivo`` seems to repeat, among those that the user may read, most alike first.

    None for one declared bi- or triennial; an earlier one whose declared years still run is not repeated but carried on. Two queries.
    """
    if obiettivo.durata > 1:
        return []
    anno = obiettivo.esercizio.anno
    visti = visibili_a(utente)
    prima = (
        visti.filter(atto__isnull=False, esercizio__anno__gte=anno - ANNI, esercizio__anno__lte=anno - F("durata"))
        .order_by("-esercizio__anno", "codice")
        .values_list("pk", "titolo", Left("descrizione", CARATTERI))[:QUANTI]
    )
    trovati = somiglianti(Scritto(0, obiettivo.titolo, obiettivo.descrizione), [Scritto(*riga) for riga in prima])
    per_pk = visti.select_related("esercizio", "responsabile__direzione").in_bulk([t.chiave for t in trovati]) if trovati else {}
    return [Simile(per_pk[t.chiave], t.somiglianza) for t in trovati if t.chiave in per_pk]
