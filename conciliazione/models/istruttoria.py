"""Art. 29: what is gathered before the decision: counter-arguments, the hearing, the papers."""

from datetime import date

from django.db import models
from django.db.models import Q

from smvp.documenti.models import FileTenuto
from smvp.nucleo.formati import FUSO
from smvp.organizzazione.models import Persona

from .istanza import TESTO_MASSIMO, Conciliazione, Istanza


class Controdeduzione(models.Model):
    """Counter-arguments asked of who evaluated, and given."""

    istanza = models.ForeignKey(Istanza, on_delete=models.CASCADE, related_name="controdeduzioni", verbose_name="richiesta")
    chiesta_a = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="+", verbose_name="chieste a")
    domanda = models.TextField("che cosa si chiede", max_length=TESTO_MASSIMO)
    entro = models.DateField("entro il")
    chiesta_il = models.DateTimeField("chieste il")
    testo = models.TextField("controdeduzioni", max_length=TESTO_MASSIMO, blank=True)
    data_il = models.DateTimeField("date il", null=True, blank=True)

    class Meta:
        verbose_name = "controdeduzione"
        verbose_name_plural = "controdeduzioni"
        ordering = ["istanza", "chiesta_il", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["istanza", "chiesta_a"], name="controdeduzione_una_a_testa"),
            models.CheckConstraint(condition=Q(data_il__isnull=True) | ~Q(testo=""), name="controdeduzione_scritta"),
        ]

    def __str__(self) -> str:
        return f"Controdeduzioni di {self.chiesta_a.con_titolo}"

    @property
    def attesa_fino_al(self) -> date:
        """The day on which they were given; until then the day by which they are waited for."""
        return self.data_il.astimezone(FUSO).date() if self.data_il else self.entro


class Assistente(models.TextChoices):
    NESSUNO = "", "Nessuno"
    AVVOCATO = "avvocato", "Avvocato di fiducia"
    SINDACATO = "sindacato", "Rappresentante sindacale"


class Presenza(models.TextChoices):
    DA_TENERE = "", "Da tenere"
    PRESENTE = "presente", "Presente"
    ASSENTE = "assente", "Assente"
    RINVIATA = "rinviata", "Rinviata"


class Audizione(models.Model):
    """The hearing: when and where the evaluatee was summoned, whether they came and with whom, the minutes; if it was put off, why."""

    istanza = models.ForeignKey(Istanza, on_delete=models.CASCADE, related_name="audizioni", verbose_name="richiesta")
    fissata_per = models.DateTimeField("giorno e ora")
    luogo = models.CharField("luogo", max_length=200)
    convocata_il = models.DateTimeField("convocata il")
    presenza = models.CharField("il valutato era", max_length=10, choices=Presenza.choices, blank=True)
    assistente = models.CharField("assistito da", max_length=10, choices=Assistente.choices, blank=True)
    nome_assistente = models.CharField("nome di chi lo assiste", max_length=150, blank=True)
    verbale = models.TextField("verbale", max_length=TESTO_MASSIMO, blank=True)
    verbalizzata_il = models.DateTimeField("verbalizzata il", null=True, blank=True)

    class Meta:
        verbose_name = "audizione"
        verbose_name_plural = "audizioni"
        ordering = ["istanza", "fissata_per", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(presenza__in=Presenza.values), name="audizione_presenza"),
            models.CheckConstraint(
                condition=Q(presenza="", verbalizzata_il__isnull=True)
                | (~Q(presenza="") & Q(verbalizzata_il__isnull=False) & ~Q(verbale="")),
                name="audizione_tenuta_con_verbale",
            ),
            models.CheckConstraint(
                condition=Q(assistente="", nome_assistente="") | (~Q(assistente="") & ~Q(nome_assistente="")), name="audizione_assistente"
            ),
        ]

    def __str__(self) -> str:
        return f"Audizione del {self.fissata_per.astimezone(FUSO):%d/%m/%Y}"

    @property
    def da_tenere(self) -> bool:
        return self.presenza == Presenza.DA_TENERE


class Genere(models.TextChoices):
    RICHIESTA = "richiesta", "Con la richiesta"
    CONTRODEDUZIONI = "controdeduzioni", "Con le controdeduzioni"
    ISTRUTTORIA = "istruttoria", "Acquisito nell’istruttoria"
    AUDIZIONE = "audizione", "All’audizione"
    CONCILIAZIONE = "conciliazione", "Della conciliazione"


class Allegato(FileTenuto):
    """A paper of the case; the file stands outside the web root, named by its hash."""

    istanza = models.ForeignKey(Istanza, on_delete=models.CASCADE, null=True, blank=True, related_name="allegati", verbose_name="richiesta")
    conciliazione = models.ForeignKey(
        Conciliazione, on_delete=models.CASCADE, null=True, blank=True, related_name="allegati", verbose_name="conciliazione"
    )
    genere = models.CharField("genere", max_length=16, choices=Genere.choices)

    class Meta:
        verbose_name = "allegato del caso"
        verbose_name_plural = "allegati dei casi"
        ordering = ["caricato_il", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(genere__in=Genere.values), name="allegato_caso_genere"),
            models.CheckConstraint(
                condition=Q(istanza__isnull=False, conciliazione__isnull=True) | Q(istanza__isnull=True, conciliazione__isnull=False),
                name="allegato_caso_di_uno",
            ),
            models.UniqueConstraint(fields=["istanza", "impronta"], name="allegato_caso_istanza_unico"),
            models.UniqueConstraint(fields=["conciliazione", "impronta"], name="allegato_caso_conciliazione_unico"),
        ]

    def __str__(self) -> str:
        return self.nome
