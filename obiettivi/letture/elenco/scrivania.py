"""What the home page asks: the sheets that wait for a user, a few of each kind and how many there are, in all the open exercises."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import Length, RowNumber

from smvp.organizzazione.models import Ente, Esercizio, Utente
from smvp.organizzazione.ruoli import Ruolo, persona_di, ruoli_di

from ... import stati
from ...models import Obiettivo
from ...permessi import visibili_a
from ..turno.attese import Attese
from ..turno.attore import Attore, una_di
from ..turno.interlocutori import Interlocutori, con_attese, leggi_firme
from ..turno.righe import Riga, righe_di

CHI_TIENE_LE_FILA = frozenset({Ruolo.SEGRETARIO, Ruolo.NCVP, Ruolo.SEGRETERIA})


@dataclass(frozen=True, slots=True)
class Mucchio:
    """The sheets of one exercise in one state that wait for the same people: the first few, and how many they are."""

    esercizio: Esercizio
    stato: str
    prime: list[Riga]
    quante: int


@dataclass(frozen=True, slots=True)
class Scrivania:
    da_fare: list[Mucchio]
    in_attesa: list[Mucchio]
    concluse: list[Obiettivo]


def scrivania(utente: Utente, giorno: date, *, per_mucchio: int, recenti: int) -> Scrivania:
    """The desk of a user on a day, in a number of queries that grows neither with the sheets nor with the exercises."""
    calendario, attore = Ente.corrente().calendario, Attore(utente, giorno)
    attese = {e.pk: Attese(e, giorno, calendario) for e in Esercizio.objects.filter(chiuso_il=None).order_by("anno")}
    visibili = visibili_a(utente)
    tocca = una_di(a.tocca_a(utente, attore) for a in attese.values())
    aspetta = una_di(a.aspettano() for a in attese.values())
    altrui = visibili.filter(aspetta, _mie(utente, giorno)).exclude(pk__in=visibili.filter(tocca).order_by().values("pk"))
    chi = Interlocutori(giorno)
    return Scrivania(
        _mucchi(visibili.filter(tocca), utente, attese, chi, per_mucchio),
        _mucchi(altrui, utente, attese, chi, per_mucchio),
        list(visibili.filter(_partecipa(utente), stato__in=[stati.ASSEGNATA, stati.VALUTATA], esercizio__in=attese).exclude(aspetta)
             .order_by("-esercizio__anno", "-validato_il", "codice")[:recenti]),
    )  # fmt: skip


def _mie(utente: Utente, giorno: date) -> Q:
    """Whose progress the user follows: of all, those who hold the threads; everybody else, of their own."""
    return Q() if ruoli_di(utente, giorno) & CHI_TIENE_LE_FILA else _partecipa(utente)


def _partecipa(utente: Utente) -> Q:
    persona = persona_di(utente)
    suoi = Obiettivo.objects.filter(assegnazioni__incarico__persona=persona.pk if persona else 0).order_by().values("pk")
    return Q(responsabile__persona=persona.pk if persona else 0) | Q(pk__in=suoi)


def _mucchi(
    obiettivi: QuerySet[Obiettivo], utente: Utente, attese: dict[int, Attese], chi: Interlocutori, per_mucchio: int
) -> list[Mucchio]:
    """Heaps by exercise and state: counted by the database, the first few of each read in one query."""
    conti = obiettivi.order_by().values_list("esercizio", "stato").annotate(quante=Count("pk"))
    posto = Window(RowNumber(), partition_by=[F("esercizio"), F("stato")], order_by=["tipo", Length("codice"), "codice"])
    prime: dict[tuple[int, str], list[Obiettivo]] = {}
    for o in con_attese(obiettivi).annotate(posto=posto).filter(posto__lte=per_mucchio).order_by("esercizio__anno", "posto"):
        prime.setdefault((o.esercizio_id, o.stato), []).append(o)
    leggi_firme(o for gruppo in prime.values() for o in gruppo)
    return [
        Mucchio(attese[e].esercizio, stato, righe_di(prime.get((e, stato), []), utente, attese[e], chi), quante)
        for e, stato, quante in sorted(conti)
    ]  # fmt: skip
