"""Objectives and all that hangs on them. Everybody imports from here."""

from .assegnazione import Assegnazione, PesoDato, contano, pesi_di, pesi_in_corso_d_anno
from .contenuto import VALORI, Fase, Indicatore, Misura, PersonaleCoinvolto, RisorsaPeg, TipoIndicatore, Verso
from .esame import Accettazione, Colloquio, Rilievo, Riscontro, Versione
from .esito import Allegato, Consuntivo, Monitoraggio, Rilevazione
from .obiettivo import DA_RIFARE, TESTO_MASSIMO, Gradazione, Obiettivo, Tipo
from .parte import Parte
from .peg import GradoPeg

__all__ = [
    "DA_RIFARE",
    "TESTO_MASSIMO",
    "VALORI",
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
    "PesoDato",
    "Rilevazione",
    "Rilievo",
    "Riscontro",
    "RisorsaPeg",
    "Tipo",
    "TipoIndicatore",
    "Versione",
    "Verso",
    "contano",
    "pesi_di",
    "pesi_in_corso_d_anno",
]  # fmt: skip
