"""What the documents of the objectives are made of, read in a fixed number of queries."""

import re
from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet

from ..models import Accettazione, Allegato, Consuntivo, Monitoraggio, Obiettivo, Versione
from ..stati import BOZZA, INTEGRAZIONI, NEGOZIATA, RIDEFINITA, TRASMESSA, VALIDATA
from .scheda.schede import con_tutto
from .scheda.versioni import CONSERVATE, VALIDAZIONE

CON_PARERE = "con_parere"
IN_REVISIONE = frozenset({"revisione", RIDEFINITA})
"""An assigned text is still in force while another one is written."""

PRIMA_DELLA_VALIDAZIONE = frozenset({BOZZA, NEGOZIATA, CON_PARERE, TRASMESSA, INTEGRAZIONI})
ESAME_IN_CORSO = frozenset({BOZZA, NEGOZIATA, CON_PARERE, TRASMESSA, *IN_REVISIONE})
"""While it is examined a tick is not yet an outcome."""


def da_stampare(obiettivi: QuerySet[Obiettivo]) -> QuerySet[Obiettivo]:
    """The objectives with all that any document says of them."""
    firme = Accettazione.objects.select_related("assegnazione__incarico__persona")
    consuntivi = Consuntivo.objects.select_related(
        "parte__direzione", "compilato_da__persona", "misurato_da__persona", "valutato_da__persona"
    )
    monitoraggi = Monitoraggio.objects.select_related("parte__direzione", "verificato_da__persona", "compilato_da__persona")
    return con_tutto(obiettivi).prefetch_related(
        Prefetch("versioni", Versione.objects.defer("contenuto").prefetch_related(Prefetch("accettazioni", firme))),
        Prefetch("consuntivi", consuntivi), Prefetch("monitoraggi", monitoraggi), "riscontri__esaminato_da__persona",
        Prefetch("allegati", Allegato.objects.select_related("parte__direzione")), "indicatori__rilevazione",
        "parti__direzione__padre__padre",
    )  # fmt: skip


def versione_firmata(obiettivo: Obiettivo) -> Versione | None:
    """The text that was validated last and is signed for acceptance, unless another one is being written (art. 14)."""
    if obiettivo.stato in PRIMA_DELLA_VALIDAZIONE | IN_REVISIONE:
        return None
    return next((v for v in reversed(list(obiettivo.versioni.all())) if v.azione == "valida"), None)


def ultima_versione(obiettivo: Obiettivo) -> Versione | None:
    return versione_firmata(obiettivo) or next(iter(reversed(list(obiettivo.versioni.all()))), None)


def rivalidata(obiettivo: Obiettivo) -> bool:
    """Its redefined text is validated and not accepted by all yet: the one of before still holds (art. 15)."""
    return obiettivo.stato == VALIDATA and obiettivo.ridefinito_il is not None


def versioni_in_vigore(obiettivi: Iterable[Obiettivo]) -> dict[int, Versione]:
    """For the objectives under revision, by id: the signed text that holds until the new one takes its place (art. 15)."""
    nuove = {o.pk: rivalidata(o) for o in obiettivi if o.stato in IN_REVISIONE or rivalidata(o)}
    firme = Accettazione.objects.select_related("assegnazione__incarico__persona")
    righe = Versione.objects.filter(obiettivo__in=nuove, azione__in=(VALIDAZIONE, *CONSERVATE)).order_by("obiettivo", "numero")
    testi: dict[int, list[Versione]] = {}
    for v in righe.select_related("atto").prefetch_related(Prefetch("accettazioni", firme)):
        testi.setdefault(v.obiettivo_id, []).append(v)
    trovate = {}
    for pk, sue in testi.items():
        validate = [v for v in sue if v.azione == VALIDAZIONE]
        prima = validate[:-1] if nuove[pk] else validate
        richieste = [v for v in sue if v.azione in CONSERVATE]
        if prima or richieste:
            trovate[pk] = (prima or richieste)[-1]
    return trovate


def testi_precedenti(obiettivi: Iterable[Obiettivo]) -> dict[int, Versione]:
    """For the objectives that a revision has changed, by id: the text of before (art. 15), to be read beside the present one."""
    cercate = {}
    for o in obiettivi:
        validate = [v.pk for v in o.versioni.all() if v.azione == "valida"]
        if o.stato in IN_REVISIONE and validate:
            cercate[o.pk] = validate[-1]
        elif versione_firmata(o) and len(validate) > 1:
            cercate[o.pk] = validate[-2]
    versioni = Versione.objects.select_related("atto").in_bulk(list(cercate.values()))
    return {pk: versioni[versione] for pk, versione in cercate.items()}


def in_ordine(obiettivi: Iterable[Obiettivo]) -> list[Obiettivo]:
    """By code as people count: OI-2 before OI-10."""
    return sorted(obiettivi, key=lambda o: [int(p) if p.isdigit() else p for p in re.split(r"(\d+)", o.codice)])
