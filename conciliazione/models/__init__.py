"""Artt. 29–31: requests for review, the Organismo that decides them, conciliations, and what follows."""

from .istanza import TESTO_MASSIMO, Conciliazione, Esito410, Istanza, SuUnaScheda
from .istruttoria import Allegato, Assistente, Audizione, Controdeduzione, Genere, Presenza
from .organismo import Componente, Decisione, Esito, Qualita, Voto
from .seguito import Misura

__all__ = [
    "TESTO_MASSIMO", "Allegato", "Assistente", "Audizione", "Componente", "Conciliazione", "Controdeduzione", "Decisione", "Esito",
    "Esito410", "Genere", "Istanza", "Misura", "Presenza", "Qualita", "SuUnaScheda", "Voto",
]  # fmt: skip
