"""What all that lasts from a day to another has in common."""

from datetime import date
from typing import Any, Self, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from smvp.nucleo.formati import data
from smvp.nucleo.periodi import Periodo

Modello = TypeVar("Modello", bound=models.Model)


class DatatiQuerySet(models.QuerySet[Modello]):
    """Questions about days."""

    def in_vigore(self, giorno: date) -> Self:
        """Those that comprise the day."""
        return self.nel_periodo(giorno, giorno)

    def nel_periodo(self, dal: date, al: date | None) -> Self:
        """Those that share at least a day with the period."""
        righe = self.filter(Q(al__isnull=True) | Q(al__gte=dal))
        return righe if al is None else righe.filter(dal__lte=al)


class Datato(models.Model):
    """Something that lasts from ``dal`` to ``al``, both included; ``al`` empty while it lasts."""

    dal = models.DateField("dal")
    al = models.DateField("al", null=True, blank=True, help_text="L’ultimo giorno, compreso. Vuoto se è in corso.")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(al__isnull=True) | Q(al__gte=F("dal")), name="%(class)s_al_dopo_dal",
                violation_error_message="La data di fine viene prima della data di inizio.",
            )
        ]  # fmt: skip

    @property
    def periodo(self) -> Periodo:
        return Periodo(self.dal, self.al)

    def in_vigore_il(self, giorno: date) -> bool:
        """Whether it comprises the day."""
        return self.dal <= giorno and (self.al is None or giorno <= self.al)

    @property
    def durata(self) -> str:
        """The period in words: "dal 01/01/2025 al 30/06/2025", "dal 01/01/2025"."""
        return f"dal {data(self.dal)}" + (f" al {data(self.al)}" if self.al else "")

    def incompatibili(self) -> "DatatiQuerySet[Any]":
        """The rows of the same kind that may not share a day with this one, whatever their days."""
        return DatatiQuerySet(type(self)).none()

    def clean(self) -> None:
        """Say in words what the database would refuse: another row for the same days. Names the other period."""
        super().clean()
        if self.dal is None or (self.al is not None and self.al < self.dal):
            return
        altro = self.incompatibili().nel_periodo(self.dal, self.al).exclude(pk=self.pk).first()
        if altro is not None:
            raise ValidationError({"dal": f"Il periodo si sovrappone a quello di un’altra riga: {altro}, {altro.durata}."})
