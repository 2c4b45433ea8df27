"""Art. 18: the measurement sheet that the controllo di gestione prepares on a report."""

from typing import Any

from smvp.organizzazione.letture import Firmatari
from smvp.organizzazione.models import Ente

from ..letture.documenti import MISURAZIONE
from ..letture.scheda.contenuto import contenuto
from ..models import Obiettivo
from .allegato_a import consuntivi, corpo, valori
from .parole import giorno
from .scheda import intestazione


def contenuto_misurazione(obiettivo: Obiettivo, ente: Ente, firmatari: Firmatari, come_in: str = "") -> dict[str, Any]:
    """Indicator by indicator expected and reached, quota by quota proposed and measured, with the reason of a correction.

    ``come_in``: as ``contenuto_rendiconto``.
    """
    return {
        **intestazione(MISURAZIONE, obiettivo.esercizio, ente),
        **corpo(obiettivo, contenuto(obiettivo)),
        "rendicontato_il": giorno(obiettivo.rendicontato_il),
        "misurato_il": giorno(obiettivo.misurato_il),
        "consuntivi": consuntivi(obiettivo, come_in),
        "valori": valori(obiettivo),
        "allegati": [{"nome": a.nome, "impronta": a.impronta} for a in obiettivo.allegati.all()],
        "firme": [
            {"ruolo": "Il controllo di gestione", "nome": firmatari.controllo},
            {"ruolo": "Il Segretario generale, per la trasmissione", "nome": firmatari.segretario},
        ],
    }
