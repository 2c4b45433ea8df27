"""Reading TOML with types: whatever is wrong is said with file and key."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

from smvp.nucleo.errori import DatiNonValidi
from smvp.regolamento.modello import Norma

T = TypeVar("T")
# Far beyond any weight or threshold; keeps products exact in 28 digits and refuses 1e999999.
CIFRE_INTERE, CIFRE_DECIMALI = 9, 6
CHIAVE_MOSTRATA = 120


class ErroreRegolamento(DatiNonValidi):
    """A regulation cannot be used: ``file`` and ``chiave`` say where, the message says all of it in Italian."""

    def __init__(self, file: str, chiave: str, problema: str) -> None:
        dove = f"{file}: {_breve(chiave)}" if chiave else file
        super().__init__(f"{dove}: {problema}", campo=chiave)
        self.file = file
        self.chiave = chiave
        self.problema = problema


def _breve(chiave: str) -> str:
    return chiave if len(chiave) <= CHIAVE_MOSTRATA else f"{chiave[:CHIAVE_MOSTRATA]}…"


@dataclass(slots=True)
class Origine:
    """Which file each key comes from, and the articles met while reading."""

    nome: str
    file: dict[str, str] = field(default_factory=dict)
    citazioni: dict[str, Norma] = field(default_factory=dict)

    def errore(self, chiave: str, problema: str) -> ErroreRegolamento:
        """The error for a key, in the file that wrote it (or the nearest table that holds it)."""
        vicino = chiave
        while vicino and vicino not in self.file:
            vicino = vicino.rpartition("[" if vicino.endswith("]") else ".")[0]
        return ErroreRegolamento(self.file.get(vicino, self.nome), chiave, problema)


class Tavola:
    """One table: hands out typed values, each once, and at the end complains about keys that nobody asked for."""

    def __init__(self, dati: object, percorso: str, origine: Origine) -> None:
        self.percorso = percorso
        self.origine = origine
        if not isinstance(dati, Mapping):
            raise origine.errore(percorso, "deve essere una tabella")
        self._dati = dict(dati)

    def chiave(self, nome: str) -> str:
        """The full key of one of its values."""
        return f"{self.percorso}.{nome}" if self.percorso else nome

    def errore(self, nome: str, problema: str) -> ErroreRegolamento:
        """An error on one of its values."""
        return self.origine.errore(self.chiave(nome) if nome else self.percorso, problema)

    def ha(self, nome: str) -> bool:
        """Whether the key is there, not yet read."""
        return nome in self._dati

    def e(self, nome: str, parola: str) -> bool:
        """Whether the value is just that word; if so it counts as read."""
        if self._dati.get(nome) != parola:
            return False
        del self._dati[nome]
        return True

    def _prendi(self, nome: str, tipo: type[T], cosa: str) -> T:
        if nome not in self._dati:
            raise self.errore(nome, "manca")
        valore = self._dati.pop(nome)
        if not isinstance(valore, tipo) or (isinstance(valore, bool) and tipo is not bool):
            raise self.errore(nome, f"deve essere {cosa}")
        return valore

    def testo(self, nome: str, predefinito: str | None = None) -> str:
        """A text that is not empty; ``predefinito`` where the key may be missing."""
        if predefinito is not None and not self.ha(nome):
            return predefinito
        valore = self._prendi(nome, str, "un testo")
        if not valore.strip():
            raise self.errore(nome, "è vuoto")
        return valore

    def intero(self, nome: str, minimo: int = 0) -> int:
        """A whole number not below ``minimo``."""
        valore = self._prendi(nome, int, "un numero intero")
        if not minimo <= valore < 10**CIFRE_INTERE:
            raise self.errore(nome, f"deve essere almeno {minimo} e ragionevole")
        return valore

    def decimale(self, nome: str) -> Decimal:
        """A number not below zero, exact."""
        if nome in self._dati and isinstance(self._dati[nome], int) and not isinstance(self._dati[nome], bool):
            return Decimal(self.intero(nome))
        valore = self._prendi(nome, Decimal, "un numero")
        esponente = valore.as_tuple().exponent
        if not isinstance(esponente, int) or esponente < -CIFRE_DECIMALI or valore.adjusted() >= CIFRE_INTERE or valore < 0:
            raise self.errore(nome, f"deve essere un numero non negativo, con {CIFRE_DECIMALI} decimali al massimo")
        return valore

    def frazione(self, nome: str) -> Fraction:
        """A fraction between 0 and 1, written "2/3"."""
        sopra, _, sotto = self._prendi(nome, str, 'una frazione come "2/3"').partition("/")
        if not all(p.isascii() and p.isdigit() and len(p) <= CIFRE_INTERE for p in (sopra, sotto)) or not 0 <= int(sopra) <= int(sotto) > 0:
            raise self.errore(nome, 'deve essere una frazione fra 0 e 1, come "2/3"')
        return Fraction(int(sopra), int(sotto))

    def vero(self, nome: str, predefinito: bool | None = None) -> bool:
        """True or false; ``predefinito`` where the key may be missing."""
        if predefinito is not None and not self.ha(nome):
            return predefinito
        return self._prendi(nome, bool, "true o false")

    def giorno(self, nome: str) -> date:
        """A day, written as TOML writes dates."""
        valore = self._prendi(nome, date, "una data")
        if isinstance(valore, datetime):
            raise self.errore(nome, "deve essere una data senza ora")
        return valore

    def elenco(self, nome: str, tipo: type[T], cosa: str) -> tuple[T, ...]:
        """A list whose members are all of one plain type, not empty."""
        valori = self._prendi(nome, list, "un elenco")
        if not valori or any(not isinstance(v, tipo) or (isinstance(v, bool) and tipo is not bool) for v in valori):
            raise self.errore(nome, f"deve essere un elenco di {cosa}, non vuoto")
        return tuple(valori)

    def sotto(self, nome: str) -> "Tavola":
        """A table inside this one."""
        return Tavola(self._prendi(nome, dict, "una tabella"), self.chiave(nome), self.origine)

    def chiavi(self) -> tuple[str, ...]:
        """The keys not yet read."""
        return tuple(self._dati)

    def tavole(self, nome: str, leggi: "Callable[[Tavola], T]", *, facoltativo: bool = False) -> tuple[T, ...]:
        """A list of tables, each read by ``leggi``; empty only if ``facoltativo``."""
        if facoltativo and not self.ha(nome):
            return ()
        valori = self._prendi(nome, list, "un elenco di tabelle")
        if not valori:
            raise self.errore(nome, "è vuoto")
        return tuple(self._ciascuna(nome, valori, leggi))

    def _ciascuna(self, nome: str, valori: list[Any], leggi: "Callable[[Tavola], T]") -> Iterator[T]:
        for indice, valore in enumerate(valori):
            tavola = Tavola(valore, f"{self.chiave(nome)}[{indice}]", self.origine)
            yield leggi(tavola)
            tavola.finita()

    def norma(self) -> dict[str, Any]:
        """Article, validity and reading of this value, also filed under its key so that ``articolo_di`` finds them."""
        norma = Norma(articolo=self.testo("articolo"), dal=self.giorno("dal"), lettura=self.testo("lettura", ""))
        self.origine.citazioni.setdefault(self.percorso.partition("[")[0], norma)
        return {"articolo": norma.articolo, "dal": norma.dal, "lettura": norma.lettura}

    def finita(self) -> None:
        """Raise if a key was left that means nothing."""
        for nome in self._dati:
            raise self.errore(nome, "chiave sconosciuta")
