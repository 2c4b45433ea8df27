"""The arithmetic of objectives, pure: points and weights, contributions, days of service and the three months."""

from obiettivi.calcolo.apporti import apporti_uguali, apporto_proposto, intatti, raggiungimento_complessivo, verifica_apporti
from obiettivi.calcolo.proposta import CONTEGGIO, Proposta, proponi
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
from obiettivi.calcolo.raggiungimento import EsitoIndicatore, IndicatoreMisurato, esito_di
from obiettivi.calcolo.servizio import Servizio, giorni_e_valutabilita

__all__ = [
    "CONTEGGIO",
    "GENERALE",
    "INDIVIDUALE",
    "TIPI",
    "EsitoIndicatore",
    "IndicatoreMisurato",
    "Proposta",
    "Servizio",
    "apporti_uguali",
    "apporto_proposto",
    "esito_di",
    "giorni_e_valutabilita",
    "intatti",
    "proponi",
    "punteggio",
    "punteggio_a_conteggio",
    "raggiungimento_complessivo",
    "soglia_raggiunta",
    "verifica_apporti",
    "verifica_pesi",
    "zona_silente",
]
