"""What every act on a request does: lock the row, ask for the permission on it as it is now, write the log."""

from datetime import date, datetime
from typing import Any

import rules
from django.core.exceptions import PermissionDenied

from smvp.flusso.stati import e_scritto, e_un_motivo
from smvp.nucleo.errori import DatiNonValidi
from smvp.nucleo.formati import FUSO
from smvp.organizzazione.models import Utente
from smvp.registro.operazioni import registra

from ..models import RichiestaAccesso

ARTICOLO = "35"


def blocca(richiesta: RichiestaAccesso, permesso: str, utente: Utente, rifiuto: str) -> RichiestaAccesso:
    """The row, locked and fresh, if the user may; PermissionDenied otherwise. To be called inside a transaction."""
    riga = RichiestaAccesso.objects.select_for_update(of=("self",)).get(pk=richiesta.pk)
    if not rules.has_perm(permesso, utente, riga):
        raise PermissionDenied(rifiuto)
    return riga


def vuole_un_motivo(testo: str, campo: str, detto: str) -> str:
    if not e_un_motivo(testo):
        raise DatiNonValidi(detto, campo=campo, articolo=ARTICOLO)
    return testo.strip()


def vuole(testo: str, campo: str, detto: str) -> str:
    if not e_scritto(testo):
        raise DatiNonValidi(detto, campo=campo, articolo=ARTICOLO)
    return testo.strip()


def giorno_di(quando: datetime) -> date:
    return quando.astimezone(FUSO).date()


def annota(riga: RichiestaAccesso, azione: str, utente: Utente, quando: datetime, **dati: Any) -> None:
    registra(azione=f"accesso.{azione}", oggetto="accesso", oggetto_id=riga.pk, utente=utente.username, quando=quando, dati=dati)
