"""The people, the offices and who holds what, when. Everybody imports from here."""

from .ente import Ente, Esercizio
from .importazione import Importazione
from .incarichi import Appartenenza, Categoria, CausaFine, Incarico, Nomina, TipoPO
from .persone import Persona
from .posizioni import PosizioneEconomica
from .ruolo import Ruolo
from .struttura import Direzione, TipoDirezione
from .utente import Utente

__all__ = [
    "Appartenenza", "Categoria", "CausaFine", "Direzione", "Ente", "Esercizio", "Importazione", "Incarico", "Nomina", "Persona",
    "PosizioneEconomica", "Ruolo", "TipoDirezione", "TipoPO", "Utente",
]  # fmt: skip
