"""Who sees what people are paid, and who decides it: the personnel office computes, the Segretario proposes (artt. 22–24)."""

from collections.abc import Iterable

import rules
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from smvp.organizzazione.models import Incarico, Nomina, Utente
from smvp.organizzazione.permessi import direzioni_dirette, ha_ruolo
from smvp.organizzazione.ruoli import Ruolo, persona_di, ruoli_di
from smvp.orologio import oggi

from .models import (
    Attribuzione,
    AvvisoInnovazione,
    CandidatoProgressione,
    Corsa,
    Destinazione,
    GraduatoriaProgressione,
    LineaPremio,
    LineaRisultato,
    Progetto,
    Progressione,
    Scenario,
)
from .stati import (
    APERTA_AI_PROGETTI,
    APPROVATE,
    BANDO,
    BOZZA,
    CHIUSA,
    PREMIATE,
    PRESENTATA,
    STATE_CONFERITE,
)

VEDONO = frozenset({Ruolo.PERSONALE, Ruolo.SEGRETARIO})
PAGATI = frozenset({Ruolo.DIRIGENTE, Ruolo.PO, Ruolo.DIPENDENTE})


@rules.predicate
def ha_chiesto(utente: Utente, corsa: Corsa) -> bool:
    """The worker computes in the name of who asked for the run."""
    return corsa.chiesta_da_id == utente.pk


@rules.predicate
def e_suo(utente: Utente, scenario: Scenario) -> bool:
    return scenario.autore_id == utente.pk


rules.add_perm("premi.vedere_risultato", ha_ruolo(*VEDONO))
rules.add_perm("premi.esportare_risultato", ha_ruolo(Ruolo.PERSONALE))
# Art. 23: the amounts of the year; the NCVP certifies the savings (art. 27).
rules.add_perm("premi.vedere_fondi", ha_ruolo(*VEDONO, Ruolo.NCVP))
rules.add_perm("premi.scrivere_fondi", ha_ruolo(Ruolo.PERSONALE))
rules.add_perm("premi.certificare_risparmi", ha_ruolo(Ruolo.NCVP))
# The runs.
rules.add_perm("premi.vedere_corse", ha_ruolo(*VEDONO))
rules.add_perm("premi.calcolare", ha_ruolo(Ruolo.PERSONALE))
rules.add_perm("premi.eseguire_calcolo", ha_chiesto)
rules.add_perm("premi.proporre", ha_ruolo(Ruolo.SEGRETARIO))
# The files for the payroll: the Segretario reads who took what.
rules.add_perm("premi.vedere_paghe", ha_ruolo(*VEDONO))
rules.add_perm("premi.esportare_paghe", ha_ruolo(Ruolo.PERSONALE))
rules.add_perm("premi.scrivere_tracciati", ha_ruolo(Ruolo.PERSONALE))

# The simulator: in aggregate for the NCVP, which sees nobody's amount; person by person for who reads the runs whole. Points stay with
# who reads the evaluations (art. 4); the facts hold everybody's marks, and go to the Segretario alone.
rules.add_perm("premi.simulare", ha_ruolo(*VEDONO, Ruolo.NCVP))
rules.add_perm("premi.simulare_per_persona", ha_ruolo(*VEDONO))
rules.add_perm("premi.simulare_con_punti", ha_ruolo(Ruolo.NCVP, Ruolo.SEGRETARIO))
rules.add_perm("premi.esportare_fatti", ha_ruolo(Ruolo.SEGRETARIO))
rules.add_perm("premi.cambiare_scenario", ha_ruolo(*VEDONO, Ruolo.NCVP) & e_suo)


def puo_scrivere_fondo(utente: Utente, destinazione: str) -> bool:
    """Whether the user writes in an amount of the exercise: the savings are the NCVP's to certify (art. 27)."""
    permesso = "premi.certificare_risparmi" if destinazione == Destinazione.RISPARMI else "premi.scrivere_fondi"
    return rules.has_perm(permesso, utente)


def corse_visibili_a(utente: Utente) -> QuerySet[Corsa]:
    """The runs that a user may read whole: all for the personnel office and the Segretario, none for anybody else."""
    return Corsa.objects.all() if ruoli_di(utente, oggi()) & VEDONO else Corsa.objects.none()


def scenari_visibili_a(utente: Utente) -> QuerySet[Scenario]:
    """The scenarios that a user may open: the named ones of all who simulate, and their own trial."""
    if not rules.has_perm("premi.simulare", utente):
        return Scenario.objects.none()
    return Scenario.objects.filter(~Q(nome="") | Q(autore=utente))


def linee_risultato_visibili_a(utente: Utente) -> QuerySet[LineaRisultato]:
    """The lines of result pay that a user may read: of the runs they read whole; of anybody their own, once approved."""
    tutte = LineaRisultato.objects.all()
    return tutte if ruoli_di(utente, oggi()) & VEDONO else tutte.filter(_proprie(utente))


def linee_premio_visibili_a(utente: Utente) -> QuerySet[LineaPremio]:
    """The lines of the productivity premium that a user may read, as above."""
    tutte = LineaPremio.objects.all()
    return tutte if ruoli_di(utente, oggi()) & VEDONO else tutte.filter(_proprie(utente))


def linee_proprie(utente: Utente) -> tuple[QuerySet[LineaRisultato], QuerySet[LineaPremio]]:
    """What is due to the user themselves, once approved."""
    return LineaRisultato.objects.filter(_proprie(utente)), LineaPremio.objects.filter(_proprie(utente))


def ha_linee_proprie(utente: Utente) -> bool:
    """Who has an amount of their own to read."""
    return any(righe.exists() for righe in (*linee_proprie(utente), attribuzioni_proprie(utente)))


def _proprie(utente: Utente) -> Q:
    persona = persona_di(utente)
    return Q(persona=persona.pk if persona else 0, corsa__stato__in=APPROVATE)


# --- artt. 25–27: the Segretario proposes, the political body confers, the NCVP reads, the personnel office pays ------------------------

VEDONO_PREMIALITA = frozenset({*VEDONO, Ruolo.NCVP, Ruolo.SINDACO})


@rules.predicate
def e_per_me(utente: Utente, attribuzione: Attribuzione) -> bool:
    """The sum is given to the user themselves."""
    persona = persona_di(utente)
    return persona is not None and persona.pk == attribuzione.persona_id


rules.add_perm("premi.vedere_premialita", ha_ruolo(*VEDONO_PREMIALITA))
# The ranking holds the scores of everybody: whom it does not concern reads only what is proposed.
rules.add_perm("premi.vedere_candidati", ha_ruolo(*VEDONO, Ruolo.NCVP))
rules.add_perm("premi.accendere", ha_ruolo(Ruolo.SEGRETARIO))
rules.add_perm("premi.conferire", ha_ruolo(Ruolo.SINDACO))
rules.add_perm("premi.rinunciare", e_per_me)


@rules.predicate
def e_in_giuria(utente: Utente, progetto: Progetto) -> bool:
    """The user is of the jury that compares the projects."""
    persona = persona_di(utente)
    return persona is not None and progetto.avviso.giuria.filter(pk=persona.pk).exists()


@rules.predicate
def lo_ha_presentato(utente: Utente, progetto: Progetto) -> bool:
    persona = persona_di(utente)
    return persona is not None and persona.pk == progetto.presentato_da_id


# Art. 26: whoever works for the municipality may present a project; who is of the jury may not (operazioni/innovazione.py).
rules.add_perm("premi.presentare_progetto", ha_ruolo(*PAGATI))
rules.add_perm("premi.scrivere_progetto", lo_ha_presentato)
rules.add_perm("premi.valutare_progetto", e_in_giuria)


def avvisi_visibili_a(utente: Utente) -> QuerySet[AvvisoInnovazione]:
    """Once published everybody reads the notice; before, who runs the premiums."""
    tutti = AvvisoInnovazione.objects.all()
    if ruoli_di(utente, oggi()) & VEDONO_PREMIALITA:
        return tutti
    return tutti.exclude(stato=BOZZA) if persona_di(utente) else tutti.none()


def progetti_visibili_a(utente: Utente) -> QuerySet[Progetto]:
    """All for who runs the premiums; the jury those that it compares, the groups their own, everybody the one that has won."""
    if ruoli_di(utente, oggi()) & VEDONO_PREMIALITA:
        return Progetto.objects.all()
    persona = persona_di(utente)
    if persona is None:
        return Progetto.objects.none()
    in_giuria = Q(avviso__giuria=persona.pk, stato=PRESENTATA) & ~Q(avviso__stato=APERTA_AI_PROGETTI)
    vincono = Q(avviso__vincitore=F("pk"), avviso__stato__in=PREMIATE)
    visibili = Progetto.objects.filter(Q(gruppo=persona.pk) | in_giuria | vincono).order_by().values("pk")
    return Progetto.objects.filter(pk__in=visibili)


def attribuzioni_visibili_a(utente: Utente) -> QuerySet[Attribuzione]:
    """All of them for who runs the premiums; for anybody else their own, once conferred."""
    if ruoli_di(utente, oggi()) & VEDONO_PREMIALITA:
        return Attribuzione.objects.all()
    return attribuzioni_proprie(utente)


def attribuzioni_proprie(utente: Utente) -> QuerySet[Attribuzione]:
    """What was given to the user, also what they have renounced and what was taken back."""
    persona = persona_di(utente)
    return Attribuzione.objects.filter(persona=persona.pk if persona else 0, stato__in=STATE_CONFERITE)


# --- art. 22: progressions ------------------------------------------------------------------------------------------------------------

LEGGONO_PROGRESSIONI = VEDONO | {Ruolo.NCVP}
# Members of staff, also those who have since been given an appointment.
CANDIDATI = frozenset({Ruolo.DIPENDENTE, Ruolo.PO, Ruolo.DIRIGENTE})


@rules.predicate
def dirige(utente: Utente, direzione: int) -> bool:
    """True for the dirigente of that Direzione."""
    return direzione in direzioni_dirette(utente)


rules.add_perm("premi.vedere_progressioni", ha_ruolo(*LEGGONO_PROGRESSIONI))
rules.add_perm("premi.istruire_progressioni", ha_ruolo(Ruolo.PERSONALE))
rules.add_perm("premi.approvare_progressione", ha_ruolo(Ruolo.SEGRETARIO))
rules.add_perm("premi.rivedere_progressione", ha_ruolo(*VEDONO))
# Of one Direzione (its key): its dirigente values professional growth; a tie the dirigente decides, or the Segretario (reading A67).
rules.add_perm("premi.valutare_maturazione", rules.is_authenticated & dirige)
rules.add_perm("premi.decidere_parita", rules.is_authenticated & (dirige | ha_ruolo(Ruolo.SEGRETARIO)))


def progressioni_visibili_a(utente: Utente) -> QuerySet[Progressione]:
    """The procedures that a user may read: all for the offices and the NCVP; of a dirigente those of their Direzione, once open."""
    if ruoli_di(utente, oggi()) & LEGGONO_PROGRESSIONI:
        return Progressione.objects.all()
    sue = Progressione.objects.filter(posti__direzione__in=direzioni_dirette(utente))
    return sue.exclude(stato=BANDO).distinct()


def direzioni_lette(utente: Utente) -> set[int] | None:
    """The Direzioni whose candidates a user reads in the procedures: None is all of them."""
    return None if ruoli_di(utente, oggi()) & LEGGONO_PROGRESSIONI else direzioni_dirette(utente)


def candidature_proprie(utente: Utente) -> QuerySet[CandidatoProgressione]:
    """One's own lines in the rankings that are approved (of each procedure the last one)."""
    persona = persona_di(utente)
    proprie = CandidatoProgressione.objects.filter(persona=persona.pk if persona else 0, graduatoria__procedura__stato=CHIUSA)
    return proprie.filter(graduatoria__pk=_ultima_della_procedura())


def candidati_visibili_a(utente: Utente) -> QuerySet[CandidatoProgressione]:
    """The lines that a user may read: those of the Direzioni that they read, and their own once approved."""
    lette = direzioni_lette(utente)
    if lette is None:
        return CandidatoProgressione.objects.all()
    altrui = CandidatoProgressione.objects.filter(direzione__in=lette)
    return altrui | CandidatoProgressione.objects.filter(pk__in=candidature_proprie(utente).order_by().values("pk"))


def lettori_della_progressione(procedura: Progressione, utenti: Iterable[Utente]) -> list[Utente]:
    """Of these users, those who may read the procedure today, or a line of their own in it. Three queries, however many."""
    tutti, giorno = list(utenti), oggi()
    di_loro = {"persona__utente__in": [u.pk for u in tutti]}
    dirige_qui = Q(ruolo=Ruolo.DIRIGENTE, direzione__in=procedura.posti.order_by().values("direzione"))
    incarichi = Incarico.objects.in_vigore(giorno).filter(dirige_qui | Q(ruolo__in=LEGGONO_PROGRESSIONI), **di_loro)
    nomine = Nomina.objects.in_vigore(giorno).filter(ruolo__in=LEGGONO_PROGRESSIONI, **di_loro)
    leggono = {u for righe in (incarichi, nomine) for u in righe.order_by().values_list("persona__utente", flat=True)}
    if procedura.stato == CHIUSA:
        suoi = CandidatoProgressione.objects.filter(graduatoria__procedura=procedura.pk, **di_loro).order_by()
        leggono.update(suoi.values_list("persona__utente", flat=True))
    return [u for u in tutti if u.pk in leggono]


def ha_progressioni(utente: Utente) -> bool:
    """Who has a page of progressions to open."""
    return bool(rules.has_perm("premi.vedere_progressioni", utente)) or progressioni_visibili_a(utente).exists()


def _ultima_della_procedura() -> Subquery:
    ultime = GraduatoriaProgressione.objects.filter(procedura=OuterRef("graduatoria__procedura")).order_by("-numero")
    return Subquery(ultime.values("pk")[:1])
