"""Art. 37: what changes between two versions of the regulation, value by value, each with its article. Pure: tables in, rows out."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

# What names a row of a list of tables, in the order in which it is looked for.
NOMI = ("codice", "numero", "ruolo", "categoria", "chiave", "lettera")
# Of a value that changes one says the value: that its day or its article changes goes with it.
DI_SERVIZIO = frozenset({"dal", "articolo", "lettura"})
INTESTAZIONE = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
ASSEGNA = re.compile(r"^\s*([A-Za-z0-9_.\"'-]+)\s*=")
POSTO = re.compile(r"\[(\d+)\]")
Piatte = dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Differenza:
    """A value that changes: article, where it stands, what it was ("" if it was not there), what it becomes ("" if it goes)."""

    articolo: str
    chiave: str
    prima: str
    dopo: str


def differenze(prima: Mapping[str, Any], dopo: Mapping[str, Any]) -> list[Differenza]:
    """All the values that differ, by article."""
    vecchie, nuove = _piatte(prima), _piatte(dopo)
    righe = []
    for chiave in dict.fromkeys([*vecchie, *nuove]):
        era, ora = vecchie.get(chiave, ("", "")), nuove.get(chiave, ("", ""))
        if era[0] != ora[0]:
            righe.append(Differenza(ora[1] or era[1], chiave, era[0], ora[0]))
    return sorted(righe, key=lambda d: _ordine(d.articolo))


def _ordine(articolo: str) -> tuple[int, str]:
    """By number, then the Allegati, then what has no article."""
    cifre = re.match(r"\d+", articolo)
    return (int(cifre[0]), articolo) if cifre else (1000 + (not articolo), articolo)


def _piatte(tavole: Mapping[str, Any]) -> Piatte:
    return {chiave: (valore, articolo) for chiave, valore, articolo in _foglie(tavole, "", "")}


def _foglie(voce: Any, percorso: str, articolo: str) -> Iterator[tuple[str, str, str]]:
    if isinstance(voce, Mapping):
        suo = str(voce.get("articolo", articolo))
        for nome, valore in voce.items():
            if nome in DI_SERVIZIO:
                continue
            dove = percorso if nome == "valore" and percorso else f"{percorso}.{nome}" if percorso else nome
            yield from _foglie(valore, dove, suo)
    elif isinstance(voce, list) and voce and all(isinstance(v, Mapping) for v in voce):
        visti: dict[str, int] = {}
        for n, valore in enumerate(voce):
            nome = next((str(valore[k]) for k in NOMI if k in valore), str(n + 1))
            visti[nome] = visti.get(nome, 0) + 1
            quale = nome if visti[nome] == 1 else f"{nome} ({visti[nome]})"
            yield from _foglie(valore, f"{percorso}[{quale}]", articolo)
    else:
        yield percorso, in_parole(voce), articolo


def in_parole(valore: Any) -> str:
    """A plain value as people read it."""
    if isinstance(valore, bool):
        return "sì" if valore else "no"
    if isinstance(valore, date):
        return valore.strftime("%d/%m/%Y")
    if isinstance(valore, Decimal):
        return format(valore.normalize(), "f").replace(".", ",")
    if isinstance(valore, list):
        return ", ".join(in_parole(v) for v in valore)
    return str(valore)


# --- where a key is written -------------------------------------------------------------------------------------------------------------


def riga_della_chiave(testo: str, chiave: str) -> int | None:
    """The line of a TOML text in which a key stands, or the nearest table that holds it; None if the text names neither."""
    righe = _righe(testo)
    vicina = chiave
    while vicina:
        if vicina in righe:
            return righe[vicina]
        vicina = vicina[: vicina.rfind("[")] if vicina.endswith("]") else vicina.rpartition(".")[0]
    return None


def _righe(testo: str) -> dict[str, int]:
    """By key, also those of the rows of a list ("fasce[0].da"), the line on which each is written."""
    trovate: dict[str, int] = {}
    quante: dict[str, int] = {}
    tabella = ""
    for numero, riga in enumerate(testo.splitlines(), start=1):
        if intestazione := INTESTAZIONE.match(riga):
            tabella = intestazione[2].replace('"', "")
            if intestazione[1] == "[[":
                indice = quante[tabella] = quante.get(tabella, -1) + 1
                tabella = f"{tabella}[{indice}]"
            trovate.setdefault(tabella, numero)
        elif assegna := ASSEGNA.match(riga):
            nome = assegna[1].replace('"', "")
            trovate.setdefault(f"{tabella}.{nome}" if tabella else nome, numero)
    return trovate
