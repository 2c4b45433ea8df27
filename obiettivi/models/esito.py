"""From the half-year check to the evaluation: what was reached, reported, measured and decided (artt. 17 and 18)."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from .contenuto import Indicatore
from .obiettivo import TESTO_MASSIMO, Obiettivo, Parte

UTENTE = settings.AUTH_USER_MODEL


def _percentuale(nome: str) -> models.DecimalField:
    return models.DecimalField(nome, max_digits=7, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)])


class Monitoraggio(models.Model):
    """Art. 17: the state of a quota at a day: deviations, forecast to the year's end, corrective actions; then the check on it."""

    obiettivo = models.ForeignKey(Obiettivo, on_delete=models.CASCADE, related_name="monitoraggi", verbose_name="obiettivo")
    parte = models.ForeignKey(Parte, on_delete=models.CASCADE, null=True, blank=True, related_name="monitoraggi", verbose_name="parte")
    riferito_al = models.DateField("situazione al")
    avanzamento = models.TextField("stato di avanzamento", max_length=TESTO_MASSIMO)
    scostamenti = models.TextField("scostamenti", max_length=TESTO_MASSIMO, blank=True)
    previsione = _percentuale("previsione a fine anno (%)")
    correttivi = models.TextField("azioni correttive", max_length=TESTO_MASSIMO, blank=True)
    compilato_da = models.ForeignKey(UTENTE, on_delete=models.PROTECT, related_name="+", verbose_name="compilato da")
    compilato_il = models.DateTimeField("compilato il")
    verifica = models.TextField("osservazioni della verifica", max_length=TESTO_MASSIMO, blank=True)
    verificato_da = models.ForeignKey(
        UTENTE, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="verificato da"
    )
    verificato_il = models.DateTimeField("verificato il", null=True, blank=True)

    class Meta:
        verbose_name = "monitoraggio"
        verbose_name_plural = "monitoraggi"
        ordering = ["obiettivo", "riferito_al", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(avanzamento=""), name="monitoraggio_scritto"),
            models.CheckConstraint(condition=Q(previsione__isnull=True) | Q(previsione__gte=0), name="monitoraggio_previsione"),
        ]

    def __str__(self) -> str:
        return f"{self.obiettivo.codice}, situazione al {self.riferito_al:%d/%m/%Y}"


class Consuntivo(models.Model):
    """Art. 18: the report of a quota, with three figures kept apart: proposed by the indicators, measured, decided. In percent."""

    obiettivo = models.ForeignKey(Obiettivo, on_delete=models.CASCADE, related_name="consuntivi", verbose_name="obiettivo")
    parte = models.OneToOneField(Parte, on_delete=models.CASCADE, null=True, blank=True, related_name="consuntivo", verbose_name="parte")
    risultato = models.TextField("risultato raggiunto", max_length=TESTO_MASSIMO, blank=True)
    relazione = models.TextField("report", max_length=TESTO_MASSIMO, blank=True)
    scostamenti = models.TextField("scostamenti e cause", max_length=TESTO_MASSIMO, blank=True)
    compilato_da = models.ForeignKey(UTENTE, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="compilato da")
    compilato_il = models.DateTimeField("compilato il", null=True, blank=True)
    proposto = _percentuale("percentuale proposta")
    misurato = _percentuale("percentuale misurata")
    motivo_misura = models.TextField("motivo della correzione", max_length=TESTO_MASSIMO, blank=True)
    misurato_da = models.ForeignKey(UTENTE, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="misurato da")
    misurato_il = models.DateTimeField("misurato il", null=True, blank=True)
    valutato = _percentuale("percentuale decisa")
    motivo_valutazione = models.TextField("motivo della decisione", max_length=TESTO_MASSIMO, blank=True)
    valutato_da = models.ForeignKey(UTENTE, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="deciso da")
    valutato_il = models.DateTimeField("deciso il", null=True, blank=True)

    class Meta:
        verbose_name = "consuntivo"
        verbose_name_plural = "consuntivi"
        ordering = ["obiettivo", "parte__direzione"]
        constraints = [
            models.UniqueConstraint(fields=["obiettivo"], condition=Q(parte__isnull=True), name="consuntivo_unico"),
            *(
                models.CheckConstraint(condition=Q(**{f"{c}__isnull": True}) | Q(**{f"{c}__gte": 0}), name=f"consuntivo_{c}")
                for c in ("proposto", "misurato", "valutato")
            ),
        ]

    def __str__(self) -> str:
        return f"Consuntivo di {self.obiettivo.codice}"


class Rilevazione(models.Model):
    """The actual value of an indicator: a number, a day, or done and not done, as the indicator is measured."""

    indicatore = models.OneToOneField(Indicatore, on_delete=models.CASCADE, related_name="rilevazione", verbose_name="indicatore")
    valore = models.DecimalField("valore raggiunto", max_digits=14, decimal_places=4, null=True, blank=True)
    valore_data = models.DateField("data raggiunta", null=True, blank=True)
    fatto = models.BooleanField("fatto", null=True, blank=True)
    nota = models.CharField("nota", max_length=500, blank=True)

    class Meta:
        verbose_name = "rilevazione"
        verbose_name_plural = "rilevazioni"
        ordering = ["indicatore"]

    def __str__(self) -> str:
        return f"{self.indicatore.titolo}: {self.valore if self.valore is not None else self.valore_data or self.fatto}"

    @property
    def piena(self) -> bool:
        """True if it says something. A date that was never reached is "not done"."""
        return self.valore is not None or self.valore_data is not None or self.fatto is not None


class Allegato(models.Model):
    """Art. 18: evidence attached to a report; the file stands outside the web root, named by its hash."""

    obiettivo = models.ForeignKey(Obiettivo, on_delete=models.CASCADE, related_name="allegati", verbose_name="obiettivo")
    parte = models.ForeignKey(Parte, on_delete=models.CASCADE, null=True, blank=True, related_name="allegati", verbose_name="parte")
    nome = models.CharField("nome", max_length=200)
    tipo_contenuto = models.CharField("tipo", max_length=100)
    dimensione = models.PositiveIntegerField("byte")
    impronta = models.CharField("SHA-256", max_length=64)
    file = models.FileField("file", max_length=200, editable=False)
    caricato_da = models.ForeignKey(UTENTE, on_delete=models.PROTECT, related_name="+", verbose_name="caricato da")
    caricato_il = models.DateTimeField("caricato il")

    class Meta:
        verbose_name = "allegato"
        verbose_name_plural = "allegati"
        ordering = ["obiettivo", "caricato_il", "pk"]

    def __str__(self) -> str:
        return self.nome
