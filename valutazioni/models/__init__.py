"""The evaluations: Allegato B of an appointment, Allegato D of a member of staff, and what they are made of."""

from .annotazione import Annotazione
from .personale import ParteSeconda, SchedaPersonale, Voce, VotoVoce
from .pregresse import ValutazionePregressa
from .relazione import ValidazioneRelazione
from .scheda import Scheda
from .specifici import AssegnazioneSpecifica, ObiettivoSpecifico, PercentualeStruttura
from .valutazione import ACCORDO, TESTO_MASSIMO, MezzoNotifica, Valutazione, termine_riesame
from .voti import VotoFattore, VotoObiettivo

__all__ = [
    "ACCORDO", "TESTO_MASSIMO", "Annotazione", "AssegnazioneSpecifica", "MezzoNotifica", "ObiettivoSpecifico", "ParteSeconda",
    "PercentualeStruttura", "Scheda", "SchedaPersonale", "ValidazioneRelazione", "Valutazione", "ValutazionePregressa", "Voce",
    "VotoFattore", "VotoObiettivo", "VotoVoce", "termine_riesame",
]  # fmt: skip
