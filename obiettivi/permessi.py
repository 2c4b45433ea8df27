"""Who may do what on an objective, and who sees which (artt. 7, 13–18; nobody validates or evaluates their own)."""

from collections.abc import Iterable

import rules
from django.db.models import Q, QuerySet

from smvp.organizzazione.models import Utente
from smvp.organizzazione.permessi import direzioni_dirette, ha_ruolo
from smvp.organizzazione.ruoli import Ruolo, direzioni_di, persona_di, ruoli_di
from smvp.orologio import oggi

from .models import Obiettivo, Parte
from .stati import AL_VALUTATORE, BOZZA, IN_ESECUZIONE, MISURATA, MODIFICABILI, MONITORATA, RENDICONTATA, VALUTATA

NEGOZIAZIONE = frozenset({"bozza", "negoziata", "con_parere", "trasmessa", "integrazioni", "validata", "accettata"})
"""What is still being negotiated: no business of who measures."""

VEDONO = frozenset({Ruolo.NCVP, Ruolo.SEGRETARIO, Ruolo.SINDACO, Ruolo.DIRIGENTE, Ruolo.PO, Ruolo.CONTROLLO, Ruolo.SEGRETERIA})


def visibili_a(utente: Utente) -> QuerySet[Obiettivo]:
    """The objectives that a user may read.

    Segretario: all. NCVP, its office, Sindaco: all but drafts. Controllo di gestione: from the assignment on. Whoever fills it in
    or answers for it: always (art. 7: the parts of a collective one are known to all that take part). Dirigente: those of the
    P.O. below, and of their own Direzioni.
    """
    ruoli = ruoli_di(utente, oggi())
    persona = persona_di(utente)
    if Ruolo.SEGRETARIO in ruoli:
        return Obiettivo.objects.all()
    suoi = persona.pk if persona else 0
    vede = Q(responsabile__persona=suoi) | Q(assegnazioni__incarico__persona=suoi)
    if ruoli & {Ruolo.NCVP, Ruolo.SEGRETERIA, Ruolo.SINDACO}:
        vede |= ~Q(stato=BOZZA)
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


def _chi_ne_risponde(obiettivo: Obiettivo) -> set[int]:
    """The people evaluated on it, from what has been read already or in one query."""
    if "assegnazioni" in getattr(obiettivo, "_prefetched_objects_cache", {}):
        return {a.incarico.persona_id for a in obiettivo.assegnazioni.all()}
    return set(obiettivo.assegnazioni.order_by().values_list("incarico__persona", flat=True))


@rules.predicate
def e_altrui(utente: Utente, obiettivo: Obiettivo) -> bool:
    """The two-person rule: nobody acts on an objective on which they are themselves evaluated."""
    persona = persona_di(utente)
    if persona is None:
        return True
    lo_compila = obiettivo.responsabile is not None and obiettivo.responsabile.persona_id == persona.pk
    return not lo_compila and persona.pk not in _chi_ne_risponde(obiettivo)


@rules.predicate
def e_assegnatario(utente: Utente, obiettivo: Obiettivo) -> bool:
    persona = persona_di(utente)
    return persona is not None and persona.pk in _chi_ne_risponde(obiettivo)


@rules.predicate
def e_proponente(utente: Utente, obiettivo: Obiettivo) -> bool:
    """Who fills the sheet in: its responsabile; without one, or when their appointment is over (art. 16), the Segretario as well."""
    incarico, persona = obiettivo.responsabile, persona_di(utente)
    if incarico is not None and persona is not None and incarico.persona_id == persona.pk:
        return True
    cessato = incarico is None or (incarico.al is not None and incarico.al < oggi())
    return cessato and Ruolo.SEGRETARIO in ruoli_di(utente, oggi())


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


def guida_la_parte(utente: Utente, parte: Parte) -> bool:
    """True for the dirigente who answers for a part: whoever heads its Direzione today."""
    persona = persona_di(utente)
    return persona is not None and parte.direzione_id in direzioni_di(persona, [Ruolo.DIRIGENTE], oggi())


def puo_sulla_quota(permesso: str, utente: Utente, obiettivo: Obiettivo, parte: Parte | None) -> bool:
    """A permission on one quota: on a part it is its dirigente's, or that of whoever fills the whole sheet in."""
    if rules.has_perm(permesso, utente, obiettivo):
        return True
    return parte is not None and guida_la_parte(utente, parte) and rules.has_perm(f"{permesso}_parte", utente, obiettivo)


aperto = rules.is_authenticated & in_esercizio_aperto
di_dirigente = ~e_di_po & e_altrui
esamina = (di_dirigente & ha_ruolo(Ruolo.NCVP)) | (e_di_po & e_altrui & e_suo_dirigente)
negozia = (di_dirigente & ha_ruolo(Ruolo.SEGRETARIO)) | (e_di_po & e_altrui & e_suo_dirigente)
modificabile, in_esecuzione = _negli_stati(*MODIFICABILI), _negli_stati(*IN_ESECUZIONE)

rules.add_perm("obiettivi.creare", ha_ruolo(Ruolo.DIRIGENTE, Ruolo.PO, Ruolo.SEGRETARIO))
rules.add_perm("obiettivi.modificare", aperto & modificabile & e_proponente)
rules.add_perm("obiettivi.modificare_parte", aperto & modificabile)  # beside puo_sulla_quota: the dirigente of the part
rules.add_perm("obiettivi.eliminare", aperto & _negli_stati(BOZZA) & e_proponente)
rules.add_perm("obiettivi.proporre", aperto & e_proponente)
rules.add_perm("obiettivi.esprimere_parere", aperto & di_dirigente & ha_ruolo(Ruolo.SEGRETARIO))
rules.add_perm("obiettivi.trasmettere", aperto & di_dirigente & ha_ruolo(Ruolo.SEGRETARIO))
rules.add_perm("obiettivi.restituire", aperto & negozia)
rules.add_perm("obiettivi.validare_dirigenti", aperto & di_dirigente & ha_ruolo(Ruolo.NCVP))
rules.add_perm("obiettivi.validare_po", aperto & e_di_po & e_altrui & e_suo_dirigente)
rules.add_perm("obiettivi.esaminare", aperto & esamina)
# A P.O.'s sheet is examined as soon as it is proposed, a dirigente's once the Segretario has transmitted it (artt. 7 and 13).
da_riscontrare = _negli_stati("trasmessa", "ridefinita") | (e_di_po & _negli_stati("negoziata"))
rules.add_perm("obiettivi.riscontrare", aperto & esamina & da_riscontrare)
rules.add_perm("obiettivi.accettare", aperto & e_assegnatario)
rules.add_perm("obiettivi.assegnare", aperto & ha_ruolo(Ruolo.SEGRETARIO))
rules.add_perm("obiettivi.assegnare_in_blocco", ha_ruolo(Ruolo.SEGRETARIO))
rules.add_perm("obiettivi.monitorare", aperto & in_esecuzione & e_proponente)
rules.add_perm("obiettivi.monitorare_parte", aperto & in_esecuzione)
rules.add_perm("obiettivi.verificare", aperto & in_esecuzione & esamina)
rules.add_perm("obiettivi.rendicontare", aperto & _negli_stati(MONITORATA) & e_proponente)
rules.add_perm("obiettivi.rendicontare_parte", aperto & _negli_stati(MONITORATA))
rules.add_perm("obiettivi.misurare", aperto & e_altrui & ha_ruolo(Ruolo.CONTROLLO))
rules.add_perm("obiettivi.scrivere_misura", aperto & _negli_stati(RENDICONTATA) & e_altrui & ha_ruolo(Ruolo.CONTROLLO))
rules.add_perm("obiettivi.trasmettere_al_valutatore", aperto & e_altrui & ha_ruolo(Ruolo.SEGRETARIO))
rules.add_perm("obiettivi.rinviare_misurazione", aperto & ((_negli_stati(MISURATA) & e_altrui & ha_ruolo(Ruolo.SEGRETARIO)) | esamina))
rules.add_perm("obiettivi.valutare", aperto & esamina)
rules.add_perm("obiettivi.scrivere_valutazione", aperto & _negli_stati(AL_VALUTATORE) & esamina)
rules.add_perm("obiettivi.rilevare", aperto & ~_negli_stati(VALUTATA) & (e_proponente | e_assegnatario | negozia | esamina))
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
