"""Who may see and do what in a case: its party, who sits in its Organismo, the Segretario who prepares it. Nobody else (art. 29)."""

from collections.abc import Iterable

import rules
from django.db.models import Q, QuerySet

from smvp.organizzazione.models import Utente
from smvp.organizzazione.permessi import ha_ruolo
from smvp.organizzazione.ruoli import Ruolo, persona_di, ruoli_di
from smvp.orologio import oggi
from valutazioni.models import Valutazione
from valutazioni.stati import FIRMATE

from .models import Componente, Conciliazione, Controdeduzione, Istanza, Misura, SuUnaScheda
from .models.organismo import Qualita
from .stati import COMUNICATE, DA_DECIDERE, NEL_MERITO, PRESENTATA

# Who prepares cases, or sits in all of them by office: they have the tab.
TENGONO = frozenset({Ruolo.SEGRETARIO, Ruolo.VICESEGRETARIO, Ruolo.NCVP})


# --- which cases ------------------------------------------------------------------------------------------------------------------------


def _del_segretario(utente: Utente) -> Q:
    """Those on which the user acts as Segretario: the Vicesegretario where the Segretario may not (reading A49). Never one's own."""
    ruoli, persona = ruoli_di(utente, oggi()), persona_di(utente)
    vede = Q(pk__in=[])
    if Ruolo.SEGRETARIO in ruoli:
        vede |= Q(segretario_escluso=False)
    if Ruolo.VICESEGRETARIO in ruoli:
        vede |= Q(segretario_escluso=True)
    return vede & ~Q(persona=persona.pk if persona else 0)


def _proprie(utente: Utente) -> Q:
    persona = persona_di(utente)
    return Q(persona=persona.pk) if persona else Q(pk__in=[])


def visibili_a(utente: Utente) -> QuerySet[Istanza]:
    """The requests that a user may read."""
    persona = persona_di(utente)
    if persona is None:
        return Istanza.objects.none()
    siede = Q(pk__in=Componente.objects.filter(persona=persona.pk, al=None).order_by().values("istanza"))
    return Istanza.objects.filter(_proprie(utente) | siede | _del_segretario(utente))


def conciliazioni_visibili_a(utente: Utente) -> QuerySet[Conciliazione]:
    """The party's, and the Segretario's who keeps the record."""
    return Conciliazione.objects.filter(_proprie(utente) | _del_segretario(utente))


def misure_visibili_a(utente: Utente) -> QuerySet[Misura]:
    """The Segretario who proposes, the Sindaco who decides, the person: nobody else."""
    vede = _proprie(utente) | _del_segretario(utente)
    if Ruolo.SINDACO in ruoli_di(utente, oggi()):
        vede |= Q(pk__isnull=False)
    return Misura.objects.filter(vede)


def controdeduzioni_di(utente: Utente) -> QuerySet[Controdeduzione]:
    """Those asked of the user: of the case they read what they are asked to answer, and nothing else."""
    persona = persona_di(utente)
    return Controdeduzione.objects.filter(chiesta_a=persona.pk if persona else 0)


def lettori_del_caso(caso: SuUnaScheda, utenti: Iterable[Utente]) -> list[Utente]:
    """Of these users those who may read a case of any of the three kinds: what the querysets above say, of many users at once."""
    per_ufficio = [*caso.segretari(), *(caso.sindaci() if isinstance(caso, Misura) else ())]
    persone = {caso.persona_id, *(c.persona_id for c in (caso.in_carica if isinstance(caso, Istanza) else ()))}
    leggono = {u.pk for u in (*per_ufficio, *Utente.objects.filter(persona__in=persone - {None}))}
    return [u for u in utenti if u.pk in leggono]


# --- who one is to a case -----------------------------------------------------------------------------------------------------------------


@rules.predicate
def e_parte(utente: Utente, caso: SuUnaScheda) -> bool:
    persona = persona_di(utente)
    return persona is not None and caso.persona_id == persona.pk


@rules.predicate
def da_segretario(utente: Utente, caso: SuUnaScheda) -> bool:
    """Who acts as Segretario on a case: who sits in its Organismo as such, and before it is made up who will."""
    persona = persona_di(utente)
    if persona is None:
        return False
    siede = [c for c in caso.in_carica if c.qualita == Qualita.SEGRETARIO] if isinstance(caso, Istanza) else []
    if siede and siede[0].persona_id is not None:
        return siede[0].persona_id == persona.pk
    return (Ruolo.VICESEGRETARIO if caso.segretario_escluso else Ruolo.SEGRETARIO) in ruoli_di(utente, oggi())


@rules.predicate
def puo_votare(utente: Utente, istanza: Istanza) -> bool:
    return suo_seggio(utente, istanza) is not None


def suo_seggio(utente: Utente, istanza: Istanza) -> Componente | None:
    """The user's own seat with a vote in the Organismo."""
    persona = persona_di(utente)
    return next((c for c in istanza.in_carica if persona and c.persona_id == persona.pk and c.vota), None)


@rules.predicate
def siede(utente: Utente, istanza: Istanza) -> bool:
    persona = persona_di(utente)
    return persona is not None and any(c.persona_id == persona.pk for c in istanza.in_carica)


def _negli_stati(*stati: str) -> rules.Predicate:
    @rules.predicate(f"caso_{'_'.join(stati)}")
    def predicato(utente: Utente, caso: SuUnaScheda) -> bool:
        return caso.stato in stati

    return predicato


@rules.predicate
def e_valutato(utente: Utente, scheda: Valutazione) -> bool:
    persona = persona_di(utente)
    return persona is not None and scheda.valutato_id == persona.pk and scheda.stato in FIRMATE


istruisce = ~e_parte & da_segretario
aperta = _negli_stati(*DA_DECIDERE)
rules.add_perm("conciliazione.chiedere_riesame", e_valutato)
rules.add_perm("conciliazione.istruire", istruisce)
rules.add_perm("conciliazione.chiudere_per_conciliazione", istruisce)
rules.add_perm("conciliazione.ritirare", e_parte)
rules.add_perm("conciliazione.comporre_organismo", istruisce & aperta)
rules.add_perm("conciliazione.proporre_decisione", istruisce & _negli_stati(PRESENTATA, *NEL_MERITO))
rules.add_perm("conciliazione.votare", ~e_parte & puo_votare & _negli_stati(PRESENTATA, *NEL_MERITO))
rules.add_perm("conciliazione.verbalizzare_voto", istruisce & _negli_stati(PRESENTATA, *NEL_MERITO))
rules.add_perm("conciliazione.dichiarare_conflitto", ~e_parte & siede & aperta)
rules.add_perm("conciliazione.nel_merito", istruisce & _negli_stati(*NEL_MERITO))
rules.add_perm("conciliazione.allegare", (istruisce & aperta) | (e_parte & aperta))
# Of how the Organismo reasons and votes the party reads the decision once it is communicated.
rules.add_perm("conciliazione.leggere_decisioni", ~e_parte | _negli_stati(*COMUNICATE))
rules.add_perm("conciliazione.registrare_conciliazione", istruisce)
rules.add_perm("conciliazione.proporre_misura", istruisce)
rules.add_perm("conciliazione.decidere_misura", ~e_parte & ha_ruolo(Ruolo.SINDACO))
# Art. 31: the counts for the Relazione, without names.
rules.add_perm("conciliazione.contare", ha_ruolo(Ruolo.SEGRETARIO, Ruolo.NCVP))
