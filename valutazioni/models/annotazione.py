"""The diary of the year: remarks on somebody's work, visible to both, which the sheet quotes (optional, as the regulation version says)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from smvp.organizzazione.models import Esercizio, Persona

from .valutazione import TESTO_MASSIMO


class Annotazione(models.Model):
    """A remark of the evaluator or of the evaluatee, with its day; its author is always a person (art. 19).

    Never changed nor taken away (vincoli.py): who has been read cannot have written something else.
    """

    esercizio = models.ForeignKey(Esercizio, on_delete=models.PROTECT, related_name="annotazioni", verbose_name="esercizio")
    persona = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="annotazioni", verbose_name="su chi")
    autore = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="autore")
    testo = models.TextField("testo", max_length=TESTO_MASSIMO)
    scritta_il = models.DateTimeField("scritta il")

    class Meta:
        verbose_name = "annotazione"
        verbose_name_plural = "annotazioni"
        ordering = ["esercizio", "persona", "scritta_il", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(testo=""), name="annotazione_scritta")]

    def __str__(self) -> str:
        return f"{self.persona}, {self.scritta_il:%d/%m/%Y}"
