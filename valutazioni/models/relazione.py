"""Art. 21: the validation of the Relazione sulla performance, without which no reward is paid (reading A53)."""

from django.conf import settings
from django.db import models

from smvp.documenti.models import Atto
from smvp.organizzazione.models import Esercizio


class ValidazioneRelazione(models.Model):
    """The NCVP's document that validates the Relazione of an exercise."""

    esercizio = models.OneToOneField(Esercizio, on_delete=models.PROTECT, related_name="validazione_relazione", verbose_name="esercizio")
    atto = models.ForeignKey(Atto, on_delete=models.PROTECT, related_name="+", verbose_name="documento di validazione")
    registrata_da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="registrata da")
    registrata_il = models.DateTimeField("registrata il")

    class Meta:
        verbose_name = "validazione della Relazione"
        verbose_name_plural = "validazioni della Relazione"
        ordering = ["esercizio"]

    def __str__(self) -> str:
        return f"Validazione della Relazione {self.esercizio}"
