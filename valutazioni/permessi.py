"""Who may do what on a sheet, and who sees which (arts 10, 18; nobody evaluates themselves)."""

import rules
from django.db.models import Q, QuerySet

from smvp.organizzazione.models import Utente
from smvp.organizzazione.permessi import direzioni_dirette, ha_ruolo
from smvp.organizzazione.ruoli import Ruolo, persona_di, ruoli_di
from smvp.orologio import oggi

from .models import Scheda
from .stati import APERTA, CHIUSA, DECISA, PROPOSTA

LEGGONO = frozenset({Ruolo.NCVP, Ruolo.SEGRETARIO, Ruolo.SINDACO, Ruolo.DIRIGENTE, Ruolo.PO})
# The office that supports the NCVP opens the sheets and reads none.
VEDONO = LEGGONO | {Ruolo.SEGRETERIA}


def visibili_a(utente: Utente) -> QuerySet[Scheda]:
    """The sheets that a user may read.

    NCVP and Segretario: all (arts 18, 34). Sindaco: those of dirigenti, once proposed. Dirigente: those of the P.O. below.
    The evaluatee: their own, once closed: a draft is not yet part of the file (art. 18).
    """
    ruoli = ruoli_di(utente, oggi())
    persona = persona_di(utente)
    propria = Q(incarico__persona=persona.pk if persona else 0)
    vede = propria & Q(stato=CHIUSA)
    if ruoli & {Ruolo.NCVP, Ruolo.SEGRETARIO}:
        vede |= ~propria
    if Ruolo.SINDACO in ruoli:
        vede |= ~Q(incarico__ruolo=Ruolo.PO) & ~Q(stato=APERTA)
    if Ruolo.DIRIGENTE in ruoli:
        vede |= Q(incarico__ruolo=Ruolo.PO, incarico__direzione__in=direzioni_dirette(utente)) & ~propria
    return Scheda.objects.filter(vede)


@rules.predicate
def e_altrui(utente: Utente, scheda: Scheda) -> bool:
    """The two-person rule: nobody acts on their own sheet."""
    persona = persona_di(utente)
    return persona is None or scheda.incarico.persona_id != persona.pk


@rules.predicate
def e_suo_dirigente(utente: Utente, scheda: Scheda) -> bool:
    """True for the dirigente of the Direzione in which the P.O. serves."""
    return scheda.incarico.direzione_id in direzioni_dirette(utente)


@rules.predicate
def e_di_po(utente: Utente, scheda: Scheda) -> bool:
    return scheda.di_po


def _nello_stato(stato: str) -> rules.Predicate:
    @rules.predicate(f"nello_stato_{stato}")
    def predicato(utente: Utente, scheda: Scheda) -> bool:
        return scheda.stato == stato

    return predicato


di_dirigente = ~e_di_po & e_altrui
valutatore_po = e_di_po & e_altrui & e_suo_dirigente

rules.add_perm("valutazioni.trasmettere_scheda", di_dirigente & ha_ruolo(Ruolo.NCVP))
rules.add_perm("valutazioni.decidere_scheda", di_dirigente & ha_ruolo(Ruolo.SINDACO))
rules.add_perm(
    "valutazioni.chiudere_scheda", (di_dirigente & _nello_stato(DECISA) & ha_ruolo(Ruolo.NCVP)) | (valutatore_po & ~_nello_stato(DECISA))
)
# Component A is the NCVP's alone for dirigenti, the dirigente's for P.O.; B is proposed by the one and decided by the other.
rules.add_perm("valutazioni.votare_a", _nello_stato(APERTA) & ((di_dirigente & ha_ruolo(Ruolo.NCVP)) | valutatore_po))
rules.add_perm(
    "valutazioni.votare_b",
    rules.is_authenticated
    & (
        (_nello_stato(APERTA) & ((di_dirigente & ha_ruolo(Ruolo.NCVP)) | valutatore_po))
        | (_nello_stato(PROPOSTA) & di_dirigente & ha_ruolo(Ruolo.SINDACO))
    ),
)
# Art. 10: whoever evaluates chooses the specialist factors of the person, until the sheet goes on.
rules.add_perm("valutazioni.scegliere_fattori", _nello_stato(APERTA) & ((di_dirigente & ha_ruolo(Ruolo.NCVP)) | valutatore_po))
# The notes go with the marks: whoever may still change a mark may write them.
rules.add_perm("valutazioni.annotare", _nello_stato(APERTA) & ((di_dirigente & ha_ruolo(Ruolo.NCVP)) | valutatore_po))


# Art. 18: the NCVP and the office that supports it open the sheets; NCVP and Segretario ask for all the documents.
rules.add_perm("valutazioni.aprire_schede", ha_ruolo(Ruolo.NCVP, Ruolo.SEGRETERIA))
rules.add_perm("valutazioni.stampare_tutte", ha_ruolo(Ruolo.NCVP, Ruolo.SEGRETARIO))


def vede_valutazioni(utente: Utente) -> bool:
    """Who has something to look for among the sheets: those who evaluate, support or are evaluated with Allegato B."""
    return bool(ruoli_di(utente, oggi()) & VEDONO)
