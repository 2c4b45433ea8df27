"""Artt. 18 and 33: a survey: of whom, what is asked, from when to when."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from smvp.flusso.models import ConStato
from smvp.flusso.stati import Flusso, Transizione
from smvp.nucleo.formati import data
from smvp.organizzazione.models import Direzione, Esercizio, Utente

from ..calcolo.questionario import SPIEGAZIONE_MASSIMA, TITOLO_MASSIMO, Questionario, che_manca, da_dati
from ..stati import APERTA, BOZZA, INDAGINE


class Tipo(models.TextChoices):
    BENESSERE = "benessere", "Benessere organizzativo"
    SODDISFAZIONE = "soddisfazione", "Soddisfazione degli utenti"


BENESSERE, SODDISFAZIONE = Tipo.BENESSERE, Tipo.SODDISFAZIONE
ARTICOLI = {BENESSERE: "33", SODDISFAZIONE: "18"}


class Indagine(ConStato):
    """``gettone``: of users, what in the address lets one answer without an account; made when it opens."""

    flusso: ClassVar[Flusso] = INDAGINE
    chiamata: ClassVar[str] = "indagine"

    esercizio = models.ForeignKey(Esercizio, on_delete=models.PROTECT, related_name="indagini", verbose_name="esercizio")
    tipo = models.CharField("tipo", max_length=20, choices=Tipo.choices)
    direzione = models.ForeignKey(
        Direzione, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="servizio",
        help_text="Di un’indagine sugli utenti: l’ufficio che dà il servizio.",
    )  # fmt: skip
    titolo = models.CharField("titolo", max_length=TITOLO_MASSIMO)
    presentazione = models.TextField("presentazione", max_length=SPIEGAZIONE_MASSIMA, blank=True)
    dal = models.DateField("si risponde dal", null=True, blank=True)
    al = models.DateField("fino al", null=True, blank=True)
    questionario = models.JSONField("questionario", default=dict, blank=True, editable=False)
    gettone = models.CharField(max_length=40, null=True, blank=True, unique=True, editable=False)
    creata_da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="creata da")
    creata_il = models.DateTimeField("creata il")
    chiusa_il = models.DateTimeField("chiusa il", null=True, blank=True, editable=False)
    sollecitata_il = models.DateTimeField("sollecitata il", null=True, blank=True, editable=False)
    motivo_chiusura = models.TextField("perché è stata chiusa prima", blank=True, editable=False)

    class Meta:
        verbose_name = "indagine"
        verbose_name_plural = "indagini"
        ordering = ["-esercizio__anno", "tipo", "-creata_il", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(stato__in=[s.codice for s in INDAGINE.stati]), name="indagine_stato"),
            models.CheckConstraint(condition=~Q(titolo=""), name="indagine_titolo"),
            models.CheckConstraint(
                condition=Q(tipo="benessere", direzione=None) | Q(tipo="soddisfazione", direzione__isnull=False),
                name="indagine_di_un_servizio",
            ),
            models.CheckConstraint(condition=Q(dal=None) | Q(al=None) | Q(dal__lte=F("al")), name="indagine_giorni"),
            models.CheckConstraint(condition=Q(stato=BOZZA) | Q(dal__isnull=False, al__isnull=False), name="indagine_aperta_con_giorni"),
            models.CheckConstraint(condition=~Q(tipo="benessere") | Q(gettone=None), name="indagine_gettone_degli_utenti"),
        ]

    def __str__(self) -> str:
        return self.titolo

    def get_absolute_url(self) -> str:
        return reverse("indagini:indagine", args=[self.pk])

    @property
    def di_benessere(self) -> bool:
        return self.tipo == BENESSERE

    @property
    def art(self) -> str:
        return ARTICOLI[Tipo(self.tipo)]

    def articolo(self, t: Transizione) -> str:
        return self.art if t.articolo == "33" else t.articolo

    @cached_property
    def domande(self) -> Questionario:
        return da_dati(self.questionario)

    def risponde_il(self, giorno: date) -> bool:
        """Whether one may answer on a day."""
        return self.stato == APERTA and self.dal is not None and self.al is not None and self.dal <= giorno <= self.al

    def prima(self, giorno: date) -> bool:
        return self.stato == APERTA and self.dal is not None and giorno < self.dal

    def invitati_con_accesso(self) -> Iterable[Utente]:
        """Whom to tell that it opened: the staff, never anybody of a survey of users."""
        if not self.di_benessere:
            return ()
        return Utente.objects.filter(persona__in=self.inviti.order_by().values("persona"), is_active=True)

    # --- what a step asks ---

    def manca(self, nome: str, giorno: date) -> list[str]:
        return list(getattr(self, nome)(giorno))

    def manca_questionario(self, giorno: date) -> Iterable[str]:
        return che_manca(self.domande)

    def mancano_giorni(self, giorno: date) -> Iterable[str]:
        if self.dal is None or self.al is None:
            yield "Scegli da quando a quando si risponde."
        elif self.al < giorno:
            yield f"L’ultimo giorno, il {data(self.al)}, è già passato: cambialo."

    def manca_la_fine(self, giorno: date) -> Iterable[str]:
        if self.al is not None and giorno <= self.al:
            yield f"Si risponde fino al {data(self.al)}: si chiude dal giorno dopo, o prima con un motivo."

    def manca_l_anticipo(self, giorno: date) -> Iterable[str]:
        if self.al is not None and giorno > self.al:
            yield "Il termine è già passato: chiudila senza motivo."

    def mancano_risposte(self, giorno: date) -> Iterable[str]:
        minimo = self.esercizio.reg.riservatezza.gruppo_minimo
        if self.fogli.count() < minimo:
            yield f"Hanno risposto in meno di {minimo}: i risultati non si dicono (lettura A40)."

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.__dict__.pop("domande", None)
        super().save(*args, **kwargs)
