"""Artt. 12, 18, 21: the frozen content of an edition: its cover, and its sections as data that page, PDF and open data read alike."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from smvp.documenti.contenuto import canonico, impronta
from smvp.documenti.operazioni import Richiesta
from smvp.documenti.tipi import tipo
from smvp.organizzazione.models import Ente

from ..calcolo.blocchi import Sezione, congela
from ..calcolo.celle import ha_riservati
from ..calcolo.edizioni import Edizione
from ..models import Piano, Relazione

PIANO, COMPLETA, PUBBLICA = "piano_performance", "relazione_completa", "relazione_pubblica"
TIPI = (PIANO, COMPLETA, PUBBLICA)
DETTE = {
    COMPLETA: ("Edizione completa", "Riservata agli organi: Sindaco, Segretario generale, NCVP, uffici che la preparano."),
    PUBBLICA: ("Edizione pubblica", "Chiunque: i dati delle persone sono solo in forma aggregata."),
    PIANO: ("Obiettivi, indicatori e valori attesi", "Chiunque."),
}
NOMI = {COMPLETA: "edizione completa", PUBBLICA: "edizione pubblica"}


def tipo_di(scritto: Relazione | Piano, edizione: str) -> str:
    """The kind of document of an edition."""
    if isinstance(scritto, Piano):
        return PIANO
    return COMPLETA if edizione == Edizione.COMPLETA else PUBBLICA


def contenuto(scritto: Relazione | Piano, edizione: str, sezioni: Sequence[Sezione], *, giorno: date) -> dict[str, Any]:
    """All that the edition says, ready to be frozen."""
    esercizio, ente = scritto.esercizio, Ente.corrente()
    reg, che = esercizio.reg, tipo_di(scritto, edizione)
    titolo = f"{'Piano della' if che == PIANO else 'Relazione sulla'} performance {esercizio.anno}"
    detta, lettori = DETTE[che]
    return {
        "ente": {"denominazione": ente.denominazione, "provincia": ente.provincia, "stemma": ente.stemma},
        "titolo_copertina": titolo,
        "intestazione": f"{ente.denominazione} · {titolo}",
        "edizione": str(edizione),
        "edizione_detta": detta,
        "lettori": lettori,
        "anno": esercizio.anno,
        "giorno": giorno,
        "revisione": scritto.revisione,
        "minimo": reg.riservatezza.gruppo_minimo,
        "riservata": any(ha_riservati(b.righe) for s in sezioni for b in s.blocchi if hasattr(b, "righe")),
        "regolamento": {"codice": reg.codice, "denominazione": reg.denominazione, "atto": reg.atto},
        "sezioni": congela(sezioni),
    }


def richiesta(scritto: Relazione | Piano, edizione: str, dati: Mapping[str, Any]) -> Richiesta:
    """The document to issue: what says the same is the same document, however many times it is asked for."""
    che = tipo_di(scritto, edizione)
    segno = impronta(canonico(dati, tipo(che).limiti))
    nome = f", {NOMI[che]}" if che in NOMI else ""
    return Richiesta(f"{che}:{scritto.esercizio.anno}:{segno}", f"{dati['titolo_copertina']}{nome}", scritto.pk, lambda: dati)
