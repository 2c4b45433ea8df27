"""Writing the log: one row an act, in the transaction of the act."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from .models import Evento, canonico

# The lock of the chain among PostgreSQL's advisory locks: any number, always the same.
LUCCHETTO = 150_2009
NESSUN_DATO: Mapping[str, Any] = {}


def registra(
    *, azione: str, oggetto: str, oggetto_id: str | int, utente: str, quando: datetime, dati: Mapping[str, Any] = NESSUN_DATO,
    per_conto_di: str = "",
) -> Evento:  # fmt: skip
    """Add a row at the end of the chain, inside the caller's transaction: act and row stand or fall together.

    The chain is locked until that transaction ends, so call it last, and keep PDFs and mail out of the transaction.
    Raises TransactionManagementError outside a transaction, ValueError for a moment without a time zone.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("registra() va chiamata dentro la transazione dell’atto che registra.")
    if timezone.is_naive(quando):
        raise ValueError("Il momento di un evento deve avere il fuso orario.")
    _blocca_catena()
    ultimo = Evento.objects.order_by("-numero").only("numero", "impronta").first()
    evento = Evento(
        numero=ultimo.numero + 1 if ultimo else 1, quando=quando, utente=utente, per_conto_di=per_conto_di, azione=azione,
        oggetto=oggetto, oggetto_id=str(oggetto_id), dati=canonico(dati), precedente=ultimo.impronta if ultimo else "",
    )  # fmt: skip
    evento.impronta = evento.calcola_impronta()
    evento.save(force_insert=True)
    return evento


def _blocca_catena() -> None:
    """One writer at a time. On SQLite the IMMEDIATE transaction that we are in already keeps every other writer out."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursore:
            cursore.execute("SELECT pg_advisory_xact_lock(%s)", [LUCCHETTO])
