"""A cell of a table as people read it and as programs read it: by the kind of its column, in one place. Pure.

A cell comes from a frozen document, where decimals and days have become text; or from a block just made, where they have not.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from smvp.nucleo import formati

from .blocchi import Genere

RISERVATO = "•"
"""What stands for a value withheld: too few people behind it. Never a zero, never a blank."""
ASSENTE = "–"
NUMERICI = frozenset({Genere.INTERO, Genere.DECIMALE, Genere.PERCENTO, Genere.EURO})
Grezzo = str | int | Decimal | date | None
Dato = str | int | Decimal | date | None


def numerica(genere: str) -> bool:
    return genere in NUMERICI


def in_pagina(genere: str, valore: Grezzo) -> str:
    """1.234,50 €, 92,5 %, 31/12/2025; "•" for what is withheld, "–" for what is not there."""
    if valore is None:
        return RISERVATO
    if valore == "":
        return ASSENTE
    if genere == Genere.TESTO:
        return str(valore)
    if genere == Genere.DATA:
        return formati.data(valore if isinstance(valore, date) else date.fromisoformat(str(valore)))
    numero = Decimal(str(valore))
    if genere == Genere.EURO:
        return formati.con_segno(formati.euro(numero))
    if genere == Genere.PERCENTO:
        return formati.con_segno(formati.percento(numero))
    return formati.con_segno(formati.numero(numero, 0 if genere == Genere.INTERO else 2))


def in_dato(genere: str, valore: Grezzo) -> Dato:
    """The value itself, typed: a number, a day, a text; None for what is withheld and for what is not there."""
    if valore is None or valore == "":
        return None
    if genere == Genere.TESTO:
        return str(valore)
    if genere == Genere.DATA:
        return valore if isinstance(valore, date) else date.fromisoformat(str(valore))
    numero = Decimal(str(valore))
    return int(numero) if genere == Genere.INTERO else numero


def ha_riservati(righe: Sequence[Sequence[Any]]) -> bool:
    return any(valore is None for riga in righe for valore in riga)


def nomi_riservati(colonne: Sequence[Mapping[str, Any]], riga: Sequence[Any]) -> list[str]:
    """The columns whose value is withheld in this row."""
    return [str(c["nome"]) for c, valore in zip(colonne, riga, strict=True) if valore is None]
