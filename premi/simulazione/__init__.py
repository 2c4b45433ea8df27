"""`simula`: facts of an exercise in (JSON), results out (JSON), with the arithmetic of the application and no database. Pure."""

from premi.simulazione.fatti import FattiNonValidi, leggi_fatti
from premi.simulazione.modello import Fatti
from premi.simulazione.motore import Risultati, calcola
from premi.simulazione.risultati import componi, scrivi
from premi.simulazione.spiegazioni import aggiungi_spiegazioni
from smvp.regolamento.modello import Regolamento

__all__ = ["Fatti", "FattiNonValidi", "Risultati", "calcola", "componi", "leggi_fatti", "scrivi", "simula"]


def simula(grezzo: bytes | str, regolamento: Regolamento | None = None, *, spiega: bool = False) -> str:
    """The results, as JSON text, of the facts in ``grezzo``; ``regolamento`` wins over the one that the facts name.

    With ``spiega`` every figure has its steps beside it. Raises FattiNonValidi, with every fault, if the facts break a rule.
    """
    fatti, regolamento = leggi_fatti(grezzo, regolamento)
    risultati = calcola(fatti, regolamento)
    documento = componi(risultati)
    if spiega:
        aggiungi_spiegazioni(documento, fatti, risultati, regolamento)
    return scrivi(documento)
