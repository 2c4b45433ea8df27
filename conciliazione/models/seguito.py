"""Art. 29: what follows an evaluation that is negative even after the review or the conciliation."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from smvp.flusso.stati import Flusso
from smvp.organizzazione.ruoli import Ruolo

from ..stati import MISURA, PROPOSTA
from .istanza import TESTO_MASSIMO, UTENTE, Conciliazione, Istanza, SuUnaScheda


class Misura(SuUnaScheda):
    """The Segretario's proposal to the Sindaco, in proportion to what was found lacking, and the Sindaco's decision."""

    flusso: ClassVar[Flusso] = MISURA
    chiamata: ClassVar[str] = "proposta"

    istanza = models.OneToOneField(
        Istanza, on_delete=models.PROTECT, null=True, blank=True, related_name="misura", verbose_name="dopo il riesame"
    )
    conciliazione = models.OneToOneField(
        Conciliazione, on_delete=models.PROTECT, null=True, blank=True, related_name="misura", verbose_name="dopo la conciliazione"
    )
    proposta = models.TextField("misura proposta", max_length=TESTO_MASSIMO)
    perche = models.TextField("perché è proporzionata", max_length=TESTO_MASSIMO)
    proposta_da = models.ForeignKey(UTENTE, on_delete=models.PROTECT, related_name="+", verbose_name="proposta da")
    proposta_il = models.DateTimeField("proposta il")
    decisa_da = models.ForeignKey(
        UTENTE, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name="decisa da"
    )
    decisa_il = models.DateTimeField("decisa il", null=True, blank=True, editable=False)
    motivo = models.TextField("motivo della decisione", max_length=TESTO_MASSIMO, blank=True, editable=False)

    class Meta:
        verbose_name = "misura conseguente"
        verbose_name_plural = "misure conseguenti"
        ordering = ["-proposta_il", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(stato__in=[s.codice for s in MISURA.stati]), name="misura_stato"),
            models.CheckConstraint(condition=~Q(proposta="") & ~Q(perche=""), name="misura_motivata"),
            models.CheckConstraint(
                condition=Q(istanza__isnull=False, conciliazione__isnull=True) | Q(istanza__isnull=True, conciliazione__isnull=False),
                name="misura_dopo_una_procedura",
            ),
            models.CheckConstraint(
                condition=Q(stato=PROPOSTA, decisa_il=None, decisa_da=None, motivo="")
                | ~Q(stato=PROPOSTA) & Q(decisa_il__isnull=False, decisa_da__isnull=False) & ~Q(motivo=""),
                name="misura_decisa_con_motivo",
            ),
        ]

    def __str__(self) -> str:
        return f"Misura conseguente alla valutazione {self.esercizio.anno} di {self.persona.con_titolo}"

    def get_absolute_url(self) -> str:
        return reverse("conciliazione:misura", args=[self.pk])

    @property
    def di_dirigente(self) -> bool:
        """Then the negative evaluation bears on managerial liability too."""
        return self.scheda_b is not None and self.scheda_b.incarico.ruolo == Ruolo.DIRIGENTE
