"""Art. 32: what the OO.SS. have been told, when and how, and what they have answered. Rows stay: a mistake is mended by another."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from smvp.documenti.contenuto import SEGNI_PER_TESTO
from smvp.documenti.models import Pubblicazione
from smvp.organizzazione.models import Esercizio

TESTO_MASSIMO = SEGNI_PER_TESTO
UTENTE = settings.AUTH_USER_MODEL


class Che(models.TextChoices):
    """What art. 32 wants the OO.SS. to know."""

    SISTEMA = "sistema", "Sistema di misurazione e valutazione"
    MODIFICHE = "modifiche", "Modifiche del Sistema"
    PIANO = "piano", "Piano della performance"
    RENDICONTAZIONE = "rendicontazione", "Rendicontazione (Relazione)"
    AGGREGATI = "aggregati", "Dati aggregati su valutazioni e premi"


class Come(models.TextChoices):
    PEC = "pec", "PEC"
    RIUNIONE = "riunione", "Riunione"
    POSTA = "posta", "Posta elettronica"
    CONSEGNA = "consegna", "Consegna a mano"


class Organizzazione(models.Model):
    """An organisation of the staff, or the RSU."""

    denominazione = models.CharField("denominazione", max_length=120, unique=True)
    recapito = models.CharField("recapito", max_length=300, blank=True)
    attiva = models.BooleanField("da informare", default=True)

    class Meta:
        verbose_name = "organizzazione sindacale"
        verbose_name_plural = "organizzazioni sindacali"
        ordering = ["denominazione"]
        constraints = [models.CheckConstraint(condition=~Q(denominazione=""), name="organizzazione_con_nome")]

    def __str__(self) -> str:
        return self.denominazione


class Informativa(models.Model):
    """Something sent or told, to whom, on which day; ``corregge``: the row whose place it takes."""

    anno = models.PositiveSmallIntegerField("anno del registro")
    numero = models.PositiveIntegerField("numero")
    esercizio = models.ForeignKey(
        Esercizio, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="esercizio a cui si riferisce"
    )
    che = models.CharField("che cosa", max_length=16, choices=Che)
    oggetto = models.CharField("oggetto", max_length=300)
    testo = models.TextField("testo", max_length=TESTO_MASSIMO, blank=True)
    giorno = models.DateField("data il")
    come = models.CharField("come", max_length=10, choices=Come)
    pubblicazione = models.ForeignKey(
        Pubblicazione, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="documento pubblicato"
    )
    revisione = models.ForeignKey(
        "sistema.Revisione", on_delete=models.PROTECT, null=True, blank=True, related_name="informative", verbose_name="revisione"
    )
    organizzazioni: "models.ManyToManyField[Organizzazione, Destinataria]" = models.ManyToManyField(
        Organizzazione, through="Destinataria", related_name="+"
    )
    corregge = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corretta_da", verbose_name="corregge"
    )
    motivo_correzione = models.TextField("perché si corregge", max_length=TESTO_MASSIMO, blank=True)
    registrata_da = models.ForeignKey(UTENTE, on_delete=models.PROTECT, related_name="+", verbose_name="registrata da")
    registrata_il = models.DateTimeField("registrata il")

    class Meta:
        verbose_name = "informazione alle OO.SS."
        verbose_name_plural = "informazioni alle OO.SS."
        ordering = ["-anno", "-numero"]
        constraints = [
            models.UniqueConstraint(fields=["anno", "numero"], name="informativa_numero"),
            models.CheckConstraint(condition=~Q(oggetto=""), name="informativa_con_oggetto"),
            models.CheckConstraint(
                condition=Q(corregge__isnull=True, motivo_correzione="") | (Q(corregge__isnull=False) & ~Q(motivo_correzione="")),
                name="informativa_corretta_con_motivo",
            ),
        ]

    def __str__(self) -> str:
        return f"Informazione n. {self.sigla}"

    def get_absolute_url(self) -> str:
        return reverse("sistema:informativa", args=[self.pk])

    @property
    def sigla(self) -> str:
        return f"{self.numero}/{self.anno}"

    @property
    def a_chi(self) -> "list[Destinataria]":
        return list(self.destinatarie.all())

    @property
    def risposte(self) -> "list[Riscontro]":
        return list(self.riscontri.all())

    @property
    def file_allegati(self) -> list[Any]:
        return list(self.allegati.all())


class Destinataria(models.Model):
    """One of those informed, as it was called and reached that day."""

    informativa = models.ForeignKey(Informativa, on_delete=models.PROTECT, related_name="destinatarie", verbose_name="informazione")
    organizzazione = models.ForeignKey(Organizzazione, on_delete=models.PROTECT, related_name="+", verbose_name="organizzazione")
    recapito = models.CharField("recapito", max_length=300, blank=True)

    class Meta:
        verbose_name = "destinataria"
        verbose_name_plural = "destinatarie"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["informativa", "organizzazione"], name="destinataria_una_volta")]

    def __str__(self) -> str:
        return str(self.organizzazione)


class Riscontro(models.Model):
    """What one of them has answered; ``corregge``: the answer whose place it takes."""

    informativa = models.ForeignKey(Informativa, on_delete=models.PROTECT, related_name="riscontri", verbose_name="informazione")
    organizzazione = models.ForeignKey(Organizzazione, on_delete=models.PROTECT, related_name="+", verbose_name="organizzazione")
    giorno = models.DateField("arrivato il")
    testo = models.TextField("osservazioni", max_length=TESTO_MASSIMO)
    corregge = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corretto_da", verbose_name="corregge"
    )
    registrato_da = models.ForeignKey(UTENTE, on_delete=models.PROTECT, related_name="+", verbose_name="registrato da")
    registrato_il = models.DateTimeField("registrato il")

    class Meta:
        verbose_name = "riscontro delle OO.SS."
        verbose_name_plural = "riscontri delle OO.SS."
        ordering = ["giorno", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(testo=""), name="riscontro_scritto")]

    def __str__(self) -> str:
        return f"Riscontro di {self.organizzazione} del {self.giorno:%d/%m/%Y}"

    @property
    def file_allegati(self) -> list[Any]:
        return list(self.allegati.all())
