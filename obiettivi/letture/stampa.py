"""What the documents of the objectives are made of, read in a fixed number of queries."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from smvp.organizzazione.models import Direzione, Incarico, Nomina
from smvp.organizzazione.ruoli import Ruolo

from ..models import Accettazione, Allegato, Consuntivo, Monitoraggio, Obiettivo, Versione
from ..stati import BOZZA, INTEGRAZIONI, NEGOZIATA, RIDEFINITA, TRASMESSA
from .schede import con_tutto

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


@dataclass(frozen=True, slots=True)
class Firmatari:
    """The people in office on a day who sign the documents; ``dirigenti`` by office, the one nearest above."""

    ncvp: str
    segretario: str
    controllo: str
    dirigenti: dict[int, str]


def firmatari(giorno: date) -> Firmatari:
    """Who is in office on a day, in a fixed number of queries."""
    nomine = Nomina.objects.in_vigore(giorno).filter(ruolo__in=[Ruolo.NCVP, Ruolo.CONTROLLO]).select_related("persona")
    in_carica: dict[str, list[str]] = {}
    for n in nomine:
        in_carica.setdefault(n.ruolo, []).append(n.persona.con_titolo)
    incarichi = list(
        Incarico.objects.in_vigore(giorno).filter(ruolo__in=[Ruolo.DIRIGENTE, Ruolo.SEGRETARIO]).select_related("persona").order_by("dal")
    )
    dirigenti = {i.direzione_id: i.persona.con_titolo for i in incarichi if i.ruolo == Ruolo.DIRIGENTE and i.direzione_id}
    padri = dict(Direzione.objects.values_list("pk", "padre_id"))
    return Firmatari(
        ncvp=_uno_solo(in_carica.get(Ruolo.NCVP, ())),
        segretario=_uno_solo(i.persona.con_titolo for i in incarichi if i.ruolo == Ruolo.SEGRETARIO),
        controllo=_uno_solo(in_carica.get(Ruolo.CONTROLLO, ())),
        dirigenti={pk: _sopra(pk, padri, dirigenti) for pk in padri},
    )


def _uno_solo(nomi: Iterable[str]) -> str:
    """The one in office; of a body of several, or where nobody is, the place is left for the pen."""
    diversi = list(dict.fromkeys(nomi))
    return diversi[0] if len(diversi) == 1 else ""


def _sopra(pk: int | None, padri: dict[int, int | None], dirigenti: dict[int, str]) -> str:
    while pk is not None and pk not in dirigenti:
        pk = padri[pk]
    return dirigenti.get(pk, "") if pk else ""


def versione_firmata(obiettivo: Obiettivo) -> Versione | None:
    """The text that was validated last and is signed for acceptance, unless another one is being written (art. 14)."""
    if obiettivo.stato in PRIMA_DELLA_VALIDAZIONE | IN_REVISIONE:
        return None
    return next((v for v in reversed(list(obiettivo.versioni.all())) if v.azione == "valida"), None)


def ultima_versione(obiettivo: Obiettivo) -> Versione | None:
    return versione_firmata(obiettivo) or next(iter(reversed(list(obiettivo.versioni.all()))), None)


def versioni_in_vigore(obiettivi: Iterable[Obiettivo]) -> dict[int, Versione]:
    """For the objectives under revision, by id: the signed text that holds until the new one is assigned (art. 15)."""
    in_revisione = [o.pk for o in obiettivi if o.stato in IN_REVISIONE]
    firme = Accettazione.objects.select_related("assegnazione__incarico__persona")
    righe = Versione.objects.filter(obiettivo__in=in_revisione, azione="valida").order_by("obiettivo", "numero")
    righe = righe.prefetch_related(Prefetch("accettazioni", firme))
    return {v.obiettivo_id: v for v in righe}


def testi_precedenti(obiettivi: Iterable[Obiettivo]) -> dict[int, Versione]:
    """For the objectives that a revision has changed, by id: the text of before (art. 15), to be read beside the present one."""
    cercate = {}
    for o in obiettivi:
        validate = [v.pk for v in o.versioni.all() if v.azione == "valida"]
        if o.stato in IN_REVISIONE and validate:
            cercate[o.pk] = validate[-1]
        elif versione_firmata(o) and len(validate) > 1:
            cercate[o.pk] = validate[-2]
    versioni = Versione.objects.in_bulk(list(cercate.values()))
    return {pk: versioni[versione] for pk, versione in cercate.items()}


def in_ordine(obiettivi: Iterable[Obiettivo]) -> list[Obiettivo]:
    """By code as people count: OI-2 before OI-10."""
    return sorted(obiettivi, key=lambda o: [int(p) if p.isdigit() else p for p in re.split(r"(\d+)", o.codice)])
