"""Artt. 8 and 18: the percentage that the actual values of the indicators propose. Pure: no Django.

Whoever measures confirms or corrects it, whoever evaluates decides: here it is only proposed, with the rule that was used.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from smvp.nucleo.arrotondamenti import mezzo_su
from smvp.nucleo.formati import FISSO, con_articolo, data, esatto, percento

ALTO, BASSO = "alto", "basso"
NUMERO, DATA, SI_NO = "numero", "data", "si_no"
PIENO = Fraction(100)
PERCENTUALE_MASSIMA = Decimal("99999.99")
"""The largest percentage that a report can hold; a ratio to a value near 0 may go far beyond it."""


@dataclass(frozen=True, slots=True)
class IndicatoreMisurato:
    """An indicator, what was expected of it and what was reached.

    ``misura``: "numero" (then ``base``, ``atteso``, ``valore``), "data" (``atteso_entro``, ``valore_data``, ``fatto`` False if it never
    came) or "si_no" (``fatto``). ``verso``: "alto" if higher is better, "basso" if lower is.
    """

    lettera: str
    misura: str = NUMERO
    verso: str = ALTO
    base: Decimal | None = None
    atteso: Decimal | None = None
    atteso_entro: date | None = None
    valore: Decimal | None = None
    valore_data: date | None = None
    fatto: bool | None = None
    unita: str = ""


@dataclass(frozen=True, slots=True)
class EsitoIndicatore:
    """What an indicator says of the result. ``percentuale``: exact, ≥ 0, more than 100 if the target is passed (reading A2), None if the
    values do not allow one; ``soddisfatto``: whether the target is reached, None if that cannot be told; ``spiegazione``: in Italian.
    """

    lettera: str
    percentuale: Fraction | None
    soddisfatto: bool | None
    spiegazione: str


def esito_di(indicatore: IndicatoreMisurato) -> EsitoIndicatore:
    """Art. 8: the result of one indicator against what was expected of it. An indicator is met when it reaches 100 %."""
    regola = {NUMERO: _numero, DATA: _data, SI_NO: _si_no}[indicatore.misura]
    percentuale, soddisfatto, frase = regola(indicatore)
    quanto = f": {esatto(percentuale, 2)}{FISSO}%" if percentuale is not None else ""  # cut, so that 99,99… never looks like 100
    return EsitoIndicatore(indicatore.lettera, percentuale, soddisfatto, f"Indicatore {indicatore.lettera}: {frase}{quanto}.")


Esito = tuple[Fraction | None, bool | None, str]


def _si_no(i: IndicatoreMisurato) -> Esito:
    if i.fatto is None:
        return None, None, "manca il dato, se è stato fatto o no"
    return _tutto_o_niente(i.fatto, "fatto" if i.fatto else "non fatto")


def _data(i: IndicatoreMisurato) -> Esito:
    """In time or late: the regulation knows nothing in between."""
    if i.atteso_entro is None:
        return None, None, "manca la data attesa, decide chi misura"
    if i.valore_data is not None:
        in_tempo = i.valore_data <= i.atteso_entro
        frase = f"raggiunto il {data(i.valore_data)}, {'entro' if in_tempo else 'dopo'} il {data(i.atteso_entro)}"
        return _tutto_o_niente(in_tempo, frase)
    if i.fatto is False:
        return _tutto_o_niente(False, f"non raggiunto; era atteso entro il {data(i.atteso_entro)}")
    return None, None, "manca la data raggiunta"


def _tutto_o_niente(si: bool, frase: str) -> Esito:
    return (PIENO if si else Fraction(0)), si, frase


def _numero(i: IndicatoreMisurato) -> Esito:
    if i.valore is None:
        return None, None, "manca il valore raggiunto"
    if i.atteso is None:
        return None, None, "manca il valore atteso, decide chi misura"
    alto = i.verso == ALTO
    soddisfatto = i.valore >= i.atteso if alto else i.valore <= i.atteso
    detto = f"raggiunto {_con_unita(i.valore, i)}, atteso {_con_unita(i.atteso, i)}, {'più alto' if alto else 'più basso'} è meglio"
    percentuale, regola = _rapporto(i.valore, i.atteso, i.base, alto)
    return (None if percentuale is None else max(percentuale, Fraction(0))), soddisfatto, f"{detto}; {regola}"


def _rapporto(valore: Decimal, atteso: Decimal, base: Decimal | None, alto: bool) -> tuple[Fraction | None, str]:
    """The percentage and its rule. A ratio where all is a quantity from 0 up; otherwise how far it went from the base to the target."""
    v, a = Fraction(valore), Fraction(atteso)
    raggiunto = v >= a if alto else v <= a
    quantita = a > 0 and v >= 0 and (base is None or base >= 0)
    if quantita and alto:
        return PIENO * v / a, f"100 × {esatto(valore)} ÷ {esatto(atteso)}"
    if quantita and v > 0:
        return PIENO * a / v, f"100 × {esatto(atteso)} ÷ {esatto(valore)}"
    if not alto and v == 0 and a >= 0:
        return PIENO, "con zero è raggiunto"
    if base is not None and (a > base if alto else a < base):
        b = Fraction(base)
        fatti, da_fare = esatto(v - b), esatto(a - b)
        return PIENO * (v - b) / (a - b), f"dal valore di partenza {esatto(base)}, 100 × ({fatti}) ÷ ({da_fare})"
    if raggiunto:
        return PIENO, "il valore atteso è raggiunto"
    manca = "senza un valore di partenza" if base is None else "perché il valore atteso non migliora quello di partenza"
    return None, f"non si può proporre una percentuale {manca}: decide chi misura"


def _con_unita(valore: Decimal, i: IndicatoreMisurato) -> str:
    return f"{esatto(valore)}{FISSO}{i.unita}" if i.unita else esatto(valore)


def media(esiti: Sequence[EsitoIndicatore]) -> Fraction:
    """Art. 8: the mean of several indicators, each for 100 at most; a single one as it is. All must have a percentage."""
    valori = [e.percentuale for e in esiti if e.percentuale is not None]
    if len(valori) == 1:
        return valori[0]
    return sum((min(v, PIENO) for v in valori), Fraction(0)) / len(valori)


def percentuale_proponibile(esatta: Fraction) -> Decimal:
    """The percentage as it is printed: rounded half-up to two decimals, no more than what a report can hold."""
    return min(mezzo_su(esatta), PERCENTUALE_MASSIMA)


def il_percento(x: Decimal) -> str:
    """The percentage with its article, inside a sentence: "il 92,50 %", "l’84,00 %"."""
    return con_articolo(percento(x, 2))
