"""Italian formats: 1.234,50 · 31/12/2025 · giovedì 30 aprile 2026. The same for pages, PDFs and messages."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from smvp.nucleo.arrotondamenti import Numero, mezzo_su

FISSO = "\N{NO-BREAK SPACE}"
FUSO = ZoneInfo("Europe/Rome")
GIORNI = ("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica")
MESI = (
    "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
    "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre",
)  # fmt: skip
MIGLIAIA = re.compile(r"-?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?")
ARTICOLI = {"il": ("il ", "l’", "lo "), "dal": ("dal ", "dall’", "dallo "), "al": ("al ", "all’", "allo ")}
IN_LETTERE = ("zero", "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove", "dieci")
CIFRE_MASSIME = 40  # far beyond any amount or score; keeps a pasted novel from becoming a number
IMPORTO_MASSIMO = Decimal("9999999999.99")
"""The greatest amount of money that anybody may write in, in euros: what a column of 12 digits keeps."""
SEMPLICE = re.compile(r"-?[0-9]+([,.][0-9]+)?")


def numero(x: Numero, decimali: int = 2) -> str:
    """1234.5 → "1.234,50": dot for the thousands, comma for the decimals, rounded half-up."""
    return f"{mezzo_su(x, decimali):,f}".translate(str.maketrans(",.", ".,"))


def euro(x: Numero) -> str:
    """1234.5 → "1.234,50 €"."""
    return f"{numero(x)}{FISSO}€"


def percento(x: Numero, decimali: int | None = None) -> str:
    """85 → "85 %"; without ``decimali`` only those that are needed, two at most: 92.5 → "92,5 %"."""
    testo = numero(x, 2 if decimali is None else decimali)
    if decimali is None:
        testo = testo.rstrip("0").rstrip(",")
    return f"{testo}{FISSO}%"


def con_articolo(testo: str, preposizione: str = "il") -> str:
    """The Italian article before a number in figures: "il 92 %", "l’84,00 %", "lo 0 %", "dall’11 %"; testo is an already written number."""
    gruppi = testo.split(",")[0].split(FISSO)[0].split(" ")[0].split(".")
    piene, elise, zero = ARTICOLI[preposizione]
    if gruppi == ["0"]:
        return zero + testo
    si_elide = gruppi == ["1"] or gruppi[0] == "11" or (gruppi[0].startswith("8") and gruppi[0].isdigit())
    return (elise if si_elide else piene) + testo


def in_lettere(n: int) -> str:
    """A small count in words, up to ten; beyond, in figures."""
    return IN_LETTERE[n] if 0 <= n < len(IN_LETTERE) else str(n)


def enumera(nomi: Sequence[str]) -> str:
    """a, b e c."""
    return nomi[0] if len(nomi) == 1 else f"{', '.join(nomi[:-1])} e {nomi[-1]}"


def esatto(x: Numero, massimo: int = 12, minimo: int = 0) -> str:
    """A number with the decimals it needs, so that it is never shown equal to a threshold it does not reach: 95.999 → "95,999".

    ``minimo`` decimals are always written. Beyond ``massimo`` decimals it is cut and an ellipsis says so: 8/3 → "2,666666666666…".
    """
    sopra, sotto = x.as_integer_ratio()
    cifre = next((c for c in range(minimo, massimo + 1) if not sopra * 10**c % sotto), None)
    if cifre is not None:
        return numero(x, cifre)
    return f"{numero(Fraction(sopra * 10**massimo // sotto, 10**massimo), massimo)}…"


def con_segno(testo: str) -> str:
    """A written number with the minus that people read, as long as a plus: "−3"."""
    return testo.replace("-", "\N{MINUS SIGN}")


def percento_esatto(x: Numero, minimo: int = 0) -> str:
    """A percentage with the decimals it needs, at least ``minimo``: "95,999 %", "70,50 %"."""
    return f"{esatto(x, minimo=minimo)}{FISSO}%"


def posto(quota: Fraction) -> str:
    """A place in a drawing, out of 100 (beyond its ends it stays on them), with a point whatever the locale: "72.22%"."""
    centesimi = round(min(max(quota, Fraction(0)), Fraction(100)) * 100)
    return f"{centesimi // 100}.{centesimi % 100:02d}%"


def troppo_lungo(testo: str, massimo: int) -> str:
    """What to tell who has typed more signs than a field holds: "ha 2.134 caratteri, il massimo è 2.000: togline 134"."""
    quanti = len(testo)
    return f"ha {numero(quanti, 0)} caratteri, il massimo è {numero(massimo, 0)}: togline {numero(quanti - massimo, 0)}"


def data(giorno: date) -> str:
    """31/12/2025."""
    return f"{giorno.day:02d}/{giorno.month:02d}/{giorno.year:04d}"


def data_lunga(giorno: date) -> str:
    """Giovedì 30 aprile 2026, in lower case; the first of a month is "1°". Day and month do not part at the end of a line."""
    numerale = "1°" if giorno.day == 1 else str(giorno.day)
    return f"{GIORNI[giorno.weekday()]} {numerale}{FISSO}{MESI[giorno.month - 1]} {giorno.year}"


def giorni_mancanti(oggi: date, scadenza: date) -> str:
    """How far a deadline is: "mancano 20 giorni", "manca 1 giorno", "scade oggi", "in ritardo di 3 giorni"."""
    giorni = (scadenza - oggi).days
    if giorni == 0:
        return "scade oggi"
    quanti = f"{abs(giorni)}{FISSO}{'giorno' if abs(giorni) == 1 else 'giorni'}"
    if giorni < 0:
        return f"in ritardo di {quanti}"
    return f"{'manca' if giorni == 1 else 'mancano'} {quanti}"


def ora(momento: datetime) -> str:
    """10:42, in Rome if the moment knows its time zone."""
    locale = momento.astimezone(FUSO) if momento.tzinfo else momento
    return f"{locale:%H:%M}"


def leggi_numero(testo: str) -> Decimal:
    """Read a number as an Italian types it: "1.234,50", "1234,5", "1234.5".

    A dot before exactly three digits parts the thousands ("1.234" is 1234). Raises ValueError, in Italian, for anything else.
    """
    pulito = testo.strip()
    if MIGLIAIA.fullmatch(pulito):
        pulito = pulito.replace(".", "")
    if len(pulito) > CIFRE_MASSIME or not SEMPLICE.fullmatch(pulito):
        raise ValueError("Scrivi un numero, per esempio 1.234,50.")
    return Decimal(pulito.replace(",", "."))
