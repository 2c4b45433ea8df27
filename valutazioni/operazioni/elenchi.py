"""The lists of the office of the staff as spreadsheets: who takes them away is written in the log."""

from collections.abc import Mapping
from datetime import datetime

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.documenti.fogli import scrivi_xlsx
from smvp.organizzazione.models import Esercizio, Utente
from smvp.registro.operazioni import registra

from ..documenti.elenchi import foglio_elenco
from ..letture.elenchi import filtrate


@transaction.atomic
def esporta_elenco(*, esercizio: Esercizio, filtri: Mapping[str, str], utente: Utente, quando: datetime) -> tuple[str, bytes]:
    """The list that the filters ask for, as XLSX, and its code. Raises PermissionDenied for who is not of the office of the staff."""
    if not rules.has_perm("valutazioni.elenchi_personale", utente):
        raise PermissionDenied("Questi elenchi sono dell’ufficio Personale.")
    specie, righe = filtrate(utente, esercizio, filtri)
    contenuto = scrivi_xlsx(foglio_elenco(esercizio, specie, righe))
    registra(azione="esercizio.esporta_elenco", oggetto="esercizio", oggetto_id=esercizio.pk, utente=utente.username, quando=quando,
             dati={"anno": esercizio.anno, "elenco": specie.codice, "righe": len(righe), "filtri": dict(filtri.items())})  # fmt: skip
    return specie.codice, contenuto
