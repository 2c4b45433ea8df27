"""The filters above the list of sheets: chips that stay in the address, each with its count."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from smvp.organizzazione.ruoli import Ruolo

from .models import Scheda
from .stati import SCHEDA

RUOLI = ((str(Ruolo.DIRIGENTE), "Dirigenti"), (str(Ruolo.PO), "P.O."))


@dataclass(frozen=True, slots=True)
class Chip:
    etichetta: str
    url: str
    attivo: bool
    conto: int


@dataclass(frozen=True, slots=True)
class Gruppo:
    etichetta: str
    voci: list[Chip]


def _url(scelte: dict[str, str]) -> str:
    return f"?{urlencode(scelte)}"


VALORI: dict[str, Callable[[Scheda], str]] = {
    "stato": lambda scheda: scheda.stato,
    "ruolo": lambda scheda: str(Ruolo.PO if scheda.di_po else Ruolo.DIRIGENTE),
}
SCELTE = {"stato": ("Stato", tuple(SCHEDA.scelte)), "ruolo": ("Chi", RUOLI)}


def filtra(schede: list[Scheda], dati: QueryDict) -> tuple[list[Scheda], list[Gruppo]]:
    """The sheets that pass the filters of the address, and the chips; a value that does not exist filters nothing.

    A chip that would find nothing is not shown, nor a group with nothing to choose.
    """
    attivi = {nome: dati[nome] for nome, (_, ammessi) in SCELTE.items() if dati.get(nome) in dict(ammessi)}
    gruppi = [_gruppo(schede, nome, attivi) for nome in SCELTE]
    return _passano(schede, attivi), [g for g in gruppi if len(g.voci) > 1]


def _passano(schede: list[Scheda], filtri: dict[str, str]) -> list[Scheda]:
    return [s for s in schede if all(VALORI[nome](s) == valore for nome, valore in filtri.items())]


def _gruppo(schede: list[Scheda], nome: str, attivi: dict[str, str]) -> Gruppo:
    titolo, scelte = SCELTE[nome]
    altri = {n: v for n, v in attivi.items() if n != nome}
    base = _passano(schede, altri)
    chip = [Chip(parola, _url(altri | {nome: v}), attivi.get(nome) == v, sum(VALORI[nome](s) == v for s in base)) for v, parola in scelte]
    utili = [c for c in chip if c.attivo or 0 < c.conto < len(base)]
    return Gruppo(titolo, [Chip("Tutte", _url(altri), nome not in attivi, len(base)), *utili])
