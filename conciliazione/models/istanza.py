"""Artt. 29–30: what is brought against an evaluation: a request for review, or an attempt at conciliation. One sheet each."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from smvp.documenti.contenuto import SEGNI_PER_TESTO
from smvp.flusso.models import ConStato
from smvp.flusso.stati import Flusso, Stato, Transizione, e_un_motivo
from smvp.nucleo.calendario import Calendario
from smvp.nucleo.formati import FUSO
from smvp.organizzazione.models import Ente, Esercizio, Persona, Utente
from smvp.organizzazione.ruoli import Ruolo, utenti_con
from valutazioni.models import Scheda, SchedaPersonale

from ..calcolo import Attesa, Orologio, orologio
from ..stati import (
    CHIUSA,
    COMUNICATA,
    CONCILIAZIONE,
    CONCLUSA,
    DA_DECIDERE,
    DECISA,
    INAMMISSIBILE,
    ISTANZA,
    NEL_MERITO,
    PRESENTATA,
    RINUNCIATA,
    RITIRATA,
)

TESTO_MASSIMO = SEGNI_PER_TESTO
UTENTE = settings.AUTH_USER_MODEL
INAMMISSIBILITA, CONFERMATA, MODIFICATA = "inammissibile", "confermata", "modificata"
ESITI = {INAMMISSIBILITA: "Inammissibile", CONFERMATA: "Valutazione confermata", MODIFICATA: "Valutazione modificata"}
DA_COMUNICARE = Stato(DECISA, "Decisa, da comunicare", "esame")
# What the Organismo votes on while the case is there.
SI_VOTA = {PRESENTATA: ("ammissibile", INAMMISSIBILITA)} | dict.fromkeys(NEL_MERITO, (CONFERMATA, MODIFICATA))
CON_ESITO = (INAMMISSIBILE, DECISA, COMUNICATA, CHIUSA)


class SuUnaScheda(ConStato):
    """One evaluation, of Allegato B or of Allegato D, and whose it is."""

    esercizio = models.ForeignKey(Esercizio, on_delete=models.PROTECT, related_name="+", verbose_name="esercizio")
    scheda_b = models.ForeignKey(Scheda, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="scheda (All. B)")
    scheda_d = models.ForeignKey(
        SchedaPersonale, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="scheda (All. D)"
    )
    persona = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="+", verbose_name="valutato")
    # The Segretario in office is the party, or has evaluated: the Vicesegretario acts (reading A49).
    segretario_escluso = models.BooleanField("agisce il Vicesegretario", default=False, editable=False)

    class Meta:
        abstract = True

    @property
    def scheda(self) -> Scheda | SchedaPersonale:
        return self.scheda_b or self.scheda_d  # type: ignore[return-value]

    def interessati(self) -> Iterable[Utente]:
        return Utente.objects.filter(persona=self.persona_id, is_active=True).select_related("persona")

    def segretari(self) -> Iterable[Utente]:
        """Who acts as Segretario on it."""
        return utenti_con(Ruolo.VICESEGRETARIO if self.segretario_escluso else Ruolo.SEGRETARIO).select_related("persona")


def _una_scheda(nome: str) -> models.CheckConstraint:
    una = Q(scheda_b__isnull=False, scheda_d__isnull=True) | Q(scheda_b__isnull=True, scheda_d__isnull=False)
    return models.CheckConstraint(condition=una, name=f"{nome}_di_una_scheda")


def _una_sola(nome: str, tranne: str) -> list[models.UniqueConstraint]:
    """Of a sheet there is one, but for those taken back."""
    return [
        models.UniqueConstraint(fields=[campo], condition=~Q(stato=tranne), name=f"{nome}_una_per_{campo}")
        for campo in ("scheda_b", "scheda_d")
    ]


class Istanza(SuUnaScheda):
    """Art. 29: a request for review, motivated and documented, from the evaluatee."""

    flusso: ClassVar[Flusso] = ISTANZA
    chiamata: ClassVar[str] = "richiesta"

    numero = models.PositiveIntegerField("numero")
    motivi = models.TextField("osservazioni motivate", max_length=TESTO_MASSIMO)
    chiede = models.TextField("che cosa chiede", max_length=TESTO_MASSIMO)
    presentata_da = models.ForeignKey(UTENTE, on_delete=models.PROTECT, related_name="+", verbose_name="presentata da")
    presentata_il = models.DateTimeField("presentata il")
    termine_presentazione = models.DateField("ultimo giorno utile")
    tardiva = models.BooleanField("tardiva", default=False)
    negativa = models.BooleanField("contro una valutazione negativa", default=False)
    esito = models.CharField("esito", max_length=14, blank=True, editable=False)
    comunicata_il = models.DateTimeField("comunicata il", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "richiesta di riesame"
        verbose_name_plural = "richieste di riesame"
        ordering = ["-esercizio__anno", "-numero"]
        constraints = [
            models.UniqueConstraint(fields=["esercizio", "numero"], name="istanza_numero"),
            models.CheckConstraint(condition=Q(stato__in=[s.codice for s in ISTANZA.stati]), name="istanza_stato"),
            models.CheckConstraint(condition=~Q(motivi="") & ~Q(chiede=""), name="istanza_motivata"),
            models.CheckConstraint(
                condition=Q(esito__in=["", *ESITI]) & (~Q(stato__in=CON_ESITO) | ~Q(esito="")), name="istanza_decisa_con_esito"
            ),
            _una_scheda("istanza"),
            *_una_sola("istanza", RITIRATA),
        ]

    def __str__(self) -> str:
        return f"Richiesta di riesame n. {self.numero}/{self.esercizio.anno}"

    def get_absolute_url(self) -> str:
        return reverse("conciliazione:caso", args=[self.pk])

    @property
    def esito_in_parole(self) -> str:
        return ESITI.get(self.esito, "")

    # --- the clock (art. 29) ---

    @property
    def giorno(self) -> date:
        return self.presentata_il.astimezone(FUSO).date()

    # Of many read together, the one calendar of the municipality (letture.casi).
    calendario: Calendario | None = None

    @cached_property
    def orologio(self) -> Orologio:
        attese = [Attesa(c.chiesta_il.astimezone(FUSO).date(), c.attesa_fino_al) for c in self.controdeduzioni.all()]
        return orologio(self.giorno, attese, self.esercizio.reg, self.calendario or Ente.corrente().calendario)

    def termine(self, t: Transizione) -> date | None:
        return self.orologio.entro if t.scadenza == "decisione_riesame" else None

    # --- what a step asks for (names in stati.py) ---

    def manca_organismo(self) -> list[str]:
        presenti = len(self.in_carica)
        servono = self.esercizio.reg.riesame.componenti
        detto = f"L’Organismo di garanzia non è costituito: ha {presenti} componenti su {servono} (art. 29)."
        return [] if presenti >= servono else [detto]

    @property
    def stato_per_la_parte(self) -> Stato:
        """What the party reads: how it was decided only once it is communicated."""
        return DA_COMUNICARE if self.stato in (INAMMISSIBILE, DECISA) else self.stato_attuale

    @property
    def in_decisione(self) -> bool:
        """While the ten days run."""
        return self.stato in DA_DECIDERE

    @property
    def in_carica(self) -> list[Any]:
        return [c for c in self.componenti.all() if c.al is None]

    def ultima(self, *esiti: str) -> Any:
        """The last proposal put to the vote, if it is of one of these outcomes."""
        tutte = list(self.decisioni.all())
        return tutte[-1] if tutte and tutte[-1].esito in esiti else None

    @property
    def in_votazione(self) -> Any:
        """The proposal on what is to be decided now: a vote on the admission is not one on the merits."""
        return self.ultima(*SI_VOTA.get(self.stato, ()))

    @property
    def gia_votata(self) -> bool:
        """A majority is for the proposal: what is left is to register it."""
        return self.in_votazione is not None and self.in_votazione.conto.passa

    # --- what is waited for ---

    @property
    def audizione_da_tenere(self) -> Any:
        return next((a for a in self.audizioni.all() if a.da_tenere), None)

    def audizione_attesa(self, giorno: date) -> bool:
        """A hearing is summoned for a day still to come."""
        audizione = self.audizione_da_tenere
        return audizione is not None and audizione.fissata_per.astimezone(FUSO).date() > giorno

    def controdeduzioni_attese(self, giorno: date) -> list[Any]:
        """Those asked, not given, and still in time."""
        return [c for c in self.controdeduzioni.all() if c.data_il is None and c.entro >= giorno]

    def _votata(self, che: str, *esiti: str) -> list[str]:
        decisione = self.ultima(*esiti)
        if decisione is None:
            return [f"L’Organismo non ha ancora votato {che}."]
        return decisione.che_manca()

    def manca_ammissione(self) -> list[str]:
        """Of a request in time nobody need vote the admission, unless they have voted against it; of a late one the Organismo says why."""
        contro = self.ultima("inammissibile")
        if not self.tardiva and contro is not None and contro.conto.passa:
            return ["L’Organismo ha votato che è inammissibile."]
        return self._votata("se ammettere la richiesta, che è tardiva", "ammissibile") if self.tardiva else []

    def manca_inammissibilita(self) -> list[str]:
        return self._votata("l’inammissibilità, con il suo motivo", "inammissibile")

    def manca_decisione(self) -> list[str]:
        return self._votata("una decisione", "confermata", "modificata")

    def manca_convocazione(self) -> list[str]:
        return [] if self.audizione_da_tenere else ["Scrivi giorno, ora e luogo dell’audizione."]

    def manca_verbale(self) -> list[str]:
        return ["Manca il verbale dell’audizione convocata."] if self.audizione_da_tenere else []

    # --- whom a step tells ---

    def richiedenti(self) -> Iterable[Utente]:
        return self.interessati()

    def componenti_utenti(self) -> Iterable[Utente]:
        persone = [c.persona_id for c in self.in_carica if c.persona_id]
        return Utente.objects.filter(persona__in=persone, is_active=True).select_related("persona")


class Esito410(models.TextChoices):
    ACCORDO = "accordo", "Accordo"
    MANCATO = "mancato", "Mancato accordo"


class Conciliazione(SuUnaScheda):
    """Art. 30: the attempt under art. 410 c.p.c. and art. 31 of law 183/2010, of which we keep record, outcome and papers."""

    flusso: ClassVar[Flusso] = CONCILIAZIONE
    chiamata: ClassVar[str] = "conciliazione"

    sede = models.CharField("davanti a chi", max_length=300)
    richiesta_il = models.DateField("richiesta del")
    oggetto = models.TextField("che cosa si chiede", max_length=TESTO_MASSIMO)
    registrata_da = models.ForeignKey(UTENTE, on_delete=models.PROTECT, related_name="+", verbose_name="registrata da")
    registrata_il = models.DateTimeField("registrata il")
    esito = models.CharField("esito", max_length=10, choices=Esito410.choices, blank=True)
    esito_del = models.DateField("verbale del", null=True, blank=True)
    contenuto = models.TextField("che cosa dice il verbale", max_length=TESTO_MASSIMO, blank=True)
    # Which marks or percentages the agreement changes (letture.modifiche); none, where it changes no evaluation.
    modifiche = models.JSONField("che cosa cambia", default=list, blank=True, editable=False)

    class Meta:
        verbose_name = "conciliazione"
        verbose_name_plural = "conciliazioni"
        ordering = ["-esercizio__anno", "-registrata_il", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(stato__in=[s.codice for s in CONCILIAZIONE.stati]), name="conciliazione_stato"),
            models.CheckConstraint(
                condition=~Q(stato=CONCLUSA) | (Q(esito__in=Esito410.values, esito_del__isnull=False) & ~Q(contenuto="")),
                name="conciliazione_conclusa_con_esito",
            ),
            models.CheckConstraint(condition=Q(esito=Esito410.ACCORDO) | Q(modifiche=[]), name="conciliazione_modifiche"),
            _una_scheda("conciliazione"),
            *_una_sola("conciliazione", RINUNCIATA),
        ]

    def __str__(self) -> str:
        return f"Conciliazione di {self.persona.con_titolo}, valutazione {self.esercizio.anno}"

    def get_absolute_url(self) -> str:
        return reverse("conciliazione:conciliazione", args=[self.pk])

    def manca_esito(self) -> list[str]:
        scritto = self.esito and self.esito_del and e_un_motivo(self.contenuto)
        return [] if scritto else ["Scrivi l’esito, il giorno del verbale e che cosa dice."]
