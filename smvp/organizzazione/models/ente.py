"""The municipality and its exercises."""

from datetime import date
from functools import cached_property

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from smvp.nucleo.calendario import Calendario
from smvp.nucleo.periodi import Periodo, anno_intero
from smvp.regolamento.lettore import carica, versioni
from smvp.regolamento.modello import Regolamento

ANNO_BISESTILE = 2000  # a year in which every day of a month exists


class Ente(models.Model):
    """The municipality: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    denominazione = models.CharField("denominazione", max_length=120, help_text="Per esempio: Città di Domodossola.")
    provincia = models.CharField("provincia", max_length=60, blank=True)
    stemma = models.CharField("stemma", max_length=200, blank=True, help_text="Percorso del file tra i file statici.")
    patrono_nome = models.CharField("santo patrono", max_length=80, blank=True)
    patrono_mese = models.PositiveSmallIntegerField("mese del patrono", default=1, validators=[MinValueValidator(1), MaxValueValidator(12)])
    patrono_giorno = models.PositiveSmallIntegerField(
        "giorno del patrono", default=1, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    sabato_lavorativo = models.BooleanField("il sabato è lavorativo", default=False)

    class Meta:
        verbose_name = "ente"
        verbose_name_plural = "ente"
        constraints = [
            models.CheckConstraint(
                condition=Q(id=1), name="ente_uno_solo", violation_error_message="L’ente è uno solo: modifica quello che c’è."
            ),
            models.CheckConstraint(
                condition=Q(patrono_mese__range=(1, 12), patrono_giorno__range=(1, 31)), name="ente_patrono",
                violation_error_message="Il giorno del patrono non esiste.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.denominazione

    def clean(self) -> None:
        try:
            date(ANNO_BISESTILE, self.patrono_mese, self.patrono_giorno)
        except ValueError as errore:
            raise ValidationError({"patrono_giorno": "Questo giorno non esiste nel mese scelto."}) from errore

    @classmethod
    def corrente(cls) -> "Ente":
        """The municipality; before anyone has described it, an unnamed one, so that the pages can be drawn."""
        return cls.objects.first() or cls(denominazione="Comune")

    @property
    def calendario(self) -> Calendario:
        """The working days here."""
        return Calendario(patrono=(self.patrono_mese, self.patrono_giorno), sabato_lavorativo=self.sabato_lavorativo)


class Esercizio(models.Model):
    """A year of the cycle, bound to one version of the regulation."""

    anno = models.PositiveSmallIntegerField("anno", unique=True, validators=[MinValueValidator(2000), MaxValueValidator(2100)])
    regolamento = models.CharField("versione del regolamento", max_length=60)
    chiuso_il = models.DateTimeField(
        "chiuso il", null=True, blank=True, editable=False, help_text="Da qui gli obiettivi dell’esercizio non cambiano più."
    )

    class Meta:
        verbose_name = "esercizio"
        verbose_name_plural = "esercizi"
        ordering = ["anno"]
        constraints = [
            models.CheckConstraint(
                condition=Q(anno__range=(2000, 2100)), name="esercizio_anno",
                violation_error_message="L’anno deve stare tra il 2000 e il 2100.",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.anno)

    def clean(self) -> None:
        if self.regolamento and self.regolamento not in versioni():
            raise ValidationError({"regolamento": f"Non c’è questa versione. Ci sono: {', '.join(versioni())}."})
        prima = Esercizio.objects.filter(pk=self.pk).first() if self.pk else None
        if prima is None or not hasattr(prima, "schede") or not prima.schede.exists():
            return
        for campo in ("anno", "regolamento"):
            if getattr(prima, campo) != getattr(self, campo):
                raise ValidationError({campo: "Questo esercizio ha già delle schede di valutazione: non si cambia."})

    @property
    def reg(self) -> Regolamento:
        """The regulation in force for this exercise."""
        return carica(self.regolamento)

    @cached_property
    def calendario(self) -> Calendario:
        """The working days here; read once by each who holds the exercise."""
        return Ente.corrente().calendario

    @property
    def periodo(self) -> Periodo:
        """From 1 January to 31 December."""
        return anno_intero(self.anno)
