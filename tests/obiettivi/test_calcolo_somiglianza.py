"""Art. 7 (reading A9): objectives that say again what earlier ones said."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from obiettivi.calcolo.somiglianza import MASSIMO, SOGLIA, Scritto, parole, somiglianti
from obiettivi.letture.scheda.somiglianza import simili
from obiettivi.models import Obiettivo
from smvp.documenti.models import Atto
from smvp.organizzazione.models import Esercizio
from tests.obiettivi.scene import individuale

LUNGA = "Il Comune mappa i passaggi della fattura, li riduce e porta la liquidazione su un atto digitale con avviso automatico."


@pytest.mark.parametrize(
    ("uno", "altro", "simile"),
    [
        ("Riduzione dei tempi di pagamento", "Riduzione dei tempi di pagamento", True),
        ("Riduzione dei tempi di pagamento 2026", "RIDUZIONE TEMPI DI PAGAMENTO 2025", True),
        ("Riduzione dei tempi di pagamento", "Tempi di pagamento: riduzione", True),
        ("Riduzione dei tempi di pagamento", "Riduzione dei tempi di liquidazione e di pagamento", True),
        ("Carta della qualità dei servizi", "Carta dei servizi", True),
        ("Qualita’ della carta dei servizi", "Carta della qualità dei servizi", True),
        ("Riduzione dei tempi di pagamento", "Riduzione dei tempi di istruttoria", False),
        ("Recupero dell’evasione della TARI", "Apertura serale della biblioteca", False),
        ("Digitalizzazione delle pratiche edilizie", "Digitalizzazione delle pratiche commerciali", False),
        ("", "", False),
        ("2025", "2025", False),
    ],
)
def test_art_7_titoli_che_dicono_la_stessa_cosa(uno: str, altro: str, simile: bool) -> None:
    assert bool(somiglianti(Scritto(0, uno), [Scritto(1, altro)])) is simile


def test_art_7_lo_stesso_testo_sotto_un_altro_titolo_si_trova() -> None:
    nuovo, vecchio = Scritto(0, "Fornitori puntuali", LUNGA), Scritto(7, "Liquidazione digitale", LUNGA.upper())
    assert [(s.chiave, s.somiglianza) for s in somiglianti(nuovo, [vecchio])] == [(7, 100)]
    corta = "Atto digitale."
    assert somiglianti(Scritto(0, "Fornitori puntuali", corta), [Scritto(7, "Liquidazione digitale", corta)]) == ()


def test_i_piu_simili_per_primi_e_non_troppi() -> None:
    altri = [Scritto(1, "Carta dei servizi"), Scritto(2, "Altro"), Scritto(3, "Carta della qualità dei servizi")]
    trovati = somiglianti(Scritto(0, "Carta della qualità dei servizi"), altri)
    assert [s.chiave for s in trovati] == [3, 1]
    assert [s.somiglianza for s in trovati] == [100, 76]
    assert len(somiglianti(Scritto(0, "Carta dei servizi"), [Scritto(n, "Carta dei servizi") for n in range(20)])) == MASSIMO


testi = st.builds(Scritto, st.integers(), st.text(), st.text())


@given(testi, st.lists(testi))
def test_ogni_trovato_supera_la_soglia_e_uno_uguale_si_trova_sempre(nuovo: Scritto, altri: list[Scritto]) -> None:
    trovati = somiglianti(nuovo, altri)
    assert all(SOGLIA <= s.somiglianza <= 100 for s in trovati)
    assert [s.somiglianza for s in trovati] == sorted((s.somiglianza for s in trovati), reverse=True)
    if parole(nuovo.titolo):
        assert somiglianti(nuovo, [nuovo])[0].somiglianza == 100


# --- in the archive -----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def anni(comune: SimpleNamespace) -> SimpleNamespace:
    """The objective of 2025 of dirigente1, and earlier ones: ``prima(titolo, anno, …)``."""
    comune.atto = Atto.objects.create(tipo="giunta", numero=1, data=date(2024, 2, 20), oggetto="Obiettivi 2024")
    comune.nuovo = individuale(comune)

    def prima(titolo: str, anno: int, **campi: Any) -> Obiettivo:
        esercizio, _ = Esercizio.objects.get_or_create(anno=anno, defaults={"regolamento": "domodossola-2020"})
        campi = {"atto": comune.atto, "responsabile": comune.incarico_dirigente1, "stato": "valutata"} | campi
        codice = f"V-{Obiettivo.objects.count()}"
        Obiettivo.objects.bulk_create([Obiettivo(esercizio=esercizio, codice=codice, titolo=titolo, tipo="individuale", **campi)])
        return Obiettivo.objects.get(esercizio=esercizio, codice=codice)

    comune.prima = prima
    return comune


def test_art_7_gli_obiettivi_degli_anni_prima(anni: SimpleNamespace) -> None:
    uguale = anni.prima("Riduzione dei tempi di pagamento 2024", 2024)
    simile = anni.prima("Riduzione dei tempi di liquidazione e di pagamento", 2023)
    anni.prima("Apertura serale della biblioteca", 2024)
    anni.prima("Riduzione dei tempi di pagamento", 2024, atto=None, stato="validata")  # never assigned
    anni.prima("Riduzione dei tempi di pagamento", 2019)  # too long ago
    anni.prima("Riduzione dei tempi di pagamento", 2025)  # the same year
    anni.prima("Riduzione dei tempi di pagamento", 2026)
    trovati = simili(anni.nuovo, anni.dirigente1)
    assert [(s.obiettivo, s.somiglianza) for s in trovati] == [(uguale, 100), (simile, 79)]
    assert [s.obiettivo.esercizio.anno for s in trovati] == [2024, 2023]


def test_art_7_i_pluriennali_si_possono_ripetere(anni: SimpleNamespace) -> None:
    anni.prima("Riduzione dei tempi di pagamento", 2023, durata=3)  # 2023, 2024 and 2025
    assert simili(anni.nuovo, anni.dirigente1) == []
    anni.prima("Riduzione dei tempi di pagamento", 2023, durata=2)  # over with 2024
    assert len(simili(anni.nuovo, anni.dirigente1)) == 1
    anni.nuovo.durata = 2
    assert simili(anni.nuovo, anni.dirigente1) == []


def test_si_vede_solo_cio_che_si_puo_leggere(anni: SimpleNamespace) -> None:
    altrui = anni.prima("Riduzione dei tempi di pagamento", 2024, responsabile=anni.incarico_dirigente2)
    assert simili(anni.nuovo, anni.dirigente1) == []
    assert [s.obiettivo for s in simili(anni.nuovo, anni.segretario)] == [altrui]


def test_le_interrogazioni_non_crescono(anni: SimpleNamespace, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for n in range(12):
        anni.prima(f"Riduzione dei tempi di pagamento {n}", 2024)
    simili(anni.nuovo, anni.segretario)  # the roles are remembered by now
    with django_assert_num_queries(3):  # the roles, the texts, the alike ones
        trovati = simili(anni.nuovo, anni.segretario)
    assert len(trovati) == MASSIMO
