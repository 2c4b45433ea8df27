"""The acts of an exercise: those on which its objectives, its evaluations and its rewards rest, each with what it does."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, QuerySet, Value

from obiettivi.models import Obiettivo, Versione
from premi.models import (
    Accensione,
    Attribuzione,
    AvvisoInnovazione,
    Corsa,
    CriterioResidui,
    Fondo,
    Progressione,
    RipartoEfficienza,
)
from smvp.documenti.models import Atto
from smvp.organizzazione.models import Esercizio
from valutazioni.models import Scheda, SchedaPersonale
from valutazioni.models.relazione import ValidazioneRelazione

from ..models import Piano, Relazione

OBIETTIVI, SOMME, VALUTAZIONI = "Assegnazione degli obiettivi", "Somme stanziate e criteri", "Approvazione delle valutazioni"
PREMI, LIQUIDAZIONI, PROGRESSIONI = "Attribuzione dei premi", "Liquidazione dei premi", "Progressioni economiche"
PIANO, RELAZIONE = "Piano della performance", "Relazione sulla performance"
DEL_PIANO = frozenset({OBIETTIVI, SOMME, PIANO})
"""Until the objectives are assigned: those that come later are the Relazione's."""


@dataclass(frozen=True, slots=True)
class AttoUsato:
    atto: Atto
    uso: str


def atti_di(esercizio: Esercizio) -> list[AttoUsato]:
    """In the order of their days, each once for each use. Two queries."""
    usi = list(dict.fromkeys(_usi(esercizio)))
    atti = Atto.objects.in_bulk({atto for atto, _ in usi})
    return sorted((AttoUsato(atti[atto], uso) for atto, uso in usi), key=lambda x: (x.atto.data, x.atto.tipo, x.atto.numero, x.uso))


def _usi(esercizio: Esercizio) -> Iterable[tuple[int, str]]:
    del_anno = {"esercizio": esercizio}
    prima, *altri = (
        _usato(Obiettivo.objects.filter(**del_anno), "atto", OBIETTIVI),
        _usato(Versione.objects.filter(obiettivo__esercizio=esercizio), "atto", OBIETTIVI),
        *(_usato(m.objects.filter(**del_anno), "atto", SOMME) for m in (Fondo, CriterioResidui, Accensione)),
        *(_usato(m.objects.filter(**del_anno), "atto", VALUTAZIONI) for m in (Scheda, SchedaPersonale)),
        *(_usato(m.objects.filter(**del_anno), "atto", PREMI) for m in (Corsa, Attribuzione, AvvisoInnovazione, RipartoEfficienza)),
        *(_usato(m.objects.filter(**del_anno), "atto_liquidazione", LIQUIDAZIONI) for m in (Corsa, Attribuzione)),
        *(_usato(Progressione.objects.filter(**del_anno), campo, PROGRESSIONI) for campo in ("atto_bando", "atto", "atto_revoca")),
        _usato(Piano.objects.filter(**del_anno), "atto", PIANO),
        *(_usato(Relazione.objects.filter(**del_anno), campo, RELAZIONE) for campo in ("atto", "verbale")),
        _usato(ValidazioneRelazione.objects.filter(**del_anno), "atto", RELAZIONE),
    )  # fmt: skip
    return prima.union(*altri)


def _usato(righe: QuerySet[Any], campo: str, uso: str) -> QuerySet[Any]:
    righe = righe.order_by().exclude(**{campo: None}).distinct()
    return righe.annotate(quale=F(f"{campo}_id"), uso=Value(uso, output_field=CharField())).values_list("quale", "uso")
