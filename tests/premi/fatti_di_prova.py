"""Facts to spoil or to vary: sound ones, built by functions so that every test has its own."""

from typing import Any

Fatti = dict[str, Any]


def incarico(matricola: str = "0001", **altro: Any) -> Fatti:
    """A sound appointment for the whole of 2025."""
    return {
        "matricola": matricola,
        "ruolo": "dirigente",
        "direzione": "D1",
        "periodi": [{"dal": "2025-01-01", "al": None}],
        "retribuzione": "10000.00",
        "obiettivi": [
            {"codice": "1", "tipo": "generale", "peso": "40", "raggiungimento": "100"},
            {"codice": "2", "tipo": "individuale", "peso": "15", "raggiungimento": "100"},
            {"codice": "3", "tipo": "individuale", "peso": "15", "raggiungimento": "100"},
        ],
        "comportamenti": {"manageriali": [3, 3, 3], "trasversali": [3, 3, 3], "specialistiche": [3]},
        **altro,
    }


def dipendente(matricola: str = "1001", **altro: Any) -> Fatti:
    """A sound member of staff for the whole of 2025."""
    return {
        "matricola": matricola,
        "categoria": "C",
        "periodi": [{"direzione": "D1", "dal": "2025-01-01", "al": None}],
        "struttura": "100",
        "specifici": "100",
        "comportamenti": {"realizzativa": [3], "servizio": [3], "miglioramento": [3], "costruttivita": [3]},
        **altro,
    }


def candidato(matricola: str = "1001", **altro: Any) -> Fatti:
    """A sound candidate to a progression."""
    return {
        "matricola": matricola,
        "punteggi": ["200.00", "210.00", "220.00"],
        "posizione_dal": "2020-01-01",
        "maturazione": 10,
        **altro,
    }


def progressione(*candidati: Fatti, **altro: Any) -> Fatti:
    """A sound progression."""
    return {"direzione": "D1", "categoria": "C", "posti": 1, "decorrenza": "2026-01-01", "candidati": list(candidati), **altro}


def fatti(**altro: Any) -> Fatti:
    """The facts of 2025, with whatever is asked."""
    return {"formato": "smvp-calcolo/1", "esercizio": 2025, **altro}


def completi() -> Fatti:
    """Facts with something of everything."""
    return fatti(
        incarichi=[incarico()],
        monte_risultato="10000.00",
        dipendenti=[dipendente()],
        parametri_categoria={"A": "1.00", "B": "1.06", "C": "1.19", "D": "1.40"},
        fondo_produttivita="1000.00",
        risparmi="100.00",
        progressioni=[progressione(candidato())],
    )
