"""Art. 35 (A62): the people whom the acts concern, what they answer; the files of a request."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from smvp.documenti.models import FileTenuto
from smvp.organizzazione.models import Persona

from .richiesta import TESTO_MASSIMO, UTENTE, RichiestaAccesso


class Risposta(models.TextChoices):
    OPPOSIZIONE = "opposizione", "Si oppone"
    CONSENSO = "consenso", "Non si oppone"


class Controinteressato(models.Model):
    """One of those whose privacy the access would touch: of the Ente, or from outside."""

    richiesta = models.ForeignKey(RichiestaAccesso, on_delete=models.PROTECT, related_name="controinteressati", verbose_name="richiesta")
    persona = models.ForeignKey(Persona, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="persona")
    nome_esterno = models.CharField("nome", max_length=200, blank=True)
    recapito = models.CharField("recapito", max_length=300, blank=True)
    quali_atti = models.TextField("quali atti ne parlano", max_length=TESTO_MASSIMO)
    aggiunto_da = models.ForeignKey(UTENTE, on_delete=models.PROTECT, related_name="+", verbose_name="aggiunto da")
    aggiunto_il = models.DateTimeField("aggiunto il")
    risposta = models.CharField("risposta", max_length=12, choices=Risposta, blank=True, editable=False)
    risposta_del = models.DateField("risposta del", null=True, blank=True, editable=False)
    testo = models.TextField("che cosa dice", max_length=TESTO_MASSIMO, blank=True, editable=False)
    scritta_da = models.ForeignKey(UTENTE, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+")

    class Meta:
        verbose_name = "controinteressato"
        verbose_name_plural = "controinteressati"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(persona__isnull=False, nome_esterno="") | (Q(persona__isnull=True) & ~Q(nome_esterno="")),
                name="controinteressato_e_qualcuno",
            ),
            models.UniqueConstraint(fields=["richiesta", "persona"], name="controinteressato_una_volta"),
            models.CheckConstraint(
                condition=Q(risposta="", risposta_del=None, testo="", scritta_da=None)
                | (~Q(risposta="") & Q(risposta_del__isnull=False, scritta_da__isnull=False)),
                name="controinteressato_risposta_intera",
            ),
            models.CheckConstraint(condition=~Q(risposta="opposizione") | ~Q(testo=""), name="opposizione_motivata"),
        ]

    def __str__(self) -> str:
        return self.chi

    def get_absolute_url(self) -> str:
        return reverse("accesso:opposizione", args=[self.pk])

    @property
    def chi(self) -> str:
        return self.persona.con_titolo if self.persona else self.nome_esterno


class Genere(models.TextChoices):
    RICHIESTA = "richiesta", "Richiesta e delega"
    OPPOSIZIONE = "opposizione", "Risposta di un controinteressato"
    CONSEGNA = "consegna", "Documento consegnato"


class Allegato(FileTenuto):
    """A file of a request; what is handed over is read by who asked and by the office, an objection by the office alone."""

    DEL_RICHIEDENTE: ClassVar[tuple[str, ...]] = ("richiesta", "consegna")

    richiesta = models.ForeignKey(RichiestaAccesso, on_delete=models.PROTECT, related_name="allegati", verbose_name="richiesta")
    genere = models.CharField("genere", max_length=12, choices=Genere)

    class Meta:
        verbose_name = "allegato di una richiesta di accesso"
        verbose_name_plural = "allegati delle richieste di accesso"
        ordering = ["pk"]
