"""The documents of this floor: for those who read the register and the reports; once published, everybody has them from there."""

import rules
from django.db.models import QuerySet

from smvp.documenti.models import Documento
from smvp.documenti.tipi import TipoDocumento, registra_tipo
from smvp.organizzazione.models import Utente

from ..models import Compenso
from ..permessi import incarichi_visibili_a
from .contenuti import COMPENSO, RAPPORTO


def _rapporti(utente: Utente, documenti: QuerySet[Documento]) -> QuerySet[Documento]:
    return documenti if rules.has_perm("ncvp.vedere", utente) else documenti.none()


def _puo_vedere_rapporto(utente: Utente, documento: Documento) -> bool:
    return bool(rules.has_perm("ncvp.vedere", utente))


def _compensi(utente: Utente, documenti: QuerySet[Documento]) -> QuerySet[Documento]:
    suoi = Compenso.objects.filter(incarico__in=incarichi_visibili_a(utente).order_by().values("pk"))
    return documenti.filter(oggetto_id__in=suoi.order_by().values("pk"))


def _puo_vedere_compenso(utente: Utente, documento: Documento) -> bool:
    return _compensi(utente, Documento.objects.filter(pk=documento.pk)).exists()


registra_tipo(TipoDocumento(RAPPORTO, "documenti/ncvp_rapporto.html", _puo_vedere_rapporto, visibili=_rapporti))
registra_tipo(TipoDocumento(COMPENSO, "documenti/ncvp_compenso.html", _puo_vedere_compenso, visibili=_compensi))
