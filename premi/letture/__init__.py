"""What premi reads: the facts of an exercise as ``simula`` takes them, and the band report that the same engine computes."""

from .esportazione import fatti, fatti_verificati
from .risultato import ContoFascia, Rapporto, Riga, Sezione, rapporto

__all__ = ["ContoFascia", "Rapporto", "Riga", "Sezione", "fatti", "fatti_verificati", "rapporto"]
