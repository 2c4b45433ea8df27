"""Art. 22: what people were worth in the years that were not evaluated here: the progressions look three years back."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from smvp.organizzazione.models import Persona

ANNO_MINIMO, ANNO_MASSIMO = 2000, 2100


class ValutazionePregressa(models.Model):
    """The total of a year, on the scale of its regulation, as the personnel office imports it.

    A signed sheet of that year, if there is one, counts instead.
    """

    class Sistema(models.TextChoices):
        """Art. 22: under the system of before the threshold of the vertical progression is another one."""

        VIGENTE = "vigente", "Sistema vigente"
        PRECEDENTE = "precedente", "Sistema precedente"

    persona = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="valutazioni_pregresse", verbose_name="persona")
    anno = models.PositiveSmallIntegerField("anno", validators=[MinValueValidator(ANNO_MINIMO), MaxValueValidator(ANNO_MASSIMO)])
    totale = models.DecimalField("totale", max_digits=5, decimal_places=2)
    sistema = models.CharField("sistema", max_length=10, choices=Sistema.choices, default=Sistema.VIGENTE)
    fonte = models.CharField("fonte", max_length=200, help_text="Da dove viene: la scheda, il protocollo, l’ente di prima.")
    registrata_da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="registrata da")
    registrata_il = models.DateTimeField("registrata il")

    class Meta:
        verbose_name = "valutazione pregressa"
        verbose_name_plural = "valutazioni pregresse"
        ordering = ["-anno", "persona__cognome", "persona__nome"]
        constraints = [
            models.UniqueConstraint(fields=["persona", "anno"], name="pregressa_unica"),
            models.CheckConstraint(condition=Q(anno__range=(ANNO_MINIMO, ANNO_MASSIMO)), name="pregressa_anno"),
            models.CheckConstraint(condition=Q(totale__gte=0), name="pregressa_totale"),
            models.CheckConstraint(condition=Q(sistema__in=["vigente", "precedente"]), name="pregressa_sistema"),
            models.CheckConstraint(condition=~Q(fonte=""), name="pregressa_con_fonte"),
        ]

    def __str__(self) -> str:
        return f"{self.persona} {self.anno}: {self.totale}"
