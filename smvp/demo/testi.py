"""The typography of the texts of the demo."""

import re

NBSP = "\N{NO-BREAK SPACE}"
MESI = "gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre"
NOMI_MESI = MESI.split("|")
# Where a line must not break: between a number and what it counts, between "n." or "art." and its number.
INSEPARABILI = (
    (re.compile(r"(\d) (?=%|€|euro\b)"), rf"\1{NBSP}"),
    (re.compile(r"\b(n\.|art\.|artt\.) (?=\d)"), rf"\1{NBSP}"),
    (re.compile(rf"\b(\d{{1,2}}°?) (?={MESI})"), rf"\1{NBSP}"),
)


def tipografia(testo: str) -> str:
    """The text as it is printed."""
    for cerca, metti in INSEPARABILI:
        testo = cerca.sub(metti, testo)
    return testo


def elenco(voci: list[str]) -> str:
    """ "a, b e c"."""
    return f"{', '.join(voci[:-1])} e {voci[-1]}" if len(voci) > 1 else "".join(voci)


def minuscola(testo: str) -> str:
    """The first letter small, as inside a sentence; acronyms stay."""
    return testo if testo[:2].isupper() else testo[:1].lower() + testo[1:]
