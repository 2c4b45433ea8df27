"""How every operation that writes on a sheet without moving it on ends: the version grows, the log tells."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from smvp.flusso.models import NESSUNA_PAGINA, Pagina
from smvp.organizzazione.models import Utente
from smvp.registro.operazioni import registra

from ..models import Obiettivo
from ..stati import OBIETTIVO


def annota(
    riga: Obiettivo, azione: str, dati: Mapping[str, Any], utente: Utente, quando: datetime, pagina: Pagina = NESSUNA_PAGINA
) -> None:
    """Who is about to take a step on the sheet sees it again."""
    riga.segna_salvata(utente, quando, pagina)
    riga.save()
    registra(azione=f"{OBIETTIVO.codice}.{azione}", oggetto=OBIETTIVO.codice, oggetto_id=riga.pk, utente=utente.username,
             quando=quando, dati=dati)  # fmt: skip
