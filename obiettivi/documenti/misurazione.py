"""Art. 18: the measurement sheet that the controllo di gestione prepares on a report."""

from typing import Any

from smvp.organizzazione.models import Ente

from ..letture.contenuto import contenuto
from ..letture.documenti import MISURAZIONE
from ..letture.stampa import Firmatari
from ..models import Obiettivo
from .allegato_a import consuntivi, corpo, valori
from .parole import giorno
from .scheda import intestazione


def contenuto_misurazione(obiettivo: Obiettivo, ente: Ente, firmatari: Firmatari) -> dict[str, Any]:
    """Indicator by indicator expected and reached, quota by quota proposed and measured, with the reason of a correction."""
    return {
        **intestazione(MISURAZIONE, obiettivo.esercizio, ente),
        **corpo(obiettivo, contenuto(obiettivo)),
        "rendicontato_il": giorno(obiettivo.rendicontato_il),
        "misurato_il": giorno(obiettivo.misurato_il),
        "consuntivi": consuntivi(obiettivo),
        "valori": valori(obiettivo),
        "allegati": [{"nome": a.nome, "impronta": a.impronta} for a in obiettivo.allegati.all()],
        "firme": [
            {"ruolo": "Il controllo di gestione", "nome": firmatari.controllo},
            {"ruolo": "Il Segretario generale, per la trasmissione", "nome": firmatari.segretario},
        ],
    }
