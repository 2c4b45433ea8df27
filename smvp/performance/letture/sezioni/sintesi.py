"""Artt. 18, 21, 36: two pages for citizens: the key figures."""

from smvp.nucleo.formati import numero

from ...calcolo.blocchi import Blocco, Cifra, Cifre, Mancanza
from ..contesto import Contesto
from .risultati import risultati


def blocchi(c: Contesto) -> list[Blocco]:
    trovati = risultati(c)
    if not trovati:
        return []
    decisi = [r for r in trovati if r.raggiunto is not None]
    voci = [Cifra("Obiettivi assegnati", numero(len(trovati), 0)), Cifra("Obiettivi valutati", numero(len(decisi), 0))]
    return [Cifre(tuple(voci))]


def mancanze(c: Contesto) -> list[Mancanza]:
    return []
