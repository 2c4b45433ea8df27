"""How the payroll wants its file, as the municipality keeps it; and every file that was taken away, with the map that made it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse

from ..calcolo import tracciato as t
from ..stati import APERTE
from .corsa import Corsa, _euro


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
    """A file that somebody took away for the payroll: out of which run, against which, with which map, what it came to. Never changed."""

    corsa = models.ForeignKey(Corsa, on_delete=models.PROTECT, related_name="esportazioni", verbose_name="corsa")
    base = models.ForeignKey(
        Corsa, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="corsa da cui si contano le differenze"
    )
    tracciato = models.ForeignKey(Tracciato, on_delete=models.PROTECT, related_name="esportazioni", verbose_name="tracciato")
    nome_tracciato = models.CharField("nome del tracciato", max_length=80)
    mappa = models.JSONField("tracciato com’era")
    stato_corsa = models.CharField("stato della corsa", max_length=30)
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
        ]

    def __str__(self) -> str:
        return self.nome_file

    @property
    def provvisoria(self) -> bool:
        return self.stato_corsa in APERTE
