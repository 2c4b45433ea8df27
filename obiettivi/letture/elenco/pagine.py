"""The list of the objectives of an exercise: its pages, as the database filters, counts and cuts them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.db.models.functions import Length

from smvp.flusso.filtri import Gruppo
from smvp.organizzazione.models import Esercizio, Utente

from ...models import Obiettivo
from ...permessi import visibili_a
from ..turno.interlocutori import con_attese
from ..turno.righe import Riga, attese_di, righe
from .filtri import Filtri, leggi

PER_PAGINA = 25


@dataclass(frozen=True)
class Elenco:
    """One page of the list, with its filters; ``totale``: how many sheets the user sees in the exercise, without filters."""

    filtri: Filtri
    gruppi: list[Gruppo]
    pagina: Page[Obiettivo]
    righe: list[Riga]
    totale: int

    @property
    def quante(self) -> int:
        return self.pagina.paginator.count


def ordinati(obiettivi: QuerySet[Obiettivo]) -> QuerySet[Obiettivo]:
    """General ones first, then by code as people count: OI-2 before OI-10."""
    return obiettivi.order_by("tipo", Length("codice"), "codice")


def elenco(utente: Utente, esercizio: Esercizio, giorno: date, dati: Mapping[str, str]) -> Elenco:
    """The page of the list that an address asks for, in a number of queries that does not grow with the sheets."""
    visibili, filtri = _base(utente, esercizio, giorno, dati)
    pagina = Paginator(ordinati(con_attese(filtri.applica(visibili))), PER_PAGINA).get_page(dati.get("pagina"))
    return Elenco(
        filtri=filtri,
        gruppi=filtri.gruppi(visibili, pagina.paginator.count),
        pagina=pagina,
        righe=righe(pagina.object_list, utente, filtri.attese),
        totale=visibili.count() if filtri.attivi else pagina.paginator.count,
    )


def filtrati(utente: Utente, esercizio: Esercizio, giorno: date, dati: Mapping[str, str]) -> QuerySet[Obiettivo]:
    """All the sheets that the filters of an address let pass, in the order of the list."""
    visibili, filtri = _base(utente, esercizio, giorno, dati)
    return ordinati(con_attese(filtri.applica(visibili)))


def _base(utente: Utente, esercizio: Esercizio, giorno: date, dati: Mapping[str, str]) -> tuple[QuerySet[Obiettivo], Filtri]:
    visibili = visibili_a(utente).filter(esercizio=esercizio)
    return visibili, leggi(dati, attese=attese_di(esercizio, giorno), utente=utente, visibili=visibili)
