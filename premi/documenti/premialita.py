"""Artt. 25–27 on paper and as a spreadsheet: which premiums are on and by which act, who is proposed or has been given what."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from smvp.documenti.fogli import Foglio
from smvp.organizzazione.letture import Firmatari
from smvp.organizzazione.models import Ente, Esercizio

from ..letture.premialita import PROSPETTO_PREMIALITA, VocePremialita
from ..models import Attribuzione
from ..stati import VIVE

COLONNE = (
    ("Premio", "testo"), ("Articolo", "testo"), ("Matricola", "testo"), ("Cognome e nome", "testo"), ("Punteggio", "numero"),
    ("Importo", "euro"), ("Stato", "testo"), ("Conferito con", "testo"), ("Liquidato con", "testo"), ("Motivo", "testo"),
)  # fmt: skip
INTESTAZIONI, FORMATI = zip(*COLONNE, strict=True)


def foglio_premialita(esercizio: Esercizio, attribuzioni: Sequence[Attribuzione]) -> Foglio:
    """One row a sum, also those that came to nothing; the total is of those that stand."""
    totale = sum((a.importo for a in attribuzioni if a.stato in VIVE), Decimal(0))
    totali = ["Totale di ciò che è proposto o conferito", None, None, None, None, totale, None, None, None, None]
    return Foglio(f"Altri premi {esercizio.anno}", INTESTAZIONI, [_riga(a) for a in attribuzioni], FORMATI, totali=totali)


def _riga(a: Attribuzione) -> list[Any]:
    liquidata = str(a.atto_liquidazione) if a.atto_liquidazione else None
    return [
        a.get_istituto_display(), a.quale.articolo, a.persona.matricola, str(a.persona), a.punteggio, a.importo, a.stato_attuale.parola,
        str(a.atto) if a.atto else None, liquidata, a.motivo,
    ]  # fmt: skip


def contenuto_premialita(
    esercizio: Esercizio, voci: Sequence[VocePremialita], attribuzioni: Sequence[Attribuzione], ente: Ente, firmatari: Firmatari
) -> dict[str, Any]:
    """The table that goes with the act: premium by premium, the decision and the sums that stand."""
    reg = esercizio.reg
    return {
        "tipo": PROSPETTO_PREMIALITA,
        "ente": {"denominazione": ente.denominazione, "provincia": ente.provincia, "stemma": ente.stemma},
        "esercizio": esercizio.anno,
        "regolamento": {"codice": reg.codice, "denominazione": reg.denominazione, "atti": [reg.atto]},
        "premi": [
            {
                "nome": v.istituto.label, "articolo": v.istituto.articolo, "acceso": v.acceso,
                "atto": str(v.dato.corrente.atto) if v.dato else "", "motivo": v.dato.corrente.motivo if v.dato else "",
                "somma": str(v.dato.corrente.somma) if v.dato and v.dato.corrente.somma else None,
                "righe": [_voce(a) for a in attribuzioni if a.istituto == v.istituto and a.stato in VIVE],
                "totale": str(sum((a.importo for a in attribuzioni if a.istituto == v.istituto and a.stato in VIVE), Decimal(0))),
            }
            for v in voci
        ],
        "firme": [{"ruolo": "Il Segretario generale", "nome": firmatari.segretario}, {"ruolo": "Il Sindaco", "nome": firmatari.sindaco}],
    }  # fmt: skip


def _voce(a: Attribuzione) -> list[Any]:
    punteggio = None if a.punteggio is None else str(a.punteggio)
    return [str(a.persona), a.persona.matricola, punteggio, str(a.importo), a.stato_attuale.parola, a.motivo, str(a.atto) if a.atto else ""]
