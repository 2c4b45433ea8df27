"""Thin: one domain call."""

from celery import shared_task

from smvp.orologio import adesso

from .posta import spedisci_notifiche


@shared_task
def spedisci() -> None:
    spedisci_notifiche(quando=adesso())
