"""The pictures of the fairness page. Pure: figures in, places out: per cent of the width, pixels of the height, a point in every number."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from smvp.nucleo.formati import posto

from ...calcolo.equita import Misura
from .quadro import Fasce, Fetta, Riga

# Pixels. Of the columns: where they may stand; above them a line of text, below them another.
CIMA, FONDO, ALTEZZA = 24, 124, 152
PIENA, QUOTA = Fraction(100), Fraction(6, 10)
# Of the rows: the name, below it the line; at the top the scale.
PRIMA_RIGA, FRA_RIGHE, Y_NOME, Y_LINEA = 24, 52, 18, 34
PASSO = 50


@dataclass(frozen=True, slots=True)
class Colonna:
    """``classe``: how it is painted, where there is one beside another; ``mezzo``: the middle of its band, where the name stands."""

    fetta: Fetta
    x: str
    larghezza: str
    centro: str
    y: int
    altezza: int
    classe: str = ""
    mezzo: str = ""


@dataclass(frozen=True, slots=True)
class Colonne:
    """How many evaluations are in each band."""

    colonne: tuple[Colonna, ...]
    fondo: int = FONDO
    altezza: int = ALTEZZA


def colonne(fasce: Fasce) -> Colonne:
    """The columns of a distribution that is told."""
    return affiancate([("", fasce.fette)])


def affiancate(serie: Sequence[tuple[str, Sequence[Fetta]]]) -> Colonne:
    """One distribution, or some on the same bands beside each other, each with the class that paints it; all on one height."""
    massimo = max((f.conto for _, fette in serie for f in fette), default=0) or 1
    passo = PIENA / (len(serie[0][1]) or 1)
    larga = passo * QUOTA / len(serie)
    trovate = []
    for quale, (classe, fette) in enumerate(serie):
        for n, f in enumerate(fette):
            y = FONDO - round(Fraction(f.conto, massimo) * (FONDO - CIMA))
            x = passo * n + passo * (1 - QUOTA) / 2 + larga * quale
            mezzo = "" if quale else posto(passo * n + passo / 2)
            trovate.append(Colonna(f, posto(x), posto(larga), posto(x + larga / 2), y, FONDO - y, classe, mezzo))
    return Colonne(tuple(trovate))


@dataclass(frozen=True, slots=True)
class Intervallo:
    """A group on the scale: from its lowest to its highest points (empty where they are not told), one dispersion below and above the
    mean, the mean."""

    riga: Riga
    y_nome: int
    y: int
    da: str
    a: str
    sotto: str
    larghezza: str
    media: str


@dataclass(frozen=True, slots=True)
class Tacca:
    valore: int
    x: str
    ancora: str


@dataclass(frozen=True, slots=True)
class Intervalli:
    """Some groups below each other, on one scale that does not begin at 0: what is compared is where they stand."""

    intervalli: tuple[Intervallo, ...]
    tacche: tuple[Tacca, ...]
    altezza: int


def intervalli(righe: Sequence[Riga], massimo: int) -> Intervalli | None:
    """The picture of the groups that are told; None if there is none."""
    misure = [(r, r.misura) for r in righe if r.misura]
    if not misure:
        return None
    inizio = min(int(min(_in_basso(m) for _, m in misure)) // PASSO * PASSO, massimo - PASSO)

    def sulla_scala(punti: Decimal) -> Fraction:
        return min(max((Fraction(punti) - inizio) / (massimo - inizio), Fraction(0)), Fraction(1)) * 100

    trovati = []
    for n, (r, m) in enumerate(misure):
        y = PRIMA_RIGA + n * FRA_RIGHE
        sotto, sopra = sulla_scala(m.media - m.dispersione), sulla_scala(m.media + m.dispersione)
        trovati.append(
            Intervallo(r, y + Y_NOME, y + Y_LINEA, _posto(m.minimo, sulla_scala), _posto(m.massimo, sulla_scala), posto(sotto),
                       posto(sopra - sotto), posto(sulla_scala(m.media)))
        )  # fmt: skip
    tacche = [Tacca(v, posto(sulla_scala(Decimal(v))), _ancora(v, inizio, massimo)) for v in range(inizio, massimo + 1, PASSO)]
    return Intervalli(tuple(trovati), tuple(tacche), PRIMA_RIGA + len(misure) * FRA_RIGHE)


def _in_basso(m: Misura) -> Decimal:
    """The lowest point that is drawn of a group."""
    return max(m.media - m.dispersione, Decimal(0)) if m.minimo is None else m.minimo


def _posto(punti: Decimal | None, sulla_scala: Callable[[Decimal], Fraction]) -> str:
    return "" if punti is None else posto(sulla_scala(punti))


def _ancora(valore: int, inizio: int, fine: int) -> str:
    """How a number on the scale is set, so that the first and the last do not fall off the picture."""
    return "inizio" if valore == inizio else "fine" if valore == fine else ""
