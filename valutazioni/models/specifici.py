"""Art. 22: what the staff is evaluated on beside the behaviours: the structure's percentage and the specific objectives."""

from copy import copy
from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from obiettivi.models import Obiettivo
from smvp.organizzazione.models import Direzione, Esercizio, Persona

from .valutazione import TESTO_MASSIMO

UTENTE = settings.AUTH_USER_MODEL
CENTO = 100
FRA_0_E_100 = (MinValueValidator(0), MaxValueValidator(CENTO))


class PercentualeStruttura(models.Model):
    """Art. 22, a1 (reading A28): how far a unit has reached its functioning objectives; common to all its staff, and to the units below."""

    esercizio = models.ForeignKey(Esercizio, on_delete=models.PROTECT, related_name="percentuali_struttura", verbose_name="esercizio")
    direzione = models.ForeignKey(Direzione, on_delete=models.PROTECT, related_name="percentuali_struttura", verbose_name="ufficio")
    percentuale = models.DecimalField("percentuale raggiunta", max_digits=5, decimal_places=2, validators=FRA_0_E_100)
    fonte = models.CharField("da dove viene", max_length=300, blank=True)
    scritta_da = models.ForeignKey(UTENTE, on_delete=models.PROTECT, related_name="+", verbose_name="scritta da")
    scritta_il = models.DateTimeField("scritta il")

    class Meta:
        verbose_name = "percentuale della struttura"
        verbose_name_plural = "percentuali delle strutture"
        ordering = ["esercizio", "direzione__codice"]
        constraints = [
            models.UniqueConstraint(fields=["esercizio", "direzione"], name="percentuale_struttura_unica"),
            models.CheckConstraint(condition=Q(percentuale__range=(0, CENTO)), name="percentuale_struttura"),
        ]

    def __str__(self) -> str:
        return f"{self.direzione} {self.esercizio.anno}: {self.percentuale}"


class ObiettivoSpecifico(models.Model):
    """Art. 22, a2: an objective given by February to a member of staff or to a group; it may hang on one of Allegato A."""

    esercizio = models.ForeignKey(Esercizio, on_delete=models.PROTECT, related_name="obiettivi_specifici", verbose_name="esercizio")
    direzione = models.ForeignKey(Direzione, on_delete=models.PROTECT, related_name="obiettivi_specifici", verbose_name="ufficio")
    obiettivo = models.ForeignKey(
        Obiettivo, on_delete=models.PROTECT, null=True, blank=True, related_name="specifici", verbose_name="obiettivo da cui discende"
    )
    titolo = models.CharField("titolo", max_length=200)
    descrizione = models.TextField("che cosa si chiede", max_length=TESTO_MASSIMO, blank=True)
    atteso = models.CharField("risultato atteso", max_length=500)
    entro = models.DateField("entro", null=True, blank=True)
    assegnato_da = models.ForeignKey(UTENTE, on_delete=models.PROTECT, related_name="+", verbose_name="assegnato da")
    assegnato_il = models.DateTimeField("assegnato il")
    versione = models.PositiveIntegerField("versione", default=1, editable=False)

    class Meta:
        verbose_name = "obiettivo specifico"
        verbose_name_plural = "obiettivi specifici"
        ordering = ["esercizio", "direzione__codice", "titolo", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(titolo="") & ~Q(atteso=""), name="obiettivo_specifico_scritto"),
        ]

    def __str__(self) -> str:
        return self.titolo

    def get_absolute_url(self) -> str:
        """Where whoever gives it reads and changes it."""
        return reverse("valutazioni:specifico", args=[self.pk])

    @property
    def assegnate(self) -> list["AssegnazioneSpecifica"]:
        """Who has it, in the order in which the rows have been read."""
        return list(self.assegnazioni.all())

    @property
    def da_dire(self) -> bool:
        """Whether of somebody nobody has said yet how far it was reached."""
        return any(a.raggiungimento is None for a in self.assegnate)

    @property
    def url_di_chi_lo_ha(self) -> str:
        """Where whoever has it reads it."""
        return reverse("valutazioni:miei_obiettivi", args=[self.esercizio.anno])


class AssegnazioneSpecifica(models.Model):
    """A specific objective on a person, with its weight among that person's and how far it was reached."""

    obiettivo = models.ForeignKey(ObiettivoSpecifico, on_delete=models.CASCADE, related_name="assegnazioni", verbose_name="obiettivo")
    persona = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="assegnazioni_specifiche", verbose_name="persona")
    peso = models.DecimalField("peso", max_digits=5, decimal_places=2, default=1, validators=[MinValueValidator(0)])
    raggiungimento = models.DecimalField(
        "percentuale raggiunta", max_digits=5, decimal_places=2, null=True, blank=True, validators=FRA_0_E_100
    )
    nota = models.TextField("che cosa è stato fatto", max_length=TESTO_MASSIMO, blank=True)

    class Meta:
        verbose_name = "assegnazione di un obiettivo specifico"
        verbose_name_plural = "assegnazioni degli obiettivi specifici"
        ordering = ["obiettivo", "persona__cognome", "persona__nome", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["obiettivo", "persona"], name="assegnazione_specifica_unica"),
            models.CheckConstraint(condition=Q(peso__gt=0), name="assegnazione_specifica_peso"),
            models.CheckConstraint(
                condition=Q(raggiungimento__isnull=True) | Q(raggiungimento__range=(0, CENTO)), name="assegnazione_specifica_raggiunta"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.obiettivo}: {self.persona}"

    @property
    def chiave(self) -> str:
        """What names its percentage on a sheet."""
        return f"raggiungimento-{self.pk}"

    def con(self, raggiungimento: Decimal) -> "AssegnazioneSpecifica":
        """The same, with the percentage that a review has determined for one sheet: to read, not to save."""
        altra = copy(self)
        altra.raggiungimento = raggiungimento
        return altra
