"""The register of accesses taken away as a spreadsheet: who takes it stands in the log."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import rules
from django.core.exceptions import PermissionDenied

from smvp.documenti.fogli import Foglio
from smvp.organizzazione.models import Utente
from smvp.registro.operazioni import registra

from ..letture.richieste import foglio_del_registro


def esporta_registro(*, scelte: Mapping[str, Any], utente: Utente, quando: datetime) -> Foglio:
    """The register as it is filtered. Raises PermissionDenied."""
    if not rules.has_perm("accesso.registro", utente):
        raise PermissionDenied("Il registro degli accessi è della segreteria del NCVP e del Segretario generale.")
    foglio = foglio_del_registro(utente, scelte)
    filtri = {n: str(scelte[n])[:60] for n in ("stato", "anno", "cerca") if scelte.get(n)}
    registra(azione="accesso.esporta", oggetto="accesso", oggetto_id=0, utente=utente.username, quando=quando, dati={"filtri": filtri})
    return foglio
