"""The outcome of a scenario person by person, for whom the names are due."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator

from premi.simulazione.confronto import Cambio
from smvp.flusso.filtri import Gruppo, gruppo
from smvp.regolamento.lettore import carica

from ...models import Scenario
from .chi import cambi_di, nelle_direzioni, nomi_direzioni, nomi_insiemi, nominativi

GUADAGNA, PERDE, UGUALE = "guadagna", "perde", "uguale"
PER_PAGINA = 50


@dataclass(frozen=True, slots=True)
class RigaPersona:
    cambio: Cambio
    nominativo: str
    insieme: str
    direzione: str


@dataclass(frozen=True)
class Elenco:
    """One page of the people with their filters; ``totale``: how many rows there are without them."""

    attivi: dict[str, str]
    gruppi: list[Gruppo]
    righe: list[RigaPersona]
    pagina: Page[Any]
    totale: int

    @property
    def quante(self) -> int:
        return self.pagina.paginator.count


def elenco_persone(scenario: Scenario, dati: Mapping[str, str]) -> Elenco:
    """Who gains and who loses, the greatest differences first. Two queries, whatever the number of people."""
    nomi, direzioni = nomi_insiemi(carica(scenario.copia.regolamento)), nomi_direzioni()
    tutti = nelle_direzioni(cambi_di(scenario)[0])
    per: dict[str, tuple[str, Callable[[Cambio], str], list[tuple[str, str]]]] = {
        "esito": ("Esito", esito_di, [(GUADAGNA, "Guadagna"), (PERDE, "Perde"), (UGUALE, "Uguale")]),
        "insieme": ("Categoria", lambda c: c.insieme, list(nomi.items())),
        "direzione": ("Direzione", lambda c: c.direzione, sorted(direzioni.items())),
    }
    attivi = {k: dati[k] for k, (_, _, scelte) in per.items() if dati.get(k) in dict(scelte)}
    trovati = [c for c in tutti if all(per[k][1](c) == v for k, v in attivi.items())]
    trovati.sort(key=lambda c: (-abs(c.differenza), c.matricola, c.direzione))
    gruppi = []
    for k, (etichetta, di, scelte) in per.items():
        altri = [c for c in tutti if all(per[a][1](c) == v for a, v in attivi.items() if a != k)]
        gruppi.append(gruppo(etichetta, k, scelte, conti=Counter(map(di, altri)), totale=len(altri), attivi=attivi))
    pagina = Paginator(trovati, PER_PAGINA).get_page(dati.get("pagina"))
    persone = nominativi(c.matricola for c in pagina)
    righe = [RigaPersona(c, persone.get(c.matricola, ""), nomi[c.insieme], direzioni.get(c.direzione, c.direzione)) for c in pagina]
    return Elenco(attivi, [g for g in gruppi if len(g.voci) > 1], righe, pagina, len(tutti))


def esito_di(c: Cambio) -> str:
    return UGUALE if not c.differenza else GUADAGNA if c.differenza > 0 else PERDE
