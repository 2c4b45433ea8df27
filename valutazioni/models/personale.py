"""Allegato D: the evaluation sheet of a member of staff in an exercise: the marks of its items, and the part that is the dirigente's."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from smvp.organizzazione.models import Categoria, Direzione, Esercizio, Persona, Utente

from ..calcolo import percentuale_specifici
from ..stati import APPROVATE, FIRMATE, SCHEDA_PERSONALE
from .specifici import AssegnazioneSpecifica
from .valutazione import TESTO_MASSIMO, Valutazione, catena_di

NOMI_MOSTRATI = 3


def _punti(nome: str) -> Any:
    return models.DecimalField(nome, max_digits=7, decimal_places=2, null=True, blank=True, editable=False)


class Voce(models.Model):
    """Reading A25: an item of a group of behaviours, as this exercise has it; the regulation only proposes."""

    esercizio = models.ForeignKey(Esercizio, on_delete=models.PROTECT, related_name="voci", verbose_name="esercizio")
    gruppo = models.CharField("gruppo", max_length=20)
    ordine = models.PositiveSmallIntegerField("ordine")
    titolo = models.CharField("voce", max_length=120)
    descrizione = models.TextField("che cosa si guarda", max_length=TESTO_MASSIMO, blank=True)

    class Meta:
        verbose_name = "voce dei comportamenti"
        verbose_name_plural = "voci dei comportamenti"
        ordering = ["esercizio", "gruppo", "ordine"]
        constraints = [
            models.UniqueConstraint(fields=["esercizio", "gruppo", "ordine"], name="voce_unica"),
            models.CheckConstraint(condition=~Q(titolo=""), name="voce_scritta"),
        ]

    def __str__(self) -> str:
        return self.titolo


class SchedaPersonale(Valutazione):
    """Art. 22: the sheet of one member of staff: the P.O. fills it in, the dirigente signs it, the evaluatee reads and signs."""

    flusso = SCHEDA_PERSONALE
    fino_al_valutato = "persona"

    esercizio = models.ForeignKey(Esercizio, on_delete=models.PROTECT, related_name="schede_personale", verbose_name="esercizio")
    persona = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="schede_personale", verbose_name="dipendente")
    direzione = models.ForeignKey(
        Direzione, on_delete=models.PROTECT, related_name="schede_personale", verbose_name="ufficio",
        help_text="Dove lavora alla fine dell’esercizio, o dove ha lavorato per ultimo.",
    )  # fmt: skip
    categoria = models.CharField("categoria", max_length=1, choices=Categoria.choices)
    esonero = models.BooleanField("senza obiettivi specifici", default=False)
    motivo_esonero = models.TextField("perché non ha obiettivi specifici", max_length=TESTO_MASSIMO, blank=True)
    # Frozen when the dirigente decides, emptied when the sheet is opened again.
    struttura = models.DecimalField("percentuale della struttura", max_digits=5, decimal_places=2, null=True, blank=True, editable=False)
    specifici = models.DecimalField(
        "percentuale degli obiettivi specifici", max_digits=5, decimal_places=2, null=True, blank=True, editable=False
    )
    a, b1, b2, totale = _punti("A"), _punti("B1"), _punti("B2"), _punti("totale")
    # What letture.personale.con_percentuali has read for many sheets at once; otherwise each sheet asks for its own.
    strutture_lette: dict[int, Decimal] | None = None
    assegnati_letti: list[AssegnazioneSpecifica] | None = None

    class Meta:
        verbose_name = "scheda del personale"
        verbose_name_plural = "schede del personale"
        ordering = ["esercizio", "direzione__codice", "persona__cognome", "persona__nome", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["esercizio", "persona"], condition=Q(superata_il=None), name="scheda_personale_una_per_persona",
            ),
            models.CheckConstraint(
                condition=Q(sostituisce=None, riesame="", motivazione_riesame="")
                | ~Q(sostituisce=None) & ~Q(riesame="") & ~Q(motivazione_riesame=""),
                name="scheda_personale_rideterminata_con_motivo",
            ),
            models.CheckConstraint(condition=Q(stato__in=[s.codice for s in SCHEDA_PERSONALE.stati]), name="scheda_personale_stato"),
            models.CheckConstraint(condition=Q(categoria__in=Categoria.values), name="scheda_personale_categoria"),
            models.CheckConstraint(condition=Q(esonero=False) | ~Q(motivo_esonero=""), name="scheda_personale_esonero_con_motivo"),
            models.CheckConstraint(
                condition=~Q(stato__in=FIRMATE)
                | Q(struttura__isnull=False, a__isnull=False, b2__isnull=False, totale__isnull=False, presa_visione_il__isnull=False),
                name="scheda_personale_firmata_con_punteggio",
            ),
            models.CheckConstraint(condition=~Q(stato__in=APPROVATE) | Q(atto__isnull=False), name="scheda_personale_approvata_con_atto"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Scheda {self.esercizio.anno} di {self.persona.con_titolo}"

    def get_absolute_url(self) -> str:
        return reverse("valutazioni:scheda_personale", args=[self.pk])

    @property
    def valutato_id(self) -> int:
        return self.persona_id

    @property
    def valutato(self) -> Persona:
        return self.persona

    @property
    def ufficio(self) -> Direzione | None:
        return self.direzione

    @property
    def ammette_esonero(self) -> bool:
        """Reading A27: this version lets the dirigente record why somebody has no specific objective."""
        return self.esercizio.reg.scelta("A27") == "riporta"

    # --- what the points are made of, until they are frozen -------------------------------------------------------------------------

    def struttura_oggi(self) -> Decimal | None:
        """Reading A28: the percentage of the unit, or of the nearest one above it that has one; after a review the one determined."""
        if self.sostituisce_id is not None:
            return self.struttura
        catena = catena_di(self.direzione)
        per_ufficio = self.strutture_lette
        if per_ufficio is None:
            trovate = self.esercizio.percentuali_struttura.filter(direzione__in=catena)
            per_ufficio = dict(trovate.values_list("direzione", "percentuale"))
        return next((per_ufficio[pk] for pk in catena if pk in per_ufficio), None)

    def assegnati(self) -> list[AssegnazioneSpecifica]:
        """The specific objectives of the person in the exercise; after a review with the percentages that it has determined."""
        lette: Iterable[AssegnazioneSpecifica] | None = self.assegnati_letti
        if lette is None:
            suoi = AssegnazioneSpecifica.objects.filter(persona=self.persona_id, obiettivo__esercizio=self.esercizio_id)
            lette = suoi.select_related("obiettivo")
        corrette = {c["campo"]: Decimal(c["dopo"]) for c in self.correzioni}
        return [a if a.chiave not in corrette else a.con(corrette[a.chiave]) for a in lette]

    def specifici_oggi(self) -> Decimal | None:
        """The percentage of the specific objectives, None while one of them lacks its own, or where there is none; after a review the one
        determined."""
        if self.sostituisce_id is not None:
            return self.specifici
        return percentuale_specifici([(a.peso, a.raggiungimento) for a in self.assegnati()])

    # --- what a step of the workflow asks for (names in stati.py) ------------------------------------------------------------------

    def mancano_percentuali(self) -> list[str]:
        """Art. 22 (readings A27, A28): the structure's percentage, and the specific objectives with theirs."""
        frasi = [] if self.struttura_oggi() is not None else [f"Manca la percentuale della struttura di {self.direzione} (art. 22)."]
        if self.esonero:
            return frasi
        assegnati = self.assegnati()
        if not assegnati:
            altrimenti = ", o scrivi perché non c’è" if self.ammette_esonero else ""
            return [*frasi, f"Nessun obiettivo specifico è assegnato: assegnane uno{altrimenti} (art. 22)."]
        senza = [str(a.obiettivo) for a in assegnati if a.raggiungimento is None]
        return [*frasi, f"Manca la percentuale raggiunta di: {', '.join(senza)}."] if senza else frasi

    def mancano_voti(self) -> list[str]:
        """An item without a mark is "non valutato", never a zero."""
        voti = self.voti.all()
        senza = [v.voce_id for v in voti if v.voto is None]
        if len(senza) > NOMI_MOSTRATI:
            return [f"Mancano {len(senza)} voti su {len(voti)}."]
        titoli = Voce.objects.filter(pk__in=senza).values_list("titolo", flat=True) if senza else []
        return [f"Non valutato: {', '.join(titoli)}."] if senza else []

    def valutatori(self) -> Iterable[Utente]:
        """Who shares the sheet with the evaluatee."""
        return self.dirigenti()


class VotoVoce(models.Model):
    """The mark of one item; the scale is the regulation's (reading A25), so the operations refuse a mark outside it."""

    scheda = models.ForeignKey(SchedaPersonale, on_delete=models.CASCADE, related_name="voti")
    voce = models.ForeignKey(Voce, on_delete=models.PROTECT, related_name="voti", verbose_name="voce")
    voto = models.PositiveSmallIntegerField("voto", null=True, blank=True)
    autovalutazione = models.PositiveSmallIntegerField("voto che il valutato si dà", null=True, blank=True)

    class Meta:
        verbose_name = "voto di una voce"
        verbose_name_plural = "voti delle voci"
        ordering = ["scheda", "voce__gruppo", "voce__ordine"]
        constraints = [models.UniqueConstraint(fields=["scheda", "voce"], name="voto_voce_unico")]

    def __str__(self) -> str:
        return f"{self.voce}: {self.voto}"


class ParteSeconda(models.Model):
    """Allegato D, part two: the dirigente's alone. Training, mobility, skills that are lacking, professional growth."""

    scheda = models.OneToOneField(SchedaPersonale, on_delete=models.CASCADE, related_name="parte_seconda")
    esigenze_formative = models.TextField("1a) esigenze formative", max_length=TESTO_MASSIMO, blank=True)
    mobilita = models.TextField("1b) gestione della mobilità interna", max_length=TESTO_MASSIMO, blank=True)
    motivi_mobilita = models.TextField("motivi della mobilità", max_length=TESTO_MASSIMO, blank=True)
    fabbisogni = models.TextField("1c) fabbisogni di professionalità", max_length=TESTO_MASSIMO, blank=True)
    maturazione = models.PositiveSmallIntegerField("2b) maturazione professionale", null=True, blank=True)
    motivi_maturazione = models.TextField("motivi della maturazione", max_length=TESTO_MASSIMO, blank=True)
    versione = models.PositiveIntegerField("versione", default=1, editable=False)
    compilata_da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="compilata da")
    compilata_il = models.DateTimeField("compilata il")

    class Meta:
        verbose_name = "parte seconda della scheda"
        verbose_name_plural = "parti seconde delle schede"
        constraints = [
            models.CheckConstraint(
                condition=Q(maturazione__isnull=True) | ~Q(motivi_maturazione=""), name="maturazione_motivata",
                violation_error_message="La maturazione professionale va motivata (art. 22).",
            ),
            models.CheckConstraint(
                condition=Q(mobilita="") | ~Q(motivi_mobilita=""), name="mobilita_motivata",
                violation_error_message="La mobilità va motivata (art. 22).",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Parte seconda, {self.scheda}"

    @property
    def niente_da_segnalare(self) -> bool:
        """Nothing is written: the dirigente has said so, an empty part two is not saved otherwise."""
        testi = (self.esigenze_formative, self.mobilita, self.motivi_mobilita, self.fabbisogni, self.motivi_maturazione)
        return self.maturazione is None and not any(t.strip() for t in testi)
