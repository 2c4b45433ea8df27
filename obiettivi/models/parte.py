"""Art. 7: the part that each Direzione has in a collective objective."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from smvp.documenti.contenuto import SEGNI_PER_TESTO as TESTO_MASSIMO
from smvp.organizzazione.models import Direzione


class Parte(models.Model):
    """Art. 7: what one Direzione does of a collective objective, and its contribution in percent."""

    obiettivo = models.ForeignKey("obiettivi.Obiettivo", on_delete=models.CASCADE, related_name="parti", verbose_name="obiettivo")
    direzione = models.ForeignKey(Direzione, on_delete=models.PROTECT, related_name="parti", verbose_name="Direzione")
    apporto = models.DecimalField(
        "apporto (%)", max_digits=5, decimal_places=2, validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(100)]
    )
    descrizione = models.TextField("descrizione della parte", max_length=TESTO_MASSIMO, blank=True)

    class Meta:
        verbose_name = "parte di obiettivo"
        verbose_name_plural = "parti di obiettivo"
        ordering = ["obiettivo", "direzione"]
        constraints = [
            models.UniqueConstraint(fields=["obiettivo", "direzione"], name="parte_una_per_direzione"),
            models.CheckConstraint(condition=Q(apporto__gt=0, apporto__lte=100), name="parte_apporto"),
        ]

    def __str__(self) -> str:
        return f"{self.obiettivo.codice}, {self.direzione}"
