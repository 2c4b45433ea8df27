"""The filters above the list of sheets: chips that stay in the address, each with its count."""

from collections import Counter
from collections.abc import Callable

from django.http import QueryDict

from smvp.flusso.filtri import Gruppo, gruppo
from smvp.organizzazione.ruoli import Ruolo

from .models import Scheda
from .stati import A_PARTE, SCHEDA, scelte_di_stato

RUOLI = ((str(Ruolo.DIRIGENTE), "Dirigenti"), (str(Ruolo.PO), "P.O."), (str(Ruolo.SEGRETARIO), "Segretario"))


def filtro_di(scheda: Scheda) -> str:
    """The chip under which it is found: what nobody has signed, or was determined anew, is not under "signed"."""
    return next((nome for nome, (_, stati) in A_PARTE.items() if scheda.stato_attuale in stati), scheda.stato)


VALORI: dict[str, Callable[[Scheda], str]] = {
    "stato": filtro_di,
    "ruolo": lambda scheda: scheda.incarico.ruolo,
}
SCELTE = {"stato": ("Stato", scelte_di_stato(SCHEDA)), "ruolo": ("Chi", RUOLI)}


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
    base = _passano(schede, {n: v for n, v in attivi.items() if n != nome})
    return gruppo(titolo, nome, scelte, conti=Counter(map(VALORI[nome], base)), totale=len(base), attivi=attivi)
