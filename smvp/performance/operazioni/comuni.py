"""What every act on a Piano or a Relazione does: lock the row, ask for the permission on it as it is now, write the log."""

from datetime import datetime
from typing import Any, TypeVar

import rules
from django.core.exceptions import PermissionDenied

from smvp.flusso.models import ConStato
from smvp.nucleo.errori import ConflittoDiVersione
from smvp.organizzazione.models import Utente
from smvp.registro.operazioni import registra

from ..models import Scritto

S = TypeVar("S", bound=Scritto)
PREPARANO = "Piano e Relazione li preparano il Segretario generale e il Controllo di gestione."
CAMBIATA = "Nel frattempo qualcun altro ha salvato: rileggi prima di continuare."


def blocca(scritto: S, permesso: str, utente: Utente, rifiuto: str) -> S:
    """The row, locked and fresh, if the user may; PermissionDenied otherwise. To be called inside a transaction."""
    riga = type(scritto)._default_manager.select_for_update(of=("self",)).select_related("esercizio").get(pk=scritto.pk)
    if not rules.has_perm(permesso, utente, riga):
        raise PermissionDenied(rifiuto)
    return riga


def alla_versione(riga: ConStato, versione: int) -> None:
    """Raises ConflittoDiVersione if somebody has gone on meanwhile."""
    if riga.versione != versione:
        raise ConflittoDiVersione(CAMBIATA)


def annota(riga: ConStato, azione: str, utente: Utente, quando: datetime, **dati: Any) -> None:
    codice = riga.flusso.codice
    registra(azione=f"{codice}.{azione}", oggetto=codice, oggetto_id=riga.pk, utente=utente.username, quando=quando, dati=dati)
