"""The steps of a sheet as its page offers them: the main one, the others, and the page on which each is taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from smvp.flusso.operazioni import Passaggio, passaggi

from ..models import SchedaPersonale, Valutazione
from ..stati import OSSERVAZIONI

# The steps that carry a text of their own: they are taken on its page, not on the plain confirmation.
CON_TESTO = {
    "osserva": "osservazioni", "registra_osservazioni": "ricevute", "rispondi": "risposta", "registra_rifiuto": "rifiuto",
    "registra_notifica": "notifica",
}  # fmt: skip
# Nobody's next thing to do, though they need no reason: who is waited for is the evaluatee.
SECONDARIE = frozenset({"registra_rifiuto", "osserva", "registra_osservazioni"})


@dataclass(frozen=True, slots=True)
class Mossa:
    """A step open to the user, with the address where it is taken; ``pronta`` if there is something to do there now."""

    passo: Passaggio
    url: str
    pronta: bool

    @property
    def azione(self) -> str:
        return self.passo.transizione.azione


@dataclass(frozen=True, slots=True)
class Mosse:
    """The steps open to the user: the one that the sheet waits for, and the exceptions."""

    principale: Mossa | None
    altre: Sequence[Mossa]

    @property
    def tocca(self) -> bool:
        """Whether the sheet waits for the user: what may be done only later, or need not be done, is nobody's turn."""
        return self.principale is not None and self.principale.pronta

    @property
    def per_azione(self) -> dict[str, Mossa]:
        return {m.azione: m for m in (self.principale, *self.altre) if m is not None}


def mosse_di(scheda: Valutazione, utente: Any, giorno: date) -> Mosse:
    """What the user may do with a sheet. The main step is the first that neither asks for a reason nor is an exception.

    Who has written observations may sign, but it is for the others to answer first (art. 18).
    """
    tutte = [_mossa(scheda, p) for p in passaggi(scheda, utente, giorno)]
    secondarie = SECONDARIE | ({"firma"} if scheda.stato == OSSERVAZIONI else frozenset())
    principale = next((m for m in tutte if not m.passo.transizione.motivo and m.azione not in secondarie), None)
    return Mosse(principale, [m for m in tutte if m is not principale])


def _mossa(scheda: Valutazione, passo: Passaggio) -> Mossa:
    altrove = pagina_propria(scheda, passo.transizione.azione)
    return Mossa(passo, altrove or indirizzo(scheda, "passaggio", passo.transizione.azione), bool(altrove) or passo.pronto)


def pagina_propria(scheda: Valutazione, azione: str) -> str:
    """The address of a step that has a page of its own; empty for those that are simply confirmed."""
    if azione in CON_TESTO:
        return indirizzo(scheda, CON_TESTO[azione])
    if azione == "approva":
        return f"{reverse('valutazioni:approva', args=[scheda.esercizio.anno])}?s={scheda.chiave}"
    return ""


def indirizzo(scheda: Valutazione, pagina: str, *altro: str) -> str:
    """The address of a page that both kinds of sheet have."""
    suffisso = "_personale" if isinstance(scheda, SchedaPersonale) else ""
    return reverse(f"valutazioni:{pagina}{suffisso}", args=[scheda.pk, *altro])
