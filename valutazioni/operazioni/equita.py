"""The fairness tables as a spreadsheet: who takes them away is written in the log."""

from datetime import datetime

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.documenti.fogli import scrivi_xlsx
from smvp.organizzazione.models import Esercizio, Utente
from smvp.registro.operazioni import registra

from ..documenti.equita import fogli_equita
from ..letture.equita.quadro import quadro


@transaction.atomic
def esporta_equita(*, esercizio: Esercizio, utente: Utente, quando: datetime) -> bytes:
    """The tables of the page, as XLSX. Raises PermissionDenied for who is neither NCVP nor Segretario."""
    if not rules.has_perm("valutazioni.equita", utente):
        raise PermissionDenied("Le tavole dell’equità sono del NCVP e del Segretario.")
    contenuto = scrivi_xlsx(fogli_equita(esercizio, quadro(esercizio)))
    registra(azione="esercizio.esporta_equita", oggetto="esercizio", oggetto_id=esercizio.pk, utente=utente.username, quando=quando,
             dati={"anno": esercizio.anno})  # fmt: skip
    return contenuto
