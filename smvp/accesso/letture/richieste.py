"""The requests as their pages read them, each through the permission."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, Q, QuerySet

from smvp.documenti.fogli import Foglio
from smvp.flusso.filtri import Gruppo, gruppo
from smvp.flusso.ricerca import Piatto, parole
from smvp.organizzazione.models import Ente, Utente
from valutazioni.letture.cammino import Fatto, passi_di

from ..models import Controinteressato, RichiestaAccesso
from ..permessi import visibili_a
from ..stati import ACCESSO

PER_PAGINA = 25
CERCA_MASSIMO = 60
TITOLI = {
    "presenta": "Presentata", "registra": "Registrata", "aggiungi_terzo": "Aggiunto un controinteressato",
    "togli_terzo": "Tolto un controinteressato", "rispondi": "Risposta di un controinteressato", "allega": "Aggiunto un documento",
    "accogli": "Visto: accolta", "accogli_in_parte": "Visto: accolta in parte",
}  # fmt: skip
# What happens between office and third parties is not for who asks to read.
DELL_UFFICIO = frozenset({"accesso.aggiungi_terzo", "accesso.togli_terzo", "accesso.rispondi"})


def con_tutto(righe: QuerySet[RichiestaAccesso]) -> QuerySet[RichiestaAccesso]:
    """With all that a page or a step reads of them."""
    terzi = Controinteressato.objects.select_related("persona", "scritta_da__persona")
    return righe.select_related("persona", "esercizio", "registrata_da__persona", "vistata_da__persona").prefetch_related(
        Prefetch("controinteressati", terzi)
    )


def con_un_calendario(righe: QuerySet[RichiestaAccesso]) -> list[RichiestaAccesso]:
    """Many requests, their terms counted on the calendar read once."""
    calendario, tutte = Ente.corrente().calendario, list(con_tutto(righe))
    for riga in tutte:
        riga.calendario = calendario
    return tutte


def richiesta_visibile(utente: Utente, pk: int) -> RichiestaAccesso | None:
    return con_tutto(visibili_a(utente)).filter(pk=pk).first()


def storia(riga: RichiestaAccesso, *, dell_ufficio: bool) -> list[Fatto]:
    """The steps and the acts, the latest first."""
    return passi_di(riga, TITOLI, tralascia=lambda e: not dell_ufficio and e.azione in DELL_UFFICIO)


@dataclass(frozen=True, slots=True)
class Registro:
    """A page of the register as it is filtered."""

    pagina: Page[RichiestaAccesso]
    righe: list[RichiestaAccesso]
    filtri: list[Gruppo]
    cerca: str
    totale: int


def _filtrate(utente: Utente, scelte: Mapping[str, Any]) -> tuple[QuerySet[RichiestaAccesso], dict[str, str], str]:
    """The rows that the search finds, the filters of the address, what is looked for."""
    cerca = " ".join(str(scelte.get("cerca", ""))[:CERCA_MASSIMO].split())
    righe = visibili_a(utente)
    for parola in parole(cerca):
        trovate = Q(nome_piatto__contains=parola) | Q(cognome_piatto__contains=parola) | Q(atti_piatti__contains=parola)
        piatte = {"nome_piatto": Piatto("nome_esterno"), "cognome_piatto": Piatto("persona__cognome"), "atti_piatti": Piatto("atti")}
        righe = righe.annotate(**piatte).filter(trovate)
    attivi = {n: str(scelte[n]) for n in ("stato", "anno") if scelte.get(n)}
    if attivi.get("stato") not in {s.codice for s in ACCESSO.stati}:
        attivi.pop("stato", None)
    anno = attivi.get("anno", "")
    if not (anno.isascii() and anno.isdecimal() and len(anno) == 4):
        attivi.pop("anno", None)
    return righe, attivi, cerca


def _con(righe: QuerySet[RichiestaAccesso], attivi: Mapping[str, str], *, tranne: str = "") -> QuerySet[RichiestaAccesso]:
    return righe.filter(**{n: v for n, v in attivi.items() if n != tranne})


def registro(utente: Utente, scelte: Mapping[str, Any]) -> Registro:
    """The register of those that the user reads, filtered by state and year, in a fixed number of queries."""
    righe, attivi, cerca = _filtrate(utente, scelte)
    con_cerca = attivi | ({"cerca": cerca} if cerca else {})
    gruppi = []
    for nome, etichetta, voci in (
        ("stato", "Stato", [(s.codice, s.parola) for s in ACCESSO.stati]),
        ("anno", "Anno", None),
    ):
        conti = {str(v): n for v, n in _con(righe, attivi, tranne=nome).order_by().values_list(nome).annotate(n=Count("pk"))}
        scelte_ = voci if voci is not None else [(a, a) for a in sorted(conti, reverse=True)]
        tutti = "Tutte" if nome == "stato" else "Tutti"
        gruppi.append(gruppo(etichetta, nome, scelte_, conti=conti, totale=sum(conti.values()), attivi=con_cerca, tutti=tutti))
    trovate = _con(righe, attivi)
    pagina = Paginator(trovate, PER_PAGINA).get_page(scelte.get("pagina", 1))
    chiavi = [r.pk for r in pagina.object_list]
    return Registro(pagina, con_un_calendario(RichiestaAccesso.objects.filter(pk__in=chiavi)), gruppi, cerca, pagina.paginator.count)


INTESTAZIONI = (
    "Numero", "Presentata il", "Richiedente", "In qualità di", "Protocollo", "Esercizio", "Atti chiesti", "Modo", "Controinteressati",
    "Opposizioni", "Stato", "Visto del", "Evasa il", "Pagine", "Spese vive", "Ricevuta", "Entro",
)  # fmt: skip
FORMATI = (
    "testo", "data", "testo", "testo", "testo", "intero", "testo", "testo", "intero", "intero", "testo", "data", "data", "intero", "euro",
    "testo", "data",
)  # fmt: skip


def foglio_del_registro(utente: Utente, scelte: Mapping[str, Any]) -> Foglio:
    """The register as it is filtered, all of it, as a sheet."""
    righe, attivi, _ = _filtrate(utente, scelte)
    trovate = con_un_calendario(_con(righe, attivi))
    return Foglio("Registro degli accessi", INTESTAZIONI, [_riga(r) for r in trovate], FORMATI)


def _riga(r: RichiestaAccesso) -> list[Any]:
    return [
        r.sigla, r.presentata, r.chi, r.in_qualita, r.protocollo, r.esercizio.anno, r.atti, r.get_modo_display(), len(r.terzi),
        sum(t.risposta == "opposizione" for t in r.terzi), r.stato_attuale.parola, r.visto_del, r.consegnata,
        r.pagine if r.consegnata else None, r.costo if r.consegnata else None, r.ricevuta, r.entro,
    ]  # fmt: skip
