"""Art. 12: the measures against corruption and for transparency that have become objectives."""

import re

from obiettivi.models import Obiettivo

from ....calcolo.blocchi import Blocco, Mancanza, Paragrafo
from ...contesto import Contesto
from ..comuni import nessun_obiettivo
from .scelti import tavola_degli

PAROLE = re.compile(r"anti-?corruzione|corruzione|trasparenza|integrità|amministrazione trasparente|accesso civico", re.IGNORECASE)


def suoi(c: Contesto) -> list[Obiettivo]:
    """The objectives that speak of it, in their texts or in those of their indicators."""
    di_indicatori = {v.obiettivo.pk for v in c.voci if PAROLE.search(v.indicatore.titolo)}
    return [o for o in c.obiettivi if o.pk in di_indicatori or PAROLE.search(" ".join((o.titolo, o.descrizione, o.risultato_atteso)))]


def blocchi(c: Contesto) -> list[Blocco]:
    if not c.obiettivi:
        return []
    trovati = suoi(c)
    if not trovati:
        frase = f"Fra gli obiettivi {c.anno} nessuno parla di anticorruzione o di trasparenza."
        return [c.testo("anticorruzione"), Paragrafo(frase)]
    nota = "Sono qui perché il titolo, la descrizione, il risultato atteso o un indicatore parla di corruzione, integrità o trasparenza."
    return [
        c.testo("anticorruzione"),
        tavola_degli(trovati, "integrita", f"Gli obiettivi {c.anno} per l’integrità e la trasparenza", nota, c),
    ]


def mancanze(c: Contesto) -> list[Mancanza]:
    return nessun_obiettivo(c)
