"""Codes and values of a sheet in the words that are printed. Pure: plain data in, text out."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from smvp.nucleo.formati import FISSO, FUSO, data, data_lunga, esatto, euro, ora, percento_esatto
from smvp.regolamento.modello import Regolamento

from ..calcolo.gradazione import tavola_gradazione
from ..models import Misura, TipoIndicatore, Verso

# Longer than this, a text leaves the table of the paper model and stands below it, as wide as the page.
LUNGO = 1_100
RIGHE_LUNGHE = 14
A_CAPO = re.compile(r"\s*\n\s*\n\s*")
GRADAZIONI = {"percentuale": "secondo la percentuale raggiunta", "conteggio": "secondo il numero di indicatori soddisfatti"}


def pulito(testo: str) -> str:
    """A typed text without the empty lines that would only fill paper."""
    return A_CAPO.sub("\n\n", testo.replace("\r\n", "\n").replace("\r", "\n")).strip()


def lungo(testo: str) -> bool:
    """True for a text that would make a narrow column of several pages."""
    return len(testo) > LUNGO or testo.count("\n") > RIGHE_LUNGHE


def cifra(x: Any) -> str:
    """A number with the decimals it needs, four at most: "95", "14,2"."""
    return "" if x is None or x == "" else esatto(Decimal(x), massimo=4)


def percentuale(x: Decimal | str | None) -> str | None:
    return None if x is None or x == "" else percento_esatto(Decimal(x))


def importo(x: Any) -> str:
    return euro(Decimal(x))


def giorno(x: date | str | None) -> str:
    """31/12/2025."""
    return "" if not x else data(date.fromisoformat(x) if isinstance(x, str) else x)


def giorno_di(quando: datetime | None) -> date | None:
    """The day that Rome had."""
    return quando.astimezone(FUSO).date() if quando else None


def istante(quando: datetime | None) -> str:
    """Venerdì 10 aprile 2026 alle 10:45, in lower case."""
    return f"{data_lunga(quando.astimezone(FUSO).date())} alle {ora(quando)}" if quando else ""


def impronta_breve(impronta: str) -> str:
    return " ".join(impronta[i : i + 4] for i in range(0, 16, 4))


def periodo(dal: str | None, entro: str | None) -> str:
    """The days of a phase: "dal 01/02/2025 al 31/03/2025", "entro il 31/03/2025"."""
    if dal and entro:
        return f"dal {giorno(dal)} al {giorno(entro)}"
    return f"entro il {giorno(entro)}" if entro else f"dal {giorno(dal)}" if dal else ""


def valore(misura: str, unita: str, numero: Any = None, quando: Any = None, fatto: bool | None = None) -> str:
    """The value of an indicator as it is measured: "95 %", "31/12/2025", "fatto"; "" if there is none."""
    if misura == Misura.DATA:
        return giorno(quando) or ("mai" if fatto is False else "")
    if misura == Misura.SI_NO:
        return "" if fatto is None else "fatto" if fatto else "non fatto"
    return f"{cifra(numero)}{FISSO}{unita}".strip(FISSO) if numero not in (None, "") else ""


def indicatore(i: Mapping[str, Any], reg: Regolamento, anno: int) -> dict[str, Any]:
    """An indicator of a sheet's content (letture.contenuto)."""
    dimensioni = {d.codice: d.titolo for d in reg.dimensioni}
    misura, unita = i["misura"], i["unita"]
    atteso = valore(misura, unita, i["atteso"], i["atteso_entro"], True if misura == Misura.SI_NO else None)
    return {
        "lettera": i["lettera"],
        "titolo": i["titolo"],
        "tipo": TipoIndicatore(i["tipo"]).label,
        "dimensione": dimensioni.get(i["dimensione"], ""),
        "base": valore(Misura.NUMERO, unita, i["base"]),
        "base_anno": i["base_anno"],
        "atteso": f"entro il {atteso}" if misura == Misura.DATA and atteso else atteso,
        "attesi_dopo": [[anno + n, valore(Misura.NUMERO, unita, i[f"atteso_{n}"])] for n in (1, 2) if i[f"atteso_{n}"] is not None],
        "verso": Verso(i["verso"]).label if misura == Misura.NUMERO else "",
        "fonte": i["fonte"],
    }


def gradazione(tipo: str, quanti: int, reg: Regolamento) -> list[str]:
    """All. A, "grading": the steps in words, the best first; ``quanti`` indicators count (reading A3)."""
    tavola = tavola_gradazione(tipo, quanti, reg)
    return [r.sulla_carta for r in tavola.righe] or [tavola.nota]


def ambiti(lettere: list[str], reg: Regolamento) -> list[dict[str, str]]:
    testi = {a.lettera: a.testo for a in reg.ambiti}
    return [{"lettera": x, "testo": testi.get(x, "")} for x in lettere]


def area(codice: str, reg: Regolamento) -> str:
    return next((f"{a.numero}. {a.denominazione}" for a in reg.aree if str(a.numero) == codice), codice)
