"""Art. 18: the Giunta's act approves the signed sheets; past the term for a review they are final (art. 29)."""

from collections.abc import Callable, Iterable
from datetime import datetime

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.documenti.atti import DatiAtto, atto_della_giunta
from smvp.documenti.models import Atto
from smvp.flusso.operazioni import esegui_tutti
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO, data
from smvp.organizzazione.models import Utente

from ..models import Valutazione


@transaction.atomic
def approva_con_atto(*, schede: Iterable[Valutazione], atto: Atto | DatiAtto, utente: Utente, quando: datetime) -> int:
    """The act, written in now if it is not there yet, approves these sheets, all of them or none; returns how many.

    Raises PermissionDenied, DatiNonValidi (not an act of the Giunta, in the future, dated before a signature), OperazioneNonAmmessa
    (one that is not signed: the message names it).
    """
    if not rules.has_perm("valutazioni.approvare_in_blocco", utente):
        raise PermissionDenied("Registra l’atto della Giunta il Segretario generale.")
    righe = list(schede)
    if not righe:
        raise DatiNonValidi("Scegli almeno una valutazione da approvare.", campo="schede", articolo="18")
    if isinstance(atto, Atto) and atto.tipo != Atto.Tipo.GIUNTA:
        raise DatiNonValidi("Le valutazioni si approvano con una deliberazione della Giunta.", campo="atto_esistente", articolo="18")
    if atto.data > quando.astimezone(FUSO).date():
        raise DatiNonValidi(f"L’atto porta una data nel futuro: {data(atto.data)}.", campo="data", articolo="18")
    registrato = atto_della_giunta(atto, utente=utente, quando=quando, articolo="18")

    def con_l_atto(riga: Valutazione) -> None:
        if riga.superata_il is not None:
            raise OperazioneNonAmmessa("nel frattempo è stata rideterminata, rileggi l’elenco.", articolo="29")
        if riga.presa_visione_il and registrato.data < riga.presa_visione_il.astimezone(FUSO).date():
            raise DatiNonValidi("l’atto è di prima della presa visione.", campo="data", articolo="18")
        riga.atto = registrato

    return _tutte(righe, "approva", utente=utente, quando=quando, prepara=con_l_atto)


@transaction.atomic
def rendi_definitive(*, schede: Iterable[Valutazione], utente: Utente, quando: datetime) -> int:
    """Art. 29: these approved sheets are final, all of them or none; returns how many. Raises as ``approva_con_atto`` does."""
    if not rules.has_perm("valutazioni.approvare_in_blocco", utente):
        raise PermissionDenied("Rende definitive le valutazioni il Segretario generale.")
    righe = list(schede)
    if not righe:
        raise DatiNonValidi("Scegli almeno una valutazione da rendere definitiva.", campo="schede", articolo="29")
    return _tutte(righe, "rendi_definitiva", utente=utente, quando=quando)


def _tutte(
    schede: list[Valutazione], azione: str, *, utente: Utente, quando: datetime, prepara: Callable[[Valutazione], None] | None = None
) -> int:
    """Each kind at once, always in the same order: two acts take turns."""
    tipi = sorted({type(s) for s in schede}, key=lambda tipo: tipo.__name__)
    gruppi = ([s for s in schede if type(s) is tipo] for tipo in tipi)
    return sum(esegui_tutti(sue, azione, utente=utente, quando=quando, prepara=prepara) for sue in gruppi)
