"""The offices: a dated tree of Direzioni, Settori and Servizi."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from .periodi import DatatiQuerySet, Datato

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class TipoDirezione(models.TextChoices):
    DIREZIONE = "direzione", "Direzione"
    SETTORE = "settore", "Settore"
    SERVIZIO = "servizio", "Servizio"


LIVELLI = tuple(TipoDirezione)


class DirezioneQuerySet(DatatiQuerySet["Direzione"]):
    def con_padri(self) -> "DirezioneQuerySet":
        """With all that ``apice`` walks: three levels at most."""
        return self.select_related("padre__padre")


class Direzione(Datato):
    """An office. A Direzione stands at the top; a Settore hangs on a Direzione, a Servizio on either, or they stand alone."""

    codice = models.CharField("codice", max_length=20, unique=True)
    denominazione = models.CharField("denominazione", max_length=150)
    tipo = models.CharField("tipo", max_length=10, choices=TipoDirezione.choices, default=TipoDirezione.DIREZIONE)
    padre = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="figlie", verbose_name="dipende da")

    objects = DirezioneQuerySet.as_manager()

    if TYPE_CHECKING:
        figlie: "RelatedManager[Direzione]"

    class Meta(Datato.Meta):
        abstract = False
        verbose_name = "Direzione"
        verbose_name_plural = "Direzioni"
        ordering = ["codice"]
        constraints = [
            *Datato.Meta.constraints,
            models.CheckConstraint(condition=Q(tipo__in=TipoDirezione.values), name="direzione_tipo"),
            models.CheckConstraint(
                condition=~Q(tipo=TipoDirezione.DIREZIONE) | Q(padre__isnull=True), name="direzione_in_cima",
                violation_error_message="Una Direzione non dipende da un altro ufficio.",
            ),
            models.CheckConstraint(
                condition=Q(padre__isnull=True) | ~Q(padre=F("id")), name="direzione_non_di_se_stessa",
                violation_error_message="Un ufficio non può dipendere da sé stesso.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.denominazione

    def clean(self) -> None:
        """A unit hangs only on one of a higher level: so the tree has no rings and is three levels deep at most."""
        super().clean()
        if self.padre and LIVELLI.index(TipoDirezione(self.padre.tipo)) >= LIVELLI.index(TipoDirezione(self.tipo)):
            raise ValidationError({"padre": f"Un {self.get_tipo_display()} non può dipendere da un {self.padre.get_tipo_display()}."})

    @property
    def ramo(self) -> list["Direzione"]:
        """It and all that it hangs on, up to the top. Read rows with ``con_padri()`` before asking many."""
        trovati = [self]
        while trovati[-1].padre is not None and len(trovati) < len(LIVELLI):
            trovati.append(trovati[-1].padre)
        return trovati

    @property
    def apice(self) -> "Direzione":
        """The Direzione at the top of its branch."""
        return self.ramo[-1]
