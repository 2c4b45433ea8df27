"""Art. 12: the Piano della performance of an exercise, and the documents of planning to which it is tied."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from smvp.documenti.models import Atto, Documento
from smvp.flusso.stati import Flusso
from smvp.organizzazione.models import Esercizio
from smvp.regolamento.garanzie import SezioneSchema

from ..calcolo.edizioni import Edizione
from ..stati import BOZZA, PIANO
from .scritto import Scritto


class Piano(Scritto):
    """One an exercise; ``pubblica`` is the document that the act approves: all of it may be read by everybody."""

    flusso: ClassVar[Flusso] = PIANO
    chiamata: ClassVar[str] = "versione"
    edizioni: ClassVar[dict[Edizione, str]] = {Edizione.PUBBLICA: "pubblica"}

    esercizio = models.OneToOneField(Esercizio, on_delete=models.PROTECT, related_name="piano_performance", verbose_name="esercizio")
    pubblica = models.ForeignKey(Documento, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    approvato_il = models.DateTimeField("approvazione registrata il", null=True, blank=True, editable=False)
    pubblicato_il = models.DateTimeField("pubblicato il", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "Piano della performance"
        verbose_name_plural = "Piani della performance"
        ordering = ["-esercizio__anno"]
        constraints = [
            models.CheckConstraint(condition=Q(stato__in=[s.codice for s in PIANO.stati]), name="piano_stato"),
            models.CheckConstraint(
                condition=Q(stato=BOZZA) | Q(atto__isnull=False, pubblica__isnull=False), name="piano_approvato_con_atto"
            ),
        ]

    def __str__(self) -> str:
        return f"Piano della performance {self.esercizio.anno}"

    def get_absolute_url(self) -> str:
        return reverse("performance:scritto", args=[self.esercizio.anno, "piano"])

    @property
    def schema(self) -> tuple[SezioneSchema, ...]:
        return self.esercizio.reg.garanzie.sezioni_piano

    @property
    def tipo_atto(self) -> Atto.Tipo:
        return Atto.Tipo.GIUNTA

    def mancano_file(self) -> list[str]:
        """As of the Relazione: it is in sight as soon as it is drawn."""
        fallito = self.pubblica is not None and self.pubblica.fallito
        return ["Non si è riusciti a disegnare il documento approvato: riprova dai documenti."] if fallito else []


class Collegamento(models.Model):
    """A document of planning to which the Piano is tied, with its address."""

    class Genere(models.TextChoices):
        DUP = "dup", "Documento unico di programmazione (D.U.P.)"
        PEG = "peg", "Piano esecutivo di gestione (P.E.G.)"
        PIAO = "piao", "Sezione del P.I.A.O."
        ALTRO = "altro", "Altro documento"

    piano = models.ForeignKey(Piano, on_delete=models.CASCADE, related_name="collegamenti", verbose_name="Piano")
    genere = models.CharField("che cos’è", max_length=10, choices=Genere)
    titolo = models.CharField("titolo", max_length=200)
    url = models.URLField("indirizzo", max_length=500)

    class Meta:
        verbose_name = "collegamento"
        verbose_name_plural = "collegamenti"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["piano", "url"], name="collegamento_uno"),
            models.CheckConstraint(condition=Q(url__startswith="https://"), name="collegamento_https"),
        ]

    def __str__(self) -> str:
        return self.titolo
