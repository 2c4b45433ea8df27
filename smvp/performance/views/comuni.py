"""What the pages of Piano and Relazione share: who reads them, the row of the address, what the person may do with it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from smvp.flusso.operazioni import Passaggio, passaggi
from smvp.organizzazione.models import Esercizio

from ..letture.quadro import VERSO, scritto_di
from ..models import Piano, Relazione

CHE = ("relazione", "piano")
SOLO_ORGANI = "Piano e Relazione in preparazione li leggono gli organi e gli uffici che li preparano. Quelli pubblicati li legge chiunque."


def esercizio_di(richiesta: HttpRequest, anno: int) -> Esercizio:
    """The exercise of the address, for who reads these pages. Raises PermissionDenied, Http404."""
    if not rules.has_perm("performance.vedere", richiesta.user):
        raise PermissionDenied(SOLO_ORGANI)
    esercizio = get_object_or_404(Esercizio, anno=anno)
    richiesta.esercizio = esercizio
    return esercizio


def prendi(richiesta: HttpRequest, anno: int, che: str) -> Relazione | Piano:
    """The Relazione or the Piano of the address. Raises PermissionDenied, Http404 (also where it is not begun)."""
    esercizio_di(richiesta, anno)
    scritto = scritto_di(anno, che) if che in CHE else None
    if scritto is None:
        raise Http404
    return scritto


def che_e(scritto: Relazione | Piano) -> str:
    return "piano" if isinstance(scritto, Piano) else "relazione"


def indirizzo(nome: str, scritto: Relazione | Piano, *altro: Any) -> str:
    return reverse(f"performance:{nome}", args=[scritto.esercizio.anno, che_e(scritto), *altro])


@dataclass(frozen=True, slots=True)
class Azione:
    """A step: where it is taken, what it is called and, if it cannot be taken now, why."""

    url: str
    etichetta: str
    mancanze: str
    passo: Passaggio

    @property
    def pronta(self) -> bool:
        return not self.mancanze


def azioni_di(scritto: Relazione | Piano, utente: Any, giorno: date) -> tuple[Azione | None, list[Azione]]:
    """The step that leads on, if it is this user's and ready; and all the others."""
    tutte = [
        Azione(indirizzo("passaggio", scritto, p.transizione.azione), p.transizione.etichetta, _senza_il_modulo(p), p)
        for p in passaggi(scritto, utente, giorno)
    ]
    avanti = VERSO[scritto.flusso.codice].get(scritto.stato, "")
    prima = next((a for a in tutte if a.passo.transizione.azione == avanti and a.pronta), None)
    return prima, [a for a in tutte if a is not prima]


# What the page of the step itself asks for, in its form: it does not stand in the way of opening it.
NEL_MODULO = ("Scrivi numero e data dell’atto di approvazione.", "Scrivi numero e data del verbale.")


def _senza_il_modulo(p: Passaggio) -> str:
    return " ".join(m for m in p.mancanze if m not in NEL_MODULO)
