"""Who may do what on an objective, and who sees which (artt. 7, 13–18; nobody validates or evaluates their own)."""

from collections.abc import Iterable
from datetime import date

import rules
from django.db.models import Exists, OuterRef, Q, QuerySet

from smvp.organizzazione.models import Incarico, Utente
from smvp.organizzazione.permessi import (
    agisce_da_segretario,
    direzioni_dirette,
    ha_ruolo,
    registra_da_segretario,
    segretari_in_carica,
)
from smvp.organizzazione.ruoli import Ruolo, direzioni_di, persona_di, ruoli_di
from smvp.orologio import oggi

from .models import Assegnazione, Obiettivo, Parte
from .stati import (
    AL_VALUTATORE,
    BOZZA,
    CEDIBILI,
    FIRMATE,
    IN_ESECUZIONE,
    MISURATA,
    MODIFICABILI,
    MONITORATA,
    RENDICONTATA,
    VALUTATA,
)

NEGOZIAZIONE = frozenset({"bozza", "negoziata", "con_parere", "trasmessa", "integrazioni", "validata", "accettata"})
"""What is still being negotiated: no business of who measures."""

VEDONO = frozenset({
    Ruolo.NCVP, Ruolo.SEGRETARIO, Ruolo.VICESEGRETARIO, Ruolo.SINDACO, Ruolo.DIRIGENTE, Ruolo.PO, Ruolo.CONTROLLO, Ruolo.SEGRETERIA,
})  # fmt: skip


def del_segretario(giorno: date) -> Q:
    """The objectives for which the Segretario in office answers personally: there the Vicesegretario acts."""
    persone = segretari_in_carica(giorno)
    suoi = Assegnazione.objects.filter(obiettivo=OuterRef("pk"), incarico__persona__in=persone)
    return Q(responsabile__persona__in=persone) | Q(Exists(suoi))


def da_passare_al_segretario(giorno: date) -> Q:
    """Art. 16: those of whoever has left an office that the Segretario heads now ad interim: the Vicesegretario hands them over."""
    suoi = Incarico.objects.in_vigore(giorno).filter(persona__in=segretari_in_carica(giorno), direzione__isnull=False)
    andati = Incarico.objects.filter(direzione__in=suoi.order_by().values("direzione"), al__lt=giorno).order_by()
    return Q(assegnazioni__incarico__in=andati.values("pk"), stato__in=CEDIBILI)


def visibili_a(utente: Utente) -> QuerySet[Obiettivo]:
    """The objectives that a user may read.

    Segretario: all. NCVP, its office, Sindaco: all but drafts. Controllo di gestione: from the assignment on. Whoever fills it in
    or answers for it: always (art. 7: the parts of a collective one are known to all that take part). Dirigente: those of the
    P.O. below, and of their own Direzioni. Vicesegretario: those on which they act in the Segretario's place.
    """
    giorno = oggi()
    ruoli = ruoli_di(utente, giorno)
    persona = persona_di(utente)
    if Ruolo.SEGRETARIO in ruoli:
        return Obiettivo.objects.all()
    suoi = persona.pk if persona else 0
    vede = Q(responsabile__persona=suoi) | Q(assegnazioni__incarico__persona=suoi)
    if ruoli & {Ruolo.NCVP, Ruolo.SEGRETERIA, Ruolo.SINDACO}:
        vede |= ~Q(stato=BOZZA)
    if Ruolo.VICESEGRETARIO in ruoli:
        vede |= (del_segretario(giorno) & ~Q(stato=BOZZA)) | da_passare_al_segretario(giorno)
    if Ruolo.CONTROLLO in ruoli:
        vede |= ~Q(stato__in=NEGOZIAZIONE)
    if Ruolo.DIRIGENTE in ruoli:
        uffici = direzioni_dirette(utente)
        vede |= Q(responsabile__direzione__in=uffici) | Q(parti__direzione__in=uffici)
    if Ruolo.PO in ruoli and persona is not None:
        # The dirigente's objectives of the same branch are what a P.O.'s hang on (art. 7, cascading).
        vede |= Q(figli__responsabile__persona=suoi) & ~Q(stato=BOZZA)
    return Obiettivo.objects.filter(pk__in=Obiettivo.objects.filter(vede).order_by().values("pk"))


def che_leggono(obiettivo: Obiettivo, utenti: Iterable[Utente]) -> list[Utente]:
    """Those of these users who may read an objective: of what one may not see, one is not told either. Roles end, drafts are nobody's."""
    suoi = set(obiettivo.assegnazioni.order_by().values_list("incarico__persona__utente", flat=True))
    scelti = list(utenti)
    altri = Utente.objects.filter(pk__in=[u.pk for u in scelti if u.pk not in suoi]).select_related("persona")
    vedono = suoi | {u.pk for u in altri if visibili_a(u).filter(pk=obiettivo.pk).exists()}
    return [u for u in scelti if u.pk in vedono]


# --- predicates ---------------------------------------------------------------------------------------------------------------------


@rules.predicate
def e_altrui(utente: Utente, obiettivo: Obiettivo) -> bool:
    """The two-person rule: nobody acts on an objective on which they are themselves evaluated."""
    persona = persona_di(utente)
    return persona is None or persona.pk not in obiettivo.chi_ne_risponde()


@rules.predicate
def e_assegnatario(utente: Utente, obiettivo: Obiettivo) -> bool:
    persona = persona_di(utente)
    return persona is not None and persona.pk in obiettivo.valutati()


@rules.predicate
def e_interessato(utente: Utente, obiettivo: Obiettivo) -> bool:
    """Artt. 14 and 15: a dirigente or P.O. who answers for it today; whoever has left neither signs nor asks any more."""
    persona = persona_di(utente)
    return persona is not None and persona.pk in obiettivo.valutati(in_carica_il=oggi())


@rules.predicate
def e_assegnatario_del_testo(utente: Utente, obiettivo: Obiettivo) -> bool:
    """Evaluated on the whole objective or, of a collective one, on the part of the Direzione that leads it: not on another one's part."""
    persona, capofila = persona_di(utente), obiettivo.responsabile.direzione if obiettivo.responsabile else None
    righe = obiettivo.assegnazioni.all() if obiettivo.assegnazioni_lette else obiettivo.assegnazioni.select_related("incarico", "parte")
    return persona is not None and any(
        a.parte is None or (capofila is not None and a.parte.direzione_id == capofila.apice.pk)
        for a in righe if a.incarico.persona_id == persona.pk
    )  # fmt: skip


@rules.predicate
def e_proponente(utente: Utente, obiettivo: Obiettivo) -> bool:
    """Who fills the sheet in: its responsabile; without one, or when their appointment is over (art. 16), the Segretario as well."""
    incarico, persona = obiettivo.responsabile, persona_di(utente)
    if incarico is not None and persona is not None and incarico.persona_id == persona.pk:
        return True
    return obiettivo.senza_responsabile(oggi()) and Ruolo.SEGRETARIO in ruoli_di(utente, oggi())


@rules.predicate
def segretario_o_vice(utente: Utente, obiettivo: Obiettivo) -> bool:
    """Who acts as Segretario on it: where the Segretario answers for it, the Vicesegretario."""
    return agisce_da_segretario(utente, obiettivo.chi_ne_risponde())


@rules.predicate
def registra(utente: Utente, obiettivo: Obiettivo) -> bool:
    """The same, for the acts that only write down what others have decided (``registra_da_segretario``)."""
    return (registra_da_segretario if obiettivo.collettivo else agisce_da_segretario)(utente, obiettivo.chi_ne_risponde())


@rules.predicate
def fa_le_veci(utente: Utente) -> bool:
    """The Vicesegretario, while there is something on which they act in the Segretario's place."""
    giorno = oggi()
    return Ruolo.VICESEGRETARIO in ruoli_di(utente, giorno) and Obiettivo.objects.filter(del_segretario(giorno)).exists()


@rules.predicate
def e_di_po(utente: Utente, obiettivo: Obiettivo) -> bool:
    return obiettivo.di_po


@rules.predicate
def e_suo_dirigente(utente: Utente, obiettivo: Obiettivo) -> bool:
    """True for the dirigente of the Direzione in which the responsible P.O. serves."""
    return obiettivo.responsabile is not None and obiettivo.responsabile.direzione_id in direzioni_dirette(utente)


@rules.predicate
def in_esercizio_aperto(utente: Utente, obiettivo: Obiettivo) -> bool:
    return obiettivo.esercizio.chiuso_il is None


def _negli_stati(*stati: str) -> rules.Predicate:
    @rules.predicate(f"negli_stati_{'_'.join(sorted(stati))}")
    def predicato(utente: Utente, obiettivo: Obiettivo) -> bool:
        return obiettivo.stato in stati

    return predicato


def puo_far_subentrare(utente: Utente, obiettivo: Obiettivo, subentrante: int | None = None) -> bool:
    """Art. 16: who hands a sheet to whoever takes office (a person): the Segretario, the dirigente of a P.O.; nobody to themselves.

    To the Segretario, who heads a Direzione ad interim, it is the Vicesegretario who hands it; of a collective objective that is the
    Vicesegretario's too, the Segretario writes it down (``registra_da_segretario``).
    """
    if not aperto(utente, obiettivo):
        return False
    parti = obiettivo.chi_ne_risponde() | ({subentrante} if subentrante else set())
    if not obiettivo.di_po:
        return (registra_da_segretario if obiettivo.collettivo else agisce_da_segretario)(utente, parti)
    persona = persona_di(utente)
    return persona is not None and persona.pk not in parti and e_suo_dirigente(utente, obiettivo)


def guida_la_parte(utente: Utente, parte: Parte) -> bool:
    """True for the dirigente who answers for a part: whoever heads its Direzione today."""
    persona = persona_di(utente)
    return persona is not None and parte.direzione_id in direzioni_di(persona, [Ruolo.DIRIGENTE], oggi())


@rules.predicate
def guida_una_parte(utente: Utente, obiettivo: Obiettivo) -> bool:
    """True for the dirigenti of the Direzioni that take part in a collective objective."""
    persona = persona_di(utente)
    if persona is None or not obiettivo.collettivo:
        return False
    guidate = direzioni_di(persona, [Ruolo.DIRIGENTE], oggi())
    return any(parte.direzione_id in guidate for parte in obiettivo.parti.all())


@rules.predicate
def mai_uscita(utente: Utente, obiettivo: Obiettivo) -> bool:
    """A draft that nobody but its author has had in hand: a proposal leaves a version behind."""
    return not obiettivo.versioni.exists()


def puo_sulla_quota(permesso: str, utente: Utente, obiettivo: Obiettivo, parte: Parte | None) -> bool:
    """A permission on one quota: on a part it is its dirigente's, or that of whoever fills the whole sheet in."""
    if rules.has_perm(permesso, utente, obiettivo):
        return True
    return parte is not None and guida_la_parte(utente, parte) and rules.has_perm(f"{permesso}_parte", utente, obiettivo)


aperto = rules.is_authenticated & in_esercizio_aperto
di_dirigente = ~e_di_po & e_altrui
esamina = (di_dirigente & ha_ruolo(Ruolo.NCVP)) | (e_di_po & e_altrui & e_suo_dirigente)
negozia = (~e_di_po & segretario_o_vice) | (e_di_po & e_altrui & e_suo_dirigente)
modificabile, in_esecuzione = _negli_stati(*MODIFICABILI), _negli_stati(*IN_ESECUZIONE)

rules.add_perm("obiettivi.creare", ha_ruolo(Ruolo.DIRIGENTE, Ruolo.PO, Ruolo.SEGRETARIO))
rules.add_perm("obiettivi.modificare", aperto & modificabile & e_proponente)
rules.add_perm("obiettivi.modificare_parte", aperto & modificabile)  # beside puo_sulla_quota: the dirigente of the part
rules.add_perm("obiettivi.eliminare", aperto & _negli_stati(BOZZA) & e_proponente & mai_uscita)
rules.add_perm("obiettivi.proporre", aperto & e_proponente)
rules.add_perm("obiettivi.chiedere_revisione", aperto & (e_proponente | e_interessato))
rules.add_perm("obiettivi.esprimere_parere", aperto & ~e_di_po & segretario_o_vice)
rules.add_perm("obiettivi.trasmettere", aperto & ~e_di_po & segretario_o_vice)
rules.add_perm("obiettivi.restituire", aperto & negozia)
rules.add_perm("obiettivi.validare_dirigenti", aperto & di_dirigente & ha_ruolo(Ruolo.NCVP))
rules.add_perm("obiettivi.validare_po", aperto & e_di_po & e_altrui & e_suo_dirigente)
rules.add_perm("obiettivi.esaminare", aperto & esamina)
# A P.O.'s sheet is examined as soon as it is proposed, a dirigente's once the Segretario has transmitted it (artt. 7 and 13).
da_riscontrare = _negli_stati("trasmessa", "ridefinita") | (e_di_po & _negli_stati("negoziata"))
rules.add_perm("obiettivi.riscontrare", aperto & esamina & da_riscontrare)
rules.add_perm("obiettivi.accettare", aperto & e_interessato)
rules.add_perm("obiettivi.assegnare", aperto & registra)
rules.add_perm("obiettivi.assegnare_in_blocco", ha_ruolo(Ruolo.SEGRETARIO) | fa_le_veci)
rules.add_perm("obiettivi.firmare_subentro", aperto & _negli_stati(*FIRMATE) & e_interessato)
rules.add_perm("obiettivi.monitorare", aperto & in_esecuzione & e_proponente)
rules.add_perm("obiettivi.monitorare_parte", aperto & in_esecuzione)
rules.add_perm("obiettivi.verificare", aperto & in_esecuzione & esamina)
rules.add_perm("obiettivi.rendicontare", aperto & _negli_stati(MONITORATA) & e_proponente)
rules.add_perm("obiettivi.rendicontare_parte", aperto & _negli_stati(MONITORATA))
rules.add_perm("obiettivi.misurare", aperto & e_altrui & ha_ruolo(Ruolo.CONTROLLO))
rules.add_perm("obiettivi.scrivere_misura", aperto & _negli_stati(RENDICONTATA) & e_altrui & ha_ruolo(Ruolo.CONTROLLO))
rules.add_perm("obiettivi.trasmettere_al_valutatore", aperto & registra)
rules.add_perm("obiettivi.rinviare_misurazione", aperto & ((_negli_stati(MISURATA) & segretario_o_vice) | esamina))
rules.add_perm("obiettivi.valutare", aperto & esamina)
rules.add_perm("obiettivi.scrivere_valutazione", aperto & _negli_stati(AL_VALUTATORE) & esamina)
# What is said in an interview is of who was heard and of who negotiates or validates; remarks also of the dirigenti of the parts (art. 7).
legge_l_esame = (
    e_proponente | e_assegnatario_del_testo | negozia | esamina
    | ha_ruolo(Ruolo.SEGRETARIO, Ruolo.NCVP, Ruolo.SEGRETERIA) | (e_di_po & e_suo_dirigente)
)  # fmt: skip
legge_i_rilievi = legge_l_esame | guida_una_parte
rules.add_perm("obiettivi.leggere_colloqui", rules.is_authenticated & legge_l_esame)
rules.add_perm("obiettivi.leggere_rilievi", rules.is_authenticated & legge_i_rilievi)
chi_rileva = legge_i_rilievi & (e_proponente | e_assegnatario | negozia | esamina)
rules.add_perm("obiettivi.rilevare", aperto & ~_negli_stati(VALUTATA) & chi_rileva)
rules.add_perm("obiettivi.verbalizzare", aperto & ~_negli_stati(VALUTATA) & (negozia | esamina))
rules.add_perm("obiettivi.sollecitare", ha_ruolo(Ruolo.SEGRETARIO, Ruolo.NCVP, Ruolo.SEGRETERIA))
rules.add_perm("obiettivi.inserire_peg", ha_ruolo(Ruolo.CONTROLLO))
rules.add_perm(
    "obiettivi.vedere_peg",
    ha_ruolo(Ruolo.CONTROLLO, Ruolo.SEGRETARIO, Ruolo.NCVP, Ruolo.SEGRETERIA, Ruolo.SINDACO, Ruolo.DIRIGENTE),
)
# Of a dirigente only the results of their own Direzioni.
rules.add_perm("obiettivi.vedere_tutti_gli_esiti", ha_ruolo(Ruolo.CONTROLLO, Ruolo.SEGRETARIO, Ruolo.NCVP, Ruolo.SEGRETERIA, Ruolo.SINDACO))
# Art. 9: who makes the account at the year's end reads the values before they are handed in.
rules.add_perm("obiettivi.tenere_il_conto", ha_ruolo(Ruolo.CONTROLLO, Ruolo.SEGRETARIO, Ruolo.SEGRETERIA))
rules.add_perm("obiettivi.documenti_esercizio", ha_ruolo(Ruolo.SEGRETARIO, Ruolo.NCVP, Ruolo.SEGRETERIA))
rules.add_perm("obiettivi.chiudere_esercizio", ha_ruolo(Ruolo.SEGRETARIO))


def vede_obiettivi(utente: Utente) -> bool:
    """Who has something to look for among the objectives."""
    return bool(ruoli_di(utente, oggi()) & VEDONO)
