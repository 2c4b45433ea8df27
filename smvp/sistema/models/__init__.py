from .informazione import Che, Come, Destinataria, Informativa, Organizzazione, Riscontro
from .revisione import Allegato, Esito, Parere, Qualita, Ragione, Revisione

__all__ = [
    "Allegato",
    "Che",
    "Come",
    "Destinataria",
    "Esito",
    "Informativa",
    "Organizzazione",
    "Parere",
    "Qualita",
    "Ragione",
    "Revisione",
    "Riscontro",
]
