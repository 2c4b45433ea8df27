"""The cells of a team's grid as a page sends them: which it has changed, from what it knew, and which are no marks."""

import json
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from smvp.flusso.forms import PRIMA_MASSIMO
from smvp.regolamento.modello import Regolamento

from ..calcolo import leggi_voto
from ..models import SchedaPersonale, VotoVoce
from ..operazioni.squadra import Cella

PREFISSO = "v_"
TESTO_MASSIMO = 300
# What a file confirmed sends in one field, and what the page knew of it: as many cells as CELLE_DEL_FOGLIO.
FOGLIO_MASSIMO = 500_000

Righe = Mapping[int, tuple[SchedaPersonale, VotoVoce]]


def nome_cella(riga: VotoVoce) -> str:
    return f"{PREFISSO}{riga.pk}"


def in_cella(voto: int | None) -> str:
    """A mark as it stands in a cell."""
    return "" if voto is None else str(voto)


def celle_di(cambi: Iterable[tuple[VotoVoce, int]]) -> str:
    """The marks of a file, as its confirmation sends them: one field, however many they are."""
    return json.dumps({nome_cella(riga): in_cella(voto) for riga, voto in cambi})


def prima_di(righe: Iterable[VotoVoce]) -> str:
    """What a page just drawn knows of its cells."""
    return json.dumps({nome_cella(v): in_cella(v.voto) for v in righe})


@dataclass(slots=True)
class CelleInviate:
    """What came from a page, by the key of the row."""

    testi: dict[int, str]
    note: dict[str, str]
    """What the page knew, by the name of the field; as it is sent back."""
    errori: dict[int, str] = field(default_factory=dict)
    cambiate: dict[int, Cella] = field(default_factory=dict)
    estranee: int = 0
    dal_foglio: bool = False
    """They are those of a file that has been confirmed: more than a page has."""

    @property
    def chiavi(self) -> list[int]:
        return list(self.testi)

    def confronta(self, righe: Righe, reg: Regolamento) -> None:
        """Read the texts against the rows of the team: the changes, the faults, and how many cells are of somebody else."""
        for pk, testo in self.testi.items():
            if pk not in righe:
                self.estranee += 1
                continue
            scheda, riga = righe[pk]
            nota = _voto_noto(self.note.get(nome_cella(riga), ""))
            try:
                voto = leggi_voto(testo, reg)
            except ValueError as errore:
                self.errori[pk] = f"{scheda.persona}, {riga.voce}: {errore}."
                continue
            if voto != nota:
                self.cambiate[pk] = Cella(voto, nota)

    def per_scheda(self, righe: Righe) -> dict[int, dict[int, Cella]]:
        """The changes, sheet by sheet."""
        divise: dict[int, dict[int, Cella]] = {}
        for pk, cella in self.cambiate.items():
            divise.setdefault(righe[pk][0].pk, {})[pk] = cella
        return divise

    def prima_intera(self, righe: Iterable[VotoVoce], non_salvate: Container[int]) -> str:
        """What a page drawn anew knows: what is saved now, but for the cells that still hold what was typed."""
        nomi = {nome_cella(v): (v.pk, in_cella(v.voto)) for v in righe}
        return json.dumps({nome: self.note.get(nome, "") if pk in non_salvate else salvato for nome, (pk, salvato) in nomi.items()})

    def prima_dopo(self, scritte: Iterable[int]) -> str:
        """What the page is to know after a save: of the cells written their new mark, of the others as before."""
        nuove = {f"{PREFISSO}{pk}": in_cella(self.cambiate[pk].voto) for pk in scritte}
        return json.dumps(self.note | nuove)


def leggi_inviate(dati: Mapping[str, Any]) -> CelleInviate:
    """The cells of a POST: one field each, or those of a file together in ``celle``. ``tieni_miei`` is the answer to a conflict: what
    others wrote has been read, and is what the page knows now."""
    del_foglio = _oggetto(str(dati.get("celle", "")), FOGLIO_MASSIMO)
    prima = _oggetto(str(dati.get("prima", "")), FOGLIO_MASSIMO if del_foglio else PRIMA_MASSIMO)
    note = prima | _oggetto(str(dati.get("tieni_miei", "")))
    inviati = del_foglio | {n: str(v) for n, v in dati.items() if _e_una_cella(n)}
    testi = {int(n.removeprefix(PREFISSO)): v[:TESTO_MASSIMO] for n, v in inviati.items() if _e_una_cella(n)}
    return CelleInviate(testi, note, dal_foglio=bool(del_foglio))


def _e_una_cella(nome: str) -> bool:
    chiave = nome.removeprefix(PREFISSO)
    return chiave != nome and chiave.isascii() and chiave.isdecimal() and len(chiave) < 19


def _oggetto(testo: str, massimo: int = PRIMA_MASSIMO) -> dict[str, str]:
    """A JSON object of texts; nothing if the browser does not say it in a way that one can read."""
    try:
        letto = json.loads(testo) if testo and len(testo) <= massimo else {}
    except (ValueError, RecursionError):
        return {}
    return {str(k): str(v) for k, v in letto.items()} if isinstance(letto, dict) else {}


def _voto_noto(testo: str) -> int | None:
    """What the page knew of a cell; of what is no mark we know nothing, as of an empty one."""
    return int(testo) if testo.isascii() and testo.isdecimal() and len(testo) < 4 else None
