"""The sheets that a user may read, with their score, and the appointments that wait for one."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Prefetch, QuerySet, Value

from smvp.organizzazione.models import Esercizio, Incarico, Utente
from smvp.organizzazione.ruoli import Ruolo

from .. import calcolo
from ..models import Scheda, VotoFattore, VotoObiettivo
from ..permessi import visibili_a
from ..stati import FIRMATE, NON_VALUTABILE

# Artt. 10 and 24: the Segretario's own appointment, not an interim Direzione's.
DEL_SEGRETARIO = {"ruolo": Ruolo.SEGRETARIO, "ad_interim": False}


def con_tutto(schede: QuerySet[Scheda]) -> QuerySet[Scheda]:
    """The sheets with all that a score needs, in a fixed number of queries."""
    return schede.select_related("esercizio", "incarico__persona", "incarico__direzione", "salvata_da__persona", "atto").prefetch_related(
        Prefetch(
            "voti_obiettivo",
            VotoObiettivo.objects.select_related(
                "assegnazione__obiettivo__atto",
                "assegnazione__obiettivo__responsabile",
                "assegnazione__parte__direzione",
            ),
        ),
        "voti_fattore",
    )


def scheda_visibile(utente: Utente, pk: int) -> Scheda | None:
    """The sheet, if the user may read it, superseded or not."""
    return con_tutto(visibili_a(utente, superate=True)).filter(pk=pk).first()


def fattori_di(scheda: Scheda, macrofattore: str) -> list[VotoFattore]:
    return [v for v in scheda.voti_fattore.all() if v.macrofattore == macrofattore]


def punteggio(scheda: Scheda, *, proposta: bool | None = None) -> calcolo.PunteggioIncarico:
    """The score as it stands now, complete or not (with ``proposta``: as proposed); the arithmetic is ``calcolo``'s alone."""
    con_proposta = scheda.con_proposta if proposta is None else proposta
    return calcolo.calcola_incarico(
        obiettivi=[
            calcolo.ObiettivoValutato(v.assegnazione.obiettivo.codice, v.assegnazione.obiettivo.tipo, v.assegnazione.peso, v.raggiungimento)
            for v in scheda.voti_obiettivo.all()
        ],
        comportamenti={
            m.codice: [v.vale(proposta=con_proposta) for v in fattori_di(scheda, m.codice) if not v.escluso]
            for m in scheda.esercizio.reg.macrofattori
        },
        ruolo=scheda.incarico.ruolo,
        reg=scheda.esercizio.reg,
        solo_comportamenti=scheda.solo_comportamenti,
    )


def schede_di(utente: Utente, esercizio: Esercizio) -> QuerySet[Scheda]:
    """The sheets of an exercise that the user may read."""
    return con_tutto(visibili_a(utente).filter(esercizio=esercizio))


def scadenza(esercizio: Esercizio) -> date:
    """Art. 18: the evaluations are approved by April of the year after."""
    return esercizio.reg.scadenze["valutazioni"].entro(esercizio.anno)


def articolo_scadenza(esercizio: Esercizio) -> str:
    """The article of that term, as every page cites it beside the day: the same for both sheets."""
    return esercizio.reg.scadenze["valutazioni"].articolo


def quante_da_aprire(esercizio: Esercizio) -> int:
    """How many appointments of the exercise have no sheet yet."""
    return incarichi_da_aprire(esercizio).count()


def incarichi_da_aprire(esercizio: Esercizio) -> QuerySet[Incarico]:
    """The appointments of the exercise that have no sheet yet."""
    return incarichi_da_valutare(esercizio).exclude(schede__esercizio=esercizio)


def per_esercizio(esercizi: Iterable[Esercizio], righe: Callable[[Esercizio], QuerySet[Any]], conta: str = "pk") -> dict[int, int]:
    """Exercise → how many different ``conta`` its rows have, none where there are none: one query, however many the years are."""
    conteggi = [
        righe(e).order_by().values(esercizio_contato=Value(e.pk, IntegerField())).annotate(quante=Count(conta, distinct=True))
        for e in esercizi
    ]
    if not conteggi:
        return {}
    tutti = conteggi[0].union(*conteggi[1:], all=True)
    return {r["esercizio_contato"]: r["quante"] for r in tutti if r["quante"]}


def incarichi_con_obiettivi(esercizio: Esercizio) -> QuerySet[Incarico]:
    """Those of them that answer for objectives, and are paid by band (artt. 7 and 24): all but the Segretario's own."""
    return incarichi_da_valutare(esercizio).exclude(**DEL_SEGRETARIO)


def quante_da_firmare(esercizio: Esercizio) -> int:
    """How many appointments of the exercise have no signed sheet yet, nor one that says why there is none."""
    finite = Scheda.objects.filter(incarico=OuterRef("pk"), esercizio=esercizio, stato__in=(*FIRMATE, NON_VALUTABILE))
    return incarichi_da_valutare(esercizio).exclude(Exists(finite)).count()


def incarichi_da_valutare(esercizio: Esercizio) -> QuerySet[Incarico]:
    """The appointments that the exercise evaluates with Allegato B; the Segretario's own for the behaviours alone (artt. 10 and 24)."""
    return Incarico.objects.nel_periodo(esercizio.periodo.dal, esercizio.periodo.al)
