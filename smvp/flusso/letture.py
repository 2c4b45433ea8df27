"""What the home page shows beside the things to do: the phases of the exercise and the notices."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from smvp.nucleo.formati import data_lunga, numero
from smvp.organizzazione.models import Esercizio

from .residui import Residui

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
    """"fatta", "scaduta" with something left to do, "passata" if one cannot tell, "ora" for the first to come, "" for the rest."""
    nota: str = ""
    """The same in words, where the title and the date do not say it."""


def fasi(esercizio: Esercizio, oggi: date, rimasti: Residui, quali: Iterable[tuple[str, str]] = FASI) -> list[Fase]:
    """The phases of an exercise with their deadlines, seen from a day; ``rimasti``: what each has left undone (``residui``)."""
    risultato, trovata = [], False
    for titolo, codice in quali:
        scadenza = esercizio.reg.scadenze[codice]
        entro = scadenza.entro(esercizio.anno)
        stato, nota = _passata(rimasti.get(codice)) if entro < oggi else ("" if trovata else "ora", "")
        trovata = trovata or stato == "ora"
        risultato.append(Fase(titolo, f"entro {data_lunga(entro)}", scadenza.articolo, stato, nota))
    return risultato


def _passata(quanti: int | None) -> tuple[str, str]:
    """How a phase whose term is over stands."""
    if quanti is None:  # who cannot tell what is left has nothing to do about it: the day is there to read
        return "passata", ""
    return ("scaduta", f"scaduta, {numero(quanti, 0)} da fare") if quanti else ("fatta", "")


def scegli_esercizio(esercizi: Iterable[Esercizio], oggi: date, anno: int | None = None) -> Esercizio | None:
    """The exercise asked for; otherwise the one to be evaluated (the year before), or the nearest there is."""
    per_anno = {e.anno: e for e in esercizi}
    if anno is not None:
        return per_anno.get(anno)
    return per_anno.get(oggi.year - 1) or per_anno.get(oggi.year) or per_anno.get(max(per_anno, default=0))


def esercizio_di_lavoro(oggi: date, anno: int | None = None) -> Esercizio | None:
    """The same, read from the database."""
    return scegli_esercizio(Esercizio.objects.all(), oggi, anno)
