"""Art. 34: the NCVP's yearly report on evaluation, internal controls and transparency."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from smvp.documenti.models import Documento
from smvp.flusso.models import Salvato
from smvp.flusso.stati import Flusso, e_un_motivo
from smvp.nucleo.formati import data
from smvp.organizzazione.models import Esercizio

from ..stati import BOZZA, RAPPORTO

UTENTE = settings.AUTH_USER_MODEL


class RapportoNcvp(Salvato):
    """One an exercise. ``documento`` is what was transmitted last: texts and figures as they stood that day."""

    flusso: ClassVar[Flusso] = RAPPORTO
    chiamata: ClassVar[str] = "pagina del rapporto"

    esercizio = models.OneToOneField(Esercizio, on_delete=models.PROTECT, related_name="rapporto_ncvp", verbose_name="esercizio")
    aperto_da = models.ForeignKey(UTENTE, on_delete=models.PROTECT, related_name="+", verbose_name="cominciato da")
    aperto_il = models.DateTimeField("cominciato il")
    documento = models.ForeignKey(Documento, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    trasmesso_il = models.DateTimeField("trasmesso il", null=True, blank=True, editable=False)
    pubblicato_il = models.DateTimeField("pubblicato il", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "rapporto annuale del NCVP"
        verbose_name_plural = "rapporti annuali del NCVP"
        ordering = ["-esercizio__anno"]
        constraints = [
            models.CheckConstraint(condition=Q(stato__in=[s.codice for s in RAPPORTO.stati]), name="rapporto_ncvp_stato"),
            models.CheckConstraint(condition=Q(stato=BOZZA) | Q(documento__isnull=False), name="rapporto_ncvp_trasmesso_con_documento"),
        ]

    testi: Any

    def __str__(self) -> str:
        return f"Rapporto annuale del NCVP {self.esercizio.anno}"

    def get_absolute_url(self) -> str:
        return reverse("ncvp:rapporto", args=[self.esercizio.anno])

    @property
    def si_scrive(self) -> bool:
        return self.stato == BOZZA

    def scritti(self) -> Mapping[str, str]:
        """Its texts by the code of their part."""
        return {t.codice: t.testo for t in self.testi.all()}

    # --- what a step asks for (names in stati.py) ---

    def manca(self, nome: str, giorno: date) -> list[str]:
        return self.manca_fine_esercizio(giorno) if nome == "manca_fine_esercizio" else super().manca(nome, giorno)

    def manca_fine_esercizio(self, giorno: date) -> list[str]:
        fine = self.esercizio.periodo.fine
        return [] if giorno > fine else [f"L’esercizio finisce il {data(fine)}: il rapporto si trasmette dopo."]

    def mancano_testi(self) -> list[str]:
        scritti = self.scritti()
        vuoti = [f"«{p.titolo}»" for p in self.esercizio.reg.garanzie.ncvp_rapporto if not e_un_motivo(scritti.get(p.codice, ""))]
        return [f"Mancano dei testi: {', '.join(vuoti)}."] if vuoti else []

    def manca_documento(self) -> list[str]:
        return [] if self.documento_id else ["Manca il documento trasmesso."]


class TestoRapporto(models.Model):
    """What the NCVP has written under one of the parts that the regulation gives the report."""

    rapporto = models.ForeignKey(RapportoNcvp, on_delete=models.CASCADE, related_name="testi", verbose_name="rapporto")
    codice = models.SlugField("parte", max_length=40)
    testo = models.TextField("testo", blank=True)

    class Meta:
        verbose_name = "testo del rapporto"
        verbose_name_plural = "testi del rapporto"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["rapporto", "codice"], name="testo_rapporto_uno")]

    def __str__(self) -> str:
        return self.codice
