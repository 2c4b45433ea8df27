"""Allegato B: the evaluation sheet of an appointment in an exercise, with its marks."""

from typing import TYPE_CHECKING

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from obiettivi.calcolo import verifica_pesi
from obiettivi.models import Assegnazione
from smvp.flusso.models import Salvato
from smvp.flusso.stati import e_un_motivo
from smvp.organizzazione.models import Esercizio, Incarico, Utente
from smvp.organizzazione.ruoli import Ruolo

from .stati import APERTA, CHIUSA, SCHEDA

if TYPE_CHECKING:
    from collections.abc import Iterable

# Characters: whatever they are, the print's limit of 20,000 bytes a text holds them.
TESTO_MASSIMO = 5_000
# Up to here the factors that lack a mark are named, beyond they are counted.
NOMI_MOSTRATI = 3


class Scheda(Salvato):
    """Art. 18: the global sheet of one appointment. Once closed it holds the signed figures, and nothing of it changes."""

    flusso = SCHEDA

    esercizio = models.ForeignKey(Esercizio, on_delete=models.PROTECT, related_name="schede", verbose_name="esercizio")
    incarico = models.ForeignKey(Incarico, on_delete=models.PROTECT, related_name="schede", verbose_name="incarico")
    note_valutatore = models.TextField("note del valutatore", max_length=TESTO_MASSIMO, blank=True)
    aperta_il = models.DateTimeField("aperta il")
    # What pay is made of, frozen at closing: later changes of the appointment do not reach a closed sheet.
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
    chiusa_il = models.DateTimeField("chiusa il", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "scheda di valutazione"
        verbose_name_plural = "schede di valutazione"
        ordering = ["esercizio", "incarico__persona__cognome", "incarico__persona__nome", "incarico__dal", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["esercizio", "incarico"], name="scheda_una_per_incarico"),
            models.CheckConstraint(condition=Q(stato__in=[s.codice for s in SCHEDA.stati]), name="scheda_stato"),
            models.CheckConstraint(
                condition=~Q(stato=CHIUSA)
                | Q(p_a__isnull=False, p_b__isnull=False, p_finale__isnull=False, fascia__isnull=False,
                    percentuale__isnull=False, chiusa_il__isnull=False, retribuzione__isnull=False, dal__isnull=False),
                name="scheda_chiusa_con_punteggio",
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
    def con_proposta(self) -> bool:
        """True while the behaviours are only proposed (dirigenti, before the step to the Sindaco)."""
        return self.stato == APERTA and not self.di_po

    # --- what a step of the workflow asks for (names in stati.py) ----------------------------------------------

    def mancano_obiettivi(self) -> list[str]:
        """Artt. 6, 16 and 18: every assigned objective needs its attainment, and the weights must add up."""
        righe = list(self.voti_obiettivo.select_related("assegnazione__obiettivo"))
        if not righe:
            return ["Nessun obiettivo è assegnato a questo incarico (art. 16)."]
        senza = [r.assegnazione.obiettivo.codice for r in righe if r.raggiungimento is None]
        frasi = [f"Manca la percentuale raggiunta di {_elenco(senza)}."] if senza else []
        pesi = [(r.assegnazione.obiettivo.tipo, r.assegnazione.peso) for r in righe]
        return frasi + [f"Pesi degli obiettivi: {difetto}." for difetto in verifica_pesi(pesi, self.esercizio.reg)]

    def mancano_fattori(self) -> list[str]:
        """Art. 20: an unscored factor is "non valutato", never a zero; a macro-factor needs at least one factor."""
        ordine = [m.codice for m in self.esercizio.reg.macrofattori]
        tutti = sorted(self.voti_fattore.all(), key=lambda v: (ordine.index(v.macrofattore), v.ordine))
        senza = [v.titolo for v in tutti if v.da_valutare(proposta=self.con_proposta)]
        vuoti = [m.sigla for m in self.esercizio.reg.macrofattori if not any(v.macrofattore == m.codice and not v.escluso for v in tutti)]
        frasi = [f"Non valutato: {_elenco(senza)}."] if 0 < len(senza) <= NOMI_MOSTRATI else []
        if len(senza) > NOMI_MOSTRATI:
            frasi = [f"Non valutati: {len(senza)} fattori su {len([v for v in tutti if not v.escluso])}."]
        return frasi + [f"{sigla} non ha nessun fattore da valutare." for sigla in vuoti]

    def mancano_motivi(self) -> list[str]:
        """Art. 18: who departs from the NCVP's proposal says why."""
        if self.di_po:
            return []
        senza = [v.titolo for v in self.voti_fattore.all() if v.si_scosta and not e_un_motivo(v.motivo)]
        return [f"Manca il motivo del voto diverso dalla proposta (almeno una frase): {_elenco(senza)}."] if senza else []

    # --- whom a step tells ---------------------------------------------------------------------------------------

    def sindaci(self) -> "Iterable[Utente]":
        return Utente.objects.filter(persona__nomine__ruolo=Ruolo.SINDACO, is_active=True)

    def nuclei(self) -> "Iterable[Utente]":
        return Utente.objects.filter(persona__nomine__ruolo=Ruolo.NCVP, is_active=True)

    def valutati(self) -> "Iterable[Utente]":
        return Utente.objects.filter(persona=self.incarico.persona, is_active=True)


class VotoObiettivo(models.Model):
    """Component A: how far one assigned objective was reached, in percent; None is "not scored yet"."""

    scheda = models.ForeignKey(Scheda, on_delete=models.CASCADE, related_name="voti_obiettivo")
    assegnazione = models.ForeignKey(Assegnazione, on_delete=models.PROTECT, related_name="voti", verbose_name="obiettivo assegnato")
    raggiungimento = models.DecimalField(
        "percentuale raggiunta", max_digits=7, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )

    class Meta:
        verbose_name = "voto di un obiettivo"
        verbose_name_plural = "voti degli obiettivi"
        ordering = ["scheda", "assegnazione__obiettivo__tipo", "assegnazione__obiettivo__codice"]
        constraints = [
            models.UniqueConstraint(fields=["scheda", "assegnazione"], name="voto_obiettivo_unico"),
            models.CheckConstraint(condition=Q(raggiungimento__isnull=True) | Q(raggiungimento__gte=0), name="voto_raggiungimento"),
        ]

    def __str__(self) -> str:
        return f"{self.assegnazione.obiettivo.codice}: {self.raggiungimento}"


class VotoFattore(models.Model):
    """Component B: the mark of one factor. For dirigenti the NCVP proposes and the Sindaco decides (art. 18).

    The scale is the regulation's (art. 20), so it is ``operazioni.salva_voti`` that refuses a mark outside it.
    """

    scheda = models.ForeignKey(Scheda, on_delete=models.CASCADE, related_name="voti_fattore")
    macrofattore = models.CharField("macrofattore", max_length=20)
    ordine = models.PositiveSmallIntegerField("ordine")
    titolo = models.CharField("fattore", max_length=200)
    descrizione = models.TextField("descrizione", max_length=TESTO_MASSIMO, blank=True)
    proposto = models.PositiveSmallIntegerField("voto proposto", null=True, blank=True)
    voto = models.PositiveSmallIntegerField("voto", null=True, blank=True)
    motivo = models.TextField("motivo del voto diverso dalla proposta", max_length=TESTO_MASSIMO, blank=True)
    escluso = models.BooleanField("non applicabile", default=False)
    motivo_esclusione = models.TextField("motivo dell’esclusione", max_length=TESTO_MASSIMO, blank=True)

    class Meta:
        verbose_name = "voto di un fattore"
        verbose_name_plural = "voti dei fattori"
        ordering = ["scheda", "macrofattore", "ordine"]
        constraints = [
            models.UniqueConstraint(fields=["scheda", "macrofattore", "ordine"], name="voto_fattore_unico"),
            models.CheckConstraint(condition=Q(escluso=False) | ~Q(motivo_esclusione=""), name="voto_fattore_escluso_con_motivo"),
        ]

    def __str__(self) -> str:
        return f"{self.titolo}: {self.voto}"

    @property
    def si_scosta(self) -> bool:
        """True when the decided mark differs from the proposed one."""
        return self.proposto is not None and self.voto is not None and self.voto != self.proposto

    def da_valutare(self, *, proposta: bool) -> bool:
        return not self.escluso and (self.proposto if proposta else self.voto) is None

    def vale(self, *, proposta: bool) -> int | None:
        """The mark that counts now."""
        return self.proposto if proposta else self.voto


def _elenco(nomi: list[str]) -> str:
    return nomi[0] if len(nomi) == 1 else f"{', '.join(nomi[:-1])} e {nomi[-1]}"
