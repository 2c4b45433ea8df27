"""The list of the staff sheets as a spreadsheet."""

from collections.abc import Sequence
from typing import Any

from smvp.documenti.fogli import Foglio
from smvp.organizzazione.models import Esercizio

from ..letture.elenco_personale import Riga

# Title and format of each column; who knows only the totals gets those without marks.
TESTA = (("Matricola", "testo"), ("Cognome e nome", "testo"), ("Ufficio", "testo"), ("Categoria", "testo"), ("Stato", "testo"))
PUNTI = (("A", "numero"), ("B1", "numero"), ("B2", "numero"))
CODA = (("Totale", "numero"), ("Dà diritto al premio", "testo"))


def foglio_personale(esercizio: Esercizio, righe: Sequence[Riga]) -> Foglio:
    """One line a sheet; the points of a sheet that one may not open are not there, and its total only once it is decided."""
    con_punti = any(r.leggibile for r in righe)
    titoli, formati = zip(*TESTA, *(PUNTI if con_punti else ()), *CODA, strict=True)
    valori = [_valori(r, con_punti) for r in righe]
    return Foglio(titolo=f"Personale {esercizio.anno}", intestazioni=titoli, formati=formati, righe=valori)


def _valori(r: Riga, con_punti: bool) -> tuple[Any, ...]:
    s, p = r.scheda, r.punteggio
    totale = p.totale if p else s.totale
    punti = (p.a, p.b1, p.b2) if p else (None, None, None)
    premio = None if totale is None else s.esercizio.reg.soglie.premio.superata(totale)
    testa = (s.persona.matricola, str(s.persona), str(s.direzione), s.categoria, s.stato_attuale.parola)
    return (*testa, *(punti if con_punti else ()), totale, premio)
