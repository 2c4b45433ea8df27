"""Thin: a key comes in, one domain call. They may run twice with one effect."""

from celery import Task, shared_task

from smvp.documenti import operazioni
from smvp.orologio import adesso


def _tornato(compito: Task) -> bool:
    """True when the broker delivers again a request whose worker died."""
    return bool((compito.request.delivery_info or {}).get("redelivered"))


@shared_task(bind=True)
def disegna_documento(self: Task, documento_id: int) -> None:
    operazioni.disegna(documento_id, quando=adesso(), orfano=_tornato(self))


@shared_task(bind=True)
def emetti_blocco(self: Task, lavoro_id: int) -> None:
    operazioni.emetti_blocco(lavoro_id, quando=adesso(), orfano=_tornato(self))


@shared_task(bind=True)
def chiudi_lavoro(self: Task, lavoro_id: int) -> None:
    operazioni.chiudi_lavoro(lavoro_id, quando=adesso(), orfano=_tornato(self))


@shared_task
def spazza() -> None:
    operazioni.riaccoda(quando=adesso())
