"""Since when a member of staff stands in their economic step (art. 22): it is not the membership of a unit, and outlives its changes."""

from django.db import models
from django.db.models import Q

from .persone import Persona


class PosizioneEconomica(models.Model):
    """The economic step of a person from a day on, until the next one: "C2" from 01/03/2021."""

    persona = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="posizioni", verbose_name="persona")
    denominazione = models.CharField("posizione", max_length=20, help_text="Come la chiama il contratto: C2, B4…")
    dal = models.DateField("dal", help_text="Il giorno da cui la persona è in questa posizione.")
    fonte = models.CharField("fonte", max_length=300, blank=True, help_text="L’atto che l’ha data, o il foglio da cui è stata importata.")

    class Meta:
        verbose_name = "posizione economica"
        verbose_name_plural = "posizioni economiche"
        ordering = ["persona__cognome", "persona__nome", "-dal"]
        constraints = [
            models.UniqueConstraint(
                fields=["persona", "dal"], name="posizione_unica",
                violation_error_message="La persona ha già una posizione da quel giorno.",
            ),
            models.CheckConstraint(condition=~Q(denominazione=""), name="posizione_con_nome"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.persona}, {self.denominazione}"
