"""Artt. 9 and 11: how far each Direzione has carried out its P.E.G., a component of organisational performance."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from smvp.organizzazione.models import Direzione, Esercizio


class GradoPeg(models.Model):
    """How much of its P.E.G. a Direzione has carried out in an exercise, in percent; the controllo di gestione enters it."""

    esercizio = models.ForeignKey(Esercizio, on_delete=models.PROTECT, related_name="gradi_peg", verbose_name="esercizio")
    direzione = models.ForeignKey(Direzione, on_delete=models.PROTECT, related_name="gradi_peg", verbose_name="Direzione")
    percentuale = models.DecimalField(
        "grado di realizzazione (%)", max_digits=5, decimal_places=2, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    fonte = models.CharField("fonte", max_length=200, blank=True)
    inserito_da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="inserito da")
    inserito_il = models.DateTimeField("inserito il")

    class Meta:
        verbose_name = "grado di realizzazione del P.E.G."
        verbose_name_plural = "gradi di realizzazione del P.E.G."
        ordering = ["esercizio", "direzione"]
        constraints = [
            models.UniqueConstraint(fields=["esercizio", "direzione"], name="grado_peg_unico"),
            models.CheckConstraint(condition=Q(percentuale__range=(0, 100)), name="grado_peg_percentuale"),
        ]

    def __str__(self) -> str:
        return f"{self.direzione} {self.esercizio}: {self.percentuale}"
