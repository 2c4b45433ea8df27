"""The steps of a run as its page offers them: the main one, the others, and the page on which each is taken."""

from datetime import date
from typing import Any

from django.urls import reverse

from smvp.documenti.models import Atto
from smvp.flusso.operazioni import passaggi
from valutazioni.views.mosse import Mossa, Mosse

from ..models import Corsa

# The worker's own steps: nobody takes them by hand.
DEL_CALCOLO = frozenset({"calcola", "ferma"})
# The steps that ask for an act have a page with its fields.
CON_ATTO = {"approva": Atto.Tipo.GIUNTA, "liquida": Atto.Tipo.DETERMINAZIONE}


def mosse_di(corsa: Corsa, utente: Any, giorno: date) -> Mosse:
    """What the user may do with a run. The main step is the first that asks for no reason."""
    tutte = [
        Mossa(p, reverse("premi:passaggio", args=[corsa.pk, azione]), azione in CON_ATTO or p.pronto)
        for p in passaggi(corsa, utente, giorno)
        if (azione := p.transizione.azione) not in DEL_CALCOLO
    ]
    principale = next((m for m in tutte if not m.passo.transizione.motivo), None)
    return Mosse(principale, [m for m in tutte if m is not principale])
