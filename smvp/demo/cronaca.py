"""The log of what is only told: rows kept aside while nothing true happens between them, then written together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from smvp.registro.operazioni import Voce, registra_in_serie


@dataclass(slots=True)
class Cronaca:
    """The rows of the log that are waiting. A true act writes its own, so ``scrivi`` comes before it: the order is that of the facts."""

    voci: list[Voce] = field(default_factory=list)

    def annota(self, azione: str, oggetto: str, oggetto_id: int, utente: str, quando: datetime, dati: Mapping[str, Any]) -> None:
        self.voci.append(Voce(azione, oggetto, oggetto_id, utente, quando, dati))

    def scrivi(self) -> None:
        if self.voci:
            registra_in_serie(self.voci)
            self.voci.clear()
