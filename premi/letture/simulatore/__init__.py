"""The simulator: what a scenario changes, who gains and who loses, and to whom it is told."""

from .chi import nelle_direzioni, nomi_direzioni, nomi_insiemi, nominativi
from .conti import Conto
from .persone import elenco_persone
from .quadro import Quadro, quadro
from .scenari import cambiate, gruppi_di, scenari_di, scenario_visibile, valore_in_parole

__all__ = [
    "Conto",
    "Quadro",
    "cambiate",
    "elenco_persone",
    "gruppi_di",
    "nelle_direzioni",
    "nomi_direzioni",
    "nomi_insiemi",
    "nominativi",
    "quadro",
    "scenari_di",
    "scenario_visibile",
    "valore_in_parole",
]  # fmt: skip
