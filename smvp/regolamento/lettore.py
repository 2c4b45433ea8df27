"""Finding and reading a regulation: by code, from a folder of TOML, or from one file that may build on a code."""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from smvp.regolamento.coerenza import controlla, incoerenze
from smvp.regolamento.costruzione import costruisci
from smvp.regolamento.modello import Regolamento
from smvp.regolamento.tavola import ErroreRegolamento, Origine

__all__ = [
    "CODICE",
    "CODICE_PREDEFINITO",
    "ErroreRegolamento",
    "carica",
    "carica_da",
    "impronta",
    "leggi_ipotesi",
    "tavole",
    "tavole_di",
    "versioni",
]

CARTELLA = Path(__file__).parent
CODICE_PREDEFINITO = "domodossola-2020"
CODICE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
CODICE_MOSTRATO = 80
# A key of many parts ("a.b.c…"): the parser's time grows with the square of their number, and one line would hold it for minutes.
PARTI_MASSIME = 12
PARTE = r"(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')[ \t]*+"
TROPPE_PARTI = re.compile(rf"(?<![\w-]){PARTE}(?:\.[ \t]*+{PARTE}){{{PARTI_MASSIME}}}")
Dati = dict[str, object]


def versioni() -> tuple[str, ...]:
    """The codes of the regulations that come with the program, in alphabetical order."""
    return tuple(sorted(cartella.name for cartella in CARTELLA.iterdir() if (cartella / "sistema.toml").is_file()))


@lru_cache(maxsize=16)
def carica(codice: str) -> Regolamento:
    """The regulation with that code, read once. Raises ErroreRegolamento if there is none or it is wrong."""
    return carica_da(_cartella_di(codice))


@lru_cache(maxsize=16)
def impronta(codice: str) -> str:
    """SHA-256 of all that the regulation with that code says, file by file: another text under the same code is another regulation."""
    somma = hashlib.sha256()
    for file in sorted(_cartella_di(codice).glob("*.toml")):
        somma.update(f"{file.name}\0".encode() + file.read_bytes() + b"\0")
    return somma.hexdigest()


def carica_da(percorso: str | Path) -> Regolamento:
    """Read a regulation from a folder of TOML files or from one file with all the tables.

    A file may begin with ``estende = "CODICE"``: then it holds only what differs; tables are merged, lists replaced whole.
    Raises ErroreRegolamento, with file and key, for anything wrong.
    """
    percorso = Path(percorso)
    origine = Origine(str(percorso))
    dati = _cartella(percorso, origine) if percorso.is_dir() else _sopra(_toml(percorso, str(percorso)), origine)
    regolamento = costruisci(dati, origine)
    controlla(regolamento, origine)
    return regolamento


def leggi_ipotesi(testo: str, nome: str) -> tuple[Regolamento | None, list[ErroreRegolamento]]:
    """A regulation out of the text of a file, as ``carica_da`` reads it, with all that is wrong with it and not the first thing alone.

    None where it cannot even be read. ``nome``: how its messages call it.
    """
    origine = Origine(nome)
    try:
        regolamento = costruisci(_sopra(_analizza(testo, nome), origine), origine)
    except ErroreRegolamento as errore:
        return None, [errore]
    return regolamento, list(incoerenze(regolamento, origine))


def tavole(codice: str) -> Dati:
    """The tables of the regulation with that code as they are written, to lay something over them."""
    return _cartella(_cartella_di(codice), Origine(codice))


def tavole_di(testo: str, nome: str) -> Dati:
    """The tables of a file, over those of the regulation that it builds on: as one file would have them. Raises ErroreRegolamento."""
    return _sopra(_analizza(testo, nome), Origine(nome))


def _cartella_di(codice: str) -> Path:
    """The folder of a code; a code is never a path."""
    if not CODICE.fullmatch(codice) or codice not in versioni():
        mostrato = codice if len(codice) <= CODICE_MOSTRATO else f"{codice[:CODICE_MOSTRATO]}…"
        raise ErroreRegolamento(mostrato, "", f"questo regolamento non c’è; ci sono: {', '.join(versioni())}")
    return CARTELLA / codice


def _cartella(cartella: Path, origine: Origine) -> Dati:
    """All the tables of a folder; the same one in two files is an error."""
    dati: Dati = {}
    file_trovati = sorted(cartella.glob("*.toml"))
    if not file_trovati:
        raise ErroreRegolamento(str(cartella), "", "la cartella non contiene file TOML")
    for file in file_trovati:
        nome = f"{cartella.name}/{file.name}"
        for chiave, valore in _toml(file, nome).items():
            if chiave in dati:
                raise ErroreRegolamento(nome, chiave, f"c’è già in {origine.file[chiave]}")
            dati[chiave] = valore
            origine.file[chiave] = nome
    return dati


def _sopra(propri: Dati, origine: Origine) -> Dati:
    """The tables of one file, laid over those of the regulation it builds on, if any."""
    estende = propri.pop("estende", None)
    if estende is None:
        return propri
    if not isinstance(estende, str):
        raise ErroreRegolamento(origine.nome, "estende", "deve essere il codice di un regolamento")
    try:
        dati = _cartella(_cartella_di(estende), origine)
    except ErroreRegolamento as errore:
        raise ErroreRegolamento(origine.nome, "estende", str(errore)) from errore
    return _sovrapponi(dati, propri, "", origine)


def _sovrapponi(sotto: Mapping[str, object], sopra: Mapping[str, object], percorso: str, origine: Origine) -> Dati:
    """``sopra`` laid over ``sotto``, remembering where each key now comes from."""
    uniti = dict(sotto)
    for nome, valore in sopra.items():
        chiave = f"{percorso}.{nome}" if percorso else nome
        origine.file[chiave] = origine.nome
        vecchio = uniti.get(nome)
        se_tavole = isinstance(valore, dict) and isinstance(vecchio, dict)
        uniti[nome] = _sovrapponi(vecchio, valore, chiave, origine) if se_tavole else valore  # type: ignore[arg-type]
    return uniti


def _toml(file: Path, nome: str) -> Dati:
    """The content of one TOML file, numbers exact."""
    try:
        if not file.is_file():
            raise ErroreRegolamento(nome, "", "il file non c’è")
        testo = file.read_text(encoding="utf-8")
    except (OSError, ValueError) as errore:
        raise ErroreRegolamento(nome, "", f"non si può leggere ({errore})") from errore
    return _analizza(testo, nome)


def _analizza(testo: str, nome: str) -> Dati:
    if lunga := TROPPE_PARTI.search(testo):
        raise ErroreRegolamento(nome, lunga[0][:CODICE_MOSTRATO], f"una chiave ha più di {PARTI_MASSIME} parti")
    try:
        return tomllib.loads(testo, parse_float=Decimal)
    except tomllib.TOMLDecodeError as errore:
        raise ErroreRegolamento(nome, "", f"non è TOML valido ({errore})") from errore
    except (ValueError, ArithmeticError, RecursionError) as errore:
        raise ErroreRegolamento(nome, "", f"non si può leggere ({errore})") from errore
