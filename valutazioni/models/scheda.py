"""Allegato B: the evaluation sheet of an appointment in an exercise."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse

from obiettivi.calcolo import verifica_pesi
from smvp.flusso.stati import e_un_motivo
from smvp.nucleo.formati import enumera
from smvp.organizzazione.models import Direzione, Esercizio, Incarico, Persona, Utente
from smvp.organizzazione.ruoli import Ruolo

from ..stati import APERTA, APPROVATE, FIRMATE, PROPOSTA_A, SCHEDA
from .valutazione import Valutazione

if TYPE_CHECKING:
    from collections.abc import Iterable


# Up to here the factors that lack a mark are named, beyond they are counted.
NOMI_MOSTRATI = 3


class Scheda(Valutazione):
    """Art. 18: the global sheet of one appointment. Once signed it holds the figures for ever."""

    flusso = SCHEDA
    fino_al_valutato = "incarico__persona"

    esercizio = models.ForeignKey(Esercizio, on_delete=models.PROTECT, related_name="schede", verbose_name="esercizio")
    incarico = models.ForeignKey(Incarico, on_delete=models.PROTECT, related_name="schede", verbose_name="incarico")
    # What pay is made of, frozen at the signature: later changes of the appointment do not reach a signed sheet.
    retribuzione = models.DecimalField(
        "retribuzione di risultato al 100 %", max_digits=12, decimal_places=2, null=True, blank=True, editable=False
    )
    dal = models.DateField("incarico dal", null=True, blank=True, editable=False)
    al = models.DateField("incarico al", null=True, blank=True, editable=False)
    limiti_eta = models.BooleanField("cessato per limiti di età", default=False, editable=False)
    p_a = models.DecimalField("P_A", max_digits=7, decimal_places=2, null=True, blank=True, editable=False)
    p_b = models.DecimalField("P_B", max_digits=7, decimal_places=2, null=True, blank=True, editable=False)
    p_finale = models.DecimalField("P_FINALE", max_digits=7, decimal_places=2, null=True, blank=True, editable=False)
    fascia = models.PositiveSmallIntegerField("fascia", null=True, blank=True, editable=False)
    percentuale = models.PositiveSmallIntegerField("percentuale della retribuzione di risultato", null=True, blank=True, editable=False)
    # What the NCVP said its word on: asked again, it reads what has changed since (letture.concerto).
    vista_dal_ncvp = models.JSONField("com’era quando il NCVP ha detto se è d’accordo", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "scheda di valutazione"
        verbose_name_plural = "schede di valutazione"
        ordering = ["esercizio", "incarico__persona__cognome", "incarico__persona__nome", "incarico__dal", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["esercizio", "incarico"], condition=Q(superata_il=None), name="scheda_una_per_incarico",
            ),
            models.CheckConstraint(
                condition=Q(sostituisce=None, riesame="", motivazione_riesame="")
                | ~Q(sostituisce=None) & ~Q(riesame="") & ~Q(motivazione_riesame=""),
                name="scheda_rideterminata_con_motivo",
            ),
            models.CheckConstraint(condition=Q(stato__in=[s.codice for s in SCHEDA.stati]), name="scheda_stato"),
            models.CheckConstraint(
                condition=~Q(stato__in=FIRMATE)
                | Q(p_b__isnull=False, p_finale__isnull=False, presa_visione_il__isnull=False, retribuzione__isnull=False,
                    dal__isnull=False),
                name="scheda_firmata_con_punteggio",
            ),
            models.CheckConstraint(condition=~Q(stato__in=APPROVATE) | Q(atto__isnull=False), name="scheda_approvata_con_atto"),
            models.CheckConstraint(
                condition=Q(p_a__isnull=True, fascia__isnull=True, percentuale__isnull=True)
                | Q(p_a__isnull=False, fascia__isnull=False, percentuale__isnull=False),
                name="scheda_con_obiettivi_o_senza",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        interim = " (ad interim)" if self.incarico.ad_interim else ""
        return f"Scheda {self.esercizio.anno} di {self.incarico.persona.con_titolo}{interim}"

    def get_absolute_url(self) -> str:
        return reverse("valutazioni:scheda", args=[self.pk])

    @property
    def di_po(self) -> bool:
        """True if the evaluatee heads a unit: then the dirigente scores all of it (art. 10)."""
        return self.incarico.ruolo == Ruolo.PO

    @property
    def solo_comportamenti(self) -> bool:
        """Artt. 10 and 24: the Segretario is evaluated here for the behaviours alone, but for an interim Direzione."""
        return self.incarico.ruolo == Ruolo.SEGRETARIO and not self.incarico.ad_interim

    @property
    def con_proposta(self) -> bool:
        """True while the behaviours are only proposed (dirigenti, before the step to the Sindaco)."""
        return self.stato in (APERTA, PROPOSTA_A) and not self.di_po

    @property
    def valutato_id(self) -> int:
        return self.incarico.persona_id

    @property
    def valutato(self) -> Persona:
        return self.incarico.persona

    @property
    def ufficio(self) -> Direzione | None:
        return self.incarico.direzione

    # --- what a step of the workflow asks for (names in stati.py) ----------------------------------------------

    def mancano_obiettivi(self) -> list[str]:
        """Artt. 6, 16 and 18: every assigned objective needs its attainment, and the weights must add up."""
        if self.solo_comportamenti:
            return []
        righe = list(self.voti_obiettivo.select_related("assegnazione__obiettivo"))
        if not righe:
            return ["Nessun obiettivo è assegnato a questo incarico (art. 16)."]
        senza = [r.assegnazione.obiettivo.codice for r in righe if r.raggiungimento is None]
        frasi = [f"Manca la percentuale raggiunta di {enumera(senza)}."] if senza else []
        pesi = [(r.assegnazione.obiettivo.tipo, r.assegnazione.peso) for r in righe]
        return frasi + [f"Pesi degli obiettivi: {difetto}." for difetto in verifica_pesi(pesi, self.esercizio.reg)]

    def mancano_fattori(self) -> list[str]:
        """Art. 20: an unscored factor is "non valutato", never a zero; a macro-factor needs at least one factor."""
        ordine = [m.codice for m in self.esercizio.reg.macrofattori]
        tutti = sorted(self.voti_fattore.all(), key=lambda v: (ordine.index(v.macrofattore), v.ordine))
        senza = [v.titolo for v in tutti if v.da_valutare(proposta=self.con_proposta)]
        vuoti = [m.sigla for m in self.esercizio.reg.macrofattori if not any(v.macrofattore == m.codice and not v.escluso for v in tutti)]
        frasi = [f"Non valutato: {enumera(senza)}."] if 0 < len(senza) <= NOMI_MOSTRATI else []
        if len(senza) > NOMI_MOSTRATI:
            frasi = [f"Non valutati: {len(senza)} fattori su {len([v for v in tutti if not v.escluso])}."]
        return frasi + [f"{sigla} non ha nessun fattore da valutare." for sigla in vuoti]

    def mancano_motivi(self) -> list[str]:
        """Art. 18: who departs from the NCVP's proposal says why."""
        if self.di_po:
            return []
        senza = [v.titolo for v in self.voti_fattore.all() if v.si_scosta and not e_un_motivo(v.motivo)]
        return [f"Manca il motivo del voto diverso dalla proposta (almeno una frase): {enumera(senza)}."] if senza else []

    # --- whom a step tells ---------------------------------------------------------------------------------------

    def valutatori(self) -> "Iterable[Utente]":
        """Who shares the sheet with the evaluatee: the dirigente of a P.O., the NCVP for the others."""
        return self.dirigenti() if self.di_po else self.nuclei()
