"""Each entry before and after, and what people, groups and Direzioni are called."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from premi.simulazione.confronto import DIRIGENTI, PO, Cambio, Esiti, cambi
from smvp.organizzazione.models import Direzione, Persona
from smvp.regolamento.modello import Regolamento

from ...models import Scenario
from ..esportazione import SEGRETERIA_GENERALE

ZERO = Decimal("0.00")
NOMI = {DIRIGENTI: "Dirigenti", PO: "P.O."}
LOTTO = 500


def cambi_di(scenario: Scenario) -> tuple[list[Cambio], Esiti, Esiti]:
    """Each entry before and after; the outcomes that they come from."""
    prima, dopo = Esiti.da(scenario.copia.esiti), Esiti.da(scenario.esiti)
    return cambi(prima.righe, dopo.righe), prima, dopo


def nomi_insiemi(reg: Regolamento) -> dict[str, str]:
    """The groups in the order of the page: dirigenti, P.O., the staff by level."""
    return NOMI | {c.codice: c.denominazione for c in reg.personale.categorie}


def nomi_direzioni() -> dict[str, str]:
    altre = {SEGRETERIA_GENERALE: "Segreteria generale", "": "Nessuna"}
    return {d.codice: d.denominazione for d in Direzione.objects.filter(padre=None)} | altre


def nelle_direzioni(righe: Iterable[Cambio]) -> list[Cambio]:
    """Each entry in the Direzione at the top: a P.O. is of an office below it."""
    apici = {d.codice: d.apice.codice for d in Direzione.objects.con_padri()}
    return [replace(c, direzione=apici.get(c.direzione, c.direzione)) for c in righe]


def per_persona(righe: Iterable[Cambio]) -> dict[str, tuple[Decimal, Decimal]]:
    """What each person has before and after, all entries together."""
    somme: dict[str, tuple[Decimal, Decimal]] = {}
    for c in righe:
        prima, dopo = somme.get(c.matricola, (ZERO, ZERO))
        somme[c.matricola] = prima + c.prima, dopo + c.dopo
    return somme


def nominativi(matricole: Iterable[str]) -> dict[str, str]:
    """The names by matricola, a few hundred at a time (SQLite takes no more in one question)."""
    tutte = list(dict.fromkeys(matricole))
    trovati: dict[str, str] = {}
    for n in range(0, len(tutte), LOTTO):
        lotto = Persona.objects.filter(matricola__in=tutte[n : n + LOTTO])
        trovati |= {m: f"{cognome} {nome}" for m, cognome, nome in lotto.values_list("matricola", "cognome", "nome")}
    return trovati
