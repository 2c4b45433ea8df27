"""The evaluations of all the exercises as fairness looks at them, in a number of queries that does not grow with people or years."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet

from smvp.organizzazione.letture import nomi_degli_utenti
from smvp.organizzazione.models import Direzione, Esercizio
from smvp.organizzazione.ruoli import Ruolo
from smvp.registro.models import Evento

from ...calcolo.equita import Giudizio
from ...models import Scheda, SchedaPersonale, VotoFattore, VotoVoce
from ...stati import NON_VALUTABILE, SCHEDA, SCHEDA_PERSONALE

DIRIGENTI, PO, PERSONALE = "dirigenti", "po", "personale"
NOMI = {DIRIGENTI: "Dirigenti", PO: "P.O.", PERSONALE: "Personale"}
# Who gave the marks, by the step that they took last; of two such steps on one sheet, the one that comes first here.
PASSI = {
    f"{SCHEDA_PERSONALE.codice}.trasmetti": "P.O.", f"{SCHEDA_PERSONALE.codice}.decidi": "Dirigente",
    f"{SCHEDA.codice}.chiedi_concerto": "Dirigente", f"{SCHEDA.codice}.trasmetti": "NCVP, comportamenti decisi dal Sindaco",
    f"{SCHEDA.codice}.ridetermina": "dopo un riesame", f"{SCHEDA_PERSONALE.codice}.ridetermina": "dopo un riesame",
}  # fmt: skip
# Art. 29: not of whoever communicates it, nor of who had evaluated before.
DEL_RIESAME, ORGANISMO = ".ridetermina", "Organismo di garanzia"
IGNOTO = "Non risulta dal registro"


@dataclass(frozen=True, slots=True)
class Valutatore:
    """Who gave the marks, and as what."""

    nome: str
    come: str


@dataclass(frozen=True, slots=True)
class Valutata:
    """A sheet whose points are fixed. ``fascia``: of art. 24, None for the staff; ``direzione``: the one at the top of the unit."""

    anno: int
    insieme: str
    giudizio: Giudizio
    fascia: int | None
    direzione: int | None
    valutatore: Valutatore | None


@dataclass(frozen=True, slots=True)
class Letti:
    """All the sheets with their points; for the exercise asked for, how many sheets there are in each group and how many of them are
    closed without points (art. 16)."""

    valutate: list[Valutata]
    tutte: Mapping[str, int]
    non_valutabili: Mapping[str, int]
    direzioni: Mapping[int, Direzione]


def leggi(esercizio: Esercizio) -> Letti:
    """The sheets of every exercise; marks and evaluators only of ``esercizio``. The Segretario's own, out of 90, has no group here."""
    uffici = {d.pk: d for d in Direzione.objects.order_by("codice")}
    padri = {pk: d.padre_id for pk, d in uffici.items()}
    chi = _valutatori()
    b, d = Scheda.objects.exclude(p_a=None), SchedaPersonale.objects.exclude(totale=None)
    voti_b = _conta(VotoFattore.objects.filter(scheda__in=b.filter(esercizio=esercizio), escluso=False))
    voti_d = _conta(VotoVoce.objects.filter(scheda__in=d.filter(esercizio=esercizio)))
    campi_b = ("pk", "esercizio__anno", "incarico__ruolo", "incarico__persona", "p_finale", "fascia", "incarico__direzione")
    campi_d = ("pk", "esercizio__anno", "persona", "totale", "direzione")
    valutate = [
        _valutata(anno, _insieme(ruolo), persona, punti, voti_b.get(pk, {}), fascia, _apice(ufficio, padri), chi.get((SCHEDA.codice, pk)))
        for pk, anno, ruolo, persona, punti, fascia, ufficio in b.order_by("pk").values_list(*campi_b)
    ]
    valutate += [
        _valutata(anno, PERSONALE, persona, punti, voti_d.get(pk, {}), None, _apice(ufficio, padri), chi.get((SCHEDA_PERSONALE.codice, pk)))
        for pk, anno, persona, punti, ufficio in d.order_by("pk").values_list(*campi_d)
    ]
    return Letti(valutate, *_contate(esercizio), uffici)


def _valutata(
    anno: int, insieme: str, persona: int, punti: Decimal, voti: Mapping[int, int], fascia: int | None, direzione: int | None,
    valutatore: Valutatore | None,
) -> Valutata:  # fmt: skip
    return Valutata(anno, insieme, Giudizio(persona, punti, voti), fascia, direzione, valutatore)


def _insieme(ruolo: str) -> str:
    return PO if ruolo == Ruolo.PO else DIRIGENTI


def _contate(esercizio: Esercizio) -> tuple[dict[str, int], dict[str, int]]:
    """How many sheets there are in each group, and how many of them are not evaluable; the Segretario's own is none of theirs."""
    tutte: dict[str, int] = defaultdict(int)
    senza: dict[str, int] = defaultdict(int)
    righe = Scheda.objects.filter(esercizio=esercizio).exclude(incarico__ruolo=Ruolo.SEGRETARIO, incarico__ad_interim=False)
    conto = {"quante": Count("pk"), "finite": Count("pk", filter=Q(stato=NON_VALUTABILE))}
    for ruolo, quante, finite in righe.order_by().values_list("incarico__ruolo").annotate(**conto):
        tutte[_insieme(ruolo)] += quante
        senza[_insieme(ruolo)] += finite
    del_personale = SchedaPersonale.objects.filter(esercizio=esercizio).aggregate(**conto)
    tutte[PERSONALE], senza[PERSONALE] = del_personale["quante"], del_personale["finite"]
    return tutte, senza


def _conta(voti: QuerySet[Any]) -> dict[int, dict[int, int]]:
    """How often each mark stands on each sheet; what has no mark is not counted."""
    conti: dict[int, dict[int, int]] = defaultdict(dict)
    for scheda, voto, quanti in voti.exclude(voto=None).order_by().values_list("scheda", "voto").annotate(quanti=Count("pk")):
        conti[scheda][voto] = quanti
    return conti


def _valutatori() -> dict[tuple[str, int], Valutatore]:
    """Who gave the marks of each sheet, from the log: the P.O. that filled it in before the dirigente who signed it. Two queries."""
    ordine = list(PASSI)
    ultimi: dict[tuple[str, int], tuple[str, str]] = {}
    passi = Evento.objects.filter(oggetto__in=(SCHEDA.codice, SCHEDA_PERSONALE.codice), azione__in=ordine).order_by("numero")
    for oggetto, oggetto_id, azione, utente in passi.values_list("oggetto", "oggetto_id", "azione", "utente"):
        chiave = (oggetto, int(oggetto_id))
        prima = ultimi.get(chiave)
        if prima is None or ordine.index(azione) <= ordine.index(prima[0]):
            ultimi[chiave] = (azione, utente)
    nomi = nomi_degli_utenti(utente for _, utente in ultimi.values())
    noti = {
        (azione, utente): Valutatore(ORGANISMO if azione.endswith(DEL_RIESAME) else nomi[utente], PASSI[azione])
        for azione, utente in set(ultimi.values())
    }
    return {chiave: noti[passo] for chiave, passo in ultimi.items()}


def _apice(ufficio: int | None, padri: Mapping[int, int | None]) -> int | None:
    while ufficio is not None and padri.get(ufficio) is not None:
        ufficio = padri[ufficio]
    return ufficio


def dell_anno(valutate: Iterable[Valutata], anno: int, insieme: str) -> list[Valutata]:
    return [v for v in valutate if v.anno == anno and v.insieme == insieme]
