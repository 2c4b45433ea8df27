"""The arithmetic of objectives, pure: points and weights, contributions, days of service and the three months."""

from obiettivi.calcolo.apporti import verifica_apporti
from obiettivi.calcolo.punteggi import (
    GENERALE,
    INDIVIDUALE,
    TIPI,
    punteggio,
    punteggio_a_conteggio,
    soglia_raggiunta,
    verifica_pesi,
    zona_silente,
)
from obiettivi.calcolo.servizio import Servizio, giorni_e_valutabilita

__all__ = [
    "GENERALE",
    "INDIVIDUALE",
    "TIPI",
    "Servizio",
    "giorni_e_valutabilita",
    "punteggio",
    "punteggio_a_conteggio",
    "soglia_raggiunta",
    "verifica_apporti",
    "verifica_pesi",
    "zona_silente",
]
