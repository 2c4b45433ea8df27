"""The arithmetic of evaluation, pure: All. B for appointments, All. D for staff, days and the three months, the explanation of a score."""

from obiettivi.calcolo.servizio import Servizio, giorni_e_valutabilita
from valutazioni.calcolo.incarico import (
    ObiettivoValutato,
    PunteggioIncarico,
    RigaMacrofattore,
    RigaObiettivo,
    calcola_incarico,
    fascia_di,
)
from valutazioni.calcolo.personale import PunteggioPersonale, calcola_personale
from valutazioni.calcolo.spiegazione import Passo, spiega

__all__ = [
    "ObiettivoValutato",
    "Passo",
    "PunteggioIncarico",
    "PunteggioPersonale",
    "RigaMacrofattore",
    "RigaObiettivo",
    "Servizio",
    "calcola_incarico",
    "calcola_personale",
    "fascia_di",
    "giorni_e_valutabilita",
    "spiega",
]
