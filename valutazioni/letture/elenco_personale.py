"""The staff sheets of an exercise: the rows of a page, grouped by unit, as the database filters, counts and cuts them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Concat

from smvp.flusso.filtri import Gruppo, gruppo
from smvp.flusso.ricerca import Piatto, parole
from smvp.organizzazione.models import Categoria, Direzione, Esercizio, Utente
from smvp.organizzazione.permessi import direzioni_dirette

from .. import calcolo
from ..models import ParteSeconda, SchedaPersonale, VotoVoce
from ..permessi import personali_visibili_a, totali_visibili_a
from ..stati import APERTA, FIRMATE, NON_VALUTABILE, PRESA_VISIONE, PRIMA_DELLA_FIRMA, SCHEDA_PERSONALE, scelte_di_stato
from .personale import con_percentuali, con_voti, punteggio_personale

PER_PAGINA = 50
STATI = scelte_di_stato(SCHEDA_PERSONALE)
# What was determined anew, and what nobody has signed, have a chip of their own (stati.A_PARTE).
FILTRO = Case(
    When(stato=PRESA_VISIONE, sostituisce__isnull=False, then=Value("rideterminata")),
    When(stato=PRESA_VISIONE, firma_rifiutata=True, then=Value("rifiutata")),
    When(stato=PRESA_VISIONE, notificata_il__isnull=False, then=Value("notificata")),
    default="stato",
)
TESTO_MASSIMO = 100


@dataclass(frozen=True, slots=True)
class Riga:
    """A sheet of the list. ``leggibile``: the user may open it; of the others they know state and total only (art. 22)."""

    scheda: SchedaPersonale
    leggibile: bool
    punteggio: calcolo.PunteggioPersonale | None
    ha_seconda: bool
    """Part two is written: shown to the office that reads it."""
    scrive_seconda: bool
    """The user writes part two and the marks are already filled in: the row says if it is missing."""

    @property
    def valutate(self) -> int:
        return sum(v.voto is not None for v in self.scheda.voti.all())

    @property
    def da_valutare(self) -> int:
        return len(self.scheda.voti.all())


@dataclass(frozen=True, slots=True)
class Unita:
    """The rows of a unit on this page; ``persone``, ``complete`` and ``firmate`` count all its sheets that the filters let pass."""

    direzione: Direzione
    righe: list[Riga]
    persone: int
    complete: int
    firmate: int
    leggibile: bool


@dataclass(frozen=True)
class Elenco:
    """One page of the list with its filters; ``totale``: how many sheets the user sees in the exercise, without filters."""

    attivi: dict[str, str]
    gruppi: list[Gruppo]
    pagina: Page[SchedaPersonale]
    unita: list[Unita]
    totale: int

    @property
    def quante(self) -> int:
        return self.pagina.paginator.count

    @property
    def righe(self) -> list[Riga]:
        return [r for u in self.unita for r in u.righe]


def elenco(utente: Utente, esercizio: Esercizio, dati: Mapping[str, str]) -> Elenco:
    """The page of the list that an address asks for, in a number of queries that does not grow with the sheets."""
    visibili = _visibili(utente, esercizio)
    uffici = {d.pk: d for d in Direzione.objects.filter(pk__in=visibili.order_by().values("direzione"))}
    attivi = _attivi(dati, uffici)
    filtrate = _filtra(visibili, attivi)
    pagina = Paginator(_ordinate(filtrate), PER_PAGINA).get_page(dati.get("pagina"))
    return Elenco(
        attivi=attivi,
        gruppi=_gruppi(visibili, attivi, uffici),
        pagina=pagina,
        unita=_unita(righe(utente, pagina.object_list), filtrate),
        totale=visibili.count() if attivi else pagina.paginator.count,
    )


def filtrate(utente: Utente, esercizio: Esercizio, dati: Mapping[str, str]) -> list[Riga]:
    """All the rows that the filters of an address let pass, in the order of the list."""
    visibili = _visibili(utente, esercizio)
    uffici = {d.pk: d for d in Direzione.objects.filter(pk__in=visibili.order_by().values("direzione"))}
    return righe(utente, _ordinate(_filtra(visibili, _attivi(dati, uffici))))


def righe(utente: Utente, schede: QuerySet[SchedaPersonale]) -> list[Riga]:
    """The rows of some sheets, with the score of those that the user may read."""
    con_seconda = schede.annotate(ha_seconda=Exists(ParteSeconda.objects.filter(scheda=OuterRef("pk")).order_by()))
    lette = list(con_percentuali(list(con_voti(con_seconda))))
    aperte = set(personali_visibili_a(utente).filter(pk__in=[s.pk for s in lette]).order_by().values_list("pk", flat=True))
    con_punti = {s.pk for s in lette if s.stato != NON_VALUTABILE} & aperte
    dirette = direzioni_dirette(utente)
    return [
        Riga(s, s.pk in aperte, punteggio_personale(s) if s.pk in con_punti else None, s.ha_seconda,
             s.direzione_id in dirette and s.stato in PRIMA_DELLA_FIRMA and s.stato != APERTA)
        for s in lette
    ]  # fmt: skip


def proprie(utente: Utente, esercizio: Esercizio) -> list[SchedaPersonale]:
    """The evaluatee's own sheets, that of the exercise first, then those of the other years, the latest first; those not shared yet are
    known to be going on, and no more."""
    sue = SchedaPersonale.objects.filter(persona__utente=utente.pk).select_related("esercizio", "direzione", "persona")
    return sorted(sue.order_by("-esercizio__anno"), key=lambda s: s.esercizio_id != esercizio.pk)


def _visibili(utente: Utente, esercizio: Esercizio) -> QuerySet[SchedaPersonale]:
    """What the list shows: the evaluatee's own sheet has a place of its own."""
    return totali_visibili_a(utente).filter(esercizio=esercizio).exclude(persona__utente=utente.pk)


def _ordinate(schede: QuerySet[SchedaPersonale]) -> QuerySet[SchedaPersonale]:
    return schede.order_by("direzione__codice", "persona__cognome", "persona__nome", "pk")


# --- filters --------------------------------------------------------------------------------------------------------------------


def _attivi(dati: Mapping[str, str], uffici: Mapping[int, Direzione]) -> dict[str, str]:
    """What the address asks for; values that do not exist ask for nothing."""
    ammessi: dict[str, Any] = {
        "stato": dict(STATI), "unita": {d.codice for d in uffici.values()}, "categoria": Categoria.values,
    }  # fmt: skip
    attivi = {nome: dati[nome] for nome, valori in ammessi.items() if dati.get(nome) in valori}
    if testo := " ".join(dati.get("q", "").split())[:TESTO_MASSIMO]:
        attivi["q"] = testo
    return attivi


def _filtra(schede: QuerySet[SchedaPersonale], attivi: Mapping[str, str], senza: str = "") -> QuerySet[SchedaPersonale]:
    campi = {"stato": "filtro", "unita": "direzione__codice", "categoria": "categoria"}
    schede = schede.annotate(filtro=FILTRO)
    schede = schede.filter(**{campi[nome]: valore for nome, valore in attivi.items() if nome in campi and nome != senza})
    if testo := attivi.get("q"):
        spazio = Value(" ")
        schede = schede.alias(_chi=Piatto(Concat("persona__nome", spazio, "persona__cognome", spazio, "persona__matricola")))
        for parola in parole(testo):
            schede = schede.filter(_chi__contains=parola)
    return schede


def _gruppi(schede: QuerySet[SchedaPersonale], attivi: Mapping[str, str], uffici: Mapping[int, Direzione]) -> list[Gruppo]:
    nomi = sorted(uffici.values(), key=lambda d: d.codice)
    scelte = (
        ("Stato", "stato", "filtro", STATI),
        ("Ufficio", "unita", "direzione__codice", [(d.codice, d.denominazione) for d in nomi]),
        ("Categoria", "categoria", "categoria", [(c, f"Categoria {c}") for c in Categoria.values]),
    )
    gruppi = []
    for titolo, nome, campo, valori in scelte:
        contate = _filtra(schede, attivi, senza=nome).order_by().values_list(campo).annotate(quante=Count("pk"))
        conti = dict(contate)
        gruppi.append(gruppo(titolo, nome, valori, conti=conti, totale=sum(conti.values()), attivi=attivi))
    return [g for g in gruppi if len(g.voci) > 1]


# --- units ----------------------------------------------------------------------------------------------------------------------


def conta_unita(schede: QuerySet[SchedaPersonale]) -> dict[tuple[int, int], dict[str, Any]]:
    """For each exercise and unit: how many sheets, how many with every mark, how many signed. One query."""
    manca_un_voto = Exists(VotoVoce.objects.filter(scheda=OuterRef("pk"), voto=None).order_by())
    contate = schede.order_by().alias(manca=manca_un_voto).values("esercizio", "direzione").annotate(
        persone=Count("pk"), complete=Count("pk", filter=Q(manca=False)), firmate=Count("pk", filter=Q(stato__in=FIRMATE))
    )  # fmt: skip
    return {(c["esercizio"], c["direzione"]): c for c in contate.order_by("esercizio", "direzione")}


def _unita(della_pagina: list[Riga], tutte: QuerySet[SchedaPersonale]) -> list[Unita]:
    per_ufficio: dict[int, list[Riga]] = {}
    for r in della_pagina:
        per_ufficio.setdefault(r.scheda.direzione_id, []).append(r)
    conti = conta_unita(tutte.filter(direzione__in=list(per_ufficio)))
    return [
        Unita(sue[0].scheda.direzione, sue, c["persone"], c["complete"], c["firmate"], any(r.leggibile for r in sue))
        for pk, sue in per_ufficio.items()
        for c in (conti[sue[0].scheda.esercizio_id, pk],)
    ]
