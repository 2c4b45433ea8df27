"""The acts of the personnel office on the report: whoever takes the payroll figures away leaves a trace."""

from datetime import datetime

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.documenti.fogli import scrivi_csv, scrivi_xlsx
from smvp.nucleo.errori import DatiNonValidi
from smvp.organizzazione.models import Esercizio, Utente
from smvp.registro.operazioni import registra

from ..documenti.risultato import foglio_fasce, foglio_incarichi, foglio_totali
from ..letture import rapporto

FORMATI = ("xlsx", "csv")


def esporta_risultato(*, esercizio: Esercizio, formato: str, utente: Utente, quando: datetime) -> bytes:
    """Art. 24: the band report of an exercise as XLSX or CSV; the download is written in the log.

    Raises PermissionDenied for who is not of the personnel office, DatiNonValidi for an unknown format or unsound facts.
    """
    if not rules.has_perm("premi.esportare_risultato", utente):
        raise PermissionDenied("Il rapporto per le paghe lo scarica l’ufficio del personale.")
    if formato not in FORMATI:
        raise DatiNonValidi("Il rapporto si scarica come XLSX o come CSV.")
    r = rapporto(esercizio)
    contenuto = (
        scrivi_csv(foglio_incarichi(r)) if formato == "csv" else scrivi_xlsx([foglio_incarichi(r), foglio_fasce(r), foglio_totali(r)])
    )
    with transaction.atomic():
        registra(
            azione="premi.esporta_risultato",
            oggetto="esercizio",
            oggetto_id=esercizio.pk,
            utente=utente.username,
            quando=quando,
            dati={"anno": esercizio.anno, "formato": formato, "incarichi": len(r.righe), "distribuito": str(r.distribuito)},
        )
    return contenuto
