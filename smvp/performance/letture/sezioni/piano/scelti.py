"""Some objectives of the year picked out because of what they are about, with their indicators."""

from collections.abc import Iterable

from obiettivi.models import Obiettivo

from ....calcolo.blocchi import Cella, Colonna, Tavola
from ...contesto import Contesto
from ..comuni import direzioni_dette

COLONNE = (
    Colonna("codice", "Codice", descrizione="Codice dell’obiettivo nell’esercizio."),
    Colonna("obiettivo", "Obiettivo", descrizione="Titolo dell’obiettivo."),
    Colonna("direzioni", "Direzioni", descrizione="Direzioni che ne rispondono."),
    Colonna("atteso", "Risultato atteso", descrizione="Il risultato atteso a fine anno (art. 8)."),
    Colonna("indicatori", "Indicatori e valori attesi", descrizione="Gli indicatori dell’obiettivo, ciascuno con il suo valore atteso."),
)


def tavola_degli(obiettivi: Iterable[Obiettivo], codice: str, titolo: str, nota: str, c: Contesto) -> Tavola:
    per_obiettivo: dict[int, list[str]] = {}
    for v in c.voci:
        atteso = f": {v.riga.atteso}" if v.riga.atteso else ""
        per_obiettivo.setdefault(v.obiettivo.pk, []).append(c.detto(f"{v.indicatore.titolo}{atteso}"))
    righe: tuple[tuple[Cella, ...], ...] = tuple(
        (o.codice, c.detto(o.titolo), direzioni_dette(o), c.detto(o.risultato_atteso), "; ".join(per_obiettivo.get(o.pk, [])))
        for o in obiettivi
    )
    return Tavola(codice, titolo, COLONNE, righe, nota)
