"""The history of an indicator as a small chart: base, actual values, targets, year by year. Pure: numbers in, places out."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from smvp.nucleo.formati import con_segno, esatto, numero, posto

from ..scheda.pagina import valore_scritto

BASE, RAGGIUNTO, ATTESO = "base", "raggiunto", "atteso"
NOMI = {BASE: "valore di partenza", RAGGIUNTO: "raggiunto", ATTESO: "atteso"}
# Pixels: where the bars may stand; above them a line of text, below them two.
CIMA, FONDO, ALTEZZA = 24, 112, 152
PIENA = Fraction(100)
QUOTA_BARRA = Fraction(6, 10)
MOLTE_CIFRE = 1000


@dataclass(frozen=True, slots=True)
class Punto:
    """A value of a year. ``specie``: "base", "raggiunto" or "atteso"."""

    anno: int
    valore: Decimal
    specie: str

    @property
    def nome(self) -> str:
        return NOMI[self.specie]

    @property
    def scritto(self) -> str:
        return con_segno(esatto(self.valore))


@dataclass(frozen=True, slots=True)
class Barra:
    """A bar: places in per cent of the width and in pixels of the height, with a point whatever the locale."""

    punto: Punto
    x: str
    larghezza: str
    centro: str
    y: int
    altezza: int
    y_valore: int
    scritta: str


@dataclass(frozen=True, slots=True)
class Serie:
    """A chart: ``titolo`` says the finding; ``zero`` is where the bars start from."""

    titolo: str
    barre: tuple[Barra, ...]
    zero: int
    altezza: int = ALTEZZA

    @property
    def punti(self) -> list[Punto]:
        return [b.punto for b in self.barre]


def serie(punti: Sequence[Punto], unita: str) -> Serie | None:
    """The chart of some values in the order of time; None where there is nothing to compare: it takes two years, one of them past."""
    ordinati = sorted(punti, key=lambda p: (p.specie == ATTESO, p.anno))
    if len({p.anno for p in punti}) < 2 or all(p.specie == ATTESO for p in punti):
        return None
    alto = max(Decimal(0), *(p.valore for p in punti))
    basso = min(Decimal(0), *(p.valore for p in punti))
    ampiezza = Fraction(alto - basso) or Fraction(1)

    def a_che_altezza(valore: Decimal) -> int:
        return CIMA + round((Fraction(alto) - Fraction(valore)) / ampiezza * (FONDO - CIMA))

    zero = a_che_altezza(Decimal(0))
    passo = PIENA / len(ordinati)
    barre = []
    for n, p in enumerate(ordinati):
        y = a_che_altezza(p.valore)
        sopra, sotto = min(y, zero), max(y, zero)
        barre.append(
            Barra(
                p, posto(passo * n + passo * (1 - QUOTA_BARRA) / 2), posto(passo * QUOTA_BARRA), posto(passo * n + passo / 2),
                sopra, max(sotto - sopra, 1), sopra - 6, _corto(p.valore),
            )
        )  # fmt: skip
    return Serie(_scoperta(ordinati, unita), tuple(barre), zero)


def _scoperta(punti: Sequence[Punto], unita: str) -> str:
    """The finding, in a line: from where to where, and what was expected."""
    passati = [p for p in punti if p.specie != ATTESO]
    attesi = [p for p in punti if p.specie == ATTESO]
    primo, ultimo = passati[0], passati[-1]
    detto = f"Nel {primo.anno} {_con_unita(primo, unita)}"
    if ultimo is not primo:
        detto = f"Da {_con_unita(primo, unita)} nel {primo.anno} a {_con_unita(ultimo, unita)} nel {ultimo.anno}"
    if attesi:
        detto += f"; atteso {_con_unita(attesi[0], unita)} nel {attesi[0].anno}"
    return detto


def _con_unita(punto: Punto, unita: str) -> str:
    return valore_scritto(punto.valore, unita)


def _corto(x: Decimal) -> str:
    """A number as it fits above a bar: two decimals at most, none when it is large."""
    testo = numero(x, 0) if abs(x) >= MOLTE_CIFRE else numero(x).rstrip("0").rstrip(",")
    return con_segno(testo)
