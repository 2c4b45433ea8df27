"""Who may see which document: the kind decides. What one may not see does not exist (404)."""

from itertools import groupby

from django.db.models import QuerySet

from smvp.documenti.models import Documento, Lavoro
from smvp.documenti.tipi import tipo
from smvp.organizzazione.models import Utente


def puo_vedere_documento(utente: Utente, documento: Documento) -> bool:
    """Ask the document's kind."""
    return tipo(documento.tipo).puo_vedere(utente, documento)


def documenti_visibili(utente: Utente, documenti: QuerySet[Documento]) -> set[int]:
    """The keys of those among ``documenti`` that ``utente`` may see, kind by kind."""
    visibili: set[int] = set()
    righe = documenti.defer("contenuto").order_by("tipo")
    for codice, gruppo in groupby(righe, key=lambda d: d.tipo):
        genere = tipo(codice)
        if genere.visibili is not None:
            visibili.update(genere.visibili(utente, documenti.filter(tipo=codice)).values_list("pk", flat=True))
        else:
            visibili.update(d.pk for d in gruppo if genere.puo_vedere(utente, d))
    return visibili


def lavori_visibili(utente: Utente) -> QuerySet[Lavoro]:
    """A batch belongs to who asked for it."""
    return Lavoro.objects.filter(richiesto_da=utente)


def puo_scaricare_lavoro(utente: Utente, lavoro: Lavoro) -> bool:
    """Who asked for the zip gets it as long as all that is inside may still be seen by them: roles end."""
    return lavoro.richiesto_da_id == utente.pk and lavoro.documenti.count() == len(documenti_visibili(utente, lavoro.documenti.all()))
