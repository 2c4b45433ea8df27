"""Thin: a key comes in, one domain call. They may run twice with one effect."""

from celery import shared_task

from premi.operazioni import corse
from smvp.orologio import adesso


@shared_task(soft_time_limit=570, time_limit=600)
def calcola_corsa(corsa_id: int) -> None:
    corse.calcola_corsa(corsa_id, quando=adesso())


@shared_task
def spazza() -> None:
    corse.riaccoda_corse(quando=adesso())
