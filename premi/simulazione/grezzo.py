"""From bytes to plain JSON values, with exact numbers, and nothing that could hang the machine or pass unseen."""

import json
from collections import Counter
from decimal import Decimal, InvalidOperation
from functools import partial

# What a number may hold; far beyond any amount, and short enough to reckon with at once.
CIFRE_INTERE, CIFRE_DECIMALI = 18, 100
TROPPO: int = 10**CIFRE_INTERE
LUNGHEZZA_MASSIMA = 128
SMISURATO = f"il numero è fuori misura: al massimo {CIFRE_INTERE} cifre intere e {CIFRE_DECIMALI} decimali"


class NonNumero:
    """A number that JSON text may hold and we do not take: NaN, infinities, sizes beyond measure.

    ``testo`` names it and ``problema`` says what is wrong, both in Italian.
    """

    __slots__ = ("problema", "testo")

    def __init__(self, testo: str, problema: str) -> None:
        self.testo = testo
        self.problema = problema


class OggettoDoppio(dict[str, object]):
    """An object that holds the same key twice: ``doppie`` lists such keys."""

    doppie: tuple[str, ...] = ()


class NonJson(Exception):
    """The text is not JSON; the message says why, in Italian."""


def analizza(grezzo: bytes | str) -> object:
    """The JSON value in ``grezzo`` (UTF-8). Raises NonJson.

    Whole numbers are int, others Decimal; numbers that cannot be used are NonNumero and repeated keys OggettoDoppio, so that
    whoever knows the place can say where they are.
    """
    try:
        testo = grezzo.decode("utf-8-sig") if isinstance(grezzo, bytes) else grezzo
    except UnicodeDecodeError as errore:
        raise NonJson(f"il file non è testo UTF-8 (byte {errore.start})") from errore
    try:
        return _valore(testo)
    except json.JSONDecodeError as errore:
        raise NonJson(f"il file non è JSON: riga {errore.lineno}, colonna {errore.colno}") from errore
    except RecursionError as errore:
        raise NonJson("il file non è JSON utilizzabile: ha troppi livelli annidati") from errore


def _valore(testo: str) -> object:
    """The value. Python's own reading of whole numbers is quickest; it gives up on thousands of digits, and then ours steps in."""
    leggi = partial(json.loads, parse_float=_frazionario, parse_constant=_costante, object_pairs_hook=_oggetto)
    try:
        return leggi(testo)
    except json.JSONDecodeError:
        raise
    except ValueError:
        return leggi(testo, parse_int=_intero)


def misurabile(numero: Decimal | int) -> bool:
    """Whether a number is finite and within measure."""
    if isinstance(numero, int):
        return -TROPPO < numero < TROPPO
    esponente = numero.as_tuple().exponent
    if not isinstance(esponente, int):
        return False
    return esponente >= -CIFRE_DECIMALI and numero.adjusted() < CIFRE_INTERE


def _frazionario(testo: str) -> Decimal | NonNumero:
    try:
        numero = Decimal(testo) if len(testo) <= LUNGHEZZA_MASSIMA else None
    except InvalidOperation:
        numero = None
    return numero if numero is not None and misurabile(numero) else NonNumero("un numero fuori misura", SMISURATO)


def _intero(testo: str) -> int | NonNumero:
    return int(testo) if len(testo) <= LUNGHEZZA_MASSIMA else NonNumero("un numero fuori misura", SMISURATO)


def _costante(testo: str) -> NonNumero:
    return NonNumero(testo, f"{testo} non è un numero")


def _oggetto(coppie: list[tuple[str, object]]) -> dict[str, object]:
    """An object; if a key comes twice, one that remembers it."""
    oggetto = dict(coppie)
    if len(oggetto) == len(coppie):
        return oggetto
    doppio = OggettoDoppio(oggetto)
    doppio.doppie = tuple(nome for nome, volte in Counter(nome for nome, _ in coppie).items() if volte > 1)
    return doppio
