"""Art. 27: how a share of the certified savings goes to the people directly involved, and the rest to the fund of all the staff."""

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from smvp.documenti.models import Atto
from smvp.flusso.models import ConStato
from smvp.flusso.stati import Flusso
from smvp.organizzazione.models import Esercizio, Persona

from ..stati import BOZZA, EFFICIENZA
from .fondi import CIFRE, Destinazione, Fondo
from .premialita import Accensione, Premialita

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

PESO = Decimal("0.01")


class RipartoEfficienza(ConStato):
    """The sharing of an exercise, one at most. ``fondo``: the version of the certified savings on which it was proposed."""

    flusso: ClassVar[Flusso] = EFFICIENZA
    chiamata: ClassVar[str] = "ripartizione"

    esercizio = models.OneToOneField(Esercizio, on_delete=models.PROTECT, related_name="riparto_efficienza", verbose_name="esercizio")
    criteri = models.TextField("criteri della contrattazione integrativa")
    al_personale = models.DecimalField("alle persone coinvolte (€)", max_digits=CIFRE, decimal_places=2)
    fondo = models.ForeignKey(Fondo, on_delete=models.PROTECT, null=True, blank=True, related_name="riparti", verbose_name="risparmi")
    atto = models.ForeignKey(
        Atto, on_delete=models.PROTECT, null=True, blank=True, related_name="premi_efficienza", verbose_name="atto che lo conferisce"
    )

    if TYPE_CHECKING:
        quote: RelatedManager["QuotaEfficienza"]
        versione_del_fondo: Fondo

    class Meta:
        verbose_name = "ripartizione del premio di efficienza"
        verbose_name_plural = "ripartizioni del premio di efficienza"
        ordering = ["-esercizio__anno"]
        constraints = [
            models.CheckConstraint(condition=Q(stato__in=[s.codice for s in EFFICIENZA.stati]), name="efficienza_stato_noto"),
            models.CheckConstraint(condition=Q(al_personale__gt=0), name="efficienza_al_personale"),
            models.CheckConstraint(condition=Q(stato=BOZZA) | Q(fondo__isnull=False), name="efficienza_con_risparmi"),
        ]

    def __str__(self) -> str:
        return f"Premio di efficienza {self.esercizio}"

    def get_absolute_url(self) -> str:
        return reverse("premi:efficienza", args=[self.esercizio.anno])

    @property
    def entrato(self) -> Fondo | None:
        """The version of productivity that took in what those involved leave to all the staff."""
        return getattr(self, "versione_del_fondo", None)

    # --- what the steps ask ---

    def premio_acceso(self) -> list[str]:
        decisioni = Accensione.objects.correnti().filter(esercizio=self.esercizio_id, istituto=Premialita.EFFICIENZA, acceso=True)
        return [] if decisioni.exists() else ["Il premio è spento: prima va registrata la decisione che lo accende."]

    def con_risparmi(self) -> list[str]:
        certificati = Fondo.objects.filter(esercizio=self.esercizio_id, destinazione=Destinazione.RISPARMI).exists()
        return [] if certificati else ["Il NCVP non ha ancora certificato i risparmi dell’esercizio."]

    def con_persone(self) -> list[str]:
        return [] if self.quote.exists() else ["Manca chi è direttamente coinvolto: aggiungi almeno una persona."]

    def con_atto(self) -> list[str]:
        return [] if self.atto_id else ["Manca l’atto che conferisce il premio: numero, data e oggetto."]


class QuotaEfficienza(models.Model):
    """Somebody directly involved: how much they weigh among the others, and what they did."""

    riparto = models.ForeignKey(RipartoEfficienza, on_delete=models.PROTECT, related_name="quote", verbose_name="ripartizione")
    persona = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="+", verbose_name="persona")
    peso = models.DecimalField("peso", max_digits=7, decimal_places=2, validators=[MinValueValidator(PESO)])
    motivo = models.TextField("perché è coinvolta")

    class Meta:
        verbose_name = "persona coinvolta"
        verbose_name_plural = "persone coinvolte"
        ordering = ["riparto", "persona__cognome", "persona__nome", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["riparto", "persona"], name="quota_efficienza_una_a_persona"),
            models.CheckConstraint(condition=Q(peso__gt=0), name="quota_efficienza_peso"),
        ]

    def __str__(self) -> str:
        return f"{self.persona}, peso {self.peso}"
