"""How the payroll wants its file, as the municipality keeps it; and every file that was taken away, with the map that made it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse

from smvp.organizzazione.models import Esercizio

from ..calcolo import tracciato as t
from ..stati import PAGABILI
from .corsa import Corsa, _euro
from .premialita import Attribuzione, Premialita


def _scelta(nome: str, scelte: dict[str, str], lunghezza: int, **altro: object) -> "models.CharField[str, str]":
    return models.CharField(nome, max_length=lunghezza, choices=list(scelte.items()), **altro)  # type: ignore[arg-type]


class Tracciato(models.Model):
    """A column map: ``mappa`` gives it whole. One that was used is archived, never deleted."""

    CAMPI_DELLA_MAPPA = (
        "formato", "separatore", "decimale", "formato_data", "intestazioni", "codifica", "fine_riga", "totali", "anche_zero",
        "ulteriore_a_parte", "voci",
    )  # fmt: skip

    nome = models.CharField("nome", max_length=80)
    formato = _scelta("formato", t.FORMATI, 5)
    separatore = _scelta("separatore", t.SEPARATORI, 3, default=";")
    decimale = _scelta("decimali", t.DECIMALI, 9, default=",")
    formato_data = _scelta("date", t.DATE, 8, default="%d/%m/%Y")
    intestazioni = models.BooleanField("riga di intestazione", default=True)
    codifica = _scelta("codifica", t.CODIFICHE, 9, default="utf-8")
    fine_riga = _scelta("fine riga", t.FINI_RIGA, 4, default="crlf")
    totali = _scelta("totali di controllo", t.TOTALI, 8, default=t.A_PARTE)
    anche_zero = models.BooleanField("anche le righe senza importo", default=False)
    ulteriore_a_parte = models.BooleanField("il premio ulteriore su una riga sua", default=False)
    voci = models.JSONField("codici voce", default=dict, blank=True)
    colonne = models.JSONField("colonne", default=list)
    versione = models.PositiveIntegerField("versione", default=1, editable=False)
    salvato_da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="salvato da")
    salvato_il = models.DateTimeField("salvato il")
    archiviato_il = models.DateTimeField("archiviato il", null=True, blank=True)

    class Meta:
        verbose_name = "tracciato per le paghe"
        verbose_name_plural = "tracciati per le paghe"
        ordering = ["nome", "pk"]
        constraints = [
            models.UniqueConstraint(Lower("nome"), condition=Q(archiviato_il=None), name="tracciato_nome_unico"),
            models.CheckConstraint(condition=~Q(nome=""), name="tracciato_con_nome"),
            models.CheckConstraint(
                condition=Q(formato__in=list(t.FORMATI), codifica__in=list(t.CODIFICHE), totali__in=list(t.TOTALI)), name="tracciato_scelte"
            ),
        ]

    def __str__(self) -> str:
        return self.nome

    def get_absolute_url(self) -> str:
        return reverse("premi:tracciato", args=[self.pk])

    @property
    def mappa(self) -> t.Mappa:
        return t.mappa_da({nome: getattr(self, nome) for nome in self.CAMPI_DELLA_MAPPA} | {"colonne": self.colonne})

    def prendi(self, mappa: t.Mappa) -> None:
        """Take over a map; the caller writes the row."""
        dati = mappa.in_dati()
        for nome in self.CAMPI_DELLA_MAPPA:
            setattr(self, nome, dati[nome])
        self.colonne = list(dati["colonne"])


class Esportazione(models.Model):
    """A file that somebody took away for the payroll: out of what, with which map, what it came to. Never changed.

    Out of a run (against ``base``, if only the differences), or of the sums of a premium of artt. 25–27 (``premio`` of ``esercizio``, one
    by one in ``attribuzioni``). ``impronta``: SHA-256 of those sums; a run has its own.
    """

    corsa = models.ForeignKey(Corsa, on_delete=models.PROTECT, null=True, blank=True, related_name="esportazioni", verbose_name="corsa")
    base = models.ForeignKey(
        Corsa, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="corsa da cui si contano le differenze"
    )
    esercizio = models.ForeignKey(
        Esercizio, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="esercizio del premio"
    )
    premio = models.CharField("premio", max_length=12, choices=Premialita.choices, blank=True)
    attribuzioni = models.ManyToManyField(Attribuzione, related_name="esportazioni", blank=True, verbose_name="somme")
    impronta = models.CharField("SHA-256 delle somme", max_length=64, blank=True)
    tracciato = models.ForeignKey(Tracciato, on_delete=models.PROTECT, related_name="esportazioni", verbose_name="tracciato")
    nome_tracciato = models.CharField("nome del tracciato", max_length=80)
    mappa = models.JSONField("tracciato com’era")
    stato = models.CharField("stato degli importi", max_length=30)
    nome_file = models.CharField("file", max_length=120)
    impronta_file = models.CharField("SHA-256 del file", max_length=64)
    persone = models.PositiveIntegerField("persone")
    righe = models.PositiveIntegerField("righe")
    totale = _euro("totale")
    scaricata_da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="scaricata da")
    scaricata_il = models.DateTimeField("scaricata il")

    class Meta:
        verbose_name = "file per le paghe"
        verbose_name_plural = "file per le paghe"
        ordering = ["-scaricata_il", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(base=None) | ~Q(base=F("corsa")), name="esportazione_base_diversa"),
            models.CheckConstraint(condition=Q(righe__gte=1, persone__gte=1), name="esportazione_con_righe"),
            models.CheckConstraint(
                condition=Q(corsa__isnull=False, esercizio=None, premio="", impronta="")
                | (Q(corsa=None, base=None, esercizio__isnull=False, premio__in=Premialita.values, stato__in=PAGABILI) & ~Q(impronta="")),
                name="esportazione_di_una_cosa",
            ),
        ]

    def __str__(self) -> str:
        return self.nome_file

    @property
    def provvisoria(self) -> bool:
        """As it was handed over: its name says so."""
        return self.nome_file.startswith(t.PROVVISORIO)

    @property
    def di_che_cosa(self) -> str:
        """What was taken, in words."""
        if self.corsa is None:
            return self.get_premio_display()
        base = f", differenze dalla n. {self.base.numero}" if self.base else ""
        return f"{self.corsa.get_istituto_display()}, corsa n. {self.corsa.numero}{base}"
