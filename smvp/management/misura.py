"""The benchmark: each measure is ours beside a bare term of comparison, taken in turns in one run; what counts is the ratio.

Milliseconds depend on the machine and the hour, ratios hardly: they can be compared from one run to the next. A new feature adds a
function to ``smvp.management.misure.MISURE``.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from smvp.nucleo.formati import numero


@dataclass(frozen=True, slots=True)
class Misura:
    """``nostra`` and ``paragone`` are called again and again; ``dettaglio`` stands beside the name (how many queries, how much).

    ``orologio``: seconds on the wall by default, of processor where only work is to be counted.
    """

    nome: str
    nostra: Callable[[], object]
    termine: str
    paragone: Callable[[], object]
    dettaglio: str = ""
    orologio: Callable[[], float] | None = None


@dataclass(frozen=True, slots=True)
class Risultato:
    misura: Misura
    nostra: float
    paragone: float

    @property
    def rapporto(self) -> float:
        return self.nostra / self.paragone


def misura(misure: Iterable[Misura], ripetizioni: int) -> list[Risultato]:
    """Medians over the repetitions, ours and the other in turns, after one call of each that is not counted."""
    return [_misura(voce, ripetizioni) for voce in misure]


def _misura(voce: Misura, ripetizioni: int) -> Risultato:
    voce.nostra()
    voce.paragone()
    coppie = [(_secondi(voce.nostra, voce.orologio), _secondi(voce.paragone, voce.orologio)) for _ in range(ripetizioni)]
    return Risultato(voce, median(nostra for nostra, _ in coppie), median(paragone for _, paragone in coppie))


def _secondi(funzione: Callable[[], object], orologio: Callable[[], float] | None) -> float:
    orologio = orologio or time.perf_counter
    inizio = orologio()
    funzione()
    return orologio() - inizio


def tabella(risultati: Sequence[Risultato]) -> list[str]:
    """The lines to print, in columns."""
    righe = [("misura", "nostra", "a confronto con", "sua", "rapporto")]
    for r in risultati:
        nome = f"{r.misura.nome} ({r.misura.dettaglio})" if r.misura.dettaglio else r.misura.nome
        righe.append((nome, durata(r.nostra), r.misura.termine, durata(r.paragone), _cifre(r.rapporto, 2)))
    larghezze = [max(len(riga[i]) for riga in righe) for i in range(5)]
    a_destra = (False, True, False, True, True)
    return [
        "  ".join(f"{v:>{w}}" if destra else f"{v:<{w}}" for v, w, destra in zip(riga, larghezze, a_destra, strict=True)).rstrip()
        for riga in righe
    ]


def durata(secondi: float) -> str:
    """2,31 s; 48,2 ms."""
    return f"{_cifre(secondi, 2)} s" if secondi >= 1 else f"{_cifre(secondi * 1000, 1)} ms"


def _cifre(valore: float, decimali: int) -> str:
    return numero(Decimal(str(round(valore, decimali))), decimali)
