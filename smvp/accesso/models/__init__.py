from .richiesta import Consegna, Modo, RichiestaAccesso
from .terzi import Allegato, Controinteressato, Genere, Risposta

__all__ = ["Allegato", "Consegna", "Controinteressato", "Genere", "Modo", "RichiestaAccesso", "Risposta"]
