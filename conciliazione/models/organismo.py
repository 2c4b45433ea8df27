"""Art. 29: the Organismo di garanzia of one case: who sits in it, what was put to the vote, how each voted."""

from typing import Any

from django.db import models
from django.db.models import Q

from smvp.nucleo.formati import enumera
from smvp.organizzazione.models import Persona

from ..calcolo import Conto, conta
from .istanza import TESTO_MASSIMO, UTENTE, Istanza


class Qualita(models.TextChoices):
    NCVP = "ncvp", "NCVP"
    SEGRETARIO = "segretario", "Segretario generale"
    DIRIGENTE = "dirigente", "Dirigente estraneo"


class _ConLaPersona(models.Manager["Componente"]):
    """Wherever the seats of a case are read, their names are."""

    def get_queryset(self) -> models.QuerySet["Componente"]:
        return super().get_queryset().select_related("persona")


class _ConIlSeggio(models.Manager["Voto"]):
    """A vote counts as long as its seat does."""

    def get_queryset(self) -> models.QuerySet["Voto"]:
        return super().get_queryset().select_related("componente__persona")


class _ConIVoti(models.Manager["Decisione"]):
    """Whether a proposal has passed is asked many times of a case."""

    def get_queryset(self) -> models.QuerySet["Decisione"]:
        return super().get_queryset().prefetch_related("voti")


AL_POSTO = {Qualita.NCVP: "In luogo del NCVP", Qualita.SEGRETARIO: "In luogo del Segretario generale", "vice": "Vicesegretario"}


class Componente(models.Model):
    """One of the three, or who stands in for one of them. Who is in conflict does not vote (reading A49)."""

    istanza = models.ForeignKey(Istanza, on_delete=models.CASCADE, related_name="componenti", verbose_name="richiesta")
    qualita = models.CharField("in qualità di", max_length=12, choices=Qualita.choices)
    persona = models.ForeignKey(Persona, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="persona")
    nome_esterno = models.CharField("nominato da fuori", max_length=150, blank=True)
    conflitto = models.TextField("conflitto dichiarato", max_length=TESTO_MASSIMO, blank=True)
    perche = models.TextField("perché al posto di chi ci sarebbe", max_length=TESTO_MASSIMO, blank=True)
    dal = models.DateTimeField("dal")
    al = models.DateTimeField("sostituito il", null=True, blank=True)

    objects = _ConLaPersona()

    class Meta:
        verbose_name = "componente dell’Organismo"
        verbose_name_plural = "componenti dell’Organismo"
        ordering = ["istanza", "dal", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(qualita__in=Qualita.values), name="componente_qualita"),
            models.CheckConstraint(
                condition=Q(persona__isnull=False, nome_esterno="") | (Q(persona__isnull=True) & ~Q(nome_esterno="")),
                name="componente_persona_o_esterno",
            ),
            models.UniqueConstraint(fields=["istanza", "qualita"], condition=Q(al__isnull=True), name="componente_uno_per_qualita"),
            models.UniqueConstraint(fields=["istanza", "persona"], condition=Q(al__isnull=True), name="componente_una_volta"),
        ]

    def __str__(self) -> str:
        return self.nome

    @property
    def nome(self) -> str:
        return self.persona.con_titolo if self.persona else self.nome_esterno

    @property
    def in_qualita(self) -> str:
        """As what they sit, by its own name: who stands in for the Segretario is not the Segretario."""
        if self.persona_id is None:
            return f"{self.get_qualita_display()}, nominato da fuori" if self.qualita == Qualita.DIRIGENTE else AL_POSTO[self.qualita]
        return AL_POSTO["vice"] if self.qualita == Qualita.SEGRETARIO and self.istanza.segretario_escluso else self.get_qualita_display()

    @property
    def vota(self) -> bool:
        return self.al is None and not self.conflitto


class Esito(models.TextChoices):
    AMMISSIBILE = "ammissibile", "La richiesta è ammissibile"
    INAMMISSIBILE = "inammissibile", "La richiesta è inammissibile"
    CONFERMATA = "confermata", "La valutazione è confermata"
    MODIFICATA = "modificata", "La valutazione è modificata"


class Decisione(models.Model):
    """A proposal put to the vote, with its reason; a new one takes the place of one that has not passed, which stays to be read.

    ``modifiche``: which marks or percentages change, from what to what (letture.modifiche).
    """

    istanza = models.ForeignKey(Istanza, on_delete=models.CASCADE, related_name="decisioni", verbose_name="richiesta")
    numero = models.PositiveSmallIntegerField("numero")
    esito = models.CharField("esito", max_length=14, choices=Esito.choices)
    motivazione = models.TextField("motivazione", max_length=TESTO_MASSIMO)
    modifiche = models.JSONField("che cosa cambia", default=list, blank=True)
    proposta_da = models.ForeignKey(UTENTE, on_delete=models.PROTECT, related_name="+", verbose_name="proposta da")
    proposta_il = models.DateTimeField("proposta il")

    objects = _ConIVoti()

    class Meta:
        verbose_name = "decisione dell’Organismo"
        verbose_name_plural = "decisioni dell’Organismo"
        ordering = ["istanza", "numero"]
        constraints = [
            models.UniqueConstraint(fields=["istanza", "numero"], name="decisione_numero"),
            models.CheckConstraint(condition=Q(esito__in=Esito.values), name="decisione_esito"),
            models.CheckConstraint(condition=~Q(motivazione=""), name="decisione_motivata"),
            models.CheckConstraint(condition=Q(esito="modificata") | Q(modifiche=[]), name="decisione_modifiche"),
        ]

    def __str__(self) -> str:
        return self.get_esito_display()

    @property
    def espressi(self) -> list[Any]:
        """All the votes given on it, also of who has been replaced since."""
        return list(self.voti.all())

    @property
    def validi(self) -> list[Any]:
        """The votes of those who still sit and may vote."""
        return [v for v in self.voti.all() if v.componente.vota]

    @property
    def conto(self) -> Conto:
        votanti = sum(c.vota for c in self.istanza.in_carica)
        return conta([v.favorevole for v in self.validi], votanti, self.istanza.esercizio.reg)

    @property
    def chi_manca(self) -> list[str]:
        """Who may vote and has not, by name."""
        votato = {v.componente_id for v in self.validi}
        return [c.nome for c in self.istanza.in_carica if c.vota and c.pk not in votato]

    def che_manca(self) -> list[str]:
        """Why it is no decision yet, in words."""
        conto = self.conto
        if conto.mancano:
            chi = "Deve ancora votare" if conto.mancano == 1 else "Devono ancora votare"
            return [f"{chi}: {enumera(self.chi_manca)}. Nessuno si astiene (art. 29)."]
        if conto.passa:
            return []
        return [
            f"La proposta non ha la maggioranza: {conto.favorevoli} {'voto favorevole' if conto.favorevoli == 1 else 'voti favorevoli'}, "
            f"ne servono {conto.servono}. Mettine ai voti un’altra, o sostituisci chi non può votare."
        ]


class Voto(models.Model):
    """How one of them voted; of who has no account the Segretario writes it down."""

    decisione = models.ForeignKey(Decisione, on_delete=models.CASCADE, related_name="voti", verbose_name="decisione")
    componente = models.ForeignKey(Componente, on_delete=models.PROTECT, related_name="voti", verbose_name="componente")
    favorevole = models.BooleanField("favorevole")
    motivo = models.TextField("motivo del voto contrario", max_length=TESTO_MASSIMO, blank=True)
    registrato_da = models.ForeignKey(UTENTE, on_delete=models.PROTECT, related_name="+", verbose_name="registrato da")
    votato_il = models.DateTimeField("votato il")

    objects = _ConIlSeggio()

    class Meta:
        verbose_name = "voto dell’Organismo"
        verbose_name_plural = "voti dell’Organismo"
        ordering = ["decisione", "votato_il", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["decisione", "componente"], name="voto_organismo_unico"),
            models.CheckConstraint(condition=Q(favorevole=True) | ~Q(motivo=""), name="voto_organismo_contrario_motivato"),
        ]

    def __str__(self) -> str:
        return f"{self.componente}: {'favorevole' if self.favorevole else 'contrario'}"
