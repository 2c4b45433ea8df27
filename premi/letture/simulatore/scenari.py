"""The scenarios that somebody may open, and what each changes, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from premi.simulazione.ipotesi import EURO, SCELTA, Gruppo, Voce, gruppi
from smvp.nucleo.formati import FISSO, esatto, euro
from smvp.organizzazione.models import Esercizio, Utente
from smvp.regolamento.lettore import carica

from ...models import Scenario
from ...permessi import scenari_visibili_a


def scenari_di(esercizio: Esercizio, utente: Utente) -> QuerySet[Scenario]:
    """The scenarios of an exercise that the user may open, without what weighs."""
    pesanti = ("esiti", "copia__testo", "copia__esiti")
    return scenari_visibili_a(utente).filter(esercizio=esercizio).select_related("copia", "autore__persona").defer(*pesanti)


def scenario_visibile(utente: Utente, pk: int) -> Scenario | None:
    trovati = scenari_visibili_a(utente).select_related("copia", "esercizio", "autore__persona")
    return trovati.defer("copia__testo").filter(pk=pk).first()


def gruppi_di(scenario: Scenario) -> list[Gruppo]:
    """All that a scenario may change, with what holds."""
    return gruppi(carica(scenario.copia.regolamento), scenario.copia.esiti["somme_dei_fatti"])


@dataclass(frozen=True, slots=True)
class Modifica:
    """A parameter that a scenario changes, in words."""

    gruppo: str
    etichetta: str
    vigente: str
    nuovo: str


def cambiate(scenario: Scenario, tutti: Iterable[Gruppo]) -> list[Modifica]:
    """What the scenario changes, in the order of the page."""
    return [
        Modifica(g.titolo, v.etichetta, valore_in_parole(v, v.vigente), valore_in_parole(v, scenario.ipotesi[v.chiave]))
        for g in tutti
        for v in g.voci
        if v.chiave in scenario.ipotesi
    ]


def valore_in_parole(voce: Voce, valore: str) -> str:
    """A value as one reads it: "1.200,00 €", "80 punti", the words of a choice."""
    if not valore:
        return "–"
    if voce.tipo == SCELTA:
        return dict(voce.scelte).get(valore, valore)
    if voce.tipo == EURO:
        return euro(Decimal(valore))
    return f"{esatto(Decimal(valore))}{FISSO}{voce.unita}" if voce.unita else esatto(Decimal(valore))
