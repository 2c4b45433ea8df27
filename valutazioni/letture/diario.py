"""The diary of the year (optional): the remarks on a person, who may be told of a new one, whose diaries a user reads."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Count, Max, Q, QuerySet, Value
from django.db.models.functions import Concat

from smvp.flusso.ricerca import Piatto, parole
from smvp.organizzazione.letture import nome_di, titolari
from smvp.organizzazione.models import Esercizio, Incarico, Persona, Utente
from smvp.organizzazione.ruoli import Ruolo

from ..models import Annotazione, Valutazione
from ..models.valutazione import catena_di
from ..permessi import diari_visibili_a, puo_sul_diario
from ..stati import NON_VALUTABILE

PER_PAGINA = 50
TESTO_MASSIMO = 100


@dataclass(frozen=True, slots=True)
class Nota:
    """A remark as it is read. ``del_valutato``: the evaluatee wrote it."""

    annotazione: Annotazione
    chi: str
    del_valutato: bool


def note_di(persona: Persona, esercizio: Esercizio) -> list[Nota]:
    """The remarks on a person in an exercise, the first first."""
    trovate = Annotazione.objects.filter(persona=persona, esercizio=esercizio).select_related("autore__persona")
    return [Nota(a, nome_di(a.autore), a.autore_id == persona.utente_id) for a in trovate.order_by("scritta_il", "pk")]


def note_per(utente: Utente, persona: Persona, esercizio: Esercizio) -> list[Nota] | None:
    """The same for who reads them beside a sheet; None where there is no diary, or it is not theirs to read."""
    if not esercizio.reg.facolta.diario or not puo_sul_diario(utente, persona, esercizio):
        return None
    return note_di(persona, esercizio)


def note_citate(schede: Sequence[Valutazione]) -> dict[int, list[Nota]]:
    """For each of these sheets (of one kind) the remarks that its document quotes, the first first, in one query.

    Those written before the evaluatee signed; none where the version has no diary, nor of a sheet that is not evaluable.
    """
    con_diario = [s for s in schede if s.stato != NON_VALUTABILE and s.esercizio.reg.facolta.diario]
    per_chi: dict[tuple[int, int], list[Nota]] = defaultdict(list)
    if con_diario:
        scritte = Annotazione.objects.filter(
            esercizio__in={s.esercizio.pk for s in con_diario}, persona__in={s.valutato_id for s in con_diario}
        )  # fmt: skip
        for a in scritte.select_related("autore__persona", "persona").order_by("scritta_il", "pk"):
            per_chi[a.esercizio_id, a.persona_id].append(Nota(a, nome_di(a.autore), a.autore_id == a.persona.utente_id))
    return {
        s.pk: [
            n for n in per_chi[s.esercizio.pk, s.valutato_id]
            if s.presa_visione_il is None or n.annotazione.scritta_il <= s.presa_visione_il
        ]
        for s in con_diario
    }  # fmt: skip


def diari(utente: Utente, esercizio: Esercizio, testo: str, pagina: str | None) -> Page[Persona]:
    """The people whose diary the user reads, with how many remarks there are (``quante``) and when the last was written (``ultima``)."""
    dell_anno = Q(annotazioni__esercizio=esercizio)
    persone = diari_visibili_a(utente, esercizio).annotate(
        quante=Count("annotazioni", filter=dell_anno), ultima=Max("annotazioni__scritta_il", filter=dell_anno)
    )  # fmt: skip
    return Paginator(_cerca(persone, testo).order_by("cognome", "nome", "pk"), PER_PAGINA).get_page(pagina)


def _cerca(persone: QuerySet[Persona], testo: str) -> QuerySet[Persona]:
    if cercate := parole(testo[:TESTO_MASSIMO]):
        persone = persone.alias(_chi=Piatto(Concat("nome", Value(" "), "cognome", Value(" "), "matricola")))
        for parola in cercate:
            persone = persone.filter(_chi__contains=parola)
    return persone


def altra_parte(persona: Persona, autore: Utente, giorno: date) -> Iterable[Utente]:
    """Whom a new remark is told to: the evaluatee, or, if they wrote it, those who evaluate them on the day."""
    if autore.pk != persona.utente_id:
        return Utente.objects.filter(persona=persona, is_active=True)
    incarichi = list(Incarico.objects.in_vigore(giorno).filter(persona=persona).select_related("direzione__padre__padre"))
    if any(i.ruolo != Ruolo.PO for i in incarichi):
        return [u for u in titolari(Ruolo.NCVP, giorno) if u.pk != autore.pk]
    ruoli = [Ruolo.DIRIGENTE] if incarichi else [Ruolo.DIRIGENTE, Ruolo.PO]
    appartenenze = persona.appartenenze.in_vigore(giorno).select_related("direzione__padre__padre")
    uffici = {pk for posto in (incarichi or appartenenze) for pk in catena_di(posto.direzione)}
    chi = Incarico.objects.in_vigore(giorno).filter(ruolo__in=ruoli, direzione__in=uffici)
    return Utente.objects.filter(persona__in=chi.order_by().values("persona"), is_active=True).exclude(pk=autore.pk)
