"""The sections of Piano and Relazione: one module each, with ``blocchi`` (what it says) and ``mancanze`` (what it lacks, cheap to know)."""

from collections.abc import Mapping
from typing import Protocol

from ...calcolo.blocchi import Blocco, Mancanza
from ..contesto import Contesto
from . import (
    albero,
    ciclo,
    collettivi,
    contesto,
    efficienza,
    garanzie,
    individuale,
    integrita,
    organizzativa,
    pari_opportunita,
    partecipazione,
    piano,
    premi,
    processo,
    risultati,
    sintesi,
)


class Modulo(Protocol):
    """What a module of this room offers."""

    def blocchi(self, c: Contesto) -> list[Blocco]: ...

    def mancanze(self, c: Contesto) -> list[Mancanza]: ...


RELAZIONE: Mapping[str, Modulo] = {
    "sintesi": sintesi,
    "contesto": contesto,
    "ciclo": ciclo,
    "albero": albero,
    "risultati": risultati,
    "collettivi": collettivi,
    "organizzativa": organizzativa,
    "partecipazione": partecipazione,
    "individuale": individuale,
    "premi": premi,
    "efficienza": efficienza,
    "pari-opportunita": pari_opportunita,
    "integrita": integrita,
    "garanzie": garanzie,
    "processo": processo,
}
"""By the code of the section (art. 21); one that is not here is made of texts alone."""
PIANO: Mapping[str, Modulo] = {
    "sintesi": piano.sintesi,
    "contesto": piano.contesto,
    "indirizzi": piano.indirizzi,
    "albero": albero,
    "obiettivi": piano.obiettivi,
    "collettivi": piano.collettivi,
    "triennio": piano.triennio,
    "peg": piano.peg,
    "pari-opportunita": piano.pari_opportunita,
    "integrita": piano.integrita,
    "processo": piano.processo,
}
"""The same for art. 12."""
