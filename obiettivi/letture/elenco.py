"""The list of the objectives of an exercise: the rows of a page, as the database filters, counts and cuts them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.db.models.functions import Length

from smvp.flusso.filtri import Gruppo
from smvp.nucleo.formati import giorni_mancanti
from smvp.organizzazione.models import Ente, Esercizio, Persona, Utente
from smvp.organizzazione.ruoli import persona_di

from ..models import Obiettivo
from ..permessi import visibili_a
from .attese import Attesa, Attese
from .filtri import Filtri, leggi
from .interlocutori import Interlocutori, con_attese

PER_PAGINA = 25


@dataclass(frozen=True, slots=True)
class Riga:
    """A sheet of the list: ``attendono`` are those for whom it waits, ``te`` says that the reader is one of them."""

    obiettivo: Obiettivo
    attesa: Attesa | None
    attendono: list[Persona]
    te: bool
    mancano: str
    tardi: bool

    @property
    def di_chi(self) -> Persona | None:
        return self.obiettivo.responsabile.persona if self.obiettivo.responsabile else None

    @property
    def direzione(self) -> str:
        responsabile = self.obiettivo.responsabile
        return str(responsabile.direzione.apice) if responsabile and responsabile.direzione else ""

    @property
    def altre_direzioni(self) -> int:
        """How many Direzioni take part beside the one that leads."""
        return sum(str(p.direzione) != self.direzione for p in self.obiettivo.parti.all())

    @property
    def pesi(self) -> list[Decimal]:
        """The weights it has, each once, the greatest first."""
        return sorted({a.peso for a in self.obiettivo.assegnazioni.all()}, reverse=True)

    @property
    def tocca_a(self) -> str:
        """For whom it waits, in words; two names at most."""
        if self.te:
            return "te"
        nomi = [p.con_titolo for p in self.attendono]
        return ", ".join(nomi[:2]) + (f" e altri {len(nomi) - 2}" if len(nomi) > 2 else "")


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


def attese_di(esercizio: Esercizio, giorno: date) -> Attese:
    return Attese(esercizio, giorno, Ente.corrente().calendario)


def ordinati(obiettivi: QuerySet[Obiettivo]) -> QuerySet[Obiettivo]:
    """General ones first, then by code as people count: OI-2 before OI-10."""
    return obiettivi.order_by("tipo", Length("codice"), "codice")


def elenco(utente: Utente, esercizio: Esercizio, giorno: date, dati: Mapping[str, str]) -> Elenco:
    """The page of the list that an address asks for, in a number of queries that does not grow with the sheets."""
    visibili, filtri = _base(utente, esercizio, giorno, dati)
    pagina = Paginator(ordinati(con_attese(filtri.applica(visibili))), PER_PAGINA).get_page(dati.get("pagina"))
    return Elenco(
        filtri=filtri,
        gruppi=filtri.gruppi(visibili),
        pagina=pagina,
        righe=righe(pagina.object_list, utente, filtri.attese),
        totale=visibili.count() if filtri.attivi else pagina.paginator.count,
    )


def filtrati(utente: Utente, esercizio: Esercizio, giorno: date, dati: Mapping[str, str]) -> QuerySet[Obiettivo]:
    """All the sheets that the filters of an address let pass, in the order of the list."""
    visibili, filtri = _base(utente, esercizio, giorno, dati)
    return ordinati(con_attese(filtri.applica(visibili)))


def righe(obiettivi: Iterable[Obiettivo], utente: Utente, attese: Attese) -> list[Riga]:
    """The rows for objectives read ``con_attese``."""
    return righe_di(obiettivi, utente, attese, Interlocutori(attese.giorno))


def riga_di(obiettivo: Obiettivo, utente: Utente, giorno: date) -> Riga:
    """One sheet as the list shows it: what it waits for, and from whom."""
    return righe(con_attese(Obiettivo.objects.filter(pk=obiettivo.pk)), utente, attese_di(obiettivo.esercizio, giorno))[0]


def righe_di(obiettivi: Iterable[Obiettivo], utente: Utente, attese: Attese, chi: Interlocutori) -> list[Riga]:
    """The same, for who has read already who is in office."""
    persona = persona_di(utente)
    return [_riga(o, attese, chi, persona) for o in obiettivi]


def _riga(o: Obiettivo, attese: Attese, chi: Interlocutori, persona: Persona | None) -> Riga:
    attesa = attese.di(o)
    attendono = chi.di(o) if attesa else []
    mancano = giorni_mancanti(attese.giorno, attesa.termine) if attesa and attesa.termine else ""
    return Riga(
        o, attesa, attendono, persona is not None and persona in attendono, mancano, attesa is not None and attesa.tardi(attese.giorno)
    )


def _base(utente: Utente, esercizio: Esercizio, giorno: date, dati: Mapping[str, str]) -> tuple[QuerySet[Obiettivo], Filtri]:
    visibili = visibili_a(utente).filter(esercizio=esercizio)
    return visibili, leggi(dati, attese=attese_di(esercizio, giorno), utente=utente, visibili=visibili)
