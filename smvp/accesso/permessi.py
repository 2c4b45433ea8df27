"""Who may see and do what in a request for access (art. 35): who asks, the segreteria of the NCVP, the Segretario. Nobody else (A62)."""

import rules
from django.db.models import Q, QuerySet

from smvp.organizzazione.models import Utente
from smvp.organizzazione.permessi import agisce_da_segretario, ha_ruolo, segretari_in_carica
from smvp.organizzazione.ruoli import Ruolo, persona_di, ruoli_di
from smvp.orologio import oggi

from .models import Allegato, Controinteressato, RichiestaAccesso
from .stati import AVVISATI

UFFICIO = frozenset({Ruolo.SEGRETERIA, Ruolo.SEGRETARIO, Ruolo.VICESEGRETARIO})
DA_FUORI = "Le richieste di chi è fuori dall’Ente le registra la segreteria del NCVP."


def _proprie(utente: Utente) -> Q:
    persona = persona_di(utente)
    return Q(persona=persona.pk) if persona else Q(pk__in=[])


def dell_ufficio(utente: Utente) -> QuerySet[RichiestaAccesso]:
    """The requests that the user handles by office: none of one's own, nor those that concern one."""
    ruoli, persona = ruoli_di(utente, oggi()), persona_di(utente)
    chiave = persona.pk if persona else 0
    riguardano = Controinteressato.objects.filter(persona=chiave).order_by().values("richiesta")
    altrui = RichiestaAccesso.objects.exclude(persona__isnull=False, persona=chiave).exclude(pk__in=riguardano)
    if ruoli & {Ruolo.SEGRETERIA, Ruolo.SEGRETARIO}:
        return altrui
    if Ruolo.VICESEGRETARIO in ruoli:
        segretari = segretari_in_carica(oggi())
        terzi = Controinteressato.objects.filter(persona__in=segretari).order_by().values("richiesta")
        return altrui.filter(Q(persona__in=segretari) | Q(pk__in=terzi))
    return altrui.none()


def visibili_a(utente: Utente) -> QuerySet[RichiestaAccesso]:
    """The requests that a user may read: one's own, and those of the office."""
    return RichiestaAccesso.objects.filter(_proprie(utente) | Q(pk__in=dell_ufficio(utente).order_by().values("pk")))


def avvisi_di(utente: Utente) -> QuerySet[Controinteressato]:
    """What concerns the user, once told: of the request they read what they are asked about, and nothing else."""
    persona = persona_di(utente)
    return Controinteressato.objects.filter(persona=persona.pk if persona else 0, richiesta__avvisati_il__isnull=False)


def allegati_visibili(utente: Utente, richiesta: RichiestaAccesso) -> QuerySet[Allegato]:
    """The files of a request that the user may open."""
    tutti = Allegato.objects.filter(richiesta=richiesta).select_related("caricato_da__persona")
    return tutti if dell_ufficio(utente).filter(pk=richiesta.pk).exists() else tutti.filter(genere__in=Allegato.DEL_RICHIEDENTE)


@rules.predicate
def e_richiedente(utente: Utente, richiesta: RichiestaAccesso) -> bool:
    persona = persona_di(utente)
    return persona is not None and richiesta.persona_id == persona.pk


@rules.predicate
def ha_una_persona(utente: Utente) -> bool:
    return persona_di(utente) is not None


@rules.predicate
def da_segretario(utente: Utente, richiesta: RichiestaAccesso) -> bool:
    return agisce_da_segretario(utente, richiesta.parti)


@rules.predicate
def da_segreteria(utente: Utente, richiesta: RichiestaAccesso) -> bool:
    persona = persona_di(utente)
    return Ruolo.SEGRETERIA in ruoli_di(utente, oggi()) and (persona is None or persona.pk not in richiesta.parti)


@rules.predicate
def da_fuori(utente: Utente, richiesta: RichiestaAccesso) -> bool:
    return richiesta.persona_id is None


@rules.predicate
def e_il_terzo(utente: Utente, terzo: Controinteressato) -> bool:
    persona = persona_di(utente)
    return persona is not None and terzo.persona_id == persona.pk and terzo.richiesta.stato == AVVISATI


ufficio = da_segreteria | da_segretario
rules.add_perm("accesso.chiedere", ha_una_persona)
rules.add_perm("accesso.registrare", ha_ruolo(Ruolo.SEGRETERIA, Ruolo.SEGRETARIO))
rules.add_perm("accesso.registro", ha_ruolo(*UFFICIO))
rules.add_perm("accesso.istruire", ufficio)
rules.add_perm("accesso.vistare", da_segretario)
rules.add_perm("accesso.evadere", ufficio)
rules.add_perm("accesso.ritirare", e_richiedente)
rules.add_perm("accesso.registrare_ritiro", da_fuori & ufficio)
rules.add_perm("accesso.opporsi", e_il_terzo)
