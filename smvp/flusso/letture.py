"""What the home page shows beside the things to do: the phases of the exercise and the notices."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from smvp.nucleo.formati import data_lunga
from smvp.organizzazione.models import Esercizio

# The phases as people count them; each ends with a deadline of the regulation's calendar.
FASI = (
    ("Negoziazione", "negoziazione"),
    ("Validazione e assegnazione", "assegnazione"),
    ("Verifica intermedia", "verifica_intermedia"),
    ("Revisione, se serve", "ridefinizione"),
    ("Conto degli indicatori", "conto_indicatori"),
    ("Rendicontazione", "rendicontazione"),
    ("Valutazione", "valutazioni"),
    ("Relazione sulla performance", "relazione"),
)


@dataclass(frozen=True, slots=True)
class Fase:
    titolo: str
    entro: str
    articolo: str
    stato: str
    """"fatta" when its deadline has passed, "ora" for the first that has not, "" for the rest."""


def fasi(esercizio: Esercizio, oggi: date) -> list[Fase]:
    """The phases of an exercise with their deadlines, seen from a day."""
    risultato, trovata = [], False
    for titolo, codice in FASI:
        scadenza = esercizio.reg.scadenze[codice]
        entro = scadenza.entro(esercizio.anno)
        stato = "fatta" if entro < oggi else ("" if trovata else "ora")
        trovata = trovata or stato == "ora"
        risultato.append(Fase(titolo, f"entro {data_lunga(entro)}", scadenza.articolo, stato))
    return risultato


def scegli_esercizio(esercizi: Iterable[Esercizio], oggi: date, anno: int | None = None) -> Esercizio | None:
    """The exercise asked for; otherwise the one to be evaluated (the year before), or the nearest there is."""
    per_anno = {e.anno: e for e in esercizi}
    if anno is not None:
        return per_anno.get(anno)
    return per_anno.get(oggi.year - 1) or per_anno.get(oggi.year) or per_anno.get(max(per_anno, default=0))


def esercizio_di_lavoro(oggi: date, anno: int | None = None) -> Esercizio | None:
    """The same, read from the database."""
    return scegli_esercizio(Esercizio.objects.all(), oggi, anno)
