"""The letters of a request: for who reads the request; the notice for the office and the one whom it is sent to."""

from django.db.models import Q, QuerySet

from smvp.documenti.models import Documento
from smvp.documenti.permessi import documenti_letti
from smvp.documenti.tipi import TipoDocumento, registra_tipo
from smvp.organizzazione.models import Utente

from ..models import Controinteressato, RichiestaAccesso
from ..permessi import avvisi_di, dell_ufficio, visibili_a
from .contenuti import AVVISO, ESITO, NOMI, RICHIESTA, SPESE

FOGLI = (RICHIESTA, ESITO, SPESE)


def _visibili(utente: Utente, documenti: QuerySet[Documento]) -> QuerySet[Documento]:
    return documenti.filter(oggetto_id__in=visibili_a(utente).order_by().values("pk"))


def _puo_vedere(utente: Utente, documento: Documento) -> bool:
    return _visibili(utente, Documento.objects.filter(pk=documento.pk)).exists()


def _avvisi(utente: Utente, documenti: QuerySet[Documento]) -> QuerySet[Documento]:
    """A notice hangs on the person concerned, not on the request: who asks does not read it."""
    dell_office = Controinteressato.objects.filter(richiesta__in=dell_ufficio(utente).order_by().values("pk")).order_by().values("pk")
    return documenti.filter(Q(oggetto_id__in=dell_office) | Q(oggetto_id__in=avvisi_di(utente).order_by().values("pk")))


def _puo_vedere_avviso(utente: Utente, documento: Documento) -> bool:
    return _avvisi(utente, Documento.objects.filter(pk=documento.pk)).exists()


def _nome(documento: Documento) -> str:
    return f"accesso {documento.payload['numero'].replace('/', ' ')} {NOMI[documento.tipo].replace('’', ' ')}"


for _codice in FOGLI:
    registra_tipo(TipoDocumento(_codice, "documenti/accesso.html", _puo_vedere, visibili=_visibili, nome_file=_nome))
registra_tipo(TipoDocumento(AVVISO, "documenti/accesso.html", _puo_vedere_avviso, visibili=_avvisi, nome_file=_nome))


def documenti_della_richiesta(utente: Utente, r: RichiestaAccesso) -> list[Documento]:
    """What has been issued of a request that the user may have, in order."""
    terzi = [t.pk for t in r.terzi]
    suoi = Q(tipo__in=FOGLI, oggetto_id=r.pk) | Q(tipo=AVVISO, oggetto_id__in=terzi)
    return documenti_letti(utente, Documento.objects.filter(suoi).order_by("richiesto_il", "pk"))


def documenti_dell_avviso(utente: Utente, terzo: Controinteressato) -> list[Documento]:
    return documenti_letti(utente, Documento.objects.filter(tipo=AVVISO, oggetto_id=terzo.pk))
