"""The facts of an exercise once they are known to be sound. Money in euros, percentages on 100, periods both ends included."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from premi.calcolo import Candidatura
from smvp.nucleo.periodi import Periodo
from valutazioni.calcolo import ObiettivoValutato

FORMATO = "smvp-calcolo/1"


@dataclass(frozen=True, slots=True)
class Incarico:
    """An evaluated appointment of a dirigente, P.O. or the Segretario; ``retribuzione`` is euros a year at 100 %."""

    matricola: str
    ruolo: str
    direzione: str
    ad_interim: bool
    periodi: tuple[Periodo, ...]
    limiti_eta: bool
    assegnati: bool
    retribuzione: Decimal
    tempi_pagamento: str | None
    obiettivi: tuple[ObiettivoValutato, ...]
    comportamenti: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Dipendente:
    """A member of staff; ``periodi`` say where and when; ``specifici`` is None for who is exempt."""

    matricola: str
    categoria: str
    tempo: Decimal
    periodi: tuple[tuple[str, Periodo], ...]
    struttura: Decimal
    specifici: Decimal | None
    comportamenti: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Progressione:
    """The candidates for the places of one Direzione and category."""

    direzione: str
    categoria: str
    posti: int
    decorrenza: date
    candidati: tuple[Candidatura, ...]


@dataclass(frozen=True, slots=True)
class Fatti:
    """All the facts; what is None was not asked for."""

    esercizio: int
    incarichi: tuple[Incarico, ...]
    monte_risultato: Decimal | None
    dipendenti: tuple[Dipendente, ...]
    parametri_categoria: Mapping[str, Decimal]
    fondo_produttivita: Decimal | None
    risparmi: Decimal | None
    progressioni: tuple[Progressione, ...] | None
