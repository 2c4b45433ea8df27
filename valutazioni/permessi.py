"""Who may do what on a sheet, and who sees which (artt. 10, 18, 22; nobody evaluates themselves).

The predicates read ``Valutazione``, so that those of the steps common to both sheets are written once.
"""

from collections.abc import Collection, Iterable

import rules
from django.db.models import Q, QuerySet

from smvp.organizzazione.models import Appartenenza, Esercizio, Incarico, Persona, Utente
from smvp.organizzazione.permessi import direzioni_dirette, ha_ruolo, ricordato
from smvp.organizzazione.ruoli import Ruolo, direzioni_di, direzioni_sotto, persona_di, ruoli_di
from smvp.orologio import oggi

from .models import Scheda, SchedaPersonale, Valutazione
from .models.valutazione import catena_di
from .stati import (
    APERTA,
    COMPILATA,
    DECISA,
    LETTE_DAL_VALUTATO,
    NON_VALUTABILE,
    PARTECIPATA,
    PRIMA_DELLA_FIRMA,
    PROPOSTA,
    PROPOSTA_A,
)

LEGGONO = frozenset({Ruolo.NCVP, Ruolo.SEGRETARIO, Ruolo.SINDACO, Ruolo.DIRIGENTE, Ruolo.PO})
# The office that supports the NCVP opens the sheets and reads none.
VEDONO = LEGGONO | {Ruolo.SEGRETERIA}
# Allegato D: who evaluates and who is evaluated; Personale and the Segretario see totals, not marks; the segreteria opens.
VEDONO_PERSONALE = frozenset({Ruolo.DIRIGENTE, Ruolo.PO, Ruolo.DIPENDENTE, Ruolo.PERSONALE, Ruolo.SEGRETARIO, Ruolo.SEGRETERIA})
LEGGONO_TOTALI = frozenset({Ruolo.PERSONALE, Ruolo.SEGRETARIO})
# A P.O.'s sheet is the NCVP's business from when its agreement is asked for (art. 18).
DAL_CONCERTO = (PROPOSTA, DECISA, *LETTE_DAL_VALUTATO)
# Part two is the evaluatee's to read once shared; of a sheet that is not evaluable they read only why (art. 16): the rest was a draft.
SECONDE_LETTE = tuple(s for s in LETTE_DAL_VALUTATO if s != NON_VALUTABILE)


# --- which sheets ---------------------------------------------------------------------------------------------------------------------


def visibili_a(utente: Utente, *, superate: bool = False) -> QuerySet[Scheda]:
    """The sheets of Allegato B that a user may read; ``superate``: with the versions before a review, each legible at its own address.

    NCVP: those of dirigenti, and of P.O. once its agreement is asked for (artt. 18, 34). Segretario: all, for the approval. Sindaco: those
    of dirigenti and Segretario, once proposed. Dirigente: those of the P.O. below. The evaluatee: their own, once it is shared.
    """
    ruoli = ruoli_di(utente, oggi())
    persona = persona_di(utente)
    propria = Q(incarico__persona=persona.pk if persona else 0)
    di_po = Q(incarico__ruolo=Ruolo.PO)
    vede = propria & Q(stato__in=LETTE_DAL_VALUTATO)
    if Ruolo.NCVP in ruoli:
        vede |= ~propria & (~di_po | Q(stato__in=DAL_CONCERTO))
    if Ruolo.SEGRETARIO in ruoli:
        vede |= ~propria
    if Ruolo.SINDACO in ruoli:
        vede |= ~di_po & ~Q(stato__in=(APERTA, PROPOSTA_A))
    if Ruolo.DIRIGENTE in ruoli:
        vede |= di_po & Q(incarico__direzione__in=direzioni_dirette(utente)) & ~propria
    return Scheda.tutte.versioni(superate=superate).filter(vede)


def personali_visibili_a(utente: Utente, *, superate: bool = False) -> QuerySet[SchedaPersonale]:
    """The sheets of Allegato D that a user may read: whoever heads the unit, or one above it; the evaluatee their own, once shared."""
    persona = persona_di(utente)
    propria = Q(persona=persona.pk if persona else 0)
    uffici = unita_guidate(utente)
    vede = (propria & Q(stato__in=LETTE_DAL_VALUTATO)) | (~propria & Q(direzione__in=uffici))
    return SchedaPersonale.tutte.versioni(superate=superate).filter(vede)


def seconde_visibili_a(utente: Utente, *, superate: bool = False) -> QuerySet[SchedaPersonale]:
    """The sheets whose part two a user may read (``valutazioni.leggere_parte_seconda`` of many at once).

    The dirigente, Personale (art. 22), the evaluatee once shared and evaluable; never the P.O.
    """
    persona = persona_di(utente)
    propria = Q(persona=persona.pk if persona else 0)
    vede = Q(direzione__in=direzioni_dirette(utente))
    if Ruolo.PERSONALE in ruoli_di(utente, oggi()):
        vede = Q()
    return SchedaPersonale.tutte.versioni(superate=superate).filter((propria & Q(stato__in=SECONDE_LETTE)) | (~propria & vede))


def totali_visibili_a(utente: Utente, *, superate: bool = False) -> QuerySet[SchedaPersonale]:
    """The sheets of Allegato D of which a user may know totals and part two, not the marks: all for Personale and Segretario (art. 22)."""
    if ruoli_di(utente, oggi()) & LEGGONO_TOTALI:
        persona = persona_di(utente)
        return SchedaPersonale.tutte.versioni(superate=superate).exclude(persona=persona.pk if persona else 0)
    return personali_visibili_a(utente, superate=superate)


def approvabili_da(utente: Utente) -> tuple[QuerySet[Scheda], QuerySet[SchedaPersonale]]:
    """The sheets of both kinds on which the user registers the Giunta's act (``valutazioni.approvare``), many at once."""
    ruoli = ruoli_di(utente, oggi())
    persona = persona_di(utente)
    altrui = Scheda.objects.exclude(incarico__persona=persona.pk if persona else 0)
    if Ruolo.SEGRETARIO in ruoli:
        return altrui, totali_visibili_a(utente)
    nessuna = SchedaPersonale.objects.none()
    return (altrui.filter(incarico__persona__in=_segretari()) if Ruolo.SINDACO in ruoli else altrui.none()), nessuna


def _segretari() -> QuerySet[Incarico, int]:
    """The people who are Segretario today."""
    return Incarico.objects.in_vigore(oggi()).filter(ruolo=Ruolo.SEGRETARIO).order_by().values_list("persona", flat=True)


def unita_guidate(utente: Utente) -> set[int]:
    """The units whose staff the user evaluates: those under the P.O. or the dirigente that they are today."""
    return direzioni_dirette(utente) | _unita_da_po(utente)


def unita_da_compilare(utente: Utente) -> set[int]:
    """The units whose sheets the user fills in: those of the P.O. that they are, and as dirigente those where there is no P.O."""
    dirette = direzioni_dirette(utente)
    return _unita_da_po(utente) | (dirette - direzioni_sotto(_po_in_carica(utente)) if dirette else set())


def _unita_da_po(utente: Utente) -> set[int]:
    """The units under the P.O. that the user is today."""
    persona = persona_di(utente)
    if persona is None or Ruolo.PO not in ruoli_di(utente, oggi()):
        return set()
    return ricordato(utente, "unita_da_po", lambda: direzioni_sotto(direzioni_di(persona, [Ruolo.PO], oggi())))


def _po_in_carica(utente: Utente) -> dict[int, set[int]]:
    """Who holds a P.O. today, by unit."""

    def leggi() -> dict[int, set[int]]:
        per_unita: dict[int, set[int]] = {}
        in_carica = Incarico.objects.in_vigore(oggi()).filter(ruolo=Ruolo.PO, direzione__isnull=False)
        for unita, persona in in_carica.order_by().values_list("direzione", "persona"):
            per_unita.setdefault(unita, set()).add(persona)
        return per_unita

    return ricordato(utente, "po_in_carica", leggi)


# --- who one is to a sheet ------------------------------------------------------------------------------------------------------------


@rules.predicate
def e_altrui(utente: Utente, scheda: Valutazione) -> bool:
    """The two-person rule: nobody acts on their own sheet."""
    persona = persona_di(utente)
    return persona is None or scheda.valutato_id != persona.pk


@rules.predicate
def e_valutato(utente: Utente, scheda: Valutazione) -> bool:
    persona = persona_di(utente)
    return persona is not None and scheda.valutato_id == persona.pk


@rules.predicate
def e_suo_dirigente(utente: Utente, scheda: Valutazione) -> bool:
    """True for the dirigente of the Direzione in which the evaluatee serves."""
    return scheda.ufficio is not None and scheda.ufficio.pk in direzioni_dirette(utente)


@rules.predicate
def e_sua_po(utente: Utente, scheda: SchedaPersonale) -> bool:
    """True for the P.O. of the unit of the evaluatee, or of one above it."""
    return scheda.direzione_id in _unita_da_po(utente)


@rules.predicate
def ha_una_po(utente: Utente, scheda: SchedaPersonale) -> bool:
    """True if somebody holds today the P.O. of the unit or of one above it; otherwise the dirigente fills the sheet in."""
    in_carica = _po_in_carica(utente)
    return any(in_carica.get(unita, set()) - {scheda.persona_id} for unita in catena_di(scheda.direzione))


@rules.predicate
def e_di_po(utente: Utente, scheda: Valutazione) -> bool:
    return isinstance(scheda, Scheda) and scheda.di_po


@rules.predicate
def esonero_ammesso(utente: Utente, scheda: SchedaPersonale) -> bool:
    """Reading A27, as this version has it."""
    return scheda.ammette_esonero


@rules.predicate
def e_del_segretario(utente: Utente, scheda: Valutazione) -> bool:
    """True for any sheet of whoever is Segretario: the Segretario, who registers the acts, does not register those on themselves."""
    return isinstance(scheda, Scheda) and scheda.valutato_id in set(_segretari())


e_del_personale = rules.predicate(lambda utente, scheda: isinstance(scheda, SchedaPersonale), name="e_del_personale")
solo_comportamenti = rules.predicate(lambda utente, scheda: scheda.solo_comportamenti, name="solo_comportamenti")
# Art. 29: a review has put another version in its place; it is the version that a review determines.
e_superata = rules.predicate(lambda utente, scheda: scheda.superata_il is not None, name="e_superata")
e_del_riesame = rules.predicate(lambda utente, scheda: scheda.sostituisce_id is not None, name="e_del_riesame")


def _negli_stati(*stati: str) -> rules.Predicate:
    @rules.predicate(f"negli_stati_{'_'.join(stati)}")
    def predicato(utente: Utente, scheda: Valutazione) -> bool:
        return scheda.stato in stati

    return predicato


@rules.predicate
def autovalutazione_ammessa(utente: Utente, scheda: Valutazione) -> bool:
    """The regulation version lets the evaluatee mark themselves beside the evaluator (off unless it says so)."""
    return scheda.esercizio.reg.facolta.autovalutazione


# --- Allegato B -----------------------------------------------------------------------------------------------------------------------

di_dirigente = ~e_di_po & e_altrui
valutatore_po = e_di_po & e_altrui & e_suo_dirigente
ncvp, sindaco = ha_ruolo(Ruolo.NCVP), ha_ruolo(Ruolo.SINDACO)
valuta = rules.is_authenticated & ((di_dirigente & ncvp) | valutatore_po)

rules.add_perm("valutazioni.proporre_a", valuta & ~solo_comportamenti)
rules.add_perm("valutazioni.riaprire_a", valuta & _negli_stati(PROPOSTA_A))
rules.add_perm("valutazioni.trasmettere_scheda", di_dirigente & ncvp & (_negli_stati(PROPOSTA_A) | solo_comportamenti))
rules.add_perm("valutazioni.chiedere_concerto", valutatore_po)
# Two people, always: nobody agrees with themselves, nor decides on what they have proposed.
concerta, decide = e_di_po & e_altrui & ncvp & ~e_suo_dirigente, di_dirigente & sindaco & ~ncvp
rules.add_perm("valutazioni.concertare", concerta)
rules.add_perm("valutazioni.decidere_scheda", decide)
rules.add_perm("valutazioni.decidere_o_concertare", decide | concerta)
rules.add_perm("valutazioni.rinviare", di_dirigente & ncvp)
# Component A is the NCVP's alone for dirigenti, the dirigente's for P.O.; B is proposed by the one and decided by the other.
rules.add_perm("valutazioni.votare_a", _negli_stati(APERTA) & ~solo_comportamenti & valuta)
rules.add_perm(
    "valutazioni.votare_b",
    rules.is_authenticated & ((_negli_stati(APERTA, PROPOSTA_A) & valuta) | (_negli_stati(PROPOSTA) & decide)),
)
# Art. 10: whoever evaluates chooses the specialist factors of the person, until the sheet goes on.
rules.add_perm("valutazioni.scegliere_fattori", _negli_stati(APERTA, PROPOSTA_A) & valuta)
# The notes go with the marks: whoever may still change a mark may write them.
rules.add_perm("valutazioni.annotare", _negli_stati(APERTA, PROPOSTA_A) & valuta)

# --- Allegato D -----------------------------------------------------------------------------------------------------------------------

dirigente_del_personale = e_altrui & e_suo_dirigente
compila = e_altrui & (e_sua_po | (e_suo_dirigente & ~ha_una_po))

rules.add_perm("valutazioni.compilare_personale", e_altrui & e_sua_po)
rules.add_perm("valutazioni.votare_personale", (_negli_stati(APERTA) & compila) | (_negli_stati(COMPILATA) & dirigente_del_personale))
rules.add_perm("valutazioni.restituire_personale", dirigente_del_personale & ha_una_po)
rules.add_perm("valutazioni.decidere_personale", dirigente_del_personale & (_negli_stati(COMPILATA) | (_negli_stati(APERTA) & ~ha_una_po)))
# Reading A27: an exception weighs on the score, so it is the dirigente's to record, until the marks are decided.
rules.add_perm("valutazioni.esonerare", dirigente_del_personale & esonero_ammesso & _negli_stati(APERTA, COMPILATA))
da_firmare = _negli_stati(*PRIMA_DELLA_FIRMA)
rules.add_perm(
    "valutazioni.leggere_parte_seconda",
    dirigente_del_personale | (e_altrui & ha_ruolo(Ruolo.PERSONALE)) | (e_valutato & _negli_stati(*SECONDE_LETTE)),
)
rules.add_perm("valutazioni.scrivere_parte_seconda", dirigente_del_personale & da_firmare)

# --- both -----------------------------------------------------------------------------------------------------------------------------

valutatore = (e_del_personale & dirigente_del_personale) | (~e_del_personale & valuta)
rules.add_perm("valutazioni.partecipare", valutatore)
rules.add_perm("valutazioni.notificare", valutatore & rules.predicate(lambda utente, scheda: scheda.senza_accesso))  # who cannot sign here
rules.add_perm("valutazioni.rivedere", (e_del_personale & dirigente_del_personale) | valutatore_po)
rules.add_perm("valutazioni.verbalizzare", da_firmare & valutatore)
rules.add_perm("valutazioni.osservare", e_valutato & _negli_stati(PARTECIPATA))
rules.add_perm("valutazioni.firmare", e_valutato)
# Art. 18: the Segretario registers the Giunta's act; the one on the Segretario's own sheet the Sindaco does.
rules.add_perm("valutazioni.approvare", ~e_superata & e_altrui & (ha_ruolo(Ruolo.SEGRETARIO) | (e_del_segretario & sindaco)))
rules.add_perm("valutazioni.dichiarare_non_valutabile", valutatore)
# Art. 29: who communicates what the Organismo has decided is the business of the case; nobody has their own sheet determined anew.
rules.add_perm("valutazioni.correggere_per_riesame", e_altrui)
rules.add_perm("valutazioni.rideterminare", e_altrui & e_del_riesame)
rules.add_perm("valutazioni.autovalutarsi", e_valutato & autovalutazione_ammessa & _negli_stati(APERTA, PROPOSTA_A))

# --- all the sheets of an exercise ----------------------------------------------------------------------------------------------------

# Art. 18: the NCVP and the office that supports it open the sheets; NCVP and Segretario ask for all the documents.
rules.add_perm("valutazioni.aprire_schede", ha_ruolo(Ruolo.NCVP, Ruolo.SEGRETERIA))
rules.add_perm("valutazioni.stampare_tutte", ha_ruolo(Ruolo.NCVP, Ruolo.SEGRETARIO))
# Art. 22: the sheets of the staff are opened by the office that keeps their number and place; the act is registered by the Segretario.
rules.add_perm("valutazioni.aprire_schede_personale", ha_ruolo(Ruolo.PERSONALE, Ruolo.SEGRETERIA))
# Art. 18: the lists that go with the Giunta's act: everybody's points, with the names of dirigenti and P.O.
rules.add_perm("valutazioni.elenchi_giunta", ha_ruolo(Ruolo.SEGRETARIO))
# The documents of all the staff sheets that one reads, and of all the parts two.
rules.add_perm("valutazioni.stampare_personale", ha_ruolo(Ruolo.DIRIGENTE, Ruolo.PO))
rules.add_perm("valutazioni.stampare_seconde", ha_ruolo(Ruolo.DIRIGENTE, Ruolo.PERSONALE))
rules.add_perm("valutazioni.approvare_in_blocco", ha_ruolo(Ruolo.SEGRETARIO, Ruolo.SINDACO))
rules.add_perm("valutazioni.scegliere_voci", ha_ruolo(Ruolo.PERSONALE, Ruolo.SEGRETARIO))
rules.add_perm("valutazioni.equita", ha_ruolo(Ruolo.NCVP, Ruolo.SEGRETARIO))
rules.add_perm("valutazioni.elenchi_personale", ha_ruolo(Ruolo.PERSONALE))
rules.add_perm("valutazioni.importare_pregresse", ha_ruolo(Ruolo.PERSONALE))

# Art. 21 (reading A53): the NCVP validates the Relazione; whoever has a part in the evaluations reads when and by which act.
rules.add_perm("valutazioni.validare_relazione", ha_ruolo(Ruolo.NCVP))
rules.add_perm("valutazioni.vedere_relazione", ha_ruolo(*LEGGONO, Ruolo.SEGRETERIA, Ruolo.PERSONALE, Ruolo.CONTROLLO))

# The diary of the year, where the version has it: of everybody who evaluates or is evaluated.
rules.add_perm("valutazioni.tenere_diari", ha_ruolo(Ruolo.NCVP, Ruolo.SEGRETARIO, Ruolo.DIRIGENTE, Ruolo.PO, Ruolo.DIPENDENTE))
# Art. 22 (reading A28): the structures' percentages are the controllo di gestione's; the dirigente may tell apart the units below.
rules.add_perm("valutazioni.vedere_percentuali", ha_ruolo(Ruolo.CONTROLLO, *LEGGONO, Ruolo.PERSONALE))
rules.add_perm("valutazioni.scrivere_percentuali", ha_ruolo(Ruolo.CONTROLLO, Ruolo.DIRIGENTE))


def puo_su_unita(utente: Utente, direzione_id: int) -> bool:
    """Whether the user assigns specific objectives in a unit (art. 22)."""
    return direzione_id in unita_guidate(utente)


def unita_da_percentuare(utente: Utente, direzioni: Iterable[int], proprie: Collection[int]) -> set[int]:
    """Of these units, those whose percentage the user writes: all for the controllo di gestione, the dirigente's own and those below.

    None of ``proprie``, those on whose percentage the user is evaluated: the text is silent on it, and nobody measures themselves.
    """
    tutte = set(direzioni).difference(proprie)
    return tutte if Ruolo.CONTROLLO in ruoli_di(utente, oggi()) else tutte & direzioni_dirette(utente)


def la_scrive(utente: Utente) -> str:
    """Who writes, instead of the user, a percentage on which they are evaluated themselves."""
    return "la scrive il suo Dirigente" if Ruolo.CONTROLLO in ruoli_di(utente, oggi()) else "la scrive il controllo di gestione"


def diari_visibili_a(utente: Utente, esercizio: Esercizio) -> QuerySet[Persona]:
    """The people whose diary the user reads and writes, if the version has it: their own; whoever evaluates them reads it with them.

    The NCVP: those evaluated with Allegato B but for P.O.; the dirigente: P.O. and staff of the offices below, and whoever has there the
    sheet of the exercise; the P.O.: the staff of the unit.
    """
    if not esercizio.reg.facolta.diario:
        return Persona.objects.none()
    giorno, propria = oggi(), persona_di(utente)
    incaricati = Incarico.objects.in_vigore(giorno).order_by()
    periodo = esercizio.periodo
    servito = [m.objects.nel_periodo(periodo.dal, periodo.al).order_by().values("persona") for m in (Incarico, Appartenenza)]
    vede = Q(pk=propria.pk if propria else 0) & (Q(pk__in=servito[0]) | Q(pk__in=servito[1]))
    if Ruolo.NCVP in ruoli_di(utente, giorno):
        vede |= Q(pk__in=incaricati.exclude(ruolo=Ruolo.PO).values("persona"))
    if dirette := direzioni_dirette(utente):
        vede |= Q(pk__in=incaricati.filter(ruolo=Ruolo.PO, direzione__in=dirette).values("persona"))
    if uffici := unita_guidate(utente):
        personale = Appartenenza.objects.in_vigore(giorno).filter(direzione__in=uffici).exclude(persona__in=incaricati.values("persona"))
        schede = SchedaPersonale.objects.filter(esercizio=esercizio, direzione__in=uffici)
        vede |= Q(pk__in=personale.order_by().values("persona")) | Q(pk__in=schede.order_by().values("persona"))
    return Persona.objects.filter(vede)


def puo_sul_diario(utente: Utente, persona: Persona, esercizio: Esercizio) -> bool:
    """Whether the user reads and writes the diary of a person."""
    return diari_visibili_a(utente, esercizio).filter(pk=persona.pk).exists()


def guida_personale(utente: Utente) -> bool:
    """Who has a team to evaluate with Allegato D."""
    return bool(unita_guidate(utente))


def vede_valutazioni(utente: Utente) -> bool:
    """Who has something to look for among the sheets of Allegato B: those who evaluate, support or are evaluated with it."""
    return bool(ruoli_di(utente, oggi()) & VEDONO)


def vede_personale(utente: Utente) -> bool:
    """Who has something to look for among the sheets of Allegato D."""
    return bool(ruoli_di(utente, oggi()) & VEDONO_PERSONALE)


def usa_percentuali(utente: Utente) -> bool:
    """Who works with the structures' percentages: who writes them, who evaluates staff on them, who pays by them. NCVP, Sindaco and
    Segretario may read the page and have nothing to do there."""
    return bool(ruoli_di(utente, oggi()) & {Ruolo.CONTROLLO, Ruolo.PERSONALE, Ruolo.DIRIGENTE}) or guida_personale(utente)


def vede_i_propri_specifici(utente: Utente) -> bool:
    """Who has specific objectives of their own: the staff."""
    return Ruolo.DIPENDENTE in ruoli_di(utente, oggi())


def puo_aprire_fascicolo(utente: Utente, persona: Persona, esercizio: Esercizio) -> bool:
    """Art. 19: the evaluatee; their dirigente; of the staff also the P.O., without part two; NCVP and Segretario for Allegato B."""
    propria = persona_di(utente)
    schede = Scheda.objects.filter(esercizio=esercizio, incarico__persona=persona)
    personali = SchedaPersonale.objects.filter(esercizio=esercizio, persona=persona)
    if propria is not None and propria.pk == persona.pk:
        return schede.exists() or personali.exists()
    ruoli, uffici = ruoli_di(utente, oggi()), direzioni_dirette(utente)
    return (
        (Ruolo.SEGRETARIO in ruoli and schede.exists())
        or (Ruolo.NCVP in ruoli and schede.exclude(incarico__ruolo=Ruolo.PO).exists())
        or schede.filter(incarico__ruolo=Ruolo.PO, incarico__direzione__in=uffici).exists()
        or personali.filter(direzione__in=unita_guidate(utente)).exists()
    )
