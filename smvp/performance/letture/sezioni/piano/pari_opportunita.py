"""Art. 5: what of the objectives is of the scope of equal opportunities (letter h), told apart from the Areas (reading A21)."""

from obiettivi.models import Obiettivo
from smvp.regolamento.modello import Ambito, Regolamento

from ....calcolo.blocchi import Blocco, Mancanza, Paragrafo
from ...contesto import Contesto
from ..comuni import nessun_obiettivo, quanti
from .scelti import tavola_degli

PAROLE = "pari opportunità"


def ambito(reg: Regolamento) -> Ambito | None:
    """The scope of art. 5 that speaks of them, whatever its letter."""
    return next((a for a in reg.ambiti if PAROLE in a.testo.casefold()), None)


def suoi(c: Contesto, a: Ambito) -> list[Obiettivo]:
    return [o for o in c.obiettivi if a.lettera in o.ambiti]


def blocchi(c: Contesto) -> list[Blocco]:
    a = ambito(c.reg)
    if a is None or not c.obiettivi:
        return []
    trovati = suoi(c, a)
    if not trovati:
        frase = f"Nessuno degli obiettivi {c.anno} è dell’ambito {a.lettera}) dell’art. {a.articolo}, «{a.testo}»."
        return [c.testo("pari-opportunita"), Paragrafo(frase)]
    sono = "è" if len(trovati) == 1 else "sono"
    quali = f"{quanti(len(trovati), 'obiettivo', 'obiettivi')} su {len(c.obiettivi)}"
    frase = f"{quali} {sono} dell’ambito {a.lettera}) dell’art. {a.articolo}, «{a.testo}»."
    tavola = tavola_degli(trovati, "pari_opportunita", f"Gli obiettivi {c.anno} per le pari opportunità", "", c)
    return [c.testo("pari-opportunita"), Paragrafo(frase), tavola]


def mancanze(c: Contesto) -> list[Mancanza]:
    return nessun_obiettivo(c)
