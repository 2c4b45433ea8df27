"""What is paid only once the Relazione is validated (reading A53), by an act of its own: a run, a premium of artt. 25-27."""

from typing import TYPE_CHECKING

from smvp.flusso.models import ConStato

from ..stati import PAGABILI

if TYPE_CHECKING:
    from smvp.organizzazione.models import Esercizio


class Liquidabile(ConStato):
    """With the fields ``esercizio``, ``atto`` and ``atto_liquidazione``, and what its last steps ask (stati.py)."""

    if TYPE_CHECKING:
        esercizio: Esercizio
        atto_id: int | None
        atto_liquidazione_id: int | None

    class Meta:
        abstract = True

    @property
    def pagabile(self) -> bool:
        """The payroll may have it: liquidabile, or paid already."""
        return self.stato in PAGABILI

    def con_liquidazione(self) -> list[str]:
        return [] if self.atto_liquidazione_id else ["Manca la determinazione di liquidazione: numero, data e oggetto."]

    def relazione_validata(self) -> list[str]:
        """Reading A53: the rewards are paid once the Relazione is validated."""
        if hasattr(self.esercizio, "validazione_relazione"):
            return []
        return [f"La Relazione sulla performance {self.esercizio} non è ancora validata: fino ad allora non si liquida niente."]
