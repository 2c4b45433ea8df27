"""A sheet of rows about people that somebody uploads: each row read cell by cell, compared with what is there, and carried to the
confirmation under a seal. Nothing is written here; who writes looks at it all again."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from unicodedata import category

from django.core import signing

from smvp.nucleo.formati import data as scrivi_data

from .fogli_ricevuti import FileRifiutato, leggi_foglio
from .models import Persona
from .tabelle_ricevute import DifettoFile, celle_per_nome, in_testo, motivo_del_difetto, trova_colonne

__all__ = ["Mossa", "Piano", "Sigillo", "giorno", "intero", "leggi_righe", "testo"]

RIGHE_MASSIME = 5_000
INVISIBILI, A_CAPO = ("Cc", "Cs"), "\t\r\n"
NUOVA, CAMBIATA, TOLTA, INVARIATA = "nuova", "cambiata", "tolta", "invariata"
PAROLE = {NUOVA: "Nuove", CAMBIATA: "Cambiano", TOLTA: "Si tolgono", INVARIATA: "Già così"}
Leggi = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class RigaLetta:
    """A row without faults, by its number in the sheet: its values by the name of the column."""

    numero: int
    valori: Mapping[str, Any]


def leggi_righe(
    nome_file: str, contenuto: bytes, colonne: Mapping[str, Leggi], accanto: Sequence[str] = ()
) -> tuple[tuple[RigaLetta, ...], tuple[DifettoFile, ...]]:
    """The rows that can be read, and the faults of the others. ``colonne``: how each cell is read (ValueError for a wrong one).

    ``accanto``: columns that may stand in the sheet for who fills it in, and are not read.
    """
    try:
        foglio = leggi_foglio(nome_file, contenuto)
    except FileRifiutato as errore:
        return (), (DifettoFile(0, "", str(errore)),)
    if len(foglio) < 2:
        return (), (DifettoFile(0, "", "Sotto le intestazioni non c’è nessuna riga."),)
    if len(foglio) > RIGHE_MASSIME + 1:
        return (), (DifettoFile(0, "", f"Il foglio ha {len(foglio) - 1} righe: caricane al massimo {RIGHE_MASSIME} alla volta."),)
    posti, difetti = trova_colonne(*foglio[0], (*colonne, *accanto), tuple(colonne))
    righe = []
    for numero, celle in foglio[1:] if not difetti else ():
        per_nome = celle_per_nome(celle, posti)
        valori: dict[str, Any] = {}
        for colonna, leggi in colonne.items():
            try:
                valori[colonna] = leggi(per_nome[colonna])
            except ValueError as errore:
                chi = str(valori.get("matricola", ""))
                difetti.append(DifettoFile(numero, colonna, motivo_del_difetto(errore, per_nome[colonna]), chi))
        if len(valori) == len(colonne):
            righe.append(RigaLetta(numero, valori))
    return tuple(righe), tuple(difetti)


# --- cells ------------------------------------------------------------------------------------------------------------------------


def testo(valore: Any, manca: str, massimo: int) -> str:
    """A cell that must say something."""
    if valore in (None, ""):
        raise ValueError(manca)
    scritto = in_testo(valore).strip()
    if not scritto:
        raise ValueError(manca)
    if len(scritto) > massimo:
        raise ValueError(f"Troppo lungo: al massimo {massimo} caratteri.")
    if any(category(c) in INVISIBILI and c not in A_CAPO for c in scritto):  # a database refuses some of them
        raise ValueError("Ci sono caratteri che non si vedono: riscrivi la cella.")
    return scritto


def intero(valore: Any, manca: str, esempio: str) -> int:
    """A whole number, also where the spreadsheet keeps it as a decimal one or as text."""
    if valore in (None, ""):
        raise ValueError(manca)
    scritto = "" if isinstance(valore, bool) else in_testo(valore).strip()
    if not (scritto.isascii() and scritto.isdecimal() and len(scritto) < 10):
        raise ValueError(f"Scrivi un numero intero, per esempio {esempio}.")
    return int(scritto)


def giorno(valore: Any, manca: str) -> date:
    """A day: a date cell, or text as 31/12/2025."""
    if valore in (None, ""):
        raise ValueError(manca)
    if isinstance(valore, datetime):
        return valore.date()
    if isinstance(valore, date):
        return valore
    parti = str(valore).replace("-", "/").replace(".", "/").split("/")
    try:
        giorno_, mese, anno = (int(p) for p in parti)
        return date(anno, mese, giorno_)
    except (ValueError, OverflowError) as errore:
        raise ValueError("Scrivi una data che esiste, come 31/12/2025.") from errore


# --- what would change --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mossa:
    """What a row does: to whom, to what of theirs (``che``: "2023", "dal 01/03/2021"), what is there and what will be, in words.

    Empty before: it is new; empty after: it is taken away.
    """

    numero: int
    persona: Persona
    che: str
    prima: str
    dopo: str

    @property
    def tipo(self) -> str:
        if self.prima == self.dopo:
            return INVARIATA
        return NUOVA if not self.prima else CAMBIATA if self.dopo else TOLTA


@dataclass(frozen=True, slots=True)
class Piano:
    """All that a file would do to what is there now; to be applied only without faults, and only as it was shown (``impronta``)."""

    mosse: tuple[Mossa, ...]
    difetti: tuple[DifettoFile, ...] = ()

    @property
    def modifiche(self) -> list[Mossa]:
        return [m for m in self.mosse if m.tipo != INVARIATA]

    @property
    def conteggi(self) -> list[tuple[str, int]]:
        quante = Counter(m.tipo for m in self.mosse)
        return [(parola, quante[tipo]) for tipo, parola in PAROLE.items() if quante[tipo]]

    @property
    def impronta(self) -> str:
        righe = (f"{m.persona.matricola}|{m.che}|{m.prima}|{m.dopo}" for m in self.mosse)
        return hashlib.sha256("\n".join(righe).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Sigillo:
    """The rows of a preview on their way to the confirmation: what was shown is what is confirmed, by who has seen it."""

    scopo: str
    utente: int

    def chiudi(self, nome_file: str, righe: Iterable[Sequence[Any]], impronta: str) -> str:
        return signing.dumps([nome_file, [*righe], impronta], salt=self._sale, compress=True)

    def apri(self, sigillato: str) -> tuple[str, list[list[Any]], str]:
        """Raises ValueError for what was not sealed here, for this user."""
        try:
            nome_file, righe, impronta = signing.loads(sigillato, salt=self._sale)
        except signing.BadSignature as errore:
            raise ValueError("L’anteprima non vale più: carica di nuovo il file.") from errore
        return nome_file, righe, impronta

    @property
    def _sale(self) -> str:
        return f"smvp.{self.scopo}.{self.utente}"


def gia_nel_file(righe: Iterable[tuple[int, tuple[Any, ...], str]], colonna: str) -> list[DifettoFile]:
    """The rows that say again what another row has said: (number, key, the person's matricola)."""
    viste: dict[tuple[Any, ...], int] = {}
    difetti = []
    for numero, chiave, matricola in righe:
        if chiave in viste:
            difetti.append(DifettoFile(numero, colonna, f"La persona è già alla riga {viste[chiave]} con lo stesso valore.", matricola))
        viste.setdefault(chiave, numero)
    return difetti


def dal_giorno(quando: date) -> str:
    return f"dal {scrivi_data(quando)}"
