"""One step of an explanation."""

from dataclasses import dataclass
from decimal import Decimal

from smvp.regolamento.modello import Lettura, Regolamento


@dataclass(frozen=True, slots=True)
class Passo:
    """One step: what was done, the sum ("40 × 2 = 80,00", or ""), the articles ("20", "B"), whether the text is silent there.

    ``letture``: the readings of the regulation that were applied. ``cifra`` names the printed figure that the step leads to ("p_a",
    "totale", "" if it only prepares one) and ``valore`` is that figure, None while there is none.
    """

    testo: str
    formula: str
    articoli: tuple[str, ...]
    silente: bool = False
    letture: tuple[Lettura, ...] = ()
    cifra: str = ""
    valore: Decimal | int | str | None = None

    @property
    def nomi_letture(self) -> tuple[str, ...]:
        """The readings as pages and documents name them: "A26, Dalla percentuale ai punti"."""
        return tuple(f"{lettura.codice}, {lettura.titolo}" for lettura in self.letture)


def letture(reg: Regolamento, *codici: str) -> tuple[Lettura, ...]:
    """The readings by code; "" is "none", as a value of the regulation that needs no reading says it."""
    return tuple(reg.letture[codice] for codice in codici if codice)
