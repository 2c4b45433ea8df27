"""The spreadsheets of the Piano generale degli indicatori (art. 9), of the three-year planning table and of the P.E.G. (art. 11)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from smvp.documenti.fogli import Foglio, Valore
from smvp.nucleo.formati import FUSO

from ..letture.quadri.file_peg import COLONNE
from ..letture.quadri.indicatori import Piano, Voce
from ..letture.quadri.peg import QuadroPeg, RigaPeg
from ..letture.quadri.triennio import Triennio
from ..models import Indicatore, Misura

PIANO = (
    ("Direzione", "testo"), ("Obiettivo", "testo"), ("Titolo dell’obiettivo", "testo"), ("Lettera", "testo"), ("Indicatore", "testo"),
    ("Tipo", "testo"), ("Dimensione", "testo"), ("Unità", "testo"), ("Base", "numero"), ("Anno base", "testo"), ("Atteso", "testo"),
    ("Raggiunto", "testo"), ("Atteso (numero)", "numero"), ("Raggiunto (numero)", "numero"), ("Esito", "testo"), ("Provvisorio", "testo"),
    ("Fonte", "testo"),
)  # fmt: skip


def foglio_piano(piano: Piano) -> Foglio:
    """One row for each indicator of each Direzione."""
    righe = [_riga_piano(s.nome, v) for s in piano.sezioni for v in s.voci]
    return _foglio(f"Piano indicatori {piano.esercizio.anno}", PIANO, righe)


def _riga_piano(direzione: str, v: Voce) -> list[Valore]:
    i = v.indicatore
    return [
        direzione, v.obiettivo.codice, v.obiettivo.titolo, i.lettera, i.titolo, i.get_tipo_display(), v.riga.dimensione, i.unita, i.base,
        str(i.base_anno or ""), v.riga.atteso, v.valore, i.atteso, _numero(v), v.esito[1], "sì" if v.provvisorio else "", i.fonte,
    ]  # fmt: skip


def _numero(v: Voce) -> Decimal | None:
    return v.indicatore.rilevazione.valore if v.valore and v.indicatore.misura == Misura.NUMERO else None


def foglio_triennio(esercizio_triennio: Triennio) -> Foglio:
    """Area, objective, indicator, base value with its year, targets of three years."""
    primo, secondo, terzo = esercizio_triennio.anni
    colonne = (
        ("Area strategica", "testo"), ("Obiettivo", "testo"), ("Titolo", "testo"), ("Indicatore", "testo"), ("Unità", "testo"),
        ("Valore base", "numero"), ("Anno base", "testo"), (f"Atteso {primo}", "numero"), (f"Data attesa {primo}", "data"),
        (f"Atteso {secondo}", "numero"), (f"Atteso {terzo}", "numero"),
    )  # fmt: skip
    righe = [
        [a.nome, r.obiettivo.codice, r.obiettivo.titolo, f"{r.indicatore.lettera} · {r.indicatore.titolo}", *_valori(r.indicatore)]
        for a in esercizio_triennio.aree for r in a.righe
    ]  # fmt: skip
    return _foglio(f"Triennio {primo}-{terzo}", colonne, righe)


def _valori(i: Indicatore) -> list[str | Decimal | date | None]:
    return [i.unita, i.base, str(i.base_anno or ""), i.atteso, i.atteso_entro, i.atteso_1, i.atteso_2]


def foglio_peg(quadro: QuadroPeg, anno: int) -> Foglio:
    """The two tables of the page in one: the degree of each Direzione, and how its objectives went; blank where it is not to be read."""
    colonne = [
        ("Direzione", "testo"), ("Denominazione", "testo"), ("Realizzazione del P.E.G. (%)", "percento"), ("Fonte", "testo"),
        ("Inserito il", "data"), ("Inserito da", "testo"), *((nome, "intero") for nome in quadro.colonne),
    ]  # fmt: skip
    return _foglio(f"Realizzazione PEG {anno}", colonne, [_riga_peg(r) for r in quadro.righe])


def _riga_peg(r: RigaPeg) -> list[Valore]:
    quando = r.salvato.inserito_il.astimezone(FUSO).date() if r.salvato else None
    cifre = [cifra if isinstance(cifra, int) else None for _, cifra in r.colonne]
    return [r.direzione.codice, r.direzione.denominazione, r.grado.percentuale, r.grado.fonte, quando, r.inserito_da, *cifre]


def foglio_gradi_peg(quadro: QuadroPeg, anno: int) -> Foglio:
    """The sheet to fill in and import: a row for each Direzione, with what is there already."""
    righe: list[list[Valore]] = [[r.direzione.codice, r.grado.percentuale, r.grado.fonte] for r in quadro.righe]
    return _foglio(f"PEG {anno}", list(zip(COLONNE, ("testo", "numero", "testo"), strict=True)), righe)


def _foglio(titolo: str, colonne: Sequence[tuple[str, str]], righe: list[list[Valore]]) -> Foglio:
    return Foglio(titolo, [c for c, _ in colonne], righe, [f for _, f in colonne])
