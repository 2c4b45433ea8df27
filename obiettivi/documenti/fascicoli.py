"""Large documents come in parts: a content that one drawing cannot hold is divided, and each part says which it is."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

# A part of this size is drawn in a few seconds (measured: docs/produzione.md); one sheet alone may be larger and has a part to itself.
BYTE_PER_FASCICOLO = 220_000
VOCI_PER_FASCICOLO = 5_000

V = TypeVar("V")


def fascicoli(gruppi: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Divide groups ({…, "voci": [...]}) into parts, in their order; a group too large for one part goes on in the next."""
    parti: list[list[dict[str, Any]]] = [[]]
    byte = quante = 0
    for gruppo, voce in _voci(gruppi):
        peso, conto = len(json.dumps(voce, ensure_ascii=False).encode()), _conta(voce)
        if parti[-1] and (byte + peso > BYTE_PER_FASCICOLO or quante + conto > VOCI_PER_FASCICOLO):
            parti.append([])
            byte = quante = 0
        byte, quante = byte + peso, quante + conto
        ultimo = parti[-1][-1] if parti[-1] else None
        if ultimo is None or ultimo["_di"] is not gruppo:
            ultimo = {**gruppo, "voci": [], "_di": gruppo}
            parti[-1].append(ultimo)
        ultimo["voci"].append(voce)
    return [[{c: v for c, v in g.items() if c != "_di"} for g in parte] for parte in parti if parte]


def numerati(parti: Sequence[list[V]]) -> list[tuple[dict[str, int] | None, list[V]]]:
    """Each part with what it prints of itself: {"numero": 2, "di": 4}; nothing if there is only one."""
    if len(parti) == 1:
        return [(None, parti[0])]
    return [({"numero": n, "di": len(parti)}, parte) for n, parte in enumerate(parti, 1)]


def _voci(gruppi: Sequence[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for gruppo in gruppi:
        for voce in gruppo["voci"]:
            yield gruppo, voce


def _conta(valore: Any) -> int:
    """How many values there are inside, as the limits of a document count them."""
    figli = valore.values() if isinstance(valore, dict) else valore if isinstance(valore, list | tuple) else ()
    return 1 + sum(_conta(figlio) for figlio in figli)
