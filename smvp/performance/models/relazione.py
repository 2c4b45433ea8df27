"""Artt. 18 and 21: the Relazione sulla performance of an exercise, and what the NCVP looks at before validating it."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from smvp.documenti.models import Atto, Documento
from smvp.flusso.stati import Flusso, Transizione, e_un_motivo
from smvp.organizzazione.models import Esercizio
from smvp.regolamento.garanzie import SezioneSchema

from ..calcolo.edizioni import Edizione
from ..stati import APPROVATE, RELAZIONE, VALIDATA
from .scritto import Scritto

NOTE_MASSIME = 5000


class Relazione(Scritto):
    """One an exercise. The documents that the act approves are ``completa`` and ``pubblica``; ``validazione`` is the NCVP's."""

    flusso: ClassVar[Flusso] = RELAZIONE
    chiamata: ClassVar[str] = "Relazione"
    edizioni: ClassVar[dict[Edizione, str]] = {Edizione.COMPLETA: "completa", Edizione.PUBBLICA: "pubblica"}

    esercizio = models.OneToOneField(Esercizio, on_delete=models.PROTECT, related_name="relazione", verbose_name="esercizio")
    unita_al_rendiconto = models.BooleanField("unita al rendiconto della gestione (art. 227 TUEL)", default=False)
    completa = models.ForeignKey(Documento, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    pubblica = models.ForeignKey(Documento, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    esaminata_il = models.DateTimeField("esame preliminare chiuso il", null=True, blank=True, editable=False)
    note_esame = models.TextField("note dell’esame preliminare", max_length=NOTE_MASSIME, blank=True, editable=False)
    approvata_il = models.DateTimeField("approvazione registrata il", null=True, blank=True, editable=False)
    trasmessa_il = models.DateTimeField("trasmessa il", null=True, blank=True, editable=False)
    conclusioni = models.TextField("conclusioni del NCVP", max_length=NOTE_MASSIME, blank=True)
    verbale = models.ForeignKey(Atto, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="verbale del NCVP")
    validata_il = models.DateTimeField("esito del NCVP registrato il", null=True, blank=True, editable=False)
    validazione = models.ForeignKey(Documento, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    pubblicata_il = models.DateTimeField("pubblicata il", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "Relazione sulla performance"
        verbose_name_plural = "Relazioni sulla performance"
        ordering = ["-esercizio__anno"]
        constraints = [
            models.CheckConstraint(condition=Q(stato__in=[s.codice for s in RELAZIONE.stati]), name="relazione_stato"),
            models.CheckConstraint(
                condition=~Q(stato__in=APPROVATE) | Q(atto__isnull=False, completa__isnull=False, pubblica__isnull=False),
                name="relazione_approvata_con_atto",
            ),
            models.CheckConstraint(
                condition=~Q(stato__in=[VALIDATA, "pubblicata"]) | Q(verbale__isnull=False, validazione__isnull=False),
                name="relazione_validata_con_verbale",
            ),
        ]

    def __str__(self) -> str:
        return f"Relazione sulla performance {self.esercizio.anno}"

    def get_absolute_url(self) -> str:
        return reverse("performance:scritto", args=[self.esercizio.anno, "relazione"])

    @property
    def schema(self) -> tuple[SezioneSchema, ...]:
        return self.esercizio.reg.garanzie.sezioni_relazione

    @property
    def tipo_atto(self) -> Atto.Tipo:
        """Who approves it: the Giunta; the Consiglio, with the Rendiconto (art. 227 TUEL)."""
        return Atto.Tipo.CONSIGLIO if self.unita_al_rendiconto else Atto.Tipo.GIUNTA

    def termine(self, t: Transizione) -> date | None:
        if t.scadenza == "rendiconto" and not self.unita_al_rendiconto:
            return None
        return self.esercizio.reg.scadenze[t.scadenza].entro(self.esercizio.anno) if t.scadenza else None

    # --- what a step asks for (names in stati.py) ---

    def mancano_verifiche(self) -> list[str]:
        fatte = {v.codice: v for v in self.verifiche.all()}
        senza = [v.titolo for v in self.esercizio.reg.garanzie.verifiche if v.codice not in fatte]
        mute = [v.titolo for v in self.esercizio.reg.garanzie.verifiche if v.codice in fatte and not fatte[v.codice].spiegata]
        frasi = [f"Senza risposta: {'; '.join(senza)}."] if senza else []
        frasi += [f"Senza motivo: {'; '.join(mute)}."] if mute else []
        return frasi if e_un_motivo(self.conclusioni) else [*frasi, "Scrivi le conclusioni."]

    def mancano_rilievi(self) -> list[str]:
        """Who does not validate says of what."""
        date = [v.esito for v in self.verifiche.all()]
        tutte = bool(date) and all(esito == Risposta.SI for esito in date)
        return ["Tutte le verifiche sono «Sì»: per non validare segna quale non lo è e scrivi perché."] if tutte else []

    def manca_verbale(self) -> list[str]:
        return [] if self.verbale_id else ["Scrivi numero e data del verbale."]

    def mancano_file(self) -> list[str]:
        """They are in sight as soon as they are drawn (smvp.documenti.pubblicazioni): what cannot be drawn is not published."""
        falliti = [d.titolo for d in (self.pubblica, self.validazione) if d is not None and d.fallito]
        return [f"Non si è riusciti a disegnare: {', '.join(falliti)}. Riprova dai documenti."] if falliti else []


class Risposta(models.TextChoices):
    SI = "si", "Sì"
    IN_PARTE = "in_parte", "In parte"
    NO = "no", "No"


class VerificaRelazione(models.Model):
    """Art. 21: what the NCVP says on one of the things that it looks at; where it is not a yes, why."""

    relazione = models.ForeignKey(Relazione, on_delete=models.CASCADE, related_name="verifiche", verbose_name="Relazione")
    codice = models.SlugField("verifica", max_length=40)
    esito = models.CharField("risposta", max_length=10, choices=Risposta)
    motivo = models.TextField("motivo", max_length=NOTE_MASSIME, blank=True)

    class Meta:
        verbose_name = "verifica della Relazione"
        verbose_name_plural = "verifiche della Relazione"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["relazione", "codice"], name="verifica_una"),
            models.CheckConstraint(condition=Q(esito__in=Risposta.values), name="verifica_esito"),
        ]

    def __str__(self) -> str:
        return f"{self.codice}: {self.get_esito_display()}"

    @property
    def spiegata(self) -> bool:
        return self.esito == Risposta.SI or e_un_motivo(self.motivo)
