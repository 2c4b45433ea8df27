"""The arithmetic of rewards, pure: result pay, the productivity fund, excellences, efficiency, progressions."""

from premi.calcolo.eccellenze import Candidato, Eccellenze, InGraduatoria, candidati_al_bonus
from premi.calcolo.efficienza import Efficienza, premio_di_efficienza
from premi.calcolo.fondo import ContoDirezione, Presenza, Riparto, conto_direzioni, premio_di_produttivita, riparti_fondo
from premi.calcolo.progressioni import Candidatura, Escluso, Graduatoria, RigaGraduatoria, forma_graduatoria, punti_risultati
from premi.calcolo.risultato import Monte, conto_monte, importo_risultato

__all__ = [
    "Candidato",
    "Candidatura",
    "ContoDirezione",
    "Eccellenze",
    "Efficienza",
    "Escluso",
    "Graduatoria",
    "InGraduatoria",
    "Monte",
    "Presenza",
    "RigaGraduatoria",
    "Riparto",
    "candidati_al_bonus",
    "conto_direzioni",
    "conto_monte",
    "forma_graduatoria",
    "importo_risultato",
    "premio_di_efficienza",
    "premio_di_produttivita",
    "punti_risultati",
    "riparti_fondo",
]
