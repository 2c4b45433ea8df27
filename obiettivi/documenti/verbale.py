"""Art. 13: the record of the validation, of one sheet and of many."""

from collections.abc import Sequence
from typing import Any

from smvp.organizzazione.letture import Firmatari, nome_di
from smvp.organizzazione.models import Ente, Esercizio
from smvp.organizzazione.ruoli import Ruolo

from ..letture.documenti import VERBALE, VERBALI
from ..letture.stampa import ultima_versione
from ..models import Obiettivo
from ..stati import INTEGRAZIONI
from .allegato_a import nome_ufficio
from .parole import giorno, giorno_di, impronta_breve, istante
from .scheda import intestazione, requisiti, requisiti_indicatori


def contenuto_verbale(obiettivo: Obiettivo, ente: Ente, firmatari: Firmatari) -> dict[str, Any]:
    """The record of one sheet (fetched by ``da_stampare``)."""
    return {
        **intestazione(VERBALE, obiettivo.esercizio, ente),
        "organo": "Dirigente" if obiettivo.di_po else "NCVP",
        "schede": [voce_verbale(obiettivo)],
        "riepilogo": [],
        "fascicolo": None,
        "firme": firme_verbale(obiettivo, firmatari),
    }


def contenuto_verbali(
    esercizio: Esercizio, voci: Sequence[dict[str, Any]], fascicolo: dict[str, Any] | None, ente: Ente, firmatari: Firmatari
) -> dict[str, Any]:
    """The record of many sheets: the outcome of all in a table, then one after the other."""
    return {
        **intestazione(VERBALI, esercizio, ente),
        "organo": "NCVP",
        "schede": list(voci),
        "riepilogo": [{c: v[c] for c in ("codice", "titolo", "responsabile", "esito", "data")} for v in voci],
        "fascicolo": fascicolo,
        "firme": [{"ruolo": "Il NCVP", "nome": firmatari.ncvp}, {"ruolo": "Il Segretario generale", "nome": firmatari.segretario}],
    }


def voce_verbale(obiettivo: Obiettivo) -> dict[str, Any]:
    """One sheet in a record: outcome, requisites one by one, who examined it."""
    reg = obiettivo.esercizio.reg
    esaminati = [r for r in obiettivo.riscontri.all() if r.esito]
    chi = list(dict.fromkeys(nome_di(r.esaminato_da) for r in esaminati if r.esaminato_da))
    ultimo = max((r.esaminato_il for r in esaminati if r.esaminato_il), default=None)
    versione = ultima_versione(obiettivo)
    validata = obiettivo.validato_il if obiettivo.stato != INTEGRAZIONI else None
    return {
        "codice": obiettivo.codice,
        "titolo": obiettivo.titolo,
        "ufficio": nome_ufficio(obiettivo),
        "responsabile": obiettivo.responsabile.persona.con_titolo if obiettivo.responsabile else "Segretario generale",
        "esito": "integrazioni richieste" if obiettivo.stato == INTEGRAZIONI else "validata",
        "data": giorno(validata or giorno_di(ultimo)),
        "organo": "Dirigente" if obiettivo.di_po else "NCVP",
        "chi": chi,
        "esaminata": istante(ultimo),
        "versione": {"numero": versione.numero, "impronta": impronta_breve(versione.impronta)} if versione else None,
        "requisiti": requisiti(obiettivo, reg, con_esito=True),
        "indicatori": requisiti_indicatori(obiettivo, reg),
    }


def firme_verbale(obiettivo: Obiettivo, firmatari: Firmatari) -> list[dict[str, str]]:
    if obiettivo.di_po and obiettivo.responsabile and obiettivo.responsabile.ruolo == Ruolo.PO:
        return [{"ruolo": "Il Dirigente", "nome": firmatari.dirigente(obiettivo.responsabile.direzione_id)}]
    return [{"ruolo": "Il NCVP", "nome": firmatari.ncvp}]
