"""A staff file between its preview and its confirmation."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Importazione(models.Model):
    """What was read of an uploaded file, kept so that what was previewed is what is applied, once.

    ``righe`` is emptied when it is applied: personal data do not linger here.
    """

    creata_da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="importazioni", verbose_name="creata da")
    creata_il = models.DateTimeField("creata il")
    scade_il = models.DateTimeField("scade il")
    nome_file = models.CharField("nome del file", max_length=200)
    impronta_file = models.CharField("impronta del file", max_length=64)
    righe = models.TextField("righe lette", blank=True, help_text="JSON; vuoto dopo l’applicazione.")
    applicata_il = models.DateTimeField("applicata il", null=True, blank=True)
    esito = models.JSONField("esito", default=dict, blank=True)

    class Meta:
        verbose_name = "importazione del personale"
        verbose_name_plural = "importazioni del personale"
        ordering = ["-creata_il"]
        constraints = [
            models.CheckConstraint(condition=Q(applicata_il__isnull=True) | Q(righe=""), name="importazione_applicata_senza_dati"),
        ]

    def __str__(self) -> str:
        return f"{self.nome_file} del {self.creata_il:%d/%m/%Y %H:%M}"
