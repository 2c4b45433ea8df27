"""The job ledger: what is to be drawn, from which frozen data, how far it has got, and the acts of the municipality."""

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q


class Stato(models.TextChoices):
    """A row is a job: waiting, being drawn, drawn, given up."""

    IN_CODA = "in_coda", "In coda"
    IN_CORSO = "in_corso", "In preparazione"
    PRONTO = "pronto", "Pronto"
    FALLITO = "fallito", "Non riuscito"


class Commessa(models.Model):
    """What documents and batches have in common. A run holds the row through ``presa``: who lost it may not write its result."""

    stato = models.CharField(max_length=10, choices=Stato, default=Stato.IN_CODA)
    tentativi = models.PositiveSmallIntegerField(default=0)
    errore = models.TextField(blank=True)
    file = models.FileField(max_length=200, blank=True, editable=False)
    impronta_file = models.CharField("SHA-256 del file", max_length=64, blank=True)
    richiesto_il = models.DateTimeField()
    accodato_il = models.DateTimeField(null=True, blank=True)
    preso_il = models.DateTimeField(null=True, blank=True)
    presa = models.CharField(max_length=32, blank=True, editable=False)
    pronto_il = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def pronto(self) -> bool:
        return self.stato == Stato.PRONTO

    @property
    def fallito(self) -> bool:
        return self.stato == Stato.FALLITO

    @property
    def finito(self) -> bool:
        """Nothing more will happen by itself."""
        return self.pronto or self.fallito


def _vincoli(nome: str) -> list[models.BaseConstraint]:
    """The database refuses by itself a state that does not exist and a finished job without its file and hash."""
    pronto_completo = Q(pronto_il__isnull=False) & ~Q(file="") & ~Q(impronta_file="")
    return [
        models.CheckConstraint(name=f"{nome}_stato_noto", condition=Q(stato__in=Stato.values)),
        models.CheckConstraint(name=f"{nome}_pronto_con_file", condition=~Q(stato=Stato.PRONTO) | pronto_completo),
        models.CheckConstraint(name=f"{nome}_fallito_con_motivo", condition=~Q(stato=Stato.FALLITO) | ~Q(errore="")),
        models.CheckConstraint(
            name=f"{nome}_in_corso_preso", condition=~Q(stato=Stato.IN_CORSO) | (Q(preso_il__isnull=False) & ~Q(presa=""))
        ),
    ]


class Documento(Commessa):
    """A document issued: all that is printed is frozen in ``contenuto`` and is never read again from live data."""

    tipo = models.CharField(max_length=40)
    chiave = models.CharField(max_length=200, unique=True, help_text="Per che cosa è: due richieste uguali danno un documento solo.")
    titolo = models.CharField(max_length=200)
    contenuto = models.TextField("contenuto congelato (JSON canonico)", editable=False)
    impronta = models.CharField("SHA-256 del contenuto", max_length=64, editable=False)
    oggetto_id = models.PositiveBigIntegerField()
    richiesto_da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "documento"
        verbose_name_plural = "documenti"
        ordering = ["-richiesto_il", "-pk"]
        indexes = [
            models.Index(fields=["tipo", "oggetto_id"], name="documento_oggetto"),
            models.Index(fields=["richiesto_il"], name="documento_da_fare", condition=Q(stato__in=[Stato.IN_CODA, Stato.IN_CORSO])),
        ]
        constraints = [
            *_vincoli("documento"),
            models.CheckConstraint(name="documento_con_impronta", condition=~Q(impronta="")),
        ]

    def __str__(self) -> str:
        return self.titolo

    @property
    def payload(self) -> dict[str, Any]:
        """The frozen data, as they were given."""
        return json.loads(self.contenuto)


class Lavoro(Commessa):
    """A batch: many documents asked for with one click, and the zip that gathers them.

    Of a large one the documents are issued afterwards, a block of its ``oggetti`` at a time.
    """

    tipo = models.CharField(max_length=40)
    titolo = models.CharField(max_length=200)
    documenti = models.ManyToManyField(Documento, related_name="lavori")
    oggetti = models.JSONField("di che cosa si chiede un documento", default=list, blank=True, editable=False)
    da_emettere = models.PositiveIntegerField("quanti degli oggetti, gli ultimi, aspettano il loro documento", default=0, editable=False)
    richiesto_da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "lavoro"
        verbose_name_plural = "lavori"
        ordering = ["-richiesto_il", "-pk"]
        constraints = _vincoli("lavoro")

    def __str__(self) -> str:
        return self.titolo


class Atto(models.Model):
    """An act of the municipality: a resolution of the Giunta, an order of the Sindaco, with its number and date."""

    class Tipo(models.TextChoices):
        GIUNTA = "giunta", "Deliberazione della Giunta comunale"
        CONSIGLIO = "consiglio", "Deliberazione del Consiglio comunale"
        DECRETO = "decreto", "Decreto del Sindaco"
        DETERMINAZIONE = "determinazione", "Determinazione dirigenziale"
        VERBALE = "verbale", "Verbale del NCVP"

    tipo = models.CharField(max_length=20, choices=Tipo)
    numero = models.PositiveIntegerField()
    data = models.DateField()
    oggetto = models.CharField(max_length=500)
    file = models.FileField(upload_to="atti/%Y/", max_length=200, blank=True)

    class Meta:
        verbose_name = "atto"
        verbose_name_plural = "atti"
        ordering = ["-data", "-numero"]
        constraints = [
            models.CheckConstraint(
                name="atto_tipo_noto", condition=Q(tipo__in=["giunta", "consiglio", "decreto", "determinazione", "verbale"])
            ),
            models.CheckConstraint(name="atto_numero_positivo", condition=Q(numero__gt=0)),
            models.CheckConstraint(name="atto_oggetto_scritto", condition=~Q(oggetto="")),
            models.UniqueConstraint(fields=["tipo", "numero", "data"], name="atto_unico"),
        ]

    def __str__(self) -> str:
        return f"{self.get_tipo_display()} n. {self.numero} del {self.data:%d/%m/%Y}"
