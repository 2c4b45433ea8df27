"""What every act of this floor does: ask for the permission, lock the row, write the log, leave the notices."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

import rules
from django.core.exceptions import PermissionDenied
from django.db.models import Model

from smvp.flusso.models import Notifica
from smvp.flusso.stati import e_un_motivo
from smvp.nucleo.errori import DatiNonValidi
from smvp.organizzazione.models import Utente
from smvp.registro.operazioni import registra

M = TypeVar("M", bound=Model)
NUCLEO, INDIRIZZO = "34", "32"


def vieta_senza(permesso: str, utente: Utente, rifiuto: str, oggetto: Any = None) -> None:
    """PermissionDenied, unless the user holds the permission (on the object, where there is one)."""
    if not (rules.has_perm(permesso, utente) if oggetto is None else rules.has_perm(permesso, utente, oggetto)):
        raise PermissionDenied(rifiuto)


def blocca(riga: M) -> M:
    """The row as it is now, locked. To be called inside a transaction."""
    return type(riga)._default_manager.select_for_update(of=("self",)).get(pk=riga.pk)


def vuole_testo(testo: str, campo: str, detto: str, articolo: str = NUCLEO) -> str:
    if not e_un_motivo(testo):
        raise DatiNonValidi(detto, campo=campo, articolo=articolo)
    return testo.strip()


def annota(oggetto: str, riga: Any, azione: str, utente: Utente, quando: datetime, **dati: Any) -> None:
    registra(azione=f"{oggetto}.{azione}", oggetto=oggetto, oggetto_id=riga.pk, utente=utente.username, quando=quando, dati=dati)


def avvisa(utenti: Iterable[Utente], testo: str, url: str, *, tranne: Utente, quando: datetime) -> None:
    """Notices of what is not a step of a workflow; once to each."""
    chi = {u.pk: u for u in utenti if u.pk != tranne.pk}.values()
    Notifica.objects.bulk_create(Notifica(destinatario=u, testo=testo, url=url, creata_il=quando) for u in chi)
