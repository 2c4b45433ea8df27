"""The negotiation and validation of an objective: requisites, remarks, interviews, versions and signatures (artt. 7, 9, 13, 14, 19)."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from smvp.documenti.models import Atto
from smvp.nucleo.formati import FUSO

from .assegnazione import Assegnazione
from .contenuto import Indicatore
from .obiettivo import TESTO_MASSIMO, Obiettivo

UTENTE = settings.AUTH_USER_MODEL


class Riscontro(models.Model):
    """Artt. 7 and 9: a requisite of an objective or of one of its indicators: the proposer argues, the validator ticks or rejects."""

    class Esito(models.TextChoices):
        SI = "si", "Presente"
        NO = "no", "Respinto"

    obiettivo = models.ForeignKey(Obiettivo, on_delete=models.CASCADE, related_name="riscontri", verbose_name="obiettivo")
    indicatore = models.ForeignKey(
        Indicatore, on_delete=models.CASCADE, null=True, blank=True, related_name="riscontri", verbose_name="indicatore"
    )
    codice = models.CharField("requisito", max_length=30)
    argomento = models.TextField("perché c’è", max_length=TESTO_MASSIMO, blank=True)
    esito = models.CharField("esito", max_length=2, choices=Esito.choices, blank=True)
    nota = models.TextField("nota di chi valida", max_length=TESTO_MASSIMO, blank=True)
    esaminato_da = models.ForeignKey(UTENTE, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="esaminato da")
    esaminato_il = models.DateTimeField("esaminato il", null=True, blank=True)

    class Meta:
        verbose_name = "riscontro di un requisito"
        verbose_name_plural = "riscontri dei requisiti"
        ordering = ["obiettivo", "indicatore__ordine", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["obiettivo", "codice"], condition=Q(indicatore__isnull=True), name="riscontro_unico_per_obiettivo"
            ),
            models.UniqueConstraint(fields=["indicatore", "codice"], name="riscontro_unico_per_indicatore"),
            models.CheckConstraint(condition=Q(esito__in=["", "si", "no"]), name="riscontro_esito"),
        ]

    def __str__(self) -> str:
        return f"{self.obiettivo.codice}: {self.codice} {self.esito}".strip()


class Rilievo(models.Model):
    """Artt. 7 and 13: a remark on a field of the sheet, and the answers to it. Its author is always a person (art. 19)."""

    obiettivo = models.ForeignKey(Obiettivo, on_delete=models.CASCADE, related_name="rilievi", verbose_name="obiettivo")
    campo = models.CharField("parte della scheda", max_length=40)
    testo = models.TextField("testo", max_length=TESTO_MASSIMO)
    autore = models.ForeignKey(UTENTE, on_delete=models.PROTECT, related_name="+", verbose_name="autore")
    scritto_il = models.DateTimeField("scritto il")
    risponde_a = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="risposte", verbose_name="risponde a"
    )
    risolto_da = models.ForeignKey(UTENTE, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="risolto da")
    risolto_il = models.DateTimeField("risolto il", null=True, blank=True)

    class Meta:
        verbose_name = "rilievo"
        verbose_name_plural = "rilievi"
        ordering = ["obiettivo", "scritto_il", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(testo=""), name="rilievo_scritto")]

    def __str__(self) -> str:
        return f"{self.obiettivo.codice}, {self.campo}"


class Colloquio(models.Model):
    """Artt. 13 and 18: the minutes of an interview; who was there is named (art. 19: nothing anonymous)."""

    obiettivo = models.ForeignKey(Obiettivo, on_delete=models.CASCADE, related_name="colloqui", verbose_name="obiettivo")
    tenuto_il = models.DateField("tenuto il")
    presenti = models.CharField("presenti", max_length=500)
    verbale = models.TextField("verbale", max_length=TESTO_MASSIMO)
    redatto_da = models.ForeignKey(UTENTE, on_delete=models.PROTECT, related_name="+", verbose_name="redatto da")
    redatto_il = models.DateTimeField("redatto il")

    class Meta:
        verbose_name = "colloquio"
        verbose_name_plural = "colloqui"
        ordering = ["obiettivo", "tenuto_il", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(presenti="") & ~Q(verbale=""), name="colloquio_scritto")]

    def __str__(self) -> str:
        return f"{self.obiettivo.codice}, colloquio del {self.tenuto_il:%d/%m/%Y}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Minutes are written once; what was said otherwise goes into new ones."""
        if not self._state.adding:
            raise RuntimeError("Un verbale non si cambia: se ne scrive un altro.")
        super().save(*args, **kwargs)


class Versione(models.Model):
    """The whole text of a sheet at a step of its way, kept for ever: what was signed, and what a revision is compared with."""

    obiettivo = models.ForeignKey(Obiettivo, on_delete=models.CASCADE, related_name="versioni", verbose_name="obiettivo")
    numero = models.PositiveSmallIntegerField("numero")
    azione = models.CharField("passaggio", max_length=30)
    contenuto = models.JSONField("contenuto")
    impronta = models.CharField("SHA-256 del contenuto", max_length=64)
    creata_da = models.ForeignKey(UTENTE, on_delete=models.PROTECT, related_name="+", verbose_name="creata da")
    creata_il = models.DateTimeField("creata il")
    atto = models.ForeignKey(
        Atto, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="atto di assegnazione",
        help_text="La deliberazione che aveva assegnato questo testo, quando un altro ne ha preso il posto (art. 15).",
    )  # fmt: skip

    class Meta:
        verbose_name = "versione di un obiettivo"
        verbose_name_plural = "versioni degli obiettivi"
        ordering = ["obiettivo", "numero"]
        constraints = [models.UniqueConstraint(fields=["obiettivo", "numero"], name="versione_unica")]

    def __str__(self) -> str:
        return f"{self.obiettivo.codice}, versione {self.numero}"

    def firmata_il(self) -> date | None:
        """Art. 14: the day of the last signature on it."""
        ultima = max((f.firmata_il for f in self.accettazioni.all()), default=None)
        return ultima.astimezone(FUSO).date() if ultima else None


class Accettazione(models.Model):
    """Art. 14: an assignee's signature on a version: name, moment and hash of what was signed."""

    assegnazione = models.ForeignKey(Assegnazione, on_delete=models.PROTECT, related_name="accettazioni", verbose_name="assegnazione")
    versione = models.ForeignKey(Versione, on_delete=models.PROTECT, related_name="accettazioni", verbose_name="versione")
    nome = models.CharField("firmata da", max_length=200)
    utente = models.ForeignKey(UTENTE, on_delete=models.PROTECT, related_name="+", verbose_name="utente")
    firmata_il = models.DateTimeField("firmata il")
    impronta = models.CharField("SHA-256 del testo firmato", max_length=64)

    class Meta:
        verbose_name = "accettazione"
        verbose_name_plural = "accettazioni"
        ordering = ["versione", "firmata_il"]
        constraints = [models.UniqueConstraint(fields=["assegnazione", "versione"], name="accettazione_unica")]

    def __str__(self) -> str:
        return f"{self.nome}, {self.firmata_il:%d/%m/%Y}"
