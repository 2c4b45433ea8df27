"""Art. 22, b): professional growth, on the sheet that the dirigente of a Direzione fills in for all its candidates."""

from django.conf import settings
from django.db import models

from smvp.flusso.models import ConSalvataggio
from smvp.flusso.stati import e_un_motivo
from smvp.organizzazione.models import Direzione, Persona
from valutazioni.models import TESTO_MASSIMO

from .progressioni import Progressione


class FoglioMaturazione(ConSalvataggio):
    """The sheet of a Direzione, saved while one types: who saved it last, how often (``versione``)."""

    procedura = models.ForeignKey(Progressione, on_delete=models.CASCADE, related_name="fogli", verbose_name="procedura")
    direzione = models.ForeignKey(Direzione, on_delete=models.PROTECT, related_name="+", verbose_name="Direzione")
    versione = models.PositiveIntegerField("versione", default=0, editable=False)

    class Meta:
        verbose_name = "foglio della maturazione"
        verbose_name_plural = "fogli della maturazione"
        constraints = [models.UniqueConstraint(fields=["procedura", "direzione"], name="foglio_maturazione_unico")]

    def __str__(self) -> str:
        return f"{self.procedura}, {self.direzione}"


class Maturazione(models.Model):
    """What the dirigente says of a candidate. While it is being written it may lack something; a ranking takes only what is whole."""

    procedura = models.ForeignKey(Progressione, on_delete=models.CASCADE, related_name="maturazioni", verbose_name="procedura")
    persona = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="+", verbose_name="candidato")
    condizioni = models.JSONField("condizioni che ricorrono", default=list, blank=True)
    punti = models.PositiveSmallIntegerField("punti", null=True, blank=True)
    motivo = models.TextField("motivazione", max_length=TESTO_MASSIMO, blank=True)
    compilata_da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="compilata da")
    compilata_il = models.DateTimeField("compilata il")

    class Meta:
        verbose_name = "maturazione professionale"
        verbose_name_plural = "maturazioni professionali"
        constraints = [models.UniqueConstraint(fields=["procedura", "persona"], name="maturazione_unica")]

    def __str__(self) -> str:
        return f"{self.persona}: {self.punti}"

    @property
    def manca(self) -> str:
        """What is still to be said before it counts, in words; empty if it is whole (art. 22: judged, on a condition, with its reason)."""
        if self.punti is None:
            return "scegli il giudizio."
        if self.punti and not self.condizioni:
            return "segna almeno una delle condizioni che danno la maturazione."
        return "" if e_un_motivo(self.motivo) else "scrivi la motivazione, con almeno una frase."
