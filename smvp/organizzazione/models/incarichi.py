"""Who holds what, from when to when. The database itself refuses two that cannot stand together (see the migrations)."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from .periodi import DatatiQuerySet, Datato
from .persone import Persona
from .ruolo import RUOLI_DA_INCARICO, RUOLI_DA_NOMINA, Ruolo
from .struttura import Direzione


class TipoPO(models.TextChoices):
    """Art. 1: Alte professionalità and Alte specialità are treated like Posizioni organizzative."""

    PO = "po", "Posizione organizzativa"
    AP = "ap", "Alta professionalità"
    AS = "as", "Alta specialità"


class CausaFine(models.TextChoices):
    """Why an appointment ended; art. 16 treats those who reach the age limit apart."""

    SCADENZA = "scadenza", "Scadenza dell’incarico"
    DIMISSIONI = "dimissioni", "Dimissioni"
    PENSIONE = "pensione", "Pensionamento a domanda"
    LIMITI_ETA = "limiti_eta", "Collocamento a riposo per limiti di età"
    MOBILITA = "mobilita", "Mobilità o trasferimento"
    REVOCA = "revoca", "Revoca"
    ALTRO = "altro", "Altra causa"


class Categoria(models.TextChoices):
    A = "A", "Categoria A"
    B = "B", "Categoria B"
    C = "C", "Categoria C"
    D = "D", "Categoria D"


class Incarico(Datato):
    """The appointment of a dirigente, a P.O. or the Segretario: the thing that is evaluated, not the person."""

    persona = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="incarichi", verbose_name="persona")
    ruolo = models.CharField("ruolo", max_length=12, choices=[(r.value, r.label) for r in RUOLI_DA_INCARICO])
    tipo_po = models.CharField("tipo di posizione", max_length=2, choices=TipoPO.choices, blank=True)
    direzione = models.ForeignKey(
        Direzione, on_delete=models.PROTECT, null=True, blank=True, related_name="incarichi", verbose_name="ufficio",
        help_text="Può mancare solo per il Segretario.",
    )  # fmt: skip
    ad_interim = models.BooleanField("ad interim", default=False)
    retribuzione_risultato = models.DecimalField(
        "retribuzione di risultato al 100 %", max_digits=10, decimal_places=2, default=Decimal(0), validators=[MinValueValidator(0)],
        help_text="Euro l’anno.",
    )  # fmt: skip
    causa_fine = models.CharField("causa della fine", max_length=12, choices=CausaFine.choices, blank=True)

    objects = DatatiQuerySet["Incarico"].as_manager()

    class Meta(Datato.Meta):
        abstract = False
        verbose_name = "incarico"
        verbose_name_plural = "incarichi"
        ordering = ["persona__cognome", "persona__nome", "dal", "id"]
        constraints = [
            *Datato.Meta.constraints,
            models.CheckConstraint(condition=Q(ruolo__in=RUOLI_DA_INCARICO), name="incarico_ruolo"),
            models.CheckConstraint(
                condition=Q(ruolo=Ruolo.PO, tipo_po__in=TipoPO.values) | (~Q(ruolo=Ruolo.PO) & Q(tipo_po="")), name="incarico_tipo_po",
                violation_error_message="Il tipo di posizione si indica per le P.O., e solo per loro.",
            ),
            models.CheckConstraint(
                condition=Q(ruolo=Ruolo.SEGRETARIO) | Q(direzione__isnull=False), name="incarico_ufficio",
                violation_error_message="Manca l’ufficio dell’incarico.",
            ),
            models.CheckConstraint(
                condition=Q(retribuzione_risultato__gte=0), name="incarico_retribuzione",
                violation_error_message="La retribuzione di risultato non può essere negativa.",
            ),
            models.CheckConstraint(
                condition=Q(causa_fine="") | Q(causa_fine__in=CausaFine.values, al__isnull=False), name="incarico_causa_fine",
                violation_error_message="La causa della fine si indica insieme alla data di fine.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.descrizione} · {self.persona.nome_completo}"

    @property
    def descrizione(self) -> str:
        """What it is, in a line: "Dirigente, Finanze e Tributi (ad interim)"."""
        return f"{self.titolo_ruolo}{f', {self.direzione}' if self.direzione else ''}{' (ad interim)' if self.ad_interim else ''}"

    @property
    def titolo_ruolo(self) -> str:
        """The role in words: "Dirigente", "Posizione organizzativa"."""
        return self.get_tipo_po_display() if self.tipo_po else self.get_ruolo_display()

    def clean(self) -> None:
        """Who is evaluated for what does not change under a sheet: the database refuses it too (valutazioni.vincoli)."""
        super().clean()
        prima = Incarico.objects.filter(pk=self.pk).first() if self.pk else None
        if prima is None or not hasattr(prima, "schede") or not prima.schede.exists():
            return
        for campo in ("persona", "ruolo", "direzione", "ad_interim"):
            if getattr(prima, campo) != getattr(self, campo):
                raise ValidationError({campo: "Questo incarico ha già una scheda di valutazione: chiudilo e creane uno nuovo."})

    def incompatibili(self) -> DatatiQuerySet["Incarico"]:
        """Art. 24: one appointment at a time, but for those ad interim and the Segretario's own; never the same one twice."""
        if self.persona_id is None:
            return Incarico.objects.none()
        stesso = Q(ruolo=self.ruolo, direzione=self.direzione_id)
        if not self.ad_interim and self.ruolo != Ruolo.SEGRETARIO:
            stesso |= Q(ad_interim=False) & ~Q(ruolo=Ruolo.SEGRETARIO)
        return Incarico.objects.filter(stesso, persona=self.persona_id).select_related("persona", "direzione")


class Appartenenza(Datato):
    """A member of staff in a unit: category and part-time share. A change of any of them closes this row and opens another."""

    persona = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="appartenenze", verbose_name="persona")
    direzione = models.ForeignKey(Direzione, on_delete=models.PROTECT, related_name="appartenenze", verbose_name="ufficio")
    categoria = models.CharField("categoria", max_length=1, choices=Categoria.choices)
    tempo = models.DecimalField(
        "quota di tempo", max_digits=5, decimal_places=4, default=Decimal(1),
        validators=[MinValueValidator(Decimal("0.0001")), MaxValueValidator(1)], help_text="1 per il tempo pieno, 0,5 per metà.",
    )  # fmt: skip

    objects = DatatiQuerySet["Appartenenza"].as_manager()

    class Meta(Datato.Meta):
        abstract = False
        verbose_name = "appartenenza"
        verbose_name_plural = "appartenenze"
        ordering = ["persona__cognome", "persona__nome", "dal", "id"]
        constraints = [
            *Datato.Meta.constraints,
            models.CheckConstraint(condition=Q(categoria__in=Categoria.values), name="appartenenza_categoria"),
            models.CheckConstraint(
                condition=Q(tempo__gt=0, tempo__lte=1), name="appartenenza_tempo",
                violation_error_message="La quota di tempo deve essere maggiore di 0 e al massimo 1.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.persona} in {self.direzione}, categoria {self.categoria}"

    def incompatibili(self) -> DatatiQuerySet["Appartenenza"]:
        """A member of staff is in one unit at a time."""
        return Appartenenza.objects.filter(persona=self.persona_id).select_related("persona", "direzione")


class Nomina(Datato):
    """A role in the system that is not itself evaluated: Sindaco, Vicesegretario, NCVP, offices that support them, administrator."""

    persona = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="nomine", verbose_name="persona")
    ruolo = models.CharField("ruolo", max_length=14, choices=[(r.value, r.label) for r in RUOLI_DA_NOMINA])

    objects = DatatiQuerySet["Nomina"].as_manager()

    class Meta(Datato.Meta):
        abstract = False
        verbose_name = "nomina"
        verbose_name_plural = "nomine"
        ordering = ["ruolo", "-dal", "id"]
        constraints = [*Datato.Meta.constraints, models.CheckConstraint(condition=Q(ruolo__in=RUOLI_DA_NOMINA), name="nomina_ruolo")]

    def __str__(self) -> str:
        return f"{self.get_ruolo_display()} · {self.persona}"

    def incompatibili(self) -> DatatiQuerySet["Nomina"]:
        """The same role once at a time; the NCVP is monocratic (art. 34): on a day there is one, whoever it is."""
        stesse = Nomina.objects.filter(ruolo=self.ruolo).select_related("persona")
        return stesse if self.ruolo == Ruolo.NCVP else stesse.filter(persona=self.persona_id)
