"""What the user may do with a request now: the one thing that it waits for from them, and the rest with the reason why not yet."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import rules
from django.urls import reverse

from smvp.flusso.operazioni import passaggi

from ..models import RichiestaAccesso
from ..permessi import da_segreteria
from ..stati import AVVISATI, DA_EVADERE, DIFFERITA, PRESENTATA, VISTABILI

# Taken by an act of their own.
CON_ALTRO = frozenset({"accogli", "accogli_in_parte", "nega", "differisci", "evadi"})


@dataclass(frozen=True, slots=True)
class Azione:
    """Something to do: where, what it is called and, if it cannot be done now, why."""

    url: str
    etichetta: str
    mancanze: str = ""

    @property
    def pronta(self) -> bool:
        return not self.mancanze


def _url(nome: str, riga: RichiestaAccesso, *altro: str) -> str:
    return reverse(f"accesso:{nome}", args=[riga.pk, *altro])


def principale(riga: RichiestaAccesso, utente: Any, giorno: date) -> Azione | None:
    """The one thing that the request waits for from this user, if it does."""
    if riga.stato == PRESENTATA and riga.terzi and rules.has_perm("accesso.istruire", utente, riga):
        return Azione(_url("passaggio", riga, "avvisa"), "Avvisa i controinteressati")
    if riga.stato in DA_EVADERE and da_segreteria(utente, riga):
        return Azione(_url("evadi", riga), "Registra la consegna")
    if riga.stato in VISTABILI and rules.has_perm("accesso.vistare", utente, riga) and not _aspetta_risposte(riga, giorno):
        da_aspettare = riga.stato == DIFFERITA and riga.differita_al is not None and giorno < riga.differita_al
        return None if da_aspettare else Azione(_url("visto", riga), "Metti il Visto")
    return None


def _aspetta_risposte(riga: RichiestaAccesso, giorno: date) -> bool:
    return bool(riga.manca("mancano_opposizioni", giorno) or riga.manca_avviso())


def azioni_di(riga: RichiestaAccesso, utente: Any, giorno: date) -> tuple[Azione | None, list[Azione]]:
    """The first thing to do, and all the others."""
    prima, altre = principale(riga, utente, giorno), []
    if riga.stato in VISTABILI and rules.has_perm("accesso.vistare", utente, riga):
        perche_no = " ".join([*riga.manca_avviso(), *riga.manca("mancano_opposizioni", giorno)])
        altre.append(Azione(_url("visto", riga), "Metti il Visto", "" if riga.stato == AVVISATI else perche_no))
    if riga.stato in DA_EVADERE and rules.has_perm("accesso.evadere", utente, riga):
        altre.append(Azione(_url("evadi", riga), "Registra la consegna"))
    if riga.stato == PRESENTATA and rules.has_perm("accesso.istruire", utente, riga):
        altre.append(Azione(_url("terzo", riga), "Aggiungi un controinteressato"))
    altre += [
        Azione(_url("passaggio", riga, p.transizione.azione), p.transizione.etichetta, " ".join(p.mancanze))
        for p in passaggi(riga, utente, giorno)
        if p.transizione.azione not in CON_ALTRO
    ]
    return prima, [a for a in altre if prima is None or a.url != prima.url]
