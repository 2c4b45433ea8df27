"""The simulator: facts of an exercise put aside, and what would come of them under other rules. Nothing of the exercise is touched."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from smvp.organizzazione.models import Esercizio


class FattiCopiati(models.Model):
    """The facts of an exercise as ``esporta_fatti`` gave them on a day, with the rules of then and what comes of the two (``esiti``).

    The same facts are copied once, whoever simulates on them.
    """

    esercizio = models.ForeignKey(Esercizio, on_delete=models.PROTECT, related_name="copie_dei_fatti", verbose_name="esercizio")
    regolamento = models.CharField("versione del regolamento", max_length=60)
    testo = models.TextField("fatti (JSON)")
    impronta = models.CharField("SHA-256 di fatti e regolamento", max_length=64)
    esiti = models.JSONField("che cosa ne viene con le regole vigenti")
    copiati_il = models.DateTimeField("copiati il")

    class Meta:
        verbose_name = "copia dei fatti"
        verbose_name_plural = "copie dei fatti"
        ordering = ["-copiati_il", "-pk"]
        constraints = [models.UniqueConstraint(fields=["esercizio", "impronta"], name="fatti_copiati_una_volta")]

    def __str__(self) -> str:
        return f"Fatti {self.esercizio}, {self.copiati_il:%d/%m/%Y}"


class Scenario(models.Model):
    """Some changes to rules and amounts (``ipotesi``), and what comes of them (``esiti``). Without a name it is its author's trial."""

    esercizio = models.ForeignKey(Esercizio, on_delete=models.PROTECT, related_name="scenari", verbose_name="esercizio")
    nome = models.CharField("nome", max_length=80, blank=True)
    copia = models.ForeignKey(FattiCopiati, on_delete=models.PROTECT, related_name="scenari", verbose_name="fatti")
    ipotesi = models.JSONField("che cosa cambia", default=dict, blank=True)
    esiti = models.JSONField("che cosa ne viene")
    autore = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="autore")
    aggiornato_il = models.DateTimeField("aggiornato il")
    versione = models.PositiveIntegerField("versione", default=1, editable=False)

    class Meta:
        verbose_name = "scenario"
        verbose_name_plural = "scenari"
        ordering = ["nome", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["esercizio", "autore"], condition=Q(nome=""), name="scenario_una_prova_a_testa"),
            models.UniqueConstraint(fields=["esercizio", "nome"], condition=~Q(nome=""), name="scenario_nome_unico"),
        ]

    def __str__(self) -> str:
        return self.nome or "Prova"

    def get_absolute_url(self) -> str:
        return reverse("premi:scenario", args=[self.pk])
