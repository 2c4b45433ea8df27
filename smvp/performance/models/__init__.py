"""Artt. 12, 18, 21: Piano and Relazione, their texts, their editions, the NCVP's validation."""

from .piano import Collegamento, Piano
from .relazione import Relazione, Risposta, VerificaRelazione
from .scritto import Generazione, Scritto, TestoScritto

__all__ = ["Collegamento", "Generazione", "Piano", "Relazione", "Risposta", "Scritto", "TestoScritto", "VerificaRelazione"]
