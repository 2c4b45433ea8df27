"""Art. 23: what the municipality sets aside each year, and the data of the year on which the rewards rest. Changes leave versions."""

from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import OuterRef, Q, Subquery

from smvp.documenti.models import Atto
from smvp.organizzazione.models import Esercizio, Incarico

CIFRE = 12
# The weight of a category, as the lines of a run keep it: eight digits, four of them decimals.
PESO_MINIMO, PESO_MASSIMO = Decimal("0.0001"), Decimal("9999.9999")


class Destinazione(models.TextChoices):
    """What an amount is for: result pay (art. 24), productivity (art. 22), and the savings of which a share is premium (art. 27)."""

    DIRIGENTI = "dirigenti", "Risultato dei dirigenti"
    PO = "po", "Risultato di P.O., AP e AS"
    PRODUTTIVITA = "produttivita", "Produttività del personale"
    RISPARMI = "risparmi", "Risparmi di efficienza certificati"


DEL_RISULTATO = (Destinazione.DIRIGENTI, Destinazione.PO)


class DatoVersionato(models.QuerySet[Any]):
    """Rows of which only the last version of each holds."""

    def correnti(self) -> Self:
        """The version that holds of each: the last."""
        stessa = {campo: OuterRef(campo) for campo in self.model.chiave}
        ultima = self.model._default_manager.filter(**stessa).order_by("-numero_versione").values("pk")[:1]
        return self.filter(pk=Subquery(ultima))


class Versionato(models.Model):
    """A datum of the exercise that is never changed: a new version says by which act, why and who; the last one holds.

    ``chiave`` names the fields that say of what it is a version; ``motivo_sempre``: the first one too says why.
    """

    chiave: tuple[str, ...] = ("esercizio",)
    motivo_sempre = False

    numero_versione = models.PositiveIntegerField("versione", default=1, editable=False)
    # A name of its own for each kind, never "+": whoever offers acts leaves out those that settle something else.
    atto = models.ForeignKey(Atto, on_delete=models.PROTECT, null=True, blank=True, related_name="per_%(class)s", verbose_name="atto")
    motivo = models.TextField("motivo della variazione", blank=True)
    registrato_da = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="registrato da"
    )
    registrato_il = models.DateTimeField("registrato il", null=True, blank=True)

    objects = DatoVersionato.as_manager()

    class Meta:
        abstract = True


class Fondo(Versionato):
    """An amount of the exercise, by an act. ``parametri``: of productivity alone, the weight of each category ({"A": "1.00"}, art. 22).

    ``riparto``: the version of productivity that took in what a premium of efficiency leaves to all the staff (art. 27); once.
    """

    chiave = ("esercizio", "destinazione")

    esercizio = models.ForeignKey(Esercizio, on_delete=models.PROTECT, related_name="fondi", verbose_name="esercizio")
    destinazione = models.CharField("destinazione", max_length=12, choices=Destinazione.choices)
    importo = models.DecimalField("importo (€)", max_digits=CIFRE, decimal_places=2, validators=[MinValueValidator(0)])
    parametri = models.JSONField("parametri di categoria", default=dict, blank=True)
    riparto = models.OneToOneField(
        "premi.RipartoEfficienza", on_delete=models.PROTECT, null=True, blank=True, related_name="versione_del_fondo",
        verbose_name="premio di efficienza da cui viene",
    )  # fmt: skip

    class Meta:
        verbose_name = "fondo"
        verbose_name_plural = "fondi"
        ordering = ["esercizio", "destinazione", "numero_versione"]
        constraints = [
            models.UniqueConstraint(fields=["esercizio", "destinazione", "numero_versione"], name="fondo_unico"),
            models.CheckConstraint(condition=Q(importo__gte=0), name="fondo_non_negativo"),
            models.CheckConstraint(condition=Q(destinazione__in=Destinazione.values), name="fondo_destinazione"),
            models.CheckConstraint(condition=Q(riparto=None) | Q(destinazione=Destinazione.PRODUTTIVITA), name="fondo_del_riparto"),
        ]

    def __str__(self) -> str:
        return f"{self.get_destinazione_display()} {self.esercizio}"

    @property
    def pesi(self) -> dict[str, Decimal]:
        """The weight of each category, as numbers."""
        return {categoria: Decimal(peso) for categoria, peso in self.parametri.items()}


class CriterioResidui(Versionato):
    """Art. 22: how the residue of a Direzione pays an extra premium to its own excellent performances, in one year.

    ``soglia``: the signed total from which a performance is excellent; ``tetto``: the most that one person may get, in euros.
    """

    esercizio = models.ForeignKey(Esercizio, on_delete=models.PROTECT, related_name="criteri_residui", verbose_name="esercizio")
    soglia = models.DecimalField("punteggio da cui si partecipa", max_digits=5, decimal_places=2)
    tetto = models.DecimalField("massimo a persona (€)", max_digits=CIFRE, decimal_places=2, validators=[MinValueValidator(0)])

    class Meta:
        verbose_name = "criterio sui residui"
        verbose_name_plural = "criteri sui residui"
        ordering = ["esercizio", "numero_versione"]
        constraints = [
            models.UniqueConstraint(fields=["esercizio", "numero_versione"], name="criterio_residui_unico"),
            models.CheckConstraint(condition=Q(tetto__gte=0), name="criterio_residui_tetto"),
            models.CheckConstraint(condition=Q(soglia__gte=0), name="criterio_residui_soglia"),
        ]

    def __str__(self) -> str:
        return f"Criteri sui residui {self.esercizio}"


class TempiPagamento(Versionato):
    """Reading A66: whether the payment times were kept in the offices of an appointment, in one exercise. Without a row: not applicable."""

    class Esito(models.TextChoices):
        RISPETTATI = "rispettati", "Rispettati"
        NON_RISPETTATI = "non_rispettati", "Non rispettati"
        NON_APPLICABILE = "non_applicabile", "Non applicabile"

    chiave = ("esercizio", "incarico")

    esercizio = models.ForeignKey(Esercizio, on_delete=models.PROTECT, related_name="tempi_pagamento", verbose_name="esercizio")
    incarico = models.ForeignKey(Incarico, on_delete=models.PROTECT, related_name="tempi_pagamento", verbose_name="incarico")
    esito = models.CharField("tempi di pagamento", max_length=16, choices=Esito.choices)

    class Meta:
        verbose_name = "tempi di pagamento"
        verbose_name_plural = "tempi di pagamento"
        ordering = ["esercizio", "incarico", "numero_versione"]
        constraints = [
            models.UniqueConstraint(fields=["esercizio", "incarico", "numero_versione"], name="tempi_pagamento_unici"),
            models.CheckConstraint(
                condition=Q(esito__in=["rispettati", "non_rispettati", "non_applicabile"]), name="tempi_pagamento_esito"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incarico} {self.esercizio}: {self.get_esito_display()}"
