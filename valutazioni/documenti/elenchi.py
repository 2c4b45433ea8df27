"""What part two gives to the office of the staff, as a spreadsheet."""

from collections.abc import Sequence

from smvp.documenti.fogli import Foglio
from smvp.organizzazione.models import Esercizio

from ..letture.elenchi import Riga, Specie

TESTA = ("Direzione", "Ufficio", "Matricola", "Cognome e nome", "Categoria")


def foglio_elenco(esercizio: Esercizio, specie: Specie, righe: Sequence[Riga]) -> Foglio:
    """One line a person; the points of growth are a number."""
    formati = tuple("intero" if campo == "maturazione" else "testo" for campo, _ in specie.campi)
    return Foglio(
        titolo=f"{specie.titolo} {esercizio.anno}",
        intestazioni=(*TESTA, *(nome for _, nome in specie.campi), "Stato della scheda"),
        formati=(*("testo",) * len(TESTA), *formati, "testo"),
        righe=[
            (str(s.direzione.apice), str(s.direzione), s.persona.matricola, str(s.persona), s.categoria,
             *(getattr(r.seconda, campo) for campo, _ in specie.campi), s.stato_attuale.parola)
            for r in righe
            for s in (r.seconda.scheda,)
        ],
    )  # fmt: skip
