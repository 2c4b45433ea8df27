"""The job ledger: what is to be drawn, from which frozen data, how far it has got, and the acts of the municipality."""

import json
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Stato(models.TextChoices):
    """A row is a job: waiting, being drawn, drawn, given up."""

    IN_CODA = "in_coda", "In coda"
    IN_CORSO = "in_corso", "In preparazione"
    PRONTO = "pronto", "Pronto"
    FALLITO = "fallito", "Non riuscito"


NON_FINITI = (Stato.IN_CODA, Stato.IN_CORSO)


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

    # A run that has not finished in this time is dead (a task is stopped at 60 seconds).
    durata_presa: ClassVar[timedelta] = timedelta(seconds=90)

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


PRONTO_CON_FILE = Q(pronto_il__isnull=False) & ~Q(file="") & ~Q(impronta_file="")


def vincoli(nome: str, pronto: Q = PRONTO_CON_FILE) -> list[models.BaseConstraint]:
    """The database refuses by itself a state that does not exist and a finished job without what it was to make (its file and hash)."""
    return [
        models.CheckConstraint(name=f"{nome}_stato_noto", condition=Q(stato__in=Stato.values)),
        models.CheckConstraint(name=f"{nome}_pronto_con_file", condition=~Q(stato=Stato.PRONTO) | pronto),
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
            *vincoli("documento"),
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
        constraints = vincoli("lavoro")

    def __str__(self) -> str:
        return self.titolo


class FileTenuto(models.Model):
    """A file that somebody has attached: it stands outside the web root, named by its hash (smvp.documenti.allegati)."""

    nome = models.CharField("nome", max_length=200)
    tipo_contenuto = models.CharField("tipo", max_length=100)
    dimensione = models.PositiveIntegerField("byte")
    impronta = models.CharField("SHA-256", max_length=64)
    file = models.FileField("file", max_length=200, editable=False)
    caricato_da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="caricato da")
    caricato_il = models.DateTimeField("caricato il")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.nome


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


class Pubblicazione(models.Model):
    """Art. 36: a document issued, or a file received, that anybody may read from a day on. Until it is here nobody outside sees it.

    ``voce`` is the code of an item of the regulation's ``sezione_web``. A later one of the same item and year takes its place; the
    earlier one stays, as ``ritirata``.
    """

    voce = models.SlugField("voce", max_length=40)
    anno = models.PositiveSmallIntegerField("anno", null=True, blank=True, help_text="L’esercizio, se la voce ne ha uno.")
    titolo = models.CharField("titolo", max_length=200)
    documento = models.ForeignKey(Documento, on_delete=models.PROTECT, null=True, blank=True, related_name="pubblicazioni")
    file = models.FileField(max_length=200, blank=True, editable=False)
    nome_file = models.CharField("nome del file", max_length=150, blank=True)
    impronta_file = models.CharField("SHA-256 del file", max_length=64, blank=True, editable=False)
    atto = models.ForeignKey("Atto", on_delete=models.PROTECT, null=True, blank=True, related_name="pubblicazioni", verbose_name="atto")
    pubblicata_il = models.DateTimeField("pubblicata il")
    pubblicata_da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ritirata_il = models.DateTimeField("ritirata il", null=True, blank=True)
    motivo_ritiro = models.CharField("perché è stata ritirata", max_length=500, blank=True)

    class Meta:
        verbose_name = "pubblicazione"
        verbose_name_plural = "pubblicazioni"
        ordering = ["-anno", "voce", "-pubblicata_il", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="pubblicazione_di_qualcosa",
                condition=Q(documento__isnull=False, file="") | (Q(documento__isnull=True) & ~Q(file="") & ~Q(impronta_file="")),
            ),
            models.CheckConstraint(
                name="pubblicazione_ritirata_con_motivo",
                condition=Q(ritirata_il__isnull=True, motivo_ritiro="") | (Q(ritirata_il__isnull=False) & ~Q(motivo_ritiro="")),
            ),
            models.UniqueConstraint(
                name="pubblicazione_una_dell_anno", fields=["voce", "anno"], condition=Q(ritirata_il__isnull=True, anno__isnull=False)
            ),
            models.UniqueConstraint(
                name="pubblicazione_una_senza_anno", fields=["voce"], condition=Q(ritirata_il__isnull=True, anno__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.titolo
