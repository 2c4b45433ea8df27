"""What the tests on artt. 25–27 have in common: a premium turned on, candidates, a fund of economies."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from premi.calcolo import Candidato, Eccellenze
from premi.letture import premialita as letture
from premi.models import Accensione, Attribuzione, Premialita
from premi.operazioni.premialita import conferisci_bonus, decidi, proponi_bonus
from smvp.documenti.atti import DatiAtto
from smvp.documenti.models import Atto
from tests.valutazioni.schede import QUANDO

from .fondi import corsa

D = Decimal
DELIBERA = DatiAtto(30, date(2026, 1, 15), "Attribuzione dei premi 2025")
DECRETO = DatiAtto(8, QUANDO.date(), "Conferimento dei premi 2025", Atto.Tipo.DECRETO)
DETERMINA = DatiAtto(400, QUANDO.date(), "Liquidazione dei premi 2025", Atto.Tipo.DETERMINAZIONE)
PERCHE = "Il contratto nazionale del 2025 fissa l’importo del bonus."
MERITO = "Ha portato la riscossione dal 71 al 93 per cento."
SCELTA = "Ha guidato il gruppo, l’altra persona lo ha seguito."


def accendi(c: SimpleNamespace, istituto: str = Premialita.ECCELLENZE, somma: str = "1500.00", **altro: Any) -> Accensione:
    valori: dict[str, Any] = {
        "acceso": True, "somma": D(somma), "atto": DELIBERA, "motivo": PERCHE, "utente": c.segretario, "quando": QUANDO, "versione": 0,
    }  # fmt: skip
    return decidi(esercizio=c.esercizio, istituto=istituto, **valori | altro)


def con_economie(c: SimpleNamespace, economie: str = "12000.00") -> SimpleNamespace:
    """A run of result pay that is approved and leaves economies."""
    c.approvata = corsa(c, "risultato", "approvata", distribuito=str(D("72000.00") - D(economie)))
    return c


def candidati(monkeypatch: pytest.MonkeyPatch, c: SimpleNamespace, posti: int = 1, mancano: int = 0, **punteggi: str) -> None:
    """The top band as it would be in a larger municipality: who is in it, with what score, and how many places that gives."""
    in_fascia = [
        Candidato("dipendenti" if nome.startswith("dip") else "dirigenti", getattr(c, f"persona_{nome}").matricola, D(punti))
        for nome, punti in punteggi.items()
    ]
    ranking = Eccellenze(posti, tuple(in_fascia))
    monkeypatch.setattr(letture, "schede_mancanti", lambda esercizio: mancano)
    monkeypatch.setattr(letture, "eccellenze_di", lambda esercizio: ranking)


def proponi(c: SimpleNamespace, chi: str = "dirigente1", importo: str = "500.00", **altro: Any) -> Attribuzione:
    valori: dict[str, Any] = {"motivo": MERITO, "utente": c.segretario, "quando": QUANDO} | altro
    return proponi_bonus(esercizio=c.esercizio, persona=getattr(c, f"persona_{chi}"), importo=D(importo), **valori)


def conferisci(c: SimpleNamespace, riga: Attribuzione, chi: str = "sindaco", **altro: Any) -> Attribuzione:
    valori: dict[str, Any] = {"atto": DECRETO, "quando": QUANDO, "versione": riga.versione} | altro
    return conferisci_bonus(attribuzione=riga, utente=getattr(c, chi), **valori)
