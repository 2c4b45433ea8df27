"""What the form of a sheet offers to choose from, and what it says beside it."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from smvp.flusso.operazioni import passaggi
from smvp.nucleo.formati import esatto
from smvp.organizzazione.models import Direzione, Esercizio, Incarico, Utente
from smvp.organizzazione.ruoli import Ruolo, persona_di, ruoli_di

from ...models import Obiettivo, Parte, Tipo
from ...stati import BOZZA
from ..turno.righe import riga_di
from .misurabilita import consigli_su
from .pesi import pesi_da_mostrare
from .servizio import avvisi_di_servizio
from .somiglianza import simili

INTERO = Decimal(100)
# The step with which a sheet goes on from each state in which it may be changed.
PROPOSTE = frozenset({"negozia", "ritrasmetti", "ridefinisci"})


def padri_possibili(obiettivo: Obiettivo) -> QuerySet[Obiettivo]:
    """Art. 7, cascading: what an individual objective may hang on: those of a dirigente above, and collective ones of its own office.

    A dirigente's hangs only on collective ones, and a collective one on nothing: so there are no rings.
    """
    incarico = obiettivo.responsabile
    if incarico is None or obiettivo.collettivo or incarico.direzione is None:
        return Obiettivo.objects.none()
    sopra = incarico.direzione.ramo
    padri = Q(tipo=Tipo.GENERALE) & (Q(assegnazioni__incarico=incarico.pk) | Q(parti__direzione__in=sopra))
    if incarico.ruolo == Ruolo.PO:
        padri |= Q(tipo=Tipo.INDIVIDUALE, responsabile__ruolo=Ruolo.DIRIGENTE, responsabile__direzione__in=sopra) & ~Q(stato=BOZZA)
    trovati = Obiettivo.objects.filter(padri, esercizio=obiettivo.esercizio_id).exclude(pk=obiettivo.pk)
    return Obiettivo.objects.filter(pk__in=trovati.order_by().values("pk"))


def incarichi_valutati(esercizio: Esercizio) -> QuerySet[Incarico]:
    """Art. 24: dirigenti and P.O. in force in the exercise, and the Segretario for a Direzione held ad interim."""
    in_forza = Incarico.objects.nel_periodo(esercizio.periodo.dal, esercizio.periodo.al)
    scelti = in_forza.filter(Q(ruolo__in=[Ruolo.DIRIGENTE, Ruolo.PO]) | Q(ruolo=Ruolo.SEGRETARIO, ad_interim=True))
    return scelti.select_related("persona", "direzione__padre__padre")


def chi_puo_rispondere(esercizio: Esercizio, utente: Utente, giorno: date) -> list[Incarico]:
    """For whom a user may start a sheet: the Segretario for everybody, the others for themselves."""
    incarichi = incarichi_valutati(esercizio)
    if Ruolo.SEGRETARIO not in ruoli_di(utente, giorno):
        persona = persona_di(utente)
        incarichi = incarichi.filter(persona=persona.pk if persona else 0)
    return list(incarichi)


def direzioni_ammesse(esercizio: Esercizio) -> QuerySet[Direzione]:
    """Art. 7: the Direzioni that may take part: those at the top of their branch, in force in the exercise."""
    return Direzione.objects.nel_periodo(esercizio.periodo.dal, esercizio.periodo.al).filter(padre=None)


def contesto_di_compilazione(obiettivo: Obiettivo, parte: Parte | None, utente: Utente, giorno: date) -> dict[str, Any]:
    """What stands beside the form: weights, contributions, what is missing, hints and warnings."""
    passi = passaggi(obiettivo, utente, giorno)
    return {
        "passo": next((p for p in passi if p.transizione.azione in PROPOSTE), None),
        "turno": riga_di(obiettivo, utente, giorno),
        "pesi": pesi_da_mostrare(obiettivo, utente),
        "apporti": _apporti(obiettivo),
        "direzioni_libere": _direzioni_libere(obiettivo) if parte is None else [],
        **contesto_di_avvisi(obiettivo, utente),
    }


def contesto_di_avvisi(obiettivo: Obiettivo, utente: Utente) -> dict[str, Any]:
    """What whoever writes or examines a sheet should look at: hard to measure, like an earlier one, an appointment of less than a year."""
    return {
        "consigli": consigli_su(obiettivo),
        "simili": simili(obiettivo, utente),
        "avvisi_servizio": avvisi_di_servizio(obiettivo.responsabile, obiettivo.esercizio) if obiettivo.responsabile else [],
    }


def _apporti(obiettivo: Obiettivo) -> dict[str, Any] | None:
    """Art. 7: "60 + 40 = 100", and whether it stands."""
    if not obiettivo.collettivo:
        return None
    apporti = [p.apporto for p in obiettivo.parti.all()]
    somma = sum(apporti, Decimal(0))
    minime = obiettivo.esercizio.reg.negoziazione.direzioni_minime
    difetto = ""
    if len(apporti) < minime:
        difetto = f"Servono almeno {minime} Direzioni"
    elif somma != INTERO:
        verso = "mancano" if somma < INTERO else "sono di troppo"
        difetto = f"Gli apporti devono fare {esatto(INTERO)}: {verso} {esatto(abs(INTERO - somma))}"
    return {
        "conto": f"{' + '.join(esatto(a) for a in apporti) or '0'} = {esatto(somma)}",
        "giusti": not difetto,
        "difetto": difetto,
        "minime": minime,
    }


def _direzioni_libere(obiettivo: Obiettivo) -> list[Direzione]:
    dentro = {p.direzione_id for p in obiettivo.parti.all()}
    return [d for d in direzioni_ammesse(obiettivo.esercizio) if d.pk not in dentro] if obiettivo.collettivo else []
