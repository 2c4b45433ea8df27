from .indagine import BENESSERE, SODDISFAZIONE, Indagine, Tipo
from .urna import Foglio, Invito, Testo

__all__ = ["BENESSERE", "SODDISFAZIONE", "Foglio", "Indagine", "Invito", "Testo", "Tipo"]
