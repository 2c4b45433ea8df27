"""Writing the log: one row an act, in the transaction of the act."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from .models import Evento, canonico

# The lock of the chain among PostgreSQL's advisory locks: any number, always the same.
LUCCHETTO = 150_2009
NESSUN_DATO: Mapping[str, Any] = {}
LOTTO = 500


@dataclass(frozen=True, slots=True)
class Voce:
    """An act still to be written in the log."""

    azione: str
    oggetto: str
    oggetto_id: str | int
    utente: str
    quando: datetime
    dati: Mapping[str, Any] = field(default_factory=dict)
    per_conto_di: str = ""


def registra(
    *, azione: str, oggetto: str, oggetto_id: str | int, utente: str, quando: datetime, dati: Mapping[str, Any] = NESSUN_DATO,
    per_conto_di: str = "",
) -> Evento:  # fmt: skip
    """Add a row at the end of the chain, inside the caller's transaction: act and row stand or fall together.

    The chain is locked until that transaction ends, so call it last, and keep PDFs and mail out of the transaction.
    Raises TransactionManagementError outside a transaction, ValueError for a moment without a time zone.
    """
    evento = _anello(Voce(azione, oggetto, oggetto_id, utente, quando, dati, per_conto_di), _ultimo())
    evento.save(force_insert=True)
    return evento


def registra_in_serie(voci: Iterable[Voce]) -> None:
    """Add many rows at the end of the chain, in their order, as ``registra`` would one by one. Raises as it does."""
    ultimo, eventi = _ultimo(), []
    for voce in voci:
        ultimo = _anello(voce, ultimo)
        eventi.append(ultimo)
    Evento.objects.bulk_create(eventi, batch_size=LOTTO)


def _ultimo() -> Evento | None:
    """The end of the chain, locked until the transaction ends."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("registra() va chiamata dentro la transazione dell’atto che registra.")
    _blocca_catena()
    return Evento.objects.order_by("-numero").only("numero", "impronta").first()


def _anello(v: Voce, ultimo: Evento | None) -> Evento:
    """The row that comes after that one."""
    if timezone.is_naive(v.quando):
        raise ValueError("Il momento di un evento deve avere il fuso orario.")
    evento = Evento(
        numero=ultimo.numero + 1 if ultimo else 1, quando=v.quando, utente=v.utente, per_conto_di=v.per_conto_di, azione=v.azione,
        oggetto=v.oggetto, oggetto_id=str(v.oggetto_id), dati=canonico(v.dati), precedente=ultimo.impronta if ultimo else "",
    )  # fmt: skip
    evento.impronta = evento.calcola_impronta()
    return evento


def _blocca_catena() -> None:
    """One writer at a time. On SQLite the IMMEDIATE transaction that we are in already keeps every other writer out."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursore:
            cursore.execute("SELECT pg_advisory_xact_lock(%s)", [LUCCHETTO])
