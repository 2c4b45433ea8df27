"""Reading the values of the facts one by one: whatever is wrong is noted with its path and article, and reading goes on."""

import json
import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

from premi.simulazione.grezzo import CIFRE_DECIMALI, LUNGHEZZA_MASSIMA, SMISURATO, NonNumero, OggettoDoppio, misurabile
from smvp.nucleo.errori import Difetto
from smvp.regolamento.modello import Regolamento

T = TypeVar("T")
NUMERO = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
GIORNO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
NOME_SEMPLICE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
DECIMALI_DEL_DENARO = 2
MOSTRATI = 40
DIFETTI_TENUTI = 10_000
CENTO = 100

Leggi = Callable[[Any, str, str], T | None]


class Forma:
    """The keys of one kind of object: those that must be there and all that may be."""

    __slots__ = ("obbligatorie", "tutte")

    def __init__(self, obbligatorie: frozenset[str], facoltative: frozenset[str] = frozenset()) -> None:
        self.obbligatorie = obbligatorie
        self.tutte = obbligatorie | facoltative


class Campi:
    """Reads values and gathers faults. ``cit`` is always the key of a citation of the regulation: "periodi", "retribuzione"…

    Every reader returns None after noting a fault, so that the rest can still be read.
    """

    def __init__(self, reg: Regolamento) -> None:
        self.reg = reg
        self.difetti: list[Difetto] = []
        self.trovati = 0

    def difetto(self, percorso: str, problema: str, cit: str) -> None:
        """Note a fault; beyond a number that nobody reads through, only count it."""
        self.trovati += 1
        if self.trovati <= DIFETTI_TENUTI:
            self.difetti.append(Difetto(percorso, problema, self.reg.articolo_di(cit)))

    def oggetto(self, valore: Any, percorso: str, forma: Forma, cit: str) -> dict[str, Any] | None:
        """An object with the keys of ``forma`` and no other; what is missing or unknown is noted, the rest can be read."""
        if not isinstance(valore, dict):
            self._sbagliato(valore, percorso, "un oggetto", cit)
            return None
        chiavi = valore.keys()
        if not forma.obbligatorie <= chiavi <= forma.tutte:
            for nome in sorted(forma.obbligatorie - chiavi):
                self.difetto(f"{percorso}.{nome}", "la chiave manca", cit)
            for nome in valore:
                if nome not in forma.tutte:
                    self.difetto(f"{percorso}{_passo(nome)}", "chiave sconosciuta", cit)
        if isinstance(valore, OggettoDoppio):
            for nome in valore.doppie:
                self.difetto(f"{percorso}{_passo(nome)}", "la chiave compare più volte", cit)
        return valore

    def senza_ripetizioni(self, matricole: Sequence[str | None], percorso: str, cit: str) -> None:
        """Note each matricola that has come before in the same list; those that could not be read are left aside."""
        viste: dict[str, int] = {}
        for indice, matricola in enumerate(matricole):
            if matricola and viste.setdefault(matricola, indice) != indice:
                messaggio = f"la matricola {_mostra(matricola)} c’è già, in [{viste[matricola]}]"
                self.difetto(f"{percorso}[{indice}].matricola", messaggio, cit)

    def campo(self, oggetto: dict[str, Any], nome: str, percorso: str, leggi: Leggi[T], cit: str) -> T | None:
        """A key that must be there (its absence is already noted)."""
        return leggi(oggetto[nome], f"{percorso}.{nome}", cit) if nome in oggetto else None

    def facoltativo(self, oggetto: dict[str, Any], nome: str, percorso: str, leggi: Leggi[T], cit: str) -> T | None:
        """A key that may be absent or null."""
        valore = oggetto.get(nome)
        return None if valore is None else leggi(valore, f"{percorso}.{nome}", cit)

    def elenco(self, valore: Any, percorso: str, cit: str) -> list[Any] | None:
        """A list, perhaps empty."""
        if isinstance(valore, list):
            return valore
        self._sbagliato(valore, percorso, "un elenco", cit)
        return None

    def testo(self, valore: Any, percorso: str, cit: str) -> str | None:
        """A code: text that is not blank and can be written as UTF-8."""
        if not isinstance(valore, str):
            self._sbagliato(valore, percorso, "un testo", cit)
            return None
        if not valore or valore.isspace():
            self.difetto(percorso, "il testo è vuoto", cit)
            return None
        if not valore.isascii() and _non_scrivibile(valore):
            self.difetto(percorso, "il testo contiene caratteri non validi", cit)
            return None
        return valore

    def vero(self, valore: Any, percorso: str, cit: str) -> bool | None:
        """True or false."""
        if isinstance(valore, bool):
            return valore
        self._sbagliato(valore, percorso, "true o false", cit)
        return None

    def scelta(self, ammessi: Sequence[str]) -> Leggi[str]:
        """A reader of one word among ``ammessi``."""

        def leggi(valore: Any, percorso: str, cit: str) -> str | None:
            if isinstance(valore, str) and valore in ammessi:
                return valore
            self.difetto(percorso, f"{_mostra(valore)} non è ammesso: può essere {', '.join(ammessi)}", cit)
            return None

        return leggi

    def intero(self, valore: Any, percorso: str, cit: str) -> int | None:
        """A whole JSON number."""
        if type(valore) is int:
            return valore if self._misurato(valore, percorso, cit) else None
        self._sbagliato(valore, percorso, "un numero intero", cit)
        return None

    def naturale(self, valore: Any, percorso: str, cit: str) -> int | None:
        """A whole JSON number not below zero."""
        return self._entro(self.intero(valore, percorso, cit), percorso, lambda n: n >= 0, "non può essere negativo", cit)

    def voto(self, valore: Any, percorso: str, cit: str) -> int | None:
        """Art. 20: a whole mark of the scale."""
        massimo = self.reg.voto_massimo
        if type(valore) is int and 0 <= valore <= massimo:
            return valore
        self.difetto(percorso, f"{_mostra(valore)} non è un voto intero da 0 a {massimo}", cit)
        return None

    def voti(self, valore: Any, percorso: str, cit: str) -> tuple[int, ...] | None:
        """Art. 20: a list of marks, not empty."""
        elenco = self.elenco(valore, percorso, cit)
        if elenco is None:
            return None
        if not elenco:
            self.difetto(percorso, "l’elenco dei voti è vuoto", cit)
            return None
        if {*map(type, elenco)} == {int} and min(elenco) >= 0 and max(elenco) <= self.reg.voto_massimo:
            return tuple(elenco)
        letti = [self.voto(voto, f"{percorso}[{indice}]", cit) for indice, voto in enumerate(elenco)]
        return None if None in letti else tuple(letti)  # type: ignore[arg-type]

    def decimale(self, valore: Any, percorso: str, cit: str) -> Decimal | None:
        """A number, as a JSON number or as a string in plain decimal notation ("1234.50")."""
        if type(valore) is int:
            return Decimal(valore) if self._misurato(valore, percorso, cit) else None
        if isinstance(valore, Decimal):
            return valore
        letto = _numero_scritto(valore) if isinstance(valore, str) else None
        if letto is None:
            self._sbagliato(valore, percorso, "un numero in cifre, come 1234.50", cit)
        return letto

    def positivo(self, valore: Any, percorso: str, cit: str) -> Decimal | None:
        """A number above zero."""
        return self._entro(self.decimale(valore, percorso, cit), percorso, lambda n: n > 0, "deve essere maggiore di zero", cit)

    def non_negativo(self, valore: Any, percorso: str, cit: str) -> Decimal | None:
        """A percentage that may go beyond 100, not below zero."""
        return self._entro(self.decimale(valore, percorso, cit), percorso, lambda n: n >= 0, "non può essere negativo", cit)

    def percentuale(self, valore: Any, percorso: str, cit: str) -> Decimal | None:
        """A percentage from 0 to 100."""
        return self._entro(self.decimale(valore, percorso, cit), percorso, lambda n: 0 <= n <= CENTO, "deve stare fra 0 e 100", cit)

    def frazione(self, valore: Any, percorso: str, cit: str) -> Decimal | None:
        """A share above 0 and up to 1."""
        messaggio = "deve essere maggiore di 0 e non superare 1"
        return self._entro(self.decimale(valore, percorso, cit), percorso, lambda n: 0 < n <= 1, messaggio, cit)

    def punti(self, valore: Any, percorso: str, cit: str) -> Decimal | None:
        """A total, from 0 to the maximum (300)."""
        massimo = self.reg.massimo_finale
        messaggio = f"deve stare fra 0 e {massimo}"
        return self._entro(self.decimale(valore, percorso, cit), percorso, lambda n: 0 <= n <= massimo, messaggio, cit)

    def denaro(self, valore: Any, percorso: str, cit: str) -> Decimal | None:
        """Euros, not below zero, with two decimals at most."""
        letto = self.non_negativo(valore, percorso, cit)
        if letto is not None and _decimali(letto) > DECIMALI_DEL_DENARO:
            self.difetto(percorso, "gli importi hanno al massimo due decimali", cit)
            return None
        return letto

    def giorno(self, valore: Any, percorso: str, cit: str) -> date | None:
        """A date written YYYY-MM-DD."""
        letto = _data_scritta(valore) if isinstance(valore, str) else None
        if letto is None:
            self.difetto(percorso, f"{_mostra(valore)} non è una data che esiste, scritta AAAA-MM-GG", cit)
        return letto

    def _entro(self, letto: T | None, percorso: str, ammesso: Callable[[T], bool], messaggio: str, cit: str) -> T | None:
        """The value if it is ``ammesso``; otherwise the fault is noted."""
        if letto is None or ammesso(letto):
            return letto
        self.difetto(percorso, messaggio, cit)
        return None

    def _misurato(self, valore: int, percorso: str, cit: str) -> bool:
        """Whether a whole number is within measure; otherwise the fault is noted."""
        if misurabile(valore):
            return True
        self.difetto(percorso, SMISURATO, cit)
        return False

    def _sbagliato(self, valore: Any, percorso: str, atteso: str, cit: str) -> None:
        """Note a value of another kind than expected."""
        motivo = valore.problema if isinstance(valore, NonNumero) else f"{_mostra(valore)} non è {atteso}"
        self.difetto(percorso, motivo, cit)


def _decimali(numero: Decimal) -> int:
    """How many decimals a number is written with."""
    esponente = numero.as_tuple().exponent
    return -esponente if isinstance(esponente, int) else CIFRE_DECIMALI


@lru_cache(maxsize=8192)
def _numero_scritto(testo: str) -> Decimal | None:
    """A number in plain decimal notation: no exponent, spaces, plus sign or digits other than 0–9."""
    if len(testo) > LUNGHEZZA_MASSIMA or not NUMERO.fullmatch(testo):
        return None
    numero = Decimal(testo)
    return numero if misurabile(numero) else None


@lru_cache(maxsize=8192)
def _data_scritta(testo: str) -> date | None:
    """A date that exists, or None."""
    if not GIORNO.fullmatch(testo):
        return None
    try:
        return date.fromisoformat(testo)
    except ValueError:
        return None


def _non_scrivibile(testo: str) -> bool:
    """Whether half a surrogate pair would keep the text from being written as UTF-8."""
    return any("\ud800" <= carattere <= "\udfff" for carattere in testo)


def _mostra(valore: object) -> str:
    """A value on one line, cut short, safe on any terminal."""
    if isinstance(valore, NonNumero):
        return valore.testo
    if isinstance(valore, Decimal):
        return str(valore)
    if isinstance(valore, list | dict):
        return "un elenco" if isinstance(valore, list) else "un oggetto"
    testo = json.dumps(valore).replace("\x7f", "\\u007f")
    return testo if len(testo) <= MOSTRATI else f"{testo[:MOSTRATI]}…"


def _passo(nome: str) -> str:
    """A key as a step of a JSON path."""
    return f".{nome}" if NOME_SEMPLICE.fullmatch(nome) and len(nome) <= MOSTRATI else f"[{_mostra(nome)}]"
