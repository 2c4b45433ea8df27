"""What premi keeps: the amounts of the exercise, and the runs that share them out."""

from .corsa import ContoDirezione, Corsa, Istituto, LineaPremio, LineaRisultato
from .efficienza import QuotaEfficienza, RipartoEfficienza
from .fondi import CriterioResidui, Destinazione, Fondo, TempiPagamento, Versionato
from .innovazione import AvvisoInnovazione, Progetto, VotoGiuria
from .maturazioni import FoglioMaturazione, Maturazione
from .passaggi import PassaggioEconomico
from .premialita import Accensione, Attribuzione, Premialita
from .progressioni import CandidatoProgressione, DecisioneParita, GraduatoriaProgressione, PostoProgressione, Progressione
from .scenari import FattiCopiati, Scenario
from .tracciato import Esportazione, Tracciato

__all__ = [
    "Accensione", "Attribuzione", "AvvisoInnovazione", "CandidatoProgressione", "ContoDirezione", "Corsa", "CriterioResidui",
    "DecisioneParita", "Destinazione", "Esportazione", "FattiCopiati", "FoglioMaturazione", "Fondo", "GraduatoriaProgressione", "Istituto",
    "LineaPremio", "LineaRisultato", "Maturazione", "PassaggioEconomico", "PostoProgressione", "Premialita", "Progetto", "Progressione",
    "QuotaEfficienza", "RipartoEfficienza", "Scenario", "TempiPagamento", "Tracciato", "Versionato", "VotoGiuria",
]  # fmt: skip
