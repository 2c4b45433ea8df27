"""Art. 18: the lists for the Giunta's act, as a document in one or more parts and as a spreadsheet, from the same rows."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from smvp.documenti.fogli import Foglio
from smvp.organizzazione.letture import Firmatari
from smvp.organizzazione.models import Ente, Esercizio

from ..letture.elenco_giunta import ElencoGiunta, VocePersonale
from .tipi import ELENCO_GIUNTA

# A table of this many rows is drawn in a few seconds; more are more parts.
RIGHE_PER_PARTE = 600


def parti_di(elenco: ElencoGiunta) -> list[list[VocePersonale]]:
    """The rows of the staff, part by part; the first part holds also dirigenti and P.O., and is there even without any staff."""
    righe = elenco.personale
    return [righe[n : n + RIGHE_PER_PARTE] for n in range(0, len(righe), RIGHE_PER_PARTE)] or [[]]


def contenuto_elenco(
    esercizio: Esercizio, elenco: ElencoGiunta, righe: Sequence[VocePersonale], fascicolo: dict[str, int] | None, situazione_al: str,
    ente: Ente, firmatari: Firmatari,
) -> dict[str, Any]:  # fmt: skip
    """All that is printed of one part."""
    prima = fascicolo is None or fascicolo["numero"] == 1
    reg = esercizio.reg
    return {
        "tipo": ELENCO_GIUNTA,
        "ente": {"denominazione": ente.denominazione, "provincia": ente.provincia, "stemma": ente.stemma},
        "esercizio": esercizio.anno,
        "regolamento": {"codice": reg.codice, "denominazione": reg.denominazione, "atti": [reg.atto]},
        "situazione_al": situazione_al,
        "fascicolo": fascicolo,
        "incarichi": [
            [v.nome, v.unita, _str(v.p_a), _str(v.p_b), _str(v.p_finale), _str(v.fascia), _str(v.percentuale), v.nota]
            for v in elenco.incarichi
        ] if prima else None,
        "mancano_incarichi": elenco.mancano_incarichi,
        "direzioni": [
            {"nome": nome, "righe": [[v.matricola, v.unita, _str(v.totale), v.nota] for v in sue]}
            for nome, sue in groupby(righe, key=lambda v: v.direzione)
        ],
        "quante_personale": len(elenco.personale),
        "mancano_personale": elenco.mancano_personale,
        "lasciate": elenco.lasciate,
        "gia_approvate": [[atto, quante] for atto, quante in elenco.gia_approvate] if prima else [],
        "non_valutabili": [list(v) for v in elenco.non_valutabili] if prima else [],
        "firme": [{"ruolo": "Il Segretario generale", "nome": firmatari.segretario}],
    }  # fmt: skip


def fogli_elenco(esercizio: Esercizio, elenco: ElencoGiunta) -> list[Foglio]:
    """The same rows as two sheets."""
    return [
        Foglio(
            f"Dirigenti e P.O. {esercizio.anno}",
            ("Valutato", "Unità", "P_A", "P_B", "P_FINALE", "Fascia", "Percentuale", "Note"),
            [(v.nome, v.unita, v.p_a, v.p_b, v.p_finale, v.fascia, v.percentuale, v.nota) for v in elenco.incarichi],
            ("testo", "testo", "numero", "numero", "numero", "intero", "percento", "testo"),
        ),
        Foglio(
            f"Personale {esercizio.anno}",
            ("Matricola", "Direzione", "Unità", "Totale", "Note"),
            [(v.matricola, v.direzione, v.unita, v.totale, v.nota) for v in elenco.personale],
            ("testo", "testo", "testo", "numero", "testo"),
        ),
        *([Foglio(f"Non valutabili {esercizio.anno}", ("Valutato", "Unità"), elenco.non_valutabili, ("testo", "testo"))]
          if elenco.non_valutabili else []),
    ]  # fmt: skip


def _str(valore: object) -> str | None:
    return None if valore is None else str(valore)
