"""What premi reads: the facts of an exercise as ``simula`` takes them, and the band report that the same engine computes."""

from .esportazione import fatti, fatti_verificati
from .risultato import MOTIVI, ContoFascia, Rapporto, Riga, Sezione, rapporto

__all__ = ["MOTIVI", "ContoFascia", "Rapporto", "Riga", "Sezione", "fatti", "fatti_verificati", "rapporto"]
