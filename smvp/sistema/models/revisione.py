"""Artt. 37–38: a revision of the regulation: text, articles touched, why, the version it would make; opinions; the Giunta's act."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from smvp.documenti.contenuto import SEGNI_PER_TESTO
from smvp.documenti.models import Atto, FileTenuto
from smvp.flusso.models import ConStato
from smvp.flusso.stati import Flusso, e_un_motivo
from smvp.organizzazione.models import Esercizio

from ..stati import APPROVATA, BOZZA, IN_VIGORE, REVISIONE
from .informazione import Informativa, Riscontro

TESTO_MASSIMO = SEGNI_PER_TESTO
UTENTE = settings.AUTH_USER_MODEL


class Ragione(models.TextChoices):
    """What art. 37 lets a revision rest on."""

    LEGGE = "legge", "Disposizioni di legge"
    DIPARTIMENTO = "dipartimento", "Determinazioni del Dipartimento della Funzione pubblica"
    INDIRIZZI = "indirizzi", "Indirizzi o linee programmatiche"
    PROGRAMMAZIONE = "programmazione", "Strumenti di programmazione finanziaria"


class Qualita(models.TextChoices):
    SEGRETARIO = "segretario", "Segretario generale"
    SINDACO = "sindaco", "Sindaco"


class Esito(models.TextChoices):
    FAVOREVOLE = "favorevole", "Favorevole"
    OSSERVAZIONI = "osservazioni", "Favorevole con osservazioni"
    CONTRARIO = "contrario", "Contrario"


class Revisione(ConStato):
    """A revision, from the NCVP's draft to the exercise in which it holds."""

    flusso: ClassVar[Flusso] = REVISIONE
    chiamata: ClassVar[str] = "proposta"

    numero = models.PositiveIntegerField("numero", unique=True)
    titolo = models.CharField("titolo", max_length=200)
    testo = models.TextField("testo proposto", max_length=TESTO_MASSIMO)
    articoli: "models.JSONField[list[str], list[str]]" = models.JSONField("articoli toccati", default=list)
    ragione = models.CharField("ragione", max_length=16, choices=Ragione)
    motivo = models.TextField("motivo", max_length=TESTO_MASSIMO)
    base = models.CharField("versione di partenza", max_length=60)
    # The version as data, if the NCVP has drafted it: the text of one TOML file.
    nome_file = models.CharField("nome del file", max_length=150, blank=True)
    toml = models.TextField("versione proposta", blank=True)
    codice_nuovo = models.CharField("codice della versione", max_length=60, blank=True)
    creata_da = models.ForeignKey(UTENTE, on_delete=models.PROTECT, related_name="+", verbose_name="scritta da")
    creata_il = models.DateTimeField("scritta il")
    proposta_il = models.DateTimeField("proposta il", null=True, blank=True, editable=False)
    atto = models.ForeignKey(Atto, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="revisioni_del_sistema")
    esecutiva = models.BooleanField("immediatamente eseguibile", default=False, editable=False)
    versione_scelta = models.CharField("versione installata", max_length=60, blank=True, editable=False)
    esercizio = models.ForeignKey(
        Esercizio, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="revisioni", verbose_name="in vigore dal"
    )

    class Meta:
        verbose_name = "revisione del Sistema"
        verbose_name_plural = "revisioni del Sistema"
        ordering = ["-numero"]
        constraints = [
            models.CheckConstraint(condition=Q(stato__in=[s.codice for s in REVISIONE.stati]), name="revisione_stato"),
            models.CheckConstraint(
                condition=~Q(stato__in=[APPROVATA, IN_VIGORE]) | Q(atto__isnull=False, esecutiva=True), name="revisione_con_atto"
            ),
            models.CheckConstraint(
                condition=~Q(stato=IN_VIGORE) | (Q(esercizio__isnull=False) & ~Q(versione_scelta="")), name="revisione_in_un_esercizio"
            ),
            models.CheckConstraint(condition=Q(stato=BOZZA) | ~Q(testo=""), name="revisione_scritta"),
        ]

    def __str__(self) -> str:
        return f"Revisione n. {self.numero} del Sistema"

    def get_absolute_url(self) -> str:
        return reverse("sistema:revisione", args=[self.pk])

    @property
    def modificabile(self) -> bool:
        return self.stato == BOZZA

    @property
    def informata(self) -> bool:
        """Art. 32: the OO.SS. have been told of it, by a row that no other has taken the place of."""
        return self.informative.filter(corretta_da__isnull=True).exists()

    @property
    def qualita_espresse(self) -> set[str]:
        return {p.qualita for p in self.pareri.all()}

    # --- what a step asks ---

    def manca_il_testo(self) -> list[str]:
        manca = [] if e_un_motivo(self.testo) else ["Manca il testo proposto."]
        manca += [] if e_un_motivo(self.motivo) else ["Manca il motivo."]
        return manca + ([] if self.articoli else ["Di’ quali articoli tocca."])

    def mancano_pareri(self) -> list[str]:
        mancano = [q.label for q in Qualita if q.value not in self.qualita_espresse]
        return [f"Manca il parere: {', '.join(mancano)}."] if mancano else []

    def manca_informativa(self) -> list[str]:
        return [] if self.informata else ["Le OO.SS. vanno informate prima (art. 32): registra l’informazione legata a questa revisione."]

    def manca_atto(self) -> list[str]:
        if self.atto is None:
            return ["Registra la deliberazione della Giunta."]
        return [] if self.esecutiva else ["La deliberazione va dichiarata immediatamente eseguibile (art. 38)."]

    def manca_versione(self) -> list[str]:
        return [] if self.versione_scelta and self.esercizio else ["Scegli l’esercizio e la versione installata."]


class Parere(models.Model):
    """The opinion of the Segretario, or of the Sindaco."""

    revisione = models.ForeignKey(Revisione, on_delete=models.PROTECT, related_name="pareri", verbose_name="revisione")
    qualita = models.CharField("di chi", max_length=10, choices=Qualita)
    esito = models.CharField("parere", max_length=12, choices=Esito)
    testo = models.TextField("osservazioni", max_length=TESTO_MASSIMO, blank=True)
    dato_da = models.ForeignKey(UTENTE, on_delete=models.PROTECT, related_name="+", verbose_name="dato da")
    dato_il = models.DateTimeField("dato il")

    class Meta:
        verbose_name = "parere"
        verbose_name_plural = "pareri"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["revisione", "qualita"], name="parere_uno_a_testa"),
            models.CheckConstraint(condition=Q(esito="favorevole") | ~Q(testo=""), name="parere_motivato"),
        ]

    def __str__(self) -> str:
        return f"Parere del {self.get_qualita_display()}: {self.get_esito_display()}"


class Allegato(FileTenuto):
    """A file of what has been told, of an answer, of a revision: of one alone."""

    informativa = models.ForeignKey(Informativa, on_delete=models.PROTECT, null=True, blank=True, related_name="allegati")
    riscontro = models.ForeignKey(Riscontro, on_delete=models.PROTECT, null=True, blank=True, related_name="allegati")
    revisione = models.ForeignKey(Revisione, on_delete=models.PROTECT, null=True, blank=True, related_name="allegati")

    class Meta:
        verbose_name = "allegato"
        verbose_name_plural = "allegati"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(informativa__isnull=False, riscontro=None, revisione=None)
                | Q(informativa=None, riscontro__isnull=False, revisione=None)
                | Q(informativa=None, riscontro=None, revisione__isnull=False),
                name="allegato_del_sistema_di_uno",
            )
        ]
