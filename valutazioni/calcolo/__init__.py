"""The arithmetic of evaluation, pure: All. B for appointments, All. D for staff, days and the three months, the explanation of a score."""

from obiettivi.calcolo.servizio import Servizio, giorni_e_valutabilita
from valutazioni.calcolo.annuali import TotaleAnnuo, totali_che_contano
from valutazioni.calcolo.incarico import (
    ObiettivoValutato,
    PunteggioIncarico,
    RigaMacrofattore,
    RigaObiettivo,
    calcola_incarico,
    fascia_di,
)
from valutazioni.calcolo.personale import PunteggioPersonale, calcola_personale, percentuale_specifici
from valutazioni.calcolo.spiegazione import Escluso, Passo, Specifico, spiega, spiega_fattori, spiega_personale
from valutazioni.calcolo.voti import leggi_voto

__all__ = [
    "Escluso",
    "ObiettivoValutato",
    "Passo",
    "PunteggioIncarico",
    "PunteggioPersonale",
    "RigaMacrofattore",
    "RigaObiettivo",
    "Servizio",
    "Specifico",
    "TotaleAnnuo",
    "calcola_incarico",
    "calcola_personale",
    "fascia_di",
    "giorni_e_valutabilita",
    "leggi_voto",
    "percentuale_specifici",
    "spiega",
    "spiega_fattori",
    "spiega_personale",
    "totali_che_contano",
]
