"""The documents of the surveys: for who runs them. What is public is read in the public section, once published."""

from django.db.models import QuerySet

from smvp.documenti.contenuto import Limiti
from smvp.documenti.models import Documento
from smvp.documenti.permessi import documenti_letti
from smvp.documenti.tipi import TipoDocumento, registra_tipo
from smvp.organizzazione.models import Utente

from ..models import Indagine
from .contenuti import MANIFESTO, RISULTATI


def _puo_vedere(utente: Utente, documento: Documento) -> bool:
    return utente.has_perm("indagini.gestire")


def _visibili(utente: Utente, documenti: QuerySet[Documento]) -> QuerySet[Documento]:
    return documenti if utente.has_perm("indagini.gestire") else documenti.none()


# A year has several surveys of users, each of some twenty questions.
registra_tipo(
    TipoDocumento(RISULTATI, "documenti/indagine_risultati.html", _puo_vedere, visibili=_visibili, limiti=Limiti(byte=600_000, voci=30_000))
)
registra_tipo(TipoDocumento(MANIFESTO, "documenti/indagine_manifesto.html", _puo_vedere, visibili=_visibili))


def documenti_della(utente: Utente, indagine: Indagine) -> list[Documento]:
    """What has been issued of a survey that the user may have, the last first."""
    emessi = Documento.objects.filter(tipo__in=(RISULTATI, MANIFESTO), oggetto_id=indagine.pk).order_by("-richiesto_il", "-pk")
    return documenti_letti(utente, emessi)
