"""Art. 22: the economic step that somebody has from the act that approves a ranking, until an act takes the approval back."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from smvp.documenti.models import Atto

from .progressioni import CandidatoProgressione


class PassaggioEconomico(models.Model):
    """From which step to which, since when, by which act: what the approval has written among the economic steps, once."""

    candidato = models.OneToOneField(CandidatoProgressione, on_delete=models.PROTECT, related_name="passaggio", verbose_name="candidato")
    prima = models.CharField("posizione di partenza", max_length=20)
    dopo = models.CharField("nuova posizione", max_length=20)
    dal = models.DateField("dal")
    atto = models.ForeignKey(Atto, on_delete=models.PROTECT, related_name="passaggi_economici", verbose_name="atto di approvazione")
    scritto_da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="scritto da")
    scritto_il = models.DateTimeField("scritto il")
    revocato_con = models.ForeignKey(
        Atto, on_delete=models.PROTECT, null=True, blank=True, related_name="passaggi_revocati", verbose_name="atto di revoca"
    )
    revocato_il = models.DateTimeField("revocato il", null=True, blank=True)

    class Meta:
        verbose_name = "passaggio economico"
        verbose_name_plural = "passaggi economici"
        constraints = [
            models.CheckConstraint(condition=~Q(prima="") & ~Q(dopo="") & ~Q(dopo=models.F("prima")), name="passaggio_economico_diverso"),
            models.CheckConstraint(
                condition=Q(revocato_con__isnull=True, revocato_il__isnull=True) | Q(revocato_con__isnull=False, revocato_il__isnull=False),
                name="passaggio_economico_revocato",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidato.nominativo}: {self.dopo} dal {self.dal:%d/%m/%Y}"

    @property
    def vale(self) -> bool:
        return self.revocato_il is None
