"""What every act on a case does: lock the row, ask for the permission on it as it is now, write the log."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

import rules
from django.core.exceptions import PermissionDenied

from smvp.flusso.models import ConStato, Notifica
from smvp.flusso.stati import e_un_motivo
from smvp.nucleo.errori import DatiNonValidi
from smvp.organizzazione.models import Utente
from smvp.registro.operazioni import registra

from ..models import SuUnaScheda

ARTICOLO = "29"
C = TypeVar("C", bound=SuUnaScheda)


def blocca(caso: C, permesso: str, utente: Utente, rifiuto: str) -> C:
    """The row, locked and fresh, if the user may; PermissionDenied otherwise. To be called inside a transaction."""
    riga = type(caso)._default_manager.select_for_update(of=("self",)).get(pk=caso.pk)
    if not rules.has_perm(permesso, utente, riga):
        raise PermissionDenied(rifiuto)
    return riga


def vuole_un_motivo(testo: str, campo: str, detto: str) -> str:
    if not e_un_motivo(testo):
        raise DatiNonValidi(detto, campo=campo, articolo=ARTICOLO)
    return testo.strip()


def annota(caso: ConStato, azione: str, utente: Utente, quando: datetime, **dati: Any) -> None:
    codice = caso.flusso.codice
    registra(azione=f"{codice}.{azione}", oggetto=codice, oggetto_id=caso.pk, utente=utente.username, quando=quando, dati=dati)


def avvisa(caso: SuUnaScheda, utenti: Iterable[Utente], testo: str, url: str, *, tranne: Utente, quando: datetime) -> None:
    """Notices of what is not a step of the workflow."""
    Notifica.objects.bulk_create(
        Notifica(destinatario=u, testo=f"{caso}: {testo}", url=url, creata_il=quando) for u in utenti if u.pk != tranne.pk
    )
