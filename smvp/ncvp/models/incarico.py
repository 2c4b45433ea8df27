"""Art. 34: the register of the NCVP: who is chosen, how, until when, for how much, with which declarations."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from smvp.documenti.models import Atto, FileTenuto
from smvp.flusso.models import ConStato
from smvp.flusso.stati import Flusso, Stato
from smvp.organizzazione.models import Esercizio, Nomina, Persona, Utente
from smvp.regolamento.garanzie import Garanzie
from smvp.regolamento.lettore import carica, versioni
from smvp.regolamento.modello import Regolamento

from ..stati import CESSATA, IN_CARICA, INCARICO, ISTRUTTORIA

UTENTE = settings.AUTH_USER_MODEL
TESTO_MASSIMO = 5000
CONCLUSO = Stato("concluso", "Concluso", "fatto")
FUTURO = Stato("futuro", "Nominato, non ancora in carica", "corso")


def regolamento_al(giorno: date) -> Regolamento:
    """The regulation as it holds on a day: that of its exercise, or of the nearest there is; before any, the last version on the shelf."""
    esercizi = {e.anno: e for e in Esercizio.objects.all()}
    if not esercizi:
        return carica(versioni()[-1])
    prima = [anno for anno in esercizi if anno <= giorno.year]
    return esercizi[max(prima) if prima else min(esercizi)].reg


def garanzie_al(giorno: date) -> Garanzie:
    """Titolo IX as it holds on a day."""
    return regolamento_al(giorno).garanzie


class Causa(models.TextChoices):
    DIMISSIONI = "dimissioni", "Dimissioni"
    REVOCA = "revoca", "Revoca del Sindaco"
    ALTRO = "altro", "Altra causa"


class IncaricoNcvp(ConStato):
    """One term of one person. Who they are and from when to when stands in ``nomina``, which gives them the role: here the rest.

    ``dal`` is what the decree says; ``fino_al`` the end of the whole term, which ``nomina.al`` comes before if it ended early.
    """

    flusso: ClassVar[Flusso] = INCARICO
    chiamata: ClassVar[str] = "scheda del registro"

    persona = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="+", verbose_name="persona")
    nomina = models.OneToOneField(
        Nomina, on_delete=models.PROTECT, null=True, blank=True, related_name="incarico_ncvp", verbose_name="nomina", editable=False
    )
    dal = models.DateField("dal")
    fino_al = models.DateField("fino al", editable=False)
    avviso_dal = models.DateField("avviso pubblicato dal")
    avviso_al = models.DateField("avviso pubblicato fino al")
    fascia = models.PositiveSmallIntegerField("fascia professionale")
    numero_iscrizione = models.CharField("numero di iscrizione nell’elenco nazionale", max_length=40)
    iscritto_il = models.DateField("iscritto dal")
    dipendente_pubblico = models.BooleanField("dipendente di una pubblica amministrazione", default=False)
    in_nuclei = models.PositiveSmallIntegerField("Nuclei in cui siede, compreso questo")
    requisiti = models.JSONField("requisiti verificati", default=list, blank=True)
    decreto = models.ForeignKey(Atto, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="decreto di nomina")
    causa_fine = models.CharField("causa della fine anticipata", max_length=12, choices=Causa, blank=True, editable=False)
    motivo_fine = models.TextField("motivo della fine", max_length=TESTO_MASSIMO, blank=True, editable=False)
    aperto_da = models.ForeignKey(UTENTE, on_delete=models.PROTECT, related_name="+", verbose_name="iscritto da")
    aperto_il = models.DateTimeField("iscritto il")

    class Meta:
        verbose_name = "incarico del NCVP"
        verbose_name_plural = "incarichi del NCVP"
        ordering = ["-dal", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(stato__in=[s.codice for s in INCARICO.stati]), name="incarico_ncvp_stato"),
            models.CheckConstraint(condition=Q(fino_al__gt=F("dal")), name="incarico_ncvp_durata"),
            models.CheckConstraint(condition=Q(avviso_al__gte=F("avviso_dal")), name="incarico_ncvp_avviso"),
            models.CheckConstraint(condition=Q(in_nuclei__gte=1), name="incarico_ncvp_nuclei"),
            models.CheckConstraint(
                condition=~Q(stato__in=[IN_CARICA, CESSATA]) | Q(nomina__isnull=False, decreto__isnull=False),
                name="incarico_ncvp_nominato",
            ),
            models.CheckConstraint(
                condition=~Q(stato=CESSATA) | Q(causa_fine__in=Causa.values) & ~Q(motivo_fine=""),
                name="incarico_ncvp_cessato_con_causa",
            ),
            models.UniqueConstraint(fields=["persona"], condition=Q(stato=ISTRUTTORIA), name="incarico_ncvp_una_istruttoria"),
        ]  # fmt: skip

    allegati: Any
    compensi: Any
    conflitti: Any

    def __str__(self) -> str:
        return f"NCVP, {self.persona.con_titolo}"

    def get_absolute_url(self) -> str:
        return reverse("ncvp:incarico", args=[self.pk])

    @property
    def al(self) -> date:
        """The last day: that of the role, which may come before the end of the term."""
        return (self.nomina.al if self.nomina else None) or self.fino_al

    def in_carica_il(self, giorno: date) -> bool:
        return self.nomina is not None and self.nomina.in_vigore_il(giorno)

    def stato_al(self, giorno: date) -> Stato:
        """The state in words on a day: a term ends by itself, and one may be appointed for a day to come."""
        if self.stato == IN_CARICA:
            return CONCLUSO if self.al < giorno else FUTURO if giorno < self.dal else self.stato_attuale
        return self.stato_attuale

    def file(self, genere: str) -> Any:
        """The last file of a kind, None if there is none."""
        return next((a for a in sorted(self.allegati.all(), key=lambda a: -a.pk) if a.genere == genere), None)

    # --- what a step asks for, and whom it tells (names in stati.py) ---

    def mancano_dati(self) -> list[str]:
        senza = [r.titolo for r in garanzie_al(self.dal).ncvp_requisiti if r.codice not in self.requisiti]
        frasi = [f"Requisiti non ancora verificati: {'; '.join(senza)}."] if senza else []
        return frasi if self.file(Genere.CURRICULUM) else [*frasi, "Manca il curriculum."]

    def manca_decreto(self) -> list[str]:
        return [] if self.decreto_id else ["Scrivi numero, data e oggetto del decreto."]

    def manca_fine(self) -> list[str]:
        return [] if self.causa_fine else ["Scrivi il giorno e la causa della fine."]

    def interessati(self) -> Iterable[Utente]:
        return Utente.objects.filter(persona=self.persona_id, is_active=True)


class Genere(models.TextChoices):
    CURRICULUM = "curriculum", "Curriculum"
    DECRETO = "decreto", "Decreto di nomina"
    INDIRIZZI = "indirizzi", "Allegato agli indirizzi"


class Compenso(models.Model):
    """Art. 34: the fee of a year, beside that of the president of the auditors on whose scale it is."""

    incarico = models.ForeignKey(IncaricoNcvp, on_delete=models.PROTECT, related_name="compensi", verbose_name="incarico")
    anno = models.PositiveSmallIntegerField("anno")
    importo = models.DecimalField("compenso annuo", max_digits=12, decimal_places=2)
    presidente_revisori = models.DecimalField("compenso del Presidente dei revisori", max_digits=12, decimal_places=2)
    atto = models.ForeignKey(Atto, on_delete=models.PROTECT, related_name="+", verbose_name="atto")
    versione = models.PositiveIntegerField("versione", default=1, editable=False)
    registrato_da = models.ForeignKey(UTENTE, on_delete=models.PROTECT, related_name="+", verbose_name="registrato da")
    registrato_il = models.DateTimeField("registrato il")

    class Meta:
        verbose_name = "compenso del NCVP"
        verbose_name_plural = "compensi del NCVP"
        ordering = ["-anno"]
        constraints = [
            models.UniqueConstraint(fields=["incarico", "anno"], name="compenso_ncvp_uno"),
            models.CheckConstraint(condition=Q(importo__gte=0, presidente_revisori__gt=0), name="compenso_ncvp_importi"),
        ]

    def __str__(self) -> str:
        return f"Compenso {self.anno}"

    @property
    def quota(self) -> Decimal:
        """The fee as a percentage of the president's."""
        return self.importo * 100 / self.presidente_revisori


class Conflitto(models.Model):
    """A conflict of interests that the NCVP declares, until the day on which it ends."""

    incarico = models.ForeignKey(IncaricoNcvp, on_delete=models.PROTECT, related_name="conflitti", verbose_name="incarico")
    testo = models.TextField("in che cosa consiste", max_length=TESTO_MASSIMO)
    dal = models.DateField("dal")
    al = models.DateField("cessato il", null=True, blank=True)
    dichiarato_il = models.DateTimeField("dichiarato il")

    class Meta:
        verbose_name = "conflitto dichiarato"
        verbose_name_plural = "conflitti dichiarati"
        ordering = ["-dal", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(testo=""), name="conflitto_ncvp_scritto"),
            models.CheckConstraint(condition=Q(al__isnull=True) | Q(al__gte=F("dal")), name="conflitto_ncvp_al_dopo_dal"),
        ]

    def __str__(self) -> str:
        return f"Conflitto dichiarato, {self.dal:%d/%m/%Y}"


class Allegato(FileTenuto):
    """A file of the register, or one sent with the guidance."""

    incarico = models.ForeignKey(IncaricoNcvp, on_delete=models.PROTECT, null=True, blank=True, related_name="allegati")
    indirizzi = models.ForeignKey("Indirizzi", on_delete=models.PROTECT, null=True, blank=True, related_name="allegati")
    genere = models.CharField("che cos’è", max_length=12, choices=Genere)

    class Meta:
        verbose_name = "allegato"
        verbose_name_plural = "allegati"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(incarico__isnull=False, indirizzi__isnull=True) | Q(incarico__isnull=True, indirizzi__isnull=False),
                name="allegato_ncvp_di_uno",
            )
        ]
