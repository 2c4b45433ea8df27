"""Objectives and all that hangs on them. Everybody imports from here."""

from .contenuto import Fase, Indicatore, Misura, PersonaleCoinvolto, RisorsaPeg, TipoIndicatore, Verso
from .esame import Accettazione, Colloquio, Rilievo, Riscontro, Versione
from .esito import Allegato, Consuntivo, Monitoraggio, Rilevazione
from .obiettivo import TESTO_MASSIMO, Assegnazione, Gradazione, Obiettivo, Parte, Tipo, pesi_di
from .peg import GradoPeg

__all__ = [
    "TESTO_MASSIMO",
    "Accettazione",
    "Allegato",
    "Assegnazione",
    "Colloquio",
    "Consuntivo",
    "Fase",
    "Gradazione",
    "GradoPeg",
    "Indicatore",
    "Misura",
    "Monitoraggio",
    "Obiettivo",
    "Parte",
    "PersonaleCoinvolto",
    "Rilevazione",
    "Rilievo",
    "Riscontro",
    "RisorsaPeg",
    "Tipo",
    "TipoIndicatore",
    "Versione",
    "Verso",
    "pesi_di",
]  # fmt: skip
