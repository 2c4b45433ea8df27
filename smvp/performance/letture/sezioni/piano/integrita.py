"""Art. 12: measures against corruption and for transparency that have become objectives: their title, or an indicator's, says so."""

from ....calcolo.blocchi import Blocco, Mancanza, Paragrafo
from ...contesto import Contesto
from ...scelti import indicatori_scelti, obiettivi_scelti, schema_di
from ..comuni import nessun_obiettivo
from .scelti import tavola_degli


def blocchi(c: Contesto) -> list[Blocco]:
    if not c.obiettivi:
        return []
    schema = schema_di(c, "integrita")
    trovati = [r.obiettivo for r in obiettivi_scelti(c, schema, indicatori_scelti(c, schema))]
    if not trovati:
        return [c.testo("anticorruzione"), Paragrafo(f"Fra gli obiettivi {c.anno} nessuno parla di anticorruzione o di trasparenza.")]
    nota = "Sono qui gli obiettivi che nel titolo, o in quello di un indicatore, parlano di corruzione, integrità o trasparenza."
    titolo = f"Gli obiettivi {c.anno} per l’integrità e la trasparenza"
    return [c.testo("anticorruzione"), tavola_degli(trovati, "integrita", titolo, nota, c)]


def mancanze(c: Contesto) -> list[Mancanza]:
    return nessun_obiettivo(c)
