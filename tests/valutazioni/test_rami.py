"""Artt. 7 and 22: the staff at the foot of the tree of performance; and what all this gives each to do on the home page."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from obiettivi.letture.quadri import albero
from obiettivi.letture.quadri.albero import Mostra, bosco
from obiettivi.letture.quadri.disegno import Ramo
from obiettivi.models import Obiettivo
from smvp.organizzazione.models import Appartenenza, Esercizio, Persona
from tests.valutazioni.personale import con_schede_personale
from tests.valutazioni.schede import con_obiettivi
from valutazioni.models import AssegnazioneSpecifica, ObiettivoSpecifico, PercentualeStruttura

pytestmark = pytest.mark.django_db


@pytest.fixture
def c(comune: SimpleNamespace) -> SimpleNamespace:
    """The specific objectives of dipendente1 and 2 hang on po1's OI-3.1; that of dipendente3 on nothing."""
    con_schede_personale(con_obiettivi(comune))
    Obiettivo.objects.filter(codice="OI-3.1").update(responsabile=comune.incarico_po1)
    comune.sopra = Obiettivo.objects.get(codice="OI-3.1")
    ObiettivoSpecifico.objects.filter(direzione=comune.s1).update(obiettivo=comune.sopra)
    return comune


def specifici(c: SimpleNamespace, chi: str) -> list[Ramo]:
    visto = bosco(c.esercizio, getattr(c, chi), area="tutte")
    return [r for a in visto.alberi for r in a.radice.tutti() if r.specie == "specifico"]


def sotto(rami: Iterable[Ramo]) -> list[list[str]]:
    return sorted([figlio.titolo for figlio in r.figli] for r in rami)


@pytest.mark.parametrize(
    ("chi", "persone", "apre"),
    [
        ("po1", [["Anna Rossi"], ["Marco Brusa"]], True),
        ("dirigente1", [["Anna Rossi"], ["Marco Brusa"]], True),
        ("segretario", [["Anna Rossi"], ["Marco Brusa"]], False),
        ("sindaco", [[], []], False),
        ("po2", [], False),
    ],
)
def test_sotto_l_obiettivo_ci_sono_i_suoi_specifici(c: SimpleNamespace, chi: str, persone: list[list[str]], apre: bool) -> None:
    """Whoever sees the objective sees what hangs on it; the names only if they may know them, otherwise how many."""
    rami = specifici(c, chi)
    assert sotto(rami) == persone
    assert all(bool(r.url) == apre for r in rami)
    if persone and not persone[0]:
        assert all("1 persona" in r.dettaglio for r in rami)


def test_nessuna_percentuale_sull_albero(c: SimpleNamespace) -> None:
    assert all("95" not in testo for r in specifici(c, "segretario") for x in r.tutti() for testo in (x.in_parole, x.dettaglio))


def test_quando_sono_troppi_si_contano(c: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    AssegnazioneSpecifica.objects.create(
        obiettivo=ObiettivoSpecifico.objects.filter(direzione=c.s1).first(), persona=c.persona_dipendente2
    )  # fmt: skip
    interi = sum(1 for a in bosco(c.esercizio, c.segretario, area="tutte").alberi for _ in a.radice.tutti())
    monkeypatch.setattr(albero, "CASELLE_MASSIME", interi - 1)
    visto = bosco(c.esercizio, c.segretario, area="tutte")
    assert visto.mostra == Mostra.PERSONALE_CONTATO
    assert [(r.titolo, r.dettaglio) for r in specifici(c, "segretario")] == [("2 obiettivi specifici", "2 persone")]
    monkeypatch.setattr(albero, "CASELLE_MASSIME", 1)
    assert specifici(c, "segretario") == []


def test_la_pagina_li_mostra(c: SimpleNamespace) -> None:
    cliente = Client()
    cliente.force_login(c.po1, "django.contrib.auth.backends.ModelBackend")
    testo = cliente.get("/obiettivi/2025/albero/").content.decode()
    assert "Arretrato dei fascicoli" in testo and "Anna Rossi" in testo and "2 obiettivi specifici" in testo


def test_le_letture_non_crescono_con_le_persone(c: SimpleNamespace, django_assert_num_queries: Any) -> None:
    with CaptureQueriesContext(connection) as lette:
        bosco(c.esercizio, c.dirigente1, area="tutte")
    o = ObiettivoSpecifico.objects.filter(direzione=c.s1).first()
    for n in range(5):
        persona = Persona.objects.create(matricola=f"X{n}", nome="Nome", cognome=f"Cognome {n}")
        Appartenenza.objects.create(persona=persona, direzione=c.s1, categoria="C", dal=date(2024, 1, 1))
        AssegnazioneSpecifica.objects.create(obiettivo=o, persona=persona, peso=Decimal(1))
    with django_assert_num_queries(len(lette)):
        bosco(c.esercizio, c.dirigente1, area="tutte")


# --- the home page ------------------------------------------------------------------------------------------------------------


def scrivania(c: SimpleNamespace, chi: str) -> str:
    cliente = Client()
    cliente.force_login(getattr(c, chi), "django.contrib.auth.backends.ModelBackend")
    return cliente.get("/").content.decode()


def test_chi_deve_assegnare_lo_legge_sulla_scrivania(c: SimpleNamespace, settings: Any) -> None:
    """In January of the year itself; the dirigente is not asked for what is the P.O.'s."""
    settings.OGGI = "2026-01-20"
    Esercizio.objects.create(anno=2026, regolamento="domodossola-2020")
    assert "Assegna gli obiettivi specifici: 2 persone senza" in scrivania(c, "po1")
    assert "Assegna gli obiettivi specifici" not in scrivania(c, "dirigente1")
    assert "Assegna gli obiettivi specifici" not in scrivania(c, "dipendente1")


def test_chi_deve_dire_come_e_andata(c: SimpleNamespace, settings: Any) -> None:
    settings.OGGI = "2026-04-10"
    assert "Scrivi quanto" not in scrivania(c, "po1")
    AssegnazioneSpecifica.objects.filter(persona=c.persona_dipendente1).update(raggiungimento=None)
    assert "Scrivi quanto una persona ha raggiunto" in scrivania(c, "po1")


def test_il_controllo_sa_quali_percentuali_mancano(c: SimpleNamespace, settings: Any) -> None:
    settings.OGGI = "2026-04-10"
    assert "percentual" not in scrivania(c, "controllo").split("<main")[1]
    PercentualeStruttura.objects.all().delete()
    assert "Mancano le percentuali di 2 uffici" in scrivania(c, "controllo")


def test_ciascuno_ha_i_suoi_a_portata_di_mano(c: SimpleNamespace, settings: Any) -> None:
    settings.OGGI = "2025-03-10"
    assert "Hai un obiettivo specifico" in scrivania(c, "dipendente1")
