"""Thin: a key comes in, one domain call. They may run twice with one effect."""

from celery import Task, shared_task

from smvp.orologio import adesso

from .operazioni import generazione


@shared_task(bind=True, soft_time_limit=570, time_limit=600)
def genera(self: Task, generazione_id: int) -> None:
    """Longer than other tasks: shorter than the visibility timeout of the broker, and than the hold on the row."""
    tornato = bool((self.request.delivery_info or {}).get("redelivered"))
    generazione.genera(generazione_id, quando=adesso(), orfano=tornato)


@shared_task
def spazza() -> None:
    generazione.riaccoda_generazioni(quando=adesso())
