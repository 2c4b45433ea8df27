"""The documents of the objectives: the frozen content of what is printed, one module a document, and who may have it."""

from .allegato_a import contenuto_allegato_a, contenuto_rendiconto
from .delibera import contenuto_delibera, voci_delibera
from .fascicoli import fascicoli, numerati
from .indicatori import contenuto_piano
from .misurazione import contenuto_misurazione
from .tipi import AMPI
from .verbale import contenuto_verbale, contenuto_verbali, voce_verbale
from .verifica import contenuto_verifica, voci_verifica

__all__ = [
    "AMPI", "contenuto_allegato_a", "contenuto_delibera", "contenuto_misurazione", "contenuto_piano", "contenuto_rendiconto",
    "contenuto_verbale", "contenuto_verbali", "contenuto_verifica", "fascicoli", "numerati", "voce_verbale", "voci_delibera",
    "voci_verifica",
]  # fmt: skip
