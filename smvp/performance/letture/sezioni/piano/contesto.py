"""Art. 11: the municipality from which the objectives start: offices and people, in the aggregate."""

from ....calcolo.blocchi import Blocco, Mancanza
from ...contesto import Contesto
from ..contesto import mancano_uffici, organizzazione


def blocchi(c: Contesto) -> list[Blocco]:
    return [c.testo("contesto"), *organizzazione(c)]


def mancanze(c: Contesto) -> list[Mancanza]:
    return mancano_uffici(c)
