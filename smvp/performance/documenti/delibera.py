"""The summary sheet for the resolution that approves a Piano or a Relazione: the frozen content of its PDF."""

from dataclasses import asdict
from datetime import date
from typing import Any

from obiettivi.documenti.parole import giorno as in_parole
from smvp.documenti.contenuto import canonico, impronta
from smvp.documenti.operazioni import Richiesta
from smvp.organizzazione.models import Ente

from ..letture.delibera import scheda_della_giunta
from ..models import Piano, Relazione

SCHEDA_GIUNTA = "scheda_giunta"


def richiesta_scheda_giunta(scritto: Relazione | Piano, giorno: date) -> Richiesta:
    """What says the same is the same document."""
    ente, reg = Ente.corrente(), scritto.esercizio.reg
    dati: dict[str, Any] = {
        "ente": {"denominazione": ente.denominazione, "provincia": ente.provincia, "stemma": ente.stemma},
        "anno": scritto.esercizio.anno,
        "giorno": in_parole(giorno),
        "regolamento": {"denominazione": reg.denominazione, "atto": reg.atto},
        **asdict(scheda_della_giunta(scritto)),
    }
    segno = impronta(canonico(dati))[:24]
    return Richiesta(
        f"{SCHEDA_GIUNTA}:{scritto.flusso.codice}:{scritto.pk}:{segno}", f"Scheda per la Giunta, {scritto}", scritto.pk, lambda: dati
    )
