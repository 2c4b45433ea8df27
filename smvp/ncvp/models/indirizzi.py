"""Art. 32: the strategic guidance of a year, and what changes of it, sent to the NCVP and acknowledged."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from smvp.organizzazione.models import Esercizio

from .incarico import TESTO_MASSIMO

UTENTE = settings.AUTH_USER_MODEL


class Indirizzi(models.Model):
    """Number 1 of a year is the guidance, the following are its variations. Once sent it stays as it is; then the NCVP acknowledges it."""

    esercizio = models.ForeignKey(Esercizio, on_delete=models.PROTECT, related_name="+", verbose_name="esercizio")
    numero = models.PositiveSmallIntegerField("numero")
    testo = models.TextField("testo", max_length=TESTO_MASSIMO)
    inviati_da = models.ForeignKey(UTENTE, on_delete=models.PROTECT, related_name="+", verbose_name="inviati da")
    inviati_il = models.DateTimeField("inviati il")
    ricevuti_da = models.ForeignKey(
        UTENTE, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ricevuti da", editable=False
    )
    ricevuti_il = models.DateTimeField("ricevuti il", null=True, blank=True, editable=False)

    allegati: Any

    class Meta:
        verbose_name = "indirizzi strategici"
        verbose_name_plural = "indirizzi strategici"
        ordering = ["-esercizio__anno", "-numero"]
        constraints = [
            models.UniqueConstraint(fields=["esercizio", "numero"], name="indirizzi_numero"),
            models.CheckConstraint(condition=Q(numero__gte=1) & ~Q(testo=""), name="indirizzi_scritti"),
            models.CheckConstraint(
                condition=Q(ricevuti_il=None, ricevuti_da=None) | Q(ricevuti_il__isnull=False, ricevuti_da__isnull=False),
                name="indirizzi_ricevuti_da_qualcuno",
            ),
        ]

    def __str__(self) -> str:
        return f"Indirizzi strategici {self.esercizio.anno}" + (f", variazione n. {self.numero - 1}" if self.numero > 1 else "")

    def get_absolute_url(self) -> str:
        return reverse("ncvp:indirizzi", args=[self.pk])

    @property
    def variazione(self) -> bool:
        return self.numero > 1
