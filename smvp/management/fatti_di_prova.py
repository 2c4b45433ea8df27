"""A municipality of any size in the format of ``simula``, made up with a fixed seed: always the same."""

import random
from typing import Any

SEME = 2025
DIREZIONI = 14
GRUPPI = {"realizzativa": 3, "servizio": 3, "miglioramento": 2, "costruttivita": 2}  # how many items are marked in each


def fatti(dipendenti: int) -> dict[str, Any]:
    """Facts with ``dipendenti`` members of staff: some part-time, some moved during the year, some exempt from specific objectives."""
    caso = random.Random(SEME)  # noqa: S311 (a benchmark, not a secret)
    return {
        "formato": "smvp-calcolo/1",
        "esercizio": 2025,
        "fondo_produttivita": f"{dipendenti * 700}.00",
        "parametri_categoria": {"A": "1.00", "B": "1.06", "C": "1.19", "D": "1.40"},
        "dipendenti": [_dipendente(caso, numero) for numero in range(1, dipendenti + 1)],
    }


def _dipendente(caso: random.Random, numero: int) -> dict[str, Any]:
    esonerato = caso.random() < 0.05
    return {
        "matricola": f"{numero:06d}",
        "categoria": caso.choices("ABCD", weights=(5, 20, 50, 25))[0],
        "tempo": caso.choices(("1", "0.8", "0.5"), weights=(85, 8, 7))[0],
        "periodi": _periodi(caso),
        "struttura": str(caso.randint(60, 100)),
        "specifici": None if esonerato else str(caso.randint(50, 100)),
        **({"esonero_specifici": True} if esonerato else {}),
        "comportamenti": {gruppo: [caso.choices((1, 2, 3), weights=(1, 4, 5))[0] for _ in range(n)] for gruppo, n in GRUPPI.items()},
    }


def _periodi(caso: random.Random) -> list[dict[str, str | None]]:
    prima, dopo = (f"D{caso.randint(1, DIREZIONI):02d}" for _ in range(2))
    if prima == dopo or caso.random() > 0.1:
        return [{"direzione": prima, "dal": "2020-01-01", "al": None}]
    mese = caso.randint(2, 11)
    return [
        {"direzione": prima, "dal": "2020-01-01", "al": f"2025-{mese:02d}-15"},
        {"direzione": dopo, "dal": f"2025-{mese:02d}-16", "al": None},
    ]
