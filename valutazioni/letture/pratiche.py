"""Artt. 19, 29 and 30: what is kept elsewhere of a person's evaluations, review and conciliation, asked of whoever keeps it.

A case is of those who may see it: for everybody else the fascicolo is as if there were none, and says nothing of it.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from smvp.documenti.models import Documento
from smvp.flusso.stati import Stato
from smvp.organizzazione.models import Esercizio, Persona, Utente


@dataclass(frozen=True, slots=True)
class Foglio:
    """A file received, kept as it was sent."""

    nome: str
    url: str
    impronta: str
    quando: datetime


@dataclass(frozen=True, slots=True)
class Pratica:
    """A case as one user may read it. ``chiave`` names it for good; ``fatti``: what and when, in words."""

    chiave: str
    titolo: str
    url: str
    stato: Stato
    fatti: Sequence[tuple[str, str]]
    testi: Sequence[tuple[str, str]] = ()
    """What was written and stands in no document: its title, the text."""
    documenti: Sequence[tuple[Documento, date | None]] = ()
    """Those issued that the user may have, in their order, each with the day of what it says."""
    fogli: Sequence[Foglio] = ()


@dataclass(frozen=True, slots=True)
class Archivio:
    """Who keeps such cases. Each asks its own permission, never that of the fascicolo."""

    pratiche: Callable[[Utente, Persona, Esercizio], Sequence[Pratica]]
    """Those on a person's evaluations of an exercise that the user may see."""
    visibili: Callable[[Utente, Collection[str]], Collection[str]]
    """Among these, by their ``chiave``, those that the user may still see."""
    prepara: Callable[[Utente, Persona, Esercizio, datetime], None]
    """Issue the documents that past steps have left to whoever asks."""


_archivi: list[Archivio] = []


def registra(archivio: Archivio) -> None:
    if archivio not in _archivi:
        _archivi.append(archivio)


def pratiche_di(utente: Utente, persona: Persona, esercizio: Esercizio) -> list[Pratica]:
    return [p for archivio in _archivi for p in archivio.pratiche(utente, persona, esercizio)]


def ancora_visibili(utente: Utente, chiavi: Collection[str]) -> set[str]:
    """Those that the user may still see; no query where there are none to ask for."""
    return {chiave for archivio in _archivi for chiave in archivio.visibili(utente, chiavi)} if chiavi else set()


def prepara(utente: Utente, persona: Persona, esercizio: Esercizio, quando: datetime) -> None:
    for archivio in _archivi:
        archivio.prepara(utente, persona, esercizio, quando)
