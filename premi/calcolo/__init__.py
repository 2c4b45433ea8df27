"""The arithmetic of rewards, pure: result pay, the productivity fund, excellences, efficiency, progressions."""

from premi.calcolo.eccellenze import Candidato, Eccellenze, InGraduatoria, candidati_al_bonus
from premi.calcolo.efficienza import Efficienza, premio_di_efficienza
from premi.calcolo.fondo import ContoDirezione, Presenza, Riparto, conto_direzioni, premio_di_produttivita, riparti_fondo
from premi.calcolo.progressioni import Candidatura, Escluso, Graduatoria, RigaGraduatoria, forma_graduatoria, punti_risultati
from premi.calcolo.requisiti import Bando, Condizione, condizioni_economiche, condizioni_verticale
from premi.calcolo.risultato import Monte, conto_monte, importo_risultato
from premi.calcolo.ulteriore import premi_ulteriori

__all__ = [
    "Bando",
    "Candidato",
    "Candidatura",
    "Condizione",
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
    "condizioni_economiche",
    "condizioni_verticale",
    "conto_direzioni",
    "conto_monte",
    "forma_graduatoria",
    "importo_risultato",
    "premi_ulteriori",
    "premio_di_efficienza",
    "premio_di_produttivita",
    "punti_risultati",
    "riparti_fondo",
]
