"""The list of the staff sheets as a spreadsheet: who takes it away is written in the log."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.documenti.fogli import scrivi_xlsx
from smvp.organizzazione.models import Esercizio, Utente
from smvp.registro.operazioni import registra

from ..documenti.elenco_personale import foglio_personale
from ..letture.elenco_personale import filtrate
from ..permessi import vede_personale


def esporta_personale(*, esercizio: Esercizio, filtri: Mapping[str, str], utente: Utente, quando: datetime) -> bytes:
    """The list that the user sees, as the filters cut it, as XLSX. Raises PermissionDenied for who has nothing to look for there."""
    if not vede_personale(utente):
        raise PermissionDenied("Le schede del personale sono per chi valuta e per chi è valutato.")
    trovate = filtrate(utente, esercizio, filtri)
    contenuto = scrivi_xlsx(foglio_personale(esercizio, trovate))
    with transaction.atomic():
        registra(azione="esercizio.esporta_personale", oggetto="esercizio", oggetto_id=esercizio.pk, utente=utente.username, quando=quando,
                 dati={"anno": esercizio.anno, "schede": len(trovate), "filtri": dict(filtri.items())})  # fmt: skip
    return contenuto
