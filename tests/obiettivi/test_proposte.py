"""Art. 18: the proposal of a quota, read from the rows of its indicators."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from pytest_django import DjangoAssertNumQueries

from obiettivi.letture.scheda.proposte import proposta_di
from obiettivi.models import Indicatore, Obiettivo, Rilevazione
from tests.obiettivi.scene import collettivo, individuale

pytestmark = pytest.mark.django_db


def test_il_valore_raggiunto_fa_la_proposta(comune: SimpleNamespace) -> None:
    o = individuale(comune)
    a, b = o.indicatori.all()
    assert proposta_di(o, None).motivo == "Indicatore A: manca il valore raggiunto. Indicatore B: manca il valore raggiunto."
    Rilevazione.objects.create(indicatore=a, valore=Decimal(95))
    Rilevazione.objects.create(indicatore=b, valore=Decimal(12))
    o = Obiettivo.objects.get(pk=o.pk)
    proposta = proposta_di(o, None)
    assert (proposta.percentuale, proposta.punti) == (Decimal("87.50"), 2)
    assert [e.lettera for e in proposta.esiti] == ["A", "B"]


def test_art_7_ogni_parte_ha_i_suoi_indicatori_e_quelli_di_tutti(comune: SimpleNamespace) -> None:
    o = collettivo(comune)
    comune_a_tutte = Indicatore.objects.create(obiettivo=o, ordine=2, titolo="Carta approvata", tipo="on_off", misura="si_no")
    prima, seconda = o.parti.all()
    for indicatore, valore in zip(o.indicatori.exclude(parte=None), (6, 3), strict=True):
        Rilevazione.objects.create(indicatore=indicatore, valore=Decimal(valore))
    Rilevazione.objects.create(indicatore=comune_a_tutte, fatto=True)
    o = Obiettivo.objects.get(pk=o.pk)
    assert [proposta_di(o, p).percentuale for p in (prima, seconda)] == [Decimal(100), Decimal(75)]


def test_troppi_indicatori_per_il_conteggio_non_fanno_cadere_la_pagina(comune: SimpleNamespace) -> None:
    o = individuale(comune)
    o.gradazione = "conteggio"
    for n in (3, 4):
        Indicatore.objects.create(obiettivo=o, ordine=n, titolo="Altro", tipo="on_off", misura="si_no")
    assert "fino a 3 indicatori" in proposta_di(o, None).motivo


def test_con_gli_indicatori_gia_letti_nessuna_interrogazione(
    comune: SimpleNamespace, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    pk = collettivo(comune).pk
    o = Obiettivo.objects.select_related("esercizio").prefetch_related("parti", "indicatori__rilevazione").get(pk=pk)
    with django_assert_num_queries(0):
        for parte in o.quote():
            proposta_di(o, parte)
    o = Obiettivo.objects.select_related("esercizio").prefetch_related("parti", "indicatori").get(pk=pk)
    with django_assert_num_queries(1):
        for parte in o.quote():
            proposta_di(o, parte)
