"""Art. 23: what the municipality sets aside each year for result pay."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from smvp.documenti.models import Atto
from smvp.organizzazione.models import Esercizio


class Destinazione(models.TextChoices):
    """Art. 23: the two amounts for result pay; that of the staff's productivity is a fund of its own."""

    DIRIGENTI = "dirigenti", "Risultato dei dirigenti"
    PO = "po", "Risultato di P.O., AP e AS"


class Fondo(models.Model):
    """An amount set aside by an act at the start of the exercise."""

    esercizio = models.ForeignKey(Esercizio, on_delete=models.PROTECT, related_name="fondi", verbose_name="esercizio")
    destinazione = models.CharField("destinazione", max_length=12, choices=Destinazione.choices)
    importo = models.DecimalField("importo (€)", max_digits=12, decimal_places=2, validators=[MinValueValidator(0)])
    atto = models.ForeignKey(Atto, on_delete=models.PROTECT, null=True, blank=True, related_name="fondi", verbose_name="atto")

    class Meta:
        verbose_name = "fondo"
        verbose_name_plural = "fondi"
        ordering = ["esercizio", "destinazione"]
        constraints = [
            models.UniqueConstraint(fields=["esercizio", "destinazione"], name="fondo_unico"),
            models.CheckConstraint(condition=Q(importo__gte=0), name="fondo_non_negativo"),
            models.CheckConstraint(condition=Q(destinazione__in=Destinazione.values), name="fondo_destinazione"),
        ]

    def __str__(self) -> str:
        return f"{self.get_destinazione_display()} {self.esercizio}"
