"""Artt. 18, 33 and 36 on paper: the results of the surveys of a year, and the poster with the address for who uses a service."""

from collections.abc import Sequence
from typing import Any

from smvp.documenti.contenuto import canonico, impronta
from smvp.organizzazione.models import Ente

from ..calcolo.risultati import RisultatoIndagine
from ..models import BENESSERE, SODDISFAZIONE, Indagine, Tipo
from .blocchi import in_testa, sezioni
from .qr import qr

RISULTATI, MANIFESTO = "indagine_risultati", "indagine_manifesto"
TITOLI = {BENESSERE: "Indagine sul benessere organizzativo", SODDISFAZIONE: "Soddisfazione degli utenti"}
Voce = dict[str, Any]


def contenuto_risultati(indagine: Indagine, risultati: Sequence[RisultatoIndagine], ente: Ente) -> Voce:
    """``risultati``: of one survey, or of all those of its kind in the year: what may be told to anybody (reading A40)."""
    capitoli = [
        {"titolo": r.titolo, "servizio": r.servizio, "testa": in_testa(r), "sezioni": [_per_la_stampa(s) for s in sezioni(r)]}
        for r in risultati
    ]  # fmt: skip
    return _testa(RISULTATI, indagine, ente) | {
        "titolo": f"{TITOLI[Tipo(indagine.tipo)]} {indagine.esercizio.anno}", "articolo": indagine.art,
        "minimo": indagine.esercizio.reg.riservatezza.gruppo_minimo, "capitoli": capitoli,
    }  # fmt: skip


def _per_la_stampa(s: Voce) -> Voce:
    """On paper a chart has its values written beside: the table of all the answers stays on the page and in the spreadsheet."""
    return {"codice": s["codice"], "titolo": s["titolo"], "blocchi": s["blocchi"]}


def contenuto_manifesto(indagine: Indagine, indirizzo: str, ente: Ente) -> Voce:
    codice = qr(indirizzo)
    contenuto = _testa(MANIFESTO, indagine, ente) | {
        "titolo": "Come ti sei trovato con questo servizio?", "servizio": str(indagine.direzione), "indagine": indagine.titolo,
        "al": indagine.al, "indirizzo": indirizzo, "lato": codice.lato, "tracciato": codice.tracciato,
    }  # fmt: skip
    return contenuto | {"sigla": impronta(canonico(contenuto))[:16]}


def _testa(tipo: str, indagine: Indagine, ente: Ente) -> Voce:
    reg = indagine.esercizio.reg
    return {
        "tipo": tipo,
        "ente": {"denominazione": ente.denominazione, "provincia": ente.provincia, "stemma": ente.stemma},
        "esercizio": indagine.esercizio.anno,
        "regolamento": {"codice": reg.codice, "denominazione": reg.denominazione, "atti": [reg.atto]},
    }
