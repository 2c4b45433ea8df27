"""Art. 34 on paper: the yearly report; art. 36: the fee of a year."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from obiettivi.documenti.parole import giorno, istante, pulito
from smvp.nucleo.formati import euro, percento
from smvp.organizzazione.models import Ente
from smvp.regolamento.modello import Regolamento

from ..letture.cifre import Quadro
from ..models import Compenso, RapportoNcvp

RAPPORTO, COMPENSO = "ncvp_rapporto", "ncvp_compenso"
Voce = dict[str, Any]


def _testata(tipo: str, ente: Ente, reg: Regolamento) -> Voce:
    return {
        "tipo": tipo,
        "ente": {"denominazione": ente.denominazione, "provincia": ente.provincia, "stemma": ente.stemma},
        "regolamento": {"codice": reg.codice, "denominazione": reg.denominazione, "atti": [reg.atto]},
    }


def contenuto_rapporto(rapporto: RapportoNcvp, quadri: Sequence[Quadro], nome: str, quando: Any, ente: Ente) -> Voce:
    """Texts and figures as they stand at the moment of the transmission."""
    reg, scritti = rapporto.esercizio.reg, rapporto.scritti()
    return _testata(RAPPORTO, ente, reg) | {
        "titolo": str(rapporto),
        "anno": rapporto.esercizio.anno,
        "minimo": reg.riservatezza.gruppo_minimo,
        "taciuti": any(q.taciuti for q in quadri),
        "dati": [["NCVP", nome], ["Esercizio", str(rapporto.esercizio.anno)], ["Trasmesso al Sindaco", istante(quando)]],
        "parti": [
            {
                "titolo": p.titolo, "testo": pulito(scritti.get(p.codice, "")),
                "quadri": [asdict(q) | {"righe": [list(r) for r in q.righe]} for q in quadri if q.parte == p.codice],
            }
            for p in reg.garanzie.ncvp_rapporto
        ],
        "firme": [{"ruolo": "NCVP", "nome": nome, "quando": istante(quando)}],
    }  # fmt: skip


def contenuto_compensi(compensi: Sequence[Compenso], reg: Regolamento, ente: Ente) -> Voce:
    """The fees of a year: more than one where the NCVP has changed during it."""
    return _testata(COMPENSO, ente, reg) | {
        "titolo": f"Compensi del NCVP {compensi[0].anno}",
        "compensi": [
            [
                ["NCVP", c.incarico.persona.con_titolo],
                ["Incarico", f"dal {giorno(c.incarico.dal)} al {giorno(c.incarico.al)}, {c.incarico.decreto}"],
                ["Compenso annuo", euro(c.importo)],
                ["Compenso annuo del Presidente dei revisori dei conti", euro(c.presidente_revisori)],
                ["Rapporto fra i due", percento(c.quota, 2)],
                ["Atto", str(c.atto)],
            ]
            for c in compensi
        ],
    }  # fmt: skip
