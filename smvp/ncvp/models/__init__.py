"""Artt. 32 and 34: the register of the NCVP, the guidance sent to it, its yearly report."""

from .incarico import Allegato, Causa, Compenso, Conflitto, Genere, IncaricoNcvp
from .indirizzi import Indirizzi
from .rapporto import RapportoNcvp, TestoRapporto

__all__ = ["Allegato", "Causa", "Compenso", "Conflitto", "Genere", "IncaricoNcvp", "Indirizzi", "RapportoNcvp", "TestoRapporto"]
