"""Artt. 18, 21 and 33: the results of closed surveys, for their page, for the Relazione (sections 8 and 12), for who publishes them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Count

from smvp.organizzazione.models import Esercizio

from ..calcolo.questionario import Genere, Questionario, Risposta
from ..calcolo.risultati import Esiti, RisultatoIndagine, percento, somma
from ..models import Indagine
from ..stati import CONCLUSE

# How many rows of answers are read at a time.
LOTTO = 2_000


def risultati_pubblicabili(esercizio: Esercizio, tipo: str) -> tuple[RisultatoIndagine, ...]:
    """Of the closed surveys of an exercise, ``tipo`` "benessere" or "soddisfazione", what may be told to anybody: by service, then by day.

    Free texts are never in it. A survey with too few answers is there with ``esiti.rispondenti`` None and nothing told.
    """
    chiuse = Indagine.objects.filter(esercizio=esercizio, tipo=tipo, stato__in=CONCLUSE).select_related("esercizio", "direzione")
    return tuple(risultato(i) for i in chiuse.order_by("direzione__codice", "chiusa_il", "pk"))


def risultato(indagine: Indagine) -> RisultatoIndagine:
    """All that may be told of one, with the year before beside it."""
    prima = di_prima(indagine)
    letto = _con_la_testa(indagine, _esiti(indagine, _esiti(prima) if prima else None))
    return replace(letto, anno_prima=prima.esercizio.anno if prima else None)


def di_prima(indagine: Indagine) -> Indagine | None:
    """The last closed one of the same kind and service, of a year before."""
    stesse = Indagine.objects.filter(tipo=indagine.tipo, direzione=indagine.direzione_id, stato__in=CONCLUSE)
    prime = stesse.filter(esercizio__anno__lt=indagine.esercizio.anno).select_related("esercizio")
    return prime.order_by("-esercizio__anno", "-chiusa_il", "-pk").first()


def _esiti(indagine: Indagine, prima: Esiti | None = None) -> Esiti:
    q = indagine.domande
    risposte = [lette(q, v) for v in indagine.fogli.order_by("pk").values_list("valori", flat=True).iterator(LOTTO)]
    conti = indagine.testi.order_by().values_list("domanda").annotate(quanti=Count("pk"))
    return somma(q, risposte, dict(conti), indagine.esercizio.reg.riservatezza.gruppo_minimo, prima)


def lette(q: Questionario, valori: Mapping[str, Any]) -> Risposta:
    """An answer as it was kept; what the questionnaire does not ask is not counted."""
    return {
        d.codice: tuple(valori[d.codice]) if d.genere == Genere.PIU else valori[d.codice] for d in q.domande if d.codice in valori
    }  # fmt: skip


def _con_la_testa(i: Indagine, esiti: Esiti) -> RisultatoIndagine:
    assert i.dal is not None and i.al is not None  # noqa: S101 - the database refuses an open one without
    invitati = i.inviti.count() if i.di_benessere else None
    tasso = percento(esiti.rispondenti, invitati) if invitati and esiti.rispondenti is not None else None
    return RisultatoIndagine(
        titolo=i.titolo, anno=i.esercizio.anno, servizio=str(i.direzione or ""), dal=i.dal, al=i.al, invitati=invitati, tasso=tasso,
        minimo=i.esercizio.reg.riservatezza.gruppo_minimo, esiti=esiti,
    )  # fmt: skip


def testi_da_leggere(indagine: Indagine) -> dict[str, list[str]]:
    """The free texts by question, for who runs the survey: only where they are enough, in the order of the alphabet, which is nobody's."""
    minimo, per_domanda = indagine.esercizio.reg.riservatezza.gruppo_minimo, {d.codice: [] for d in indagine.domande.di_testo}  # type: ignore[var-annotated]
    for codice, testo in indagine.testi.order_by("testo", "pk").values_list("domanda", "testo"):
        if codice in per_domanda:
            per_domanda[codice].append(testo)
    return {codice: testi for codice, testi in per_domanda.items() if len(testi) >= minimo}
