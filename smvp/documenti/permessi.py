"""Who may see which document: the kind decides. What one may not see does not exist (404)."""

from collections.abc import Callable

from django.db.models import QuerySet

from smvp.documenti.models import Documento, Lavoro
from smvp.documenti.tipi import tipo
from smvp.organizzazione.models import Utente

Visibili = Callable[[Utente, QuerySet[Documento]], QuerySet[Documento]]


def puo_vedere_documento(utente: Utente, documento: Documento) -> bool:
    """Ask the document's kind."""
    return tipo(documento.tipo).puo_vedere(utente, documento)


def documenti_visibili(utente: Utente, documenti: QuerySet[Documento]) -> set[int]:
    """The keys of those among ``documenti`` that ``utente`` may see."""
    return {d.pk for d in documenti_letti(utente, documenti)}


def documenti_letti(utente: Utente, documenti: QuerySet[Documento]) -> list[Documento]:
    """Those among ``documenti`` that ``utente`` may see, in their order; the kinds with the same permission are asked together."""
    righe = list(documenti.defer("contenuto"))
    visibili: set[int] = set()
    insieme: dict[Visibili, list[str]] = {}
    for codice in sorted({d.tipo for d in righe}):
        genere = tipo(codice)
        if genere.visibili is not None:
            insieme.setdefault(genere.visibili, []).append(codice)
        else:
            visibili.update(d.pk for d in righe if d.tipo == codice and genere.puo_vedere(utente, d))
    for visibili_fra, codici in insieme.items():
        visibili.update(visibili_fra(utente, documenti.filter(tipo__in=codici)).order_by().values_list("pk", flat=True))
    return [d for d in righe if d.pk in visibili]


def lavori_visibili(utente: Utente) -> QuerySet[Lavoro]:
    """A batch belongs to who asked for it."""
    return Lavoro.objects.filter(richiesto_da=utente).defer("oggetti")


def puo_scaricare_lavoro(utente: Utente, lavoro: Lavoro) -> bool:
    """Who asked for the zip gets it as long as all that is inside may still be seen by them: roles end."""
    return lavoro.richiesto_da_id == utente.pk and lavoro.documenti.count() == len(documenti_visibili(utente, lavoro.documenti.all()))
