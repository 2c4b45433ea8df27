"""A regulation as TOML text, which the reader reads back the same: tables, lists of tables, plain values."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any


def scrivi_toml(dati: Mapping[str, Any], intestazione: str = "") -> str:
    """The text of some tables; ``intestazione``: comment lines at the top."""
    righe = [f"# {riga}" for riga in intestazione.splitlines()]
    return "\n".join([*righe, *_tavola(dati, "")]).strip() + "\n"


def _tavola(dati: Mapping[str, Any], percorso: str) -> Iterator[str]:
    """First the plain values, then what has a heading of its own: the order that TOML asks for."""
    for nome, valore in dati.items():
        if not _con_titolo(valore):
            yield f"{nome} = {_valore(valore)}"
    for nome, valore in dati.items():
        chiave = f"{percorso}.{nome}" if percorso else nome
        if isinstance(valore, Mapping):
            # A table of tables alone needs no heading.
            yield from ("", f"[{chiave}]") if any(not _con_titolo(v) for v in valore.values()) else ()
            yield from _tavola(valore, chiave)
        elif _con_titolo(valore):
            for voce in valore:
                yield from ("", f"[[{chiave}]]")
                yield from _tavola(voce, chiave)


def _con_titolo(valore: Any) -> bool:
    return isinstance(valore, Mapping) or (isinstance(valore, list) and bool(valore) and isinstance(valore[0], Mapping))


def _valore(valore: Any) -> str:
    """Strings as JSON writes them: TOML reads the same escapes (but for DEL, which JSON leaves as it is)."""
    if isinstance(valore, bool):
        return "true" if valore else "false"
    if isinstance(valore, str):
        return json.dumps(valore, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(valore, date):
        return valore.isoformat()
    if isinstance(valore, list):
        return f"[{', '.join(map(_valore, valore))}]"
    if isinstance(valore, Decimal):
        testo = format(valore, "f")
        return testo if "." in testo else f"{testo}.0"
    return str(valore)
