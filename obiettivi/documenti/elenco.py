"""The list of objectives as a spreadsheet."""

from collections.abc import Sequence

from smvp.documenti.fogli import Foglio
from smvp.nucleo.formati import esatto
from smvp.organizzazione.models import Esercizio

from ..letture.turno.righe import Riga

# Title and format of each column.
COLONNE = (
    ("Codice", "testo"), ("Titolo", "testo"), ("Tipo", "testo"), ("Responsabile", "testo"), ("Incarico", "testo"), ("Direzione", "testo"),
    ("Altre Direzioni", "testo"), ("Peso", "numero"), ("Pesi diversi", "testo"), ("Stato", "testo"), ("Aspetta", "testo"),
    ("Per", "testo"), ("Entro", "data"), ("In ritardo", "testo"), ("Validata il", "data"), ("Atto", "testo"), ("Data dell’atto", "data"),
)  # fmt: skip


def foglio_elenco(esercizio: Esercizio, righe: Sequence[Riga]) -> Foglio:
    """One line a sheet; the weight is a number where it is one only, and otherwise all of them in words."""
    titoli, formati = zip(*COLONNE, strict=True)
    return Foglio(titolo=f"Obiettivi {esercizio.anno}", intestazioni=titoli, formati=formati, righe=[_valori(r) for r in righe])


def _valori(r: Riga) -> tuple:
    o, pesi = r.obiettivo, r.pesi
    altre = [str(p.direzione) for p in o.parti.all() if str(p.direzione) != r.direzione]
    return (
        o.codice, o.titolo, o.get_tipo_display(), r.di_chi.con_titolo if r.di_chi else "Segretario generale",
        o.responsabile.descrizione if o.responsabile else "", r.direzione, ", ".join(altre), pesi[0] if len(pesi) == 1 else None,
        " · ".join(esatto(p) for p in pesi) if len(pesi) > 1 else "", o.stato_attuale.parola,
        ", ".join(p.con_titolo for p in r.attendono), r.attesa.cosa if r.attesa else "", r.attesa.termine if r.attesa else None, r.tardi,
        o.validato_il, f"Giunta n. {o.atto.numero}" if o.atto else "", o.atto.data if o.atto else None,
    )  # fmt: skip
