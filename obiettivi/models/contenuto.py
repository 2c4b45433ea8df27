"""What the sheet of an objective lists in rows: phases, indicators, people and money (All. A)."""

from itertools import chain
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from .obiettivo import TESTO_MASSIMO, Obiettivo, Parte

LETTERE = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class TipoIndicatore(models.TextChoices):
    """All. A: what kind of result an indicator measures."""

    QUALITA = "qualita", "Qualità"
    EFFICIENZA = "efficienza", "Efficienza"
    EFFICACIA = "efficacia", "Efficacia"
    QUANTITA = "quantita", "Quantità"
    TEMPO = "tempo", "Tempo"
    INPUT_OUTPUT = "input_output", "Input/output"
    ON_OFF = "on_off", "On/off"


class Misura(models.TextChoices):
    """How the value of an indicator is written."""

    NUMERO = "numero", "Un numero"
    DATA = "data", "Una data"
    SI_NO = "si_no", "Fatto o non fatto"


# The values that each way of measuring holds; what is done or not done may still have a day.
VALORI: dict[str, tuple[str, ...]] = {
    Misura.NUMERO: ("base", "base_anno", "atteso", "atteso_1", "atteso_2"),
    Misura.DATA: ("atteso_entro",),
    Misura.SI_NO: ("atteso_entro",),
}


class Verso(models.TextChoices):
    ALTO = "alto", "Più è alto, meglio è"
    BASSO = "basso", "Più è basso, meglio è"


class Fase(models.Model):
    """Art. 8: an action, intervention or phase; of the whole objective, or of one Direzione's part."""

    obiettivo = models.ForeignKey(Obiettivo, on_delete=models.CASCADE, related_name="fasi", verbose_name="obiettivo")
    parte = models.ForeignKey(Parte, on_delete=models.CASCADE, null=True, blank=True, related_name="fasi", verbose_name="parte")
    ordine = models.PositiveSmallIntegerField("ordine")
    testo = models.CharField("azione, intervento o fase", max_length=500)
    dal = models.DateField("dal", null=True, blank=True)
    entro = models.DateField("entro", null=True, blank=True)

    class Meta:
        verbose_name = "fase"
        verbose_name_plural = "fasi"
        ordering = ["obiettivo", "ordine", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(dal__isnull=True) | Q(entro__isnull=True) | Q(entro__gte=models.F("dal")), name="fase_entro_dopo_dal"
            )
        ]

    def __str__(self) -> str:
        return f"{self.ordine}. {self.testo}"


class Indicatore(models.Model):
    """Art. 9, All. A: an indicator A), B), C)… with its target of the year and the projection of two more years (art. 11)."""

    obiettivo = models.ForeignKey(Obiettivo, on_delete=models.CASCADE, related_name="indicatori", verbose_name="obiettivo")
    parte = models.ForeignKey(Parte, on_delete=models.CASCADE, null=True, blank=True, related_name="indicatori", verbose_name="parte")
    ordine = models.PositiveSmallIntegerField("ordine", help_text="1 è l’indicatore A).")
    titolo = models.CharField("indicatore", max_length=300)
    tipo = models.CharField("tipo", max_length=12, choices=TipoIndicatore.choices)
    dimensione = models.CharField("dimensione", max_length=30, blank=True, help_text="Codice della dimensione dell’art. 9.")
    misura = models.CharField("come si misura", max_length=6, choices=Misura.choices, default=Misura.NUMERO)
    verso = models.CharField("verso", max_length=5, choices=Verso.choices, default=Verso.ALTO)
    unita = models.CharField("unità di misura", max_length=40, blank=True)
    base = models.DecimalField("valore di partenza", max_digits=14, decimal_places=4, null=True, blank=True)
    base_anno = models.PositiveSmallIntegerField("anno del valore di partenza", null=True, blank=True)
    atteso = models.DecimalField("valore atteso", max_digits=14, decimal_places=4, null=True, blank=True)
    atteso_entro = models.DateField("data attesa", null=True, blank=True)
    atteso_1 = models.DecimalField("atteso l’anno dopo", max_digits=14, decimal_places=4, null=True, blank=True)
    atteso_2 = models.DecimalField("atteso fra due anni", max_digits=14, decimal_places=4, null=True, blank=True)
    fonte = models.CharField("fonte del dato", max_length=300, blank=True)
    da_parte = models.JSONField(
        "valori tenuti da parte", default=dict, blank=True, editable=False,
        help_text="Quelli scritti per un altro modo di misurare: tornano se si torna indietro. Non sono parte del testo.",
    )  # fmt: skip
    origine = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="riprese", verbose_name="continua",
        help_text="Lo stesso indicatore nell’esercizio precedente: ne viene la serie storica.",
    )  # fmt: skip

    class Meta:
        verbose_name = "indicatore"
        verbose_name_plural = "indicatori"
        ordering = ["obiettivo", "ordine", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(tipo__in=TipoIndicatore.values), name="indicatore_tipo"),
            models.CheckConstraint(condition=Q(misura__in=Misura.values), name="indicatore_misura"),
            models.CheckConstraint(condition=Q(verso__in=Verso.values), name="indicatore_verso"),
            models.CheckConstraint(condition=~Q(misura="numero") | Q(atteso_entro__isnull=True), name="indicatore_numero_senza_data"),
            models.CheckConstraint(condition=Q(misura="numero") | Q(atteso__isnull=True), name="indicatore_senza_numero"),
        ]

    def __str__(self) -> str:
        return f"{self.lettera} · {self.titolo}"

    @property
    def lettera(self) -> str:
        return LETTERE[(self.ordine - 1) % len(LETTERE)]

    @property
    def nome(self) -> str:
        """How a heading or a list calls it: "indicatore A", "Urbanistica · indicatore A" for that of a part."""
        return f"{self.parte.direzione} · indicatore {self.lettera}" if self.parte else f"indicatore {self.lettera}"

    @property
    def in_frase(self) -> str:
        """How a sentence calls it after "l’indicatore": "A", "A (Urbanistica)"."""
        return f"{self.lettera} ({self.parte.direzione})" if self.parte else self.lettera

    @property
    def senza_atteso(self) -> bool:
        """Art. 8: no target of the year yet. What is done or not done needs none."""
        return {Misura.NUMERO: self.atteso, Misura.DATA: self.atteso_entro}.get(Misura(self.misura), True) is None

    def scritti(self) -> dict[str, Any]:
        """All the values that somebody has written, those kept altri as well."""
        suoi = VALORI[self.misura]
        altri = (n for n in dict.fromkeys(chain(*VALORI.values())) if n not in suoi)
        return {n: getattr(self, n) for n in suoi} | {n: self._meta.get_field(n).to_python(self.da_parte.get(n)) for n in altri}

    def riprendi(self) -> None:
        """Bring back what is kept aside, so that it may be written upon; ``metti_da_parte`` goes before the save."""
        for nome, valore in self.scritti().items():
            setattr(self, nome, valore)

    def metti_da_parte(self) -> None:
        """Art. 9: an indicator is measured in one way; what was written for another is kept, out of the sheet's text."""
        altri = {n: getattr(self, n) for n in chain(*VALORI.values()) if n not in VALORI[self.misura]}
        self.da_parte = {n: str(v) for n, v in altri.items() if v is not None}  # of a day, too, str is what reads back
        for nome in altri:
            setattr(self, nome, None)

    @property
    def rilevato(self) -> bool:
        """True once its actual value has been reported."""
        return hasattr(self, "rilevazione") and self.rilevazione.piena


class PersonaleCoinvolto(models.Model):
    """All. A, last column: how many people of a qualification work on it."""

    obiettivo = models.ForeignKey(Obiettivo, on_delete=models.CASCADE, related_name="personale", verbose_name="obiettivo")
    qualifica = models.CharField("qualifica professionale", max_length=120)
    numero = models.PositiveSmallIntegerField("numero di persone", validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = "personale coinvolto"
        verbose_name_plural = "personale coinvolto"
        ordering = ["obiettivo", "pk"]
        constraints = [models.CheckConstraint(condition=Q(numero__gt=0), name="personale_coinvolto_numero")]

    def __str__(self) -> str:
        return f"{self.numero} {self.qualifica}"


class RisorsaPeg(models.Model):
    """All. A, last column: money of the P.E.G., in euro."""

    obiettivo = models.ForeignKey(Obiettivo, on_delete=models.CASCADE, related_name="risorse", verbose_name="obiettivo")
    capitolo = models.CharField("capitolo", max_length=60)
    descrizione = models.CharField("descrizione", max_length=TESTO_MASSIMO // 25, blank=True)
    importo = models.DecimalField("importo", max_digits=12, decimal_places=2, validators=[MinValueValidator(0)])

    class Meta:
        verbose_name = "risorsa del P.E.G."
        verbose_name_plural = "risorse del P.E.G."
        ordering = ["obiettivo", "pk"]
        constraints = [models.CheckConstraint(condition=Q(importo__gte=0), name="risorsa_peg_importo")]

    def __str__(self) -> str:
        return f"Capitolo {self.capitolo}"
