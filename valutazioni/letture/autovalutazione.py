"""The evaluatee's own marks (optional): the sheets on which somebody may give them, and the rows that they are given on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Q, QuerySet
from django.urls import reverse

from smvp.organizzazione.models import Esercizio, Utente
from smvp.organizzazione.ruoli import persona_di

from ..models import Scheda, SchedaPersonale, VotoFattore, VotoVoce
from ..stati import APERTA, PROPOSTA_A

S = TypeVar("S", Scheda, SchedaPersonale)


@dataclass(frozen=True, slots=True)
class GruppoProprio:
    """A group of factors or items, as the evaluatee sees it: without the evaluator's marks."""

    titolo: str
    articolo: str
    voti: Sequence[VotoFattore | VotoVoce]


def scheda_propria(modello: type[S], utente: Utente, pk: int) -> S | None:
    """The user's own sheet, where the version has the self-evaluation; whatever its state: nothing of it but their own marks is shown."""
    persona = persona_di(utente)
    if persona is None:
        return None
    di_chi = {"incarico__persona": persona} if modello is Scheda else {"persona": persona}
    scheda: S | None = modello._default_manager.filter(pk=pk, **di_chi).select_related("esercizio").first()
    return scheda if scheda is not None and scheda.esercizio.reg.facolta.autovalutazione else None


def indirizzo_autovalutazione(scheda: Scheda | SchedaPersonale) -> str:
    nome = "autovalutazione" if isinstance(scheda, Scheda) else "autovalutazione_personale"
    return reverse(f"valutazioni:{nome}", args=[scheda.pk])


def da_autovalutare(scheda: Scheda | SchedaPersonale) -> list[VotoFattore] | list[VotoVoce]:
    """The rows on which the evaluatee gives a mark: all but the factors that do not apply."""
    if isinstance(scheda, Scheda):
        return list(scheda.voti_fattore.filter(escluso=False))
    return list(scheda.voti.select_related("voce"))


def gruppi_propri(scheda: Scheda | SchedaPersonale) -> list[GruppoProprio]:
    """The same rows by group, in the order of the sheet."""
    reg = scheda.esercizio.reg
    if isinstance(scheda, Scheda):
        fattori = sorted(scheda.voti_fattore.filter(escluso=False), key=lambda v: v.ordine)
        return [
            GruppoProprio(f"{m.sigla} · {m.titolo}", m.articolo, [v for v in fattori if v.macrofattore == m.codice])
            for m in reg.macrofattori
        ]
    voci = sorted(scheda.voti.select_related("voce"), key=lambda v: v.voce.ordine)
    return [GruppoProprio(f"B2 · {g.titolo}", g.articolo, [v for v in voci if v.voce.gruppo == g.codice]) for g in reg.personale.gruppi]


def aspettano(utente: Utente) -> list[Scheda | SchedaPersonale]:
    """The user's own open sheets on which their marks may still be given."""
    persona = persona_di(utente)
    esercizi = [e.pk for e in Esercizio.objects.all() if e.reg.facolta.autovalutazione]
    if persona is None or not esercizi:
        return []
    aperta = Q(esercizio__in=esercizi, stato__in=(APERTA, PROPOSTA_A))
    b: QuerySet[Scheda] = Scheda.objects.filter(aperta, incarico__persona=persona)
    d: QuerySet[SchedaPersonale] = SchedaPersonale.objects.filter(aperta, persona=persona)
    inviate_b = VotoFattore.objects.exclude(autovalutazione=None).order_by().values("scheda")
    inviate_d = VotoVoce.objects.exclude(autovalutazione=None).order_by().values("scheda")
    return [
        *b.exclude(pk__in=inviate_b).select_related("esercizio", "incarico__persona"),
        *d.exclude(pk__in=inviate_d).select_related("esercizio", "persona"),
    ]
