"""«Perché questo punteggio?»: the steps from the facts to the figures, in Italian, each with its sum, articles and readings. Pure.

The same steps stand on the screen, on the document that was signed and in ``simula --spiega``.
"""

from valutazioni.calcolo.spiegazione.incarico import Escluso, spiega, spiega_fattori
from valutazioni.calcolo.spiegazione.passo import Passo, letture
from valutazioni.calcolo.spiegazione.personale import Specifico, spiega_personale

__all__ = ["Escluso", "Passo", "Specifico", "letture", "spiega", "spiega_fattori", "spiega_personale"]
