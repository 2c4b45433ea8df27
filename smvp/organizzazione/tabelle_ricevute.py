"""A table that somebody uploads, whatever it is about: where its columns are, and every fault with its row, column and reason."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from smvp.nucleo.formati import data as scrivi_data

CARATTERI_CITATI = 40


@dataclass(frozen=True, slots=True)
class DifettoFile:
    """One fault of the file. ``colonna`` empty: of the whole row; ``riga`` 0: of the whole file. ``persona``: who the row is about."""

    riga: int
    colonna: str
    motivo: str
    persona: str = ""


def trova_colonne(
    numero: int, intestazione: Sequence[Any], colonne: Sequence[str], obbligatorie: Sequence[str]
) -> tuple[dict[str, int], list[DifettoFile]]:
    """Where each column is: by name, in any order."""
    posti: dict[str, int] = {}
    difetti: list[DifettoFile] = []
    for posto, titolo in enumerate(intestazione):
        nome = re.sub(r"[^a-z]+", "_", str(titolo or "").lower()).strip("_")
        if nome in posti:
            difetti.append(DifettoFile(numero, nome, "La colonna c’è due volte."))
        elif nome in colonne:
            posti[nome] = posto
        elif nome:
            difetti.append(DifettoFile(numero, str(titolo), f"Colonna non prevista. Le colonne sono: {', '.join(colonne)}."))
    difetti += [DifettoFile(numero, c, "La colonna manca: aggiungila alla prima riga del foglio.") for c in obbligatorie if c not in posti]
    return posti, difetti


def celle_per_nome(celle: Sequence[Any], posti: Mapping[str, int]) -> dict[str, Any]:
    """The cells of a row by the name of their column; a row may end before the last column."""
    return {colonna: celle[posto] if posto < len(celle) else None for colonna, posto in posti.items()}


def motivo_del_difetto(errore: ValueError | ValidationError, valore: Any) -> str:
    """The reason, after what was written in the cell."""
    motivo = errore.messages[0] if isinstance(errore, ValidationError) else str(errore)
    return motivo if valore in (None, "") else f"«{_scritto(valore)}»: {motivo[0].lower()}{motivo[1:]}"


def in_testo(valore: Any) -> str:
    """A number that a spreadsheet made of a code goes back to text."""
    return str(int(valore)) if isinstance(valore, float) and valore.is_integer() else str(valore)


def _scritto(valore: Any) -> str:
    """A cell as the person sees it in the sheet."""
    if isinstance(valore, date):
        return scrivi_data(valore.date() if isinstance(valore, datetime) else valore)
    testo = in_testo(valore).replace(".", ",") if isinstance(valore, float) else str(valore)
    return testo if len(testo) <= CARATTERI_CITATI else f"{testo[:CARATTERI_CITATI]}…"
