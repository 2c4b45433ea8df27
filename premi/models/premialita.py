"""Artt. 25–27: the decision that turns a premium on for an exercise, and the sum given to one person."""

from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from smvp.documenti.models import Atto
from smvp.flusso.stati import Flusso, Transizione
from smvp.organizzazione.models import Esercizio, Persona, Utente

from ..stati import ATTRIBUZIONE, VIVE
from .fondi import CIFRE, Versionato
from .liquidabile import Liquidabile


class Premialita(models.TextChoices):
    """The three premiums of artt. 25–27, each off until a decision turns it on (reading A42)."""

    ECCELLENZE = "eccellenze", "Bonus annuale delle eccellenze"
    INNOVAZIONE = "innovazione", "Premio annuale per l’innovazione"
    EFFICIENZA = "efficienza", "Premio di efficienza"

    @property
    def articolo(self) -> str:
        return ARTICOLI[self]


ARTICOLI = {Premialita.ECCELLENZE: "25", Premialita.INNOVAZIONE: "26", Premialita.EFFICIENZA: "27"}
# They are paid with the economies of result pay, and nobody has both (art. 26, reading A46).
DELLE_ECONOMIE = (Premialita.ECCELLENZE, Premialita.INNOVAZIONE)


class Accensione(Versionato):
    """Reading A42: a premium on or off in an exercise, by an act and for a reason. Without a row it is off.

    ``somma``: what is set aside for it, in euros; the premium of efficiency takes its own from the certified savings (art. 27).
    """

    chiave = ("esercizio", "istituto")
    motivo_sempre = True

    esercizio = models.ForeignKey(Esercizio, on_delete=models.PROTECT, related_name="accensioni", verbose_name="esercizio")
    istituto = models.CharField("istituto", max_length=12, choices=Premialita.choices)
    acceso = models.BooleanField("acceso")
    somma = models.DecimalField(
        "somma a disposizione (€)", max_digits=CIFRE, decimal_places=2, default=Decimal("0.00"), validators=[MinValueValidator(0)]
    )

    class Meta:
        verbose_name = "decisione sui premi"
        verbose_name_plural = "decisioni sui premi"
        ordering = ["esercizio", "istituto", "numero_versione"]
        constraints = [
            models.UniqueConstraint(fields=["esercizio", "istituto", "numero_versione"], name="accensione_unica"),
            models.CheckConstraint(condition=Q(istituto__in=Premialita.values), name="accensione_istituto"),
            models.CheckConstraint(condition=Q(somma__gte=0), name="accensione_somma"),
        ]

    def __str__(self) -> str:
        return f"{self.get_istituto_display()} {self.esercizio}"


class Attribuzione(Liquidabile):
    """One sum to one person: proposed by the Segretario, conferred by the political body, paid after the Relazione.

    Of the bonus it keeps how the ranking stood when it was proposed: the score, how many people, how many places.
    """

    flusso: ClassVar[Flusso] = ATTRIBUZIONE
    chiamata: ClassVar[str] = "somma"

    esercizio = models.ForeignKey(Esercizio, on_delete=models.PROTECT, related_name="attribuzioni", verbose_name="esercizio")
    istituto = models.CharField("istituto", max_length=12, choices=Premialita.choices)
    persona = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="attribuzioni", verbose_name="persona")
    importo = models.DecimalField("importo (€)", max_digits=CIFRE, decimal_places=2)
    motivo = models.TextField("motivo della proposta")
    motivo_scelta = models.TextField("perché questa persona e non le altre che la precedono o la pareggiano", blank=True)
    graduatoria = models.CharField("graduatoria", max_length=12, blank=True)
    punteggio = models.DecimalField("punteggio", max_digits=5, decimal_places=2, null=True, blank=True)
    persone = models.PositiveIntegerField("persone nella fascia più alta", null=True, blank=True)
    posti = models.PositiveIntegerField("posti", null=True, blank=True)
    proposta_da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="proposta da")
    proposta_il = models.DateTimeField("proposta il")
    progetto = models.ForeignKey(
        "Progetto", on_delete=models.PROTECT, null=True, blank=True, related_name="attribuzioni", verbose_name="progetto che vince"
    )
    atto = models.ForeignKey(
        Atto, on_delete=models.PROTECT, null=True, blank=True, related_name="attribuzioni", verbose_name="atto che la conferisce"
    )
    atto_liquidazione = models.ForeignKey(
        Atto, on_delete=models.PROTECT, null=True, blank=True, related_name="attribuzioni_liquidate", verbose_name="atto di liquidazione"
    )

    class Meta:
        verbose_name = "attribuzione"
        verbose_name_plural = "attribuzioni"
        ordering = ["-esercizio__anno", "istituto", "persona__cognome", "persona__nome", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(stato__in=[s.codice for s in ATTRIBUZIONE.stati]), name="attribuzione_stato_noto"),
            models.CheckConstraint(condition=Q(istituto__in=Premialita.values), name="attribuzione_istituto"),
            models.CheckConstraint(condition=Q(importo__gt=0), name="attribuzione_importo"),
            models.UniqueConstraint(
                fields=["esercizio", "istituto", "persona"], condition=Q(stato__in=VIVE), name="attribuzione_una_a_persona"
            ),
            # Art. 26: the prize and the bonus are never together.
            models.UniqueConstraint(
                fields=["esercizio", "persona"],
                condition=Q(stato__in=VIVE, istituto__in=DELLE_ECONOMIE),
                name="attribuzione_non_cumulabile",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_istituto_display()} {self.esercizio}, {self.persona}"

    def get_absolute_url(self) -> str:
        return reverse("premi:attribuzione", args=[self.esercizio.anno, self.pk])

    @property
    def quale(self) -> Premialita:
        return Premialita(self.istituto)

    def articolo(self, t: Transizione) -> str:
        """The step is the same for the three premiums; its article is that of the premium.

        Who has the prize renounces the bonus (art. 26)."""
        if t.articolo == "18" or (t.azione == "rinuncia" and self.istituto in DELLE_ECONOMIE):
            return t.articolo
        return self.quale.articolo

    # --- whom a step tells (stati.py) ---

    def interessato(self) -> Iterable[Utente]:
        return Utente.objects.filter(persona=self.persona_id, is_active=True)

    # --- what the steps ask ---

    def con_atto(self) -> list[str]:
        return [] if self.atto_id else ["Manca l’atto che conferisce il premio: numero, data e oggetto."]
