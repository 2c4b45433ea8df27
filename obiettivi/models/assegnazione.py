"""Art. 14: who answers for an objective, with which weight, and who has taken over from whom (art. 16)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from smvp.nucleo.errori import Difetto
from smvp.nucleo.formati import esatto
from smvp.organizzazione.models import Esercizio, Incarico
from smvp.regolamento.modello import Regolamento

from ..calcolo import verifica_pesi
from ..stati import BOZZA

if TYPE_CHECKING:
    from .esame import Versione


class AssegnazioneQuerySet(models.QuerySet["Assegnazione"]):
    """Who has still to sign."""

    def che_firmano(self, giorno: date) -> Self:
        """Artt. 14 and 16: who signs on a day: not whoever has handed the objective over, nor whoever has left."""
        return self.filter(Q(incarico__al=None) | Q(incarico__al__gte=giorno), subentro=None)

    def da_firmare(self, versione: "Versione | None", giorno: date) -> Self:
        """Art. 14: without a signature on this text, of those who sign."""
        righe = self.che_firmano(giorno)
        return righe.exclude(accettazioni__versione=versione) if versione else righe

    def da_firmare_per_subentro(self, giorno: date) -> Self:
        """Art. 16: of those who have taken over, who has not signed any text yet."""
        return self.che_firmano(giorno).filter(subentra_a__isnull=False, accettazioni=None)


class Assegnazione(models.Model):
    """Art. 14: an objective (or a Direzione's part of it) on an appointment; the weight stands here."""

    obiettivo = models.ForeignKey("obiettivi.Obiettivo", on_delete=models.PROTECT, related_name="assegnazioni", verbose_name="obiettivo")
    parte = models.ForeignKey(
        "obiettivi.Parte", on_delete=models.PROTECT, null=True, blank=True, related_name="assegnazioni", verbose_name="parte"
    )
    incarico = models.ForeignKey(Incarico, on_delete=models.PROTECT, related_name="assegnazioni", verbose_name="incarico")
    peso = models.DecimalField("peso", max_digits=5, decimal_places=2)
    subentra_a = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="subentro", verbose_name="subentra a",
        help_text="L’assegnazione di chi è cessato nell’anno e al quale questo incarico subentra (art. 16).",
    )  # fmt: skip

    objects = AssegnazioneQuerySet.as_manager()

    class Meta:
        verbose_name = "assegnazione"
        verbose_name_plural = "assegnazioni"
        ordering = ["incarico", F("obiettivo__tipo"), "obiettivo__codice"]
        constraints = [
            models.UniqueConstraint(fields=["obiettivo", "incarico"], name="assegnazione_unica"),
            models.CheckConstraint(condition=Q(peso__gt=0, peso__lte=100), name="assegnazione_peso"),
        ]

    def __str__(self) -> str:
        return f"{self.obiettivo.codice} a {self.incarico}"

    @property
    def passata(self) -> bool:
        """Whether somebody has taken over (read with ``subentro``)."""
        return getattr(self, "subentro", None) is not None

    def firma(self, giorno: date) -> bool:
        """``che_firmano``, of one row that has been read with ``subentro``."""
        return not self.passata and (self.incarico.al is None or self.incarico.al >= giorno)


@dataclass(frozen=True, slots=True)
class PesoDato:
    """What one objective weighs on an appointment; a draft weighs as well, and says so.

    ``altrui``: a draft of somebody else, that may still change or never come. ``di_subentro``: the sheet has passed hands (art. 16).
    """

    codice: str
    tipo: str
    peso: Decimal
    stato: str
    altrui: bool = False
    di_subentro: bool = False

    def __str__(self) -> str:
        return f"{self.codice} {esatto(self.peso)}{' in bozza' if self.stato == BOZZA else ''}{' di altri' if self.altrui else ''}"


def pesi_di(incarichi: Iterable[int], esercizi: Iterable[int]) -> dict[int, list[PesoDato]]:
    """The weights on these appointments in these exercises, by appointment, in one query; general objectives come first."""
    righe = Assegnazione.objects.filter(incarico__in=list(incarichi), obiettivo__esercizio__in=list(esercizi))
    lette = righe.order_by("obiettivo__tipo", "obiettivo__codice").values_list(
        "incarico", "incarico__persona", "obiettivo__responsabile__persona", "subentra_a", "subentro", "obiettivo__codice",
        "obiettivo__tipo", "peso", "obiettivo__stato",
    )  # fmt: skip
    pesi: dict[int, list[PesoDato]] = {}
    for incarico, di_chi, chi_compila, da, a, codice, tipo, peso, stato in lette:
        altrui, di_subentro = stato == BOZZA and chi_compila != di_chi, da is not None or a is not None
        pesi.setdefault(incarico, []).append(PesoDato(codice, tipo, peso, stato, altrui, di_subentro))
    return pesi


def contano(pesi: Iterable[PesoDato], reg: Regolamento) -> tuple[list[PesoDato], tuple[Difetto, ...]]:
    """Artt. 6 and 7: the weights that count on an appointment, and their faults.

    A colleague's draft never stops anybody: it counts where with it the sums stand, otherwise as if it were not there yet.
    """
    tutti = list(pesi)
    fermi = [p for p in tutti if not p.altrui]
    difetti = {len(scelti): verifica_pesi([(p.tipo, p.peso) for p in scelti], reg) for scelti in (tutti, fermi)}
    scelti = tutti if not difetti[len(tutti)] else fermi
    return scelti, difetti[len(scelti)]


def pesi_in_corso_d_anno(incarico: Incarico, esercizio: Esercizio, pesi: Iterable[PesoDato]) -> bool:
    """Art. 16: an appointment that began within the year, or whose sheets have passed hands: its weights warn and do not stop.

    Who takes over takes what there is, with the weight it has; a term that cannot be put off (art. 15) must not hang on the rest.
    """
    return incarico.dal > esercizio.periodo.dal or any(p.di_subentro for p in pesi)
