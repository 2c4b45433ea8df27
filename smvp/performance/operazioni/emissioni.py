"""The summary sheet for the Giunta as a PDF, for the asking."""

from datetime import datetime

import rules
from django.core.exceptions import PermissionDenied

from smvp.documenti.models import Documento
from smvp.documenti.operazioni import emetti_tutti
from smvp.nucleo.formati import FUSO
from smvp.organizzazione.models import Utente

from ..documenti.delibera import SCHEDA_GIUNTA, richiesta_scheda_giunta
from ..models import Piano, Relazione
from .comuni import PREPARANO


def emetti_scheda_giunta(*, scritto: Relazione | Piano, utente: Utente, quando: datetime) -> Documento:
    """Issue it as the data stand now. Raises PermissionDenied."""
    if not rules.has_perm("performance.preparare", utente, scritto):
        raise PermissionDenied(PREPARANO)
    richiesta = richiesta_scheda_giunta(scritto, quando.astimezone(FUSO).date())
    return emetti_tutti([richiesta], tipo=SCHEDA_GIUNTA, utente=utente, quando=quando)[0]
