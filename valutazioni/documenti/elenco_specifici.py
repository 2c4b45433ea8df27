"""The spreadsheet of the specific objectives (art. 22): a row for each person."""

from collections.abc import Iterable

from smvp.documenti.fogli import Foglio
from smvp.organizzazione.models import Esercizio

from ..models import ObiettivoSpecifico

COLONNE = (
    ("Ufficio", "testo"), ("Obiettivo specifico", "testo"), ("Che cosa si chiede", "testo"), ("Risultato atteso", "testo"),
    ("Entro", "data"), ("Discende da", "testo"), ("Matricola", "testo"), ("Persona", "testo"), ("Peso", "numero"),
    ("Raggiunto", "percento"), ("Che cosa è stato fatto", "testo"),
)  # fmt: skip


def foglio_specifici(esercizio: Esercizio, specifici: Iterable[ObiettivoSpecifico]) -> Foglio:
    """The objectives as read by letture.specifici.con_persone."""
    righe = [
        [
            str(o.direzione), o.titolo, o.descrizione, o.atteso, o.entro, str(o.obiettivo or ""), a.persona.matricola, str(a.persona),
            a.peso, a.raggiungimento, a.nota,
        ]
        for o in specifici
        for a in o.assegnazioni.all()
    ]  # fmt: skip
    return Foglio(f"Obiettivi specifici {esercizio.anno}", [c[0] for c in COLONNE], righe, [c[1] for c in COLONNE])
