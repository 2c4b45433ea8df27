"""Artt. 22 and 24: a run shares out the amounts of an exercise. Its facts, its rules and its lines are frozen; only its state moves on."""

from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from smvp.documenti.models import Atto
from smvp.flusso.stati import Flusso
from smvp.organizzazione.models import Direzione, Esercizio, Persona
from valutazioni.models import Scheda, SchedaPersonale

from ..stati import APERTE, CORSA, IN_CALCOLO
from .fondi import CIFRE, DEL_RISULTATO, CriterioResidui, Destinazione
from .liquidabile import Liquidabile


def _euro(nome: str, **altro: Any) -> "models.DecimalField[Any, Any]":
    return models.DecimalField(f"{nome} (€)", max_digits=CIFRE, decimal_places=2, **altro)


MENO_DI_UN_CENTESIMO = Decimal("0.001")


class Istituto(models.TextChoices):
    """What a run pays."""

    RISULTATO = "risultato", "Retribuzione di risultato"
    PRODUTTIVITA = "produttivita", "Premio di produttività"


class Corsa(Liquidabile):
    """One computation of what is due for an exercise: its facts as ``simula`` reads them, the rules it was made with, its lines.

    A later one on other facts takes the place of one that is not approved; over an approved one it is its correction (``precedente``).
    """

    flusso: ClassVar[Flusso] = CORSA
    chiamata: ClassVar[str] = "corsa"

    esercizio = models.ForeignKey(Esercizio, on_delete=models.PROTECT, related_name="corse", verbose_name="esercizio")
    istituto = models.CharField("istituto", max_length=12, choices=Istituto.choices)
    numero = models.PositiveIntegerField("numero", help_text="Progressivo per esercizio e istituto.")
    regolamento = models.CharField("versione del regolamento", max_length=60, blank=True, editable=False)
    impronta_regolamento = models.CharField("SHA-256 del regolamento", max_length=64, blank=True, editable=False)
    fatti = models.TextField("fatti congelati (JSON)", blank=True, editable=False)
    impronta = models.CharField("SHA-256 di fatti e regolamento", max_length=64, blank=True, editable=False)
    stanziato = _euro("stanziato", null=True, blank=True, editable=False)
    distribuito = _euro("distribuito", null=True, blank=True, editable=False)
    criterio = models.ForeignKey(
        CriterioResidui, on_delete=models.PROTECT, null=True, blank=True, related_name="corse", verbose_name="criteri sui residui"
    )
    difetti = models.TextField("che cosa l’ha fermata", blank=True, editable=False)
    precedente = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="successive", verbose_name="corsa che corregge"
    )
    chiesta_da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="chiesta da")
    chiesta_il = models.DateTimeField("chiesta il")
    accodata_il = models.DateTimeField("accodata il", null=True, blank=True, editable=False)
    calcolata_il = models.DateTimeField("calcolata il", null=True, blank=True, editable=False)
    atto = models.ForeignKey(
        Atto, on_delete=models.PROTECT, null=True, blank=True, related_name="corse_approvate", verbose_name="atto di approvazione"
    )
    atto_liquidazione = models.ForeignKey(
        Atto, on_delete=models.PROTECT, null=True, blank=True, related_name="corse_liquidate", verbose_name="atto di liquidazione"
    )

    class Meta:
        verbose_name = "corsa"
        verbose_name_plural = "corse"
        ordering = ["-esercizio__anno", "istituto", "-numero"]
        constraints = [
            models.UniqueConstraint(fields=["esercizio", "istituto", "numero"], name="corsa_numero_unico"),
            models.UniqueConstraint(fields=["esercizio", "istituto"], condition=Q(stato=IN_CALCOLO), name="corsa_una_in_calcolo"),
            models.UniqueConstraint(fields=["esercizio", "istituto"], condition=Q(stato__in=APERTE), name="corsa_una_aperta"),
            models.CheckConstraint(condition=Q(stato__in=[s.codice for s in CORSA.stati]), name="corsa_stato_noto"),
            models.CheckConstraint(condition=Q(istituto__in=Istituto.values), name="corsa_istituto"),
        ]

    def __str__(self) -> str:
        return f"{self.get_istituto_display()} {self.esercizio}, corsa n. {self.numero}"

    def get_absolute_url(self) -> str:
        return reverse("premi:corsa", args=[self.pk])

    @property
    def di_risultato(self) -> bool:
        return self.istituto == Istituto.RISULTATO

    @property
    def residuo(self) -> Decimal | None:
        """What is left of the amount set aside: economies of result pay (art. 24), residues of the Direzioni (art. 22)."""
        return None if self.stanziato is None or self.distribuito is None else self.stanziato - self.distribuito

    # --- what the steps ask ---

    def con_atto(self) -> list[str]:
        return [] if self.atto_id else ["Manca l’atto che approva gli importi: numero, data e oggetto."]


class Linea(models.Model):
    """A line of a run: who, as they were called when it was made, and why nothing is due, if nothing is."""

    persona = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="+", verbose_name="persona")
    matricola = models.CharField("matricola", max_length=20)
    nominativo = models.CharField("cognome e nome", max_length=200)
    motivo = models.CharField("perché non spetta", max_length=300, blank=True)

    class Meta:
        abstract = True


class LineaRisultato(Linea):
    """Art. 24: the result pay of one appointment."""

    corsa = models.ForeignKey(Corsa, on_delete=models.PROTECT, related_name="linee_risultato")
    scheda = models.ForeignKey(Scheda, on_delete=models.PROTECT, related_name="linee")
    destinazione = models.CharField(max_length=12, choices=[(d.value, d.label) for d in DEL_RISULTATO])
    incarico = models.CharField("incarico", max_length=200)
    struttura = models.CharField("struttura", max_length=200, blank=True)
    ad_interim = models.BooleanField("ad interim", default=False)
    dal = models.DateField("dal")
    al = models.DateField("al", null=True, blank=True)
    p_a = models.DecimalField("P_A", max_digits=5, decimal_places=2, null=True, blank=True)
    p_b = models.DecimalField("P_B", max_digits=5, decimal_places=2, null=True, blank=True)
    p_finale = models.DecimalField("P_FINALE", max_digits=5, decimal_places=2, null=True, blank=True)
    fascia = models.PositiveSmallIntegerField("fascia", null=True, blank=True)
    percentuale = models.PositiveSmallIntegerField("percentuale", null=True, blank=True)
    giorni = models.PositiveSmallIntegerField("giorni", null=True, blank=True)
    giorni_anno = models.PositiveSmallIntegerField("giorni dell’anno")
    retribuzione = _euro("retribuzione al 100 %")
    tempi_pagamento = models.CharField("tempi di pagamento", max_length=16, blank=True)
    importo = _euro("importo")

    class Meta:
        verbose_name = "linea di risultato"
        verbose_name_plural = "linee di risultato"
        ordering = ["corsa", "destinazione", "nominativo", "dal"]
        constraints = [
            models.UniqueConstraint(fields=["corsa", "scheda"], name="linea_risultato_una_a_scheda"),
            models.CheckConstraint(condition=Q(importo__gte=0), name="linea_risultato_importo"),
            models.CheckConstraint(
                condition=Q(destinazione__in=[Destinazione.DIRIGENTI, Destinazione.PO]), name="linea_risultato_destinazione"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nominativo}, {self.incarico}: {self.importo}"

    def get_absolute_url(self) -> str:
        return reverse("premi:linea", args=[self.corsa_id, self.pk])


class LineaPremio(Linea):
    """Art. 22: the productivity premium of one person in one Direzione; ``ulteriore`` comes out of that Direzione's residue."""

    corsa = models.ForeignKey(Corsa, on_delete=models.PROTECT, related_name="linee_premio")
    scheda = models.ForeignKey(SchedaPersonale, on_delete=models.PROTECT, related_name="linee")
    direzione = models.ForeignKey(Direzione, on_delete=models.PROTECT, related_name="+", verbose_name="Direzione")
    categoria = models.CharField("categoria", max_length=10)
    parametro = models.DecimalField("parametro", max_digits=8, decimal_places=4, null=True, blank=True)
    tempo = models.DecimalField("quota di tempo", max_digits=5, decimal_places=4, null=True, blank=True)
    giorni = models.PositiveSmallIntegerField("giorni", default=0)
    totale = models.DecimalField("totale", max_digits=5, decimal_places=2, null=True, blank=True)
    quota = _euro("quota teorica")
    premio = _euro("premio")
    ulteriore = _euro("premio ulteriore", default=Decimal("0.00"))

    class Meta:
        verbose_name = "linea di premio"
        verbose_name_plural = "linee di premio"
        ordering = ["corsa", "direzione", "nominativo", "matricola"]
        constraints = [
            models.UniqueConstraint(fields=["corsa", "scheda", "direzione"], name="linea_premio_una_a_direzione"),
            models.CheckConstraint(
                condition=Q(quota__gte=0, premio__gte=0, ulteriore__gte=0, premio__lte=F("quota")), name="linea_premio_importi"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nominativo}, {self.direzione}: {self.importo}"

    def get_absolute_url(self) -> str:
        return reverse("premi:linea", args=[self.corsa_id, self.pk])

    @property
    def importo(self) -> Decimal:
        """All that is due on this line."""
        return self.premio + self.ulteriore


class ContoDirezione(models.Model):
    """Art. 22: the account of a Direzione in a run of productivity. ``peso``: what its people weigh, as an exact fraction ("1234/5")."""

    corsa = models.ForeignKey(Corsa, on_delete=models.PROTECT, related_name="conti")
    direzione = models.ForeignKey(Direzione, on_delete=models.PROTECT, related_name="+", verbose_name="Direzione")
    peso = models.CharField("peso", max_length=80)
    fondo = _euro("fondo")
    distribuito = _euro("distribuito")
    ulteriore = _euro("premi ulteriori", default=Decimal("0.00"))

    class Meta:
        verbose_name = "conto di Direzione"
        verbose_name_plural = "conti delle Direzioni"
        ordering = ["corsa", "direzione__codice"]
        constraints = [
            models.UniqueConstraint(fields=["corsa", "direzione"], name="conto_direzione_unico"),
            models.CheckConstraint(
                # SQLite adds up decimals as floats: less than a cent is its own error, and a residue may be shared out to the last cent.
                condition=Q(distribuito__gte=0, ulteriore__gte=0, fondo__gte=F("distribuito") + F("ulteriore") - MENO_DI_UN_CENTESIMO),
                name="conto_direzione_nei_limiti",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.direzione}: {self.fondo}"

    @property
    def residuo(self) -> Decimal:
        """What stays with the Direzione."""
        return self.fondo - self.distribuito - self.ulteriore
