"""The notices by mail: short, without scores, with the address of the page. Sent by a task, outside every transaction."""

import logging
from datetime import datetime
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage

from .models import Notifica

logger = logging.getLogger(__name__)

PER_VOLTA = 100
OGGETTO = "Ciclo della performance: una novità per te"


def spedisci_notifiche(*, quando: datetime) -> int:
    """Mail the notices not sent yet to who has an address; returns how many went. Twice at the same time sends each once.

    Each row is taken by one conditional UPDATE before it is sent; if the mail server is down, it is given back for the next round. An
    address that the server refuses is not tried again: it would stop all the notices behind it.
    """
    if not settings.POSTA:
        return 0
    spedite = 0
    da_spedire = Notifica.objects.filter(spedita_il=None, letta_il=None).exclude(destinatario__email="").select_related("destinatario")
    for notifica in da_spedire.order_by("creata_il", "pk")[:PER_VOLTA]:
        if not Notifica.objects.filter(pk=notifica.pk, spedita_il=None).update(spedita_il=quando):
            continue
        try:
            _messaggio(notifica).send()
        except SMTPRecipientsRefused:
            logger.exception("La notifica %s non è partita: il server rifiuta l’indirizzo di %s", notifica.pk, notifica.destinatario)
            continue
        except (SMTPException, OSError):
            logger.exception("La notifica %s non è partita: si riprova", notifica.pk)
            Notifica.objects.filter(pk=notifica.pk).update(spedita_il=None)
            break
        spedite += 1
    return spedite


def _messaggio(notifica: Notifica) -> EmailMessage:
    corpo = f"{notifica.testo}\n\n{settings.INDIRIZZO.rstrip('/')}{notifica.url}\n\nIl messaggio è automatico: non rispondere."
    return EmailMessage(OGGETTO, corpo, to=[notifica.destinatario.email])
