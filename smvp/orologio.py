"""The clock of the application. Only views, tasks and commands read it; operations receive the moment as ``quando``."""

from datetime import date, datetime, time

from django.conf import settings
from django.utils import timezone


def adesso() -> datetime:
    """The present moment, Europe/Rome. In the demo, ``--oggi`` moves the day and leaves the hour."""
    reale = timezone.localtime()
    if not settings.OGGI:
        return reale
    giorno = date.fromisoformat(settings.OGGI)
    return datetime.combine(giorno, reale.timetz().replace(tzinfo=None), tzinfo=settings.FUSO)


def oggi() -> date:
    """The present day, Europe/Rome."""
    return adesso().date()


def fine_giornata(giorno: date) -> datetime:
    """The last instant of a deadline's day: 23:59:59."""
    return datetime.combine(giorno, time(23, 59, 59), tzinfo=settings.FUSO)
