"""Allegato A: objectives, the part of each Direzione in a collective one, and their assignment with a weight."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from smvp.documenti.models import Atto
from smvp.organizzazione.models import Direzione, Esercizio, Incarico


class Tipo(models.TextChoices):
    """Art. 7: one general (or collective) objective and some individual ones."""

    GENERALE = "generale", "generale o collettivo"
    INDIVIDUALE = "individuale", "individuale"


class Obiettivo(models.Model):
    """Art. 8: what is to be reached in an exercise, and how one will see that it was."""

    esercizio = models.ForeignKey(Esercizio, on_delete=models.PROTECT, related_name="obiettivi", verbose_name="esercizio")
    codice = models.CharField("codice", max_length=20)
    titolo = models.CharField("titolo", max_length=200)
    tipo = models.CharField("tipo", max_length=12, choices=Tipo.choices)
    descrizione = models.TextField("descrizione", max_length=20_000)
    area = models.CharField("area strategica", max_length=10, help_text="Codice dell’Area del regolamento (art. 6).")
    ambiti = models.JSONField("ambiti", default=list, help_text="Lettere dell’art. 5 ammesse dall’Area.")
    fasi = models.TextField("azioni, interventi, fasi", max_length=20_000, blank=True)
    risultato_atteso = models.TextField("risultato atteso", max_length=20_000)
    indicatore = models.TextField("indicatore di risultato", max_length=20_000)
    atto = models.ForeignKey(
        Atto, on_delete=models.PROTECT, null=True, blank=True, related_name="obiettivi", verbose_name="atto di assegnazione",
        help_text="La deliberazione della Giunta che lo assegna (art. 14); senza, non è formalmente assegnato (art. 16).",
    )  # fmt: skip

    class Meta:
        verbose_name = "obiettivo"
        verbose_name_plural = "obiettivi"
        ordering = ["esercizio", "codice"]
        constraints = [
            models.UniqueConstraint(fields=["esercizio", "codice"], name="obiettivo_codice_unico"),
            models.CheckConstraint(condition=Q(tipo__in=Tipo.values), name="obiettivo_tipo"),
        ]

    def __str__(self) -> str:
        return f"{self.codice} · {self.titolo}"


class Parte(models.Model):
    """Art. 7: what one Direzione does of a collective objective, and its contribution in percent."""

    obiettivo = models.ForeignKey(Obiettivo, on_delete=models.CASCADE, related_name="parti", verbose_name="obiettivo")
    direzione = models.ForeignKey(Direzione, on_delete=models.PROTECT, related_name="parti", verbose_name="Direzione")
    apporto = models.DecimalField(
        "apporto (%)", max_digits=5, decimal_places=2, validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(100)]
    )
    descrizione = models.TextField("descrizione della parte", max_length=20_000)

    class Meta:
        verbose_name = "parte di obiettivo"
        verbose_name_plural = "parti di obiettivo"
        ordering = ["obiettivo", "direzione"]
        constraints = [
            models.UniqueConstraint(fields=["obiettivo", "direzione"], name="parte_una_per_direzione"),
            models.CheckConstraint(condition=Q(apporto__gt=0, apporto__lte=100), name="parte_apporto"),
        ]

    def __str__(self) -> str:
        return f"{self.obiettivo.codice}, {self.direzione}"


class Assegnazione(models.Model):
    """Art. 14: an objective (or a Direzione's part of it) on an appointment; the weight stands here."""

    obiettivo = models.ForeignKey(Obiettivo, on_delete=models.PROTECT, related_name="assegnazioni", verbose_name="obiettivo")
    parte = models.ForeignKey(Parte, on_delete=models.PROTECT, null=True, blank=True, related_name="assegnazioni", verbose_name="parte")
    incarico = models.ForeignKey(Incarico, on_delete=models.PROTECT, related_name="assegnazioni", verbose_name="incarico")
    peso = models.DecimalField("peso", max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = "assegnazione"
        verbose_name_plural = "assegnazioni"
        ordering = ["incarico", F("obiettivo__tipo"), "obiettivo__codice"]
        constraints = [
            models.UniqueConstraint(fields=["obiettivo", "incarico"], name="assegnazione_unica"),
            models.CheckConstraint(condition=Q(peso__gt=0, peso__lte=100), name="assegnazione_peso"),
        ]

    def __str__(self) -> str:
        return f"{self.obiettivo.codice} a {self.incarico}"
