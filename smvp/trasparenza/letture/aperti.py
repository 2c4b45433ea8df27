"""Open data: the tables of a published edition as files for people and for programs, each value with the type of its column.

What is withheld is an empty cell, and its column is named in ``valori_riservati``: empty without that is what there is not.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from smvp.documenti.fogli import XLSX, Foglio, Riga, scrivi_csv, scrivi_xlsx
from smvp.performance.calcolo.blocchi import Genere
from smvp.performance.calcolo.celle import ha_riservati, in_dato, nomi_riservati

RISERVATI = "valori_riservati"
DESCRIZIONE_RISERVATI = (
    "I nomi delle colonne di questa riga il cui valore non si dice, perché riguarda meno di {minimo} persone o lo farebbe ricavare."
)
FORMATI = {
    Genere.TESTO: "testo", Genere.INTERO: "intero", Genere.DECIMALE: "numero", Genere.PERCENTO: "percento", Genere.EURO: "euro",
    Genere.DATA: "data",
}  # fmt: skip
DETTI = {
    Genere.TESTO: "testo", Genere.INTERO: "numero intero", Genere.DECIMALE: "numero", Genere.PERCENTO: "percentuale (0–100)",
    Genere.EURO: "euro", Genere.DATA: "data",
}  # fmt: skip
TIPI = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX, "json": "application/json"}
"""The formats, each with its content type."""
LICENZA = "Dati di tipo aperto (d.lgs. 82/2005, art. 52): si possono riusare anche a fini commerciali, citando l’ente."


def tavole_aperte(dati: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The tables of an edition that may be taken away, in their order."""
    return [b for s in dati["sezioni"] for b in s["blocchi"] if b["tipo"] == "tavola" and b["aperta"]]


def tavola_con(dati: Mapping[str, Any], codice: str) -> dict[str, Any] | None:
    return next((t for t in tavole_aperte(dati) if t["codice"] == codice), None)


def dizionario(tavola: Mapping[str, Any], minimo: int) -> list[tuple[str, str, str, str]]:
    """Each column: stable name, title, what it holds, description."""
    righe = [(c["nome"], c["titolo"], DETTI[Genere(c["genere"])], c["descrizione"]) for c in tavola["colonne"]]
    if ha_riservati(tavola["righe"]):
        righe.append((RISERVATI, "Valori riservati", DETTI[Genere.TESTO], DESCRIZIONE_RISERVATI.format(minimo=minimo)))
    return righe


def scrivi(tavola: Mapping[str, Any], formato: str, dati: Mapping[str, Any]) -> bytes:
    """The table in one of TIPI."""
    if formato == "json":
        return _json(tavola, dati).encode()
    foglio = _foglio(tavola)
    if formato == "csv":
        return scrivi_csv(foglio)
    testate = ("colonna", "titolo", "contenuto", "descrizione")
    descrizione = Foglio("Dizionario", testate, dizionario(tavola, dati["minimo"]), ("testo",) * len(testate))
    return scrivi_xlsx([foglio, descrizione])


def _foglio(tavola: Mapping[str, Any]) -> Foglio:
    colonne = tavola["colonne"]
    nomi, formati = [c["nome"] for c in colonne], [FORMATI[Genere(c["genere"])] for c in colonne]
    if ha_riservati(tavola["righe"]):
        nomi, formati = [*nomi, RISERVATI], [*formati, "testo"]
    return Foglio(tavola["titolo"], nomi, list(_righe(tavola)), formati)


def _righe(tavola: Mapping[str, Any]) -> Iterator[Riga]:
    colonne, con_riservati = tavola["colonne"], ha_riservati(tavola["righe"])
    for riga in tavola["righe"]:
        valori = [in_dato(c["genere"], v) for c, v in zip(colonne, riga, strict=True)]
        yield [*valori, ", ".join(nomi_riservati(colonne, riga))] if con_riservati else valori


def _json(tavola: Mapping[str, Any], dati: Mapping[str, Any]) -> str:
    """Numbers with all their figures, as JSON numbers; days as 2025-12-31."""
    testa = {
        "ente": dati["ente"]["denominazione"], "documento": dati["titolo_copertina"], "anno": dati["anno"], "dati_al": dati["giorno"],
        "tavola": tavola["codice"], "titolo": tavola["titolo"], "nota": tavola["nota"], "licenza": LICENZA,
        "colonne": [{"nome": n, "titolo": t, "contenuto": c, "descrizione": d} for n, t, c, d in dizionario(tavola, dati["minimo"])],
    }  # fmt: skip
    foglio = _foglio(tavola)
    righe = ",\n  ".join(_oggetto(foglio.intestazioni, riga) for riga in foglio.righe)
    return f'{json.dumps(testa, ensure_ascii=False, indent=1)[:-2]},\n "righe": [\n  {righe}\n ]\n}}\n'


def _oggetto(nomi: Sequence[str], riga: Riga) -> str:
    coppie = ", ".join(f"{json.dumps(n)}: {_valore(v)}" for n, v in zip(nomi, riga, strict=True))
    return f"{{{coppie}}}"


def _valore(v: Any) -> str:
    if isinstance(v, Decimal):
        return format(v, "f")  # exact: json would want a float
    return json.dumps(v.isoformat() if isinstance(v, date) else v, ensure_ascii=False)
