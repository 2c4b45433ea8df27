"""Allegato B: the marks of a sheet, objective by objective and factor by factor."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from obiettivi.models import Assegnazione

from .scheda import Scheda
from .valutazione import TESTO_MASSIMO


class VotoObiettivo(models.Model):
    """Component A: how far one assigned objective was reached, in percent; None is "not scored yet"."""

    scheda = models.ForeignKey(Scheda, on_delete=models.CASCADE, related_name="voti_obiettivo")
    assegnazione = models.ForeignKey(Assegnazione, on_delete=models.PROTECT, related_name="voti", verbose_name="obiettivo assegnato")
    raggiungimento = models.DecimalField(
        "percentuale raggiunta", max_digits=7, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )

    class Meta:
        verbose_name = "voto di un obiettivo"
        verbose_name_plural = "voti degli obiettivi"
        ordering = ["scheda", "assegnazione__obiettivo__tipo", "assegnazione__obiettivo__codice"]
        constraints = [
            models.UniqueConstraint(fields=["scheda", "assegnazione"], name="voto_obiettivo_unico"),
            models.CheckConstraint(condition=Q(raggiungimento__isnull=True) | Q(raggiungimento__gte=0), name="voto_raggiungimento"),
        ]

    def __str__(self) -> str:
        return f"{self.assegnazione.obiettivo.codice}: {self.raggiungimento}"


class VotoFattore(models.Model):
    """Component B: the mark of one factor. For dirigenti the NCVP proposes and the Sindaco decides (art. 18).

    The scale is the regulation's (art. 20), so it is ``operazioni.salva_voti`` that refuses a mark outside it.
    """

    scheda = models.ForeignKey(Scheda, on_delete=models.CASCADE, related_name="voti_fattore")
    macrofattore = models.CharField("macrofattore", max_length=20)
    ordine = models.PositiveSmallIntegerField("ordine")
    titolo = models.CharField("fattore", max_length=200)
    descrizione = models.TextField("descrizione", max_length=TESTO_MASSIMO, blank=True)
    proposto = models.PositiveSmallIntegerField("voto proposto", null=True, blank=True)
    voto = models.PositiveSmallIntegerField("voto", null=True, blank=True)
    autovalutazione = models.PositiveSmallIntegerField("voto che il valutato si dà", null=True, blank=True)
    motivo = models.TextField("motivo del voto diverso dalla proposta", max_length=TESTO_MASSIMO, blank=True)
    escluso = models.BooleanField("non applicabile", default=False)
    motivo_esclusione = models.TextField("motivo dell’esclusione", max_length=TESTO_MASSIMO, blank=True)

    class Meta:
        verbose_name = "voto di un fattore"
        verbose_name_plural = "voti dei fattori"
        ordering = ["scheda", "macrofattore", "ordine"]
        constraints = [
            models.UniqueConstraint(fields=["scheda", "macrofattore", "ordine"], name="voto_fattore_unico"),
            models.CheckConstraint(condition=Q(escluso=False) | ~Q(motivo_esclusione=""), name="voto_fattore_escluso_con_motivo"),
        ]

    def __str__(self) -> str:
        return f"{self.titolo}: {self.voto}"

    @property
    def si_scosta(self) -> bool:
        """True when the decided mark differs from the proposed one."""
        return self.proposto is not None and self.voto is not None and self.voto != self.proposto

    def da_valutare(self, *, proposta: bool) -> bool:
        return not self.escluso and (self.proposto if proposta else self.voto) is None

    def vale(self, *, proposta: bool) -> int | None:
        """The mark that counts now."""
        return self.proposto if proposta else self.voto
