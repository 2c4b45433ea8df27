"""A large batch: its documents are issued by the worker, a block at a time, and whatever happens once each."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from smvp.documenti import coda, operazioni, pdf, tipi
from smvp.documenti.letture import avanzamento
from smvp.documenti.models import Documento, Lavoro
from smvp.documenti.operazioni import Richiesta, chiedi_insieme, chiudi_lavoro, disegna, emetti_blocco, emetti_tutti, riaccoda, riprova
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa

from .test_operazioni import QUANDO

pytestmark = pytest.mark.django_db
Campana = list[tuple[str, int]]
POI = QUANDO + timedelta(minutes=5)


@pytest.fixture
def guasto() -> SimpleNamespace:
    """What goes wrong while a block is being issued: nothing, to begin with."""
    return SimpleNamespace(errore=None)


@pytest.fixture(autouse=True)
def a_due_a_due(monkeypatch: pytest.MonkeyPatch, guasto: SimpleNamespace) -> Iterator[None]:
    """Blocks of two; a document for each object but the seventh, which nobody may read."""

    def emetti(oggetti: Sequence[int], utente: Any, quando: datetime) -> list[Documento]:
        richieste = [Richiesta(f"b:{n}", f"Scheda {n}", n, lambda n=n: {"testo": str(n)}) for n in oggetti if n != 7]
        emessi = emetti_tutti(richieste, tipo="prova", utente=utente, quando=quando)
        if guasto.errore:
            raise guasto.errore
        return emessi

    monkeypatch.setattr(tipi, "_emissioni", {"prova": emetti})
    monkeypatch.setattr(operazioni, "OGGETTI_PER_BLOCCO", 2)
    monkeypatch.setattr(pdf, "disegna_pdf", lambda *a, **k: b"%PDF-1.7 finto")


def chiedi(c: SimpleNamespace, oggetti: Sequence[int] = (1, 2, 3, 4, 5), chi: str = "ncvp") -> Lavoro:
    return chiedi_insieme(tipo="prova", titolo="Schede 2025", oggetti=oggetti, utente=getattr(c, chi), quando=QUANDO)


def a_che_punto(lavoro: Lavoro) -> tuple[str, int, int, int]:
    lavoro.refresh_from_db()
    return lavoro.stato, lavoro.tentativi, lavoro.da_emettere, lavoro.documenti.count()


def test_la_richiesta_non_emette_nulla_e_i_blocchi_vengono_prima_dei_disegni(
    comune: SimpleNamespace, campana: Campana, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        lavoro = chiedi(comune)
    assert campana == [(coda.EMETTI, lavoro.pk)] and not Documento.objects.exists()
    assert (avanzamento(lavoro).totale, avanzamento(lavoro).finiti, avanzamento(lavoro).da_emettere) == (5, 0, 5)
    campana.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert emetti_blocco(lavoro.pk, quando=QUANDO)
    assert [compito for compito, _ in campana] == [coda.EMETTI, coda.DISEGNA, coda.DISEGNA]
    assert a_che_punto(lavoro) == ("in_coda", 0, 3, 2)
    assert emetti_blocco(lavoro.pk, quando=QUANDO) and emetti_blocco(lavoro.pk, quando=QUANDO)
    assert a_che_punto(lavoro) == ("in_coda", 0, 0, 5)
    assert not emetti_blocco(lavoro.pk, quando=QUANDO), "una volta sola"
    assert list(lavoro.documenti.order_by("oggetto_id").values_list("oggetto_id", flat=True)) == [1, 2, 3, 4, 5]


def test_lo_zip_aspetta_che_siano_tutti_emessi(comune: SimpleNamespace, campana: Campana) -> None:
    lavoro = chiedi(comune, [1, 2, 3])
    emetti_blocco(lavoro.pk, quando=QUANDO)
    for documento in lavoro.documenti.all():
        disegna(documento.pk, quando=QUANDO)
    assert not chiudi_lavoro(lavoro.pk, quando=QUANDO)
    emetti_blocco(lavoro.pk, quando=QUANDO)
    assert not chiudi_lavoro(lavoro.pk, quando=QUANDO)
    disegna(lavoro.documenti.latest("pk").pk, quando=QUANDO)
    assert chiudi_lavoro(lavoro.pk, quando=QUANDO)


def test_due_richieste_sono_un_lavoro_finche_va_avanti(comune: SimpleNamespace) -> None:
    lavoro = chiedi(comune, [1])
    assert chiedi(comune, [1, 2]).pk == lavoro.pk, "è in corso"
    assert chiedi(comune, [1], chi="segretario").pk != lavoro.pk, "è di un altro"
    Lavoro.objects.filter(pk=lavoro.pk).update(stato="fallito", errore="motivo")
    assert chiedi(comune, [1]).pk != lavoro.pk


def test_senza_oggetti_o_con_un_tipo_che_non_va_a_blocchi_e_rifiutata(comune: SimpleNamespace) -> None:
    with pytest.raises(DatiNonValidi):
        chiedi(comune, [])
    with pytest.raises(ImproperlyConfigured, match="non si emettono a blocchi"):
        chiedi_insieme(tipo="pubblico", titolo="Altre", oggetti=[1], utente=comune.ncvp, quando=QUANDO)


def test_cio_che_non_si_puo_piu_leggere_resta_fuori(comune: SimpleNamespace) -> None:
    lavoro = chiedi(comune, [6, 7])
    emetti_blocco(lavoro.pk, quando=QUANDO)
    assert [d.oggetto_id for d in lavoro.documenti.all()] == [6]
    assert a_che_punto(lavoro) == ("in_coda", 0, 0, 1)
    assert avanzamento(lavoro).totale == 1


def test_un_blocco_che_non_riesce_non_lascia_nulla_ed_e_ritentato(
    comune: SimpleNamespace, campana: Campana, guasto: SimpleNamespace
) -> None:
    lavoro = chiedi(comune)
    emetti_blocco(lavoro.pk, quando=QUANDO)
    guasto.errore = OSError("disco pieno")
    for tentativo in (1, 2):
        campana.clear()
        assert emetti_blocco(lavoro.pk, quando=QUANDO)
        assert a_che_punto(lavoro) == ("in_coda", tentativo, 3, 2)
        assert campana == [(coda.EMETTI, lavoro.pk)]
    emetti_blocco(lavoro.pk, quando=QUANDO)
    assert a_che_punto(lavoro) == ("fallito", 3, 3, 2)
    guasto.errore = None
    assert not emetti_blocco(lavoro.pk, quando=QUANDO), "abbandonato: si riprova dalla pagina"
    riprova(lavoro, utente=comune.ncvp, quando=QUANDO)
    while emetti_blocco(lavoro.pk, quando=QUANDO):
        pass
    assert a_che_punto(lavoro) == ("in_coda", 0, 0, 5)


def test_l_ultimo_blocco_che_non_riesce_si_ritenta_anch_esso(comune: SimpleNamespace, campana: Campana, guasto: SimpleNamespace) -> None:
    lavoro = chiedi(comune, [1])
    guasto.errore = OSError()
    emetti_blocco(lavoro.pk, quando=QUANDO)
    assert campana == [(coda.EMETTI, lavoro.pk)]


def test_una_regola_violata_si_dice_subito(comune: SimpleNamespace, guasto: SimpleNamespace) -> None:
    lavoro = chiedi(comune)
    guasto.errore = OperazioneNonAmmessa("Un testo non si può stampare.")
    emetti_blocco(lavoro.pk, quando=QUANDO)
    assert a_che_punto(lavoro)[0] == "fallito" and lavoro.errore == "Un testo non si può stampare."


def test_il_processo_ucciso_a_meta_di_un_blocco_riparte_da_li(comune: SimpleNamespace, campana: Campana, guasto: SimpleNamespace) -> None:
    lavoro = chiedi(comune)
    emetti_blocco(lavoro.pk, quando=QUANDO)
    guasto.errore = SystemExit()
    with pytest.raises(SystemExit):
        emetti_blocco(lavoro.pk, quando=QUANDO)
    assert a_che_punto(lavoro) == ("in_corso", 1, 3, 2)
    guasto.errore = None
    assert not emetti_blocco(lavoro.pk, quando=QUANDO), "la presa vale ancora"
    campana.clear()
    riaccoda(quando=POI)
    assert (coda.EMETTI, lavoro.pk) in campana and (coda.CHIUDI, lavoro.pk) not in campana
    assert emetti_blocco(lavoro.pk, quando=POI)
    assert a_che_punto(lavoro) == ("in_coda", 0, 1, 4)
    assert Documento.objects.count() == 4


def test_la_richiesta_tornata_dal_processo_morto_non_aspetta(comune: SimpleNamespace) -> None:
    lavoro = chiedi(comune)
    Lavoro.objects.update(stato="in_corso", presa="x", preso_il=QUANDO, tentativi=1)
    assert emetti_blocco(lavoro.pk, quando=QUANDO, orfano=True)
    assert a_che_punto(lavoro) == ("in_coda", 0, 3, 2)


def test_chi_ha_perso_la_presa_non_scrive(comune: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    lavoro = chiedi(comune)
    vera = operazioni._emetti_blocco

    def in_ritardo(preso: Lavoro, quando: datetime) -> None:
        Lavoro.objects.update(presa="di un altro")
        vera(preso, quando)

    monkeypatch.setattr(operazioni, "_emetti_blocco", in_ritardo)
    emetti_blocco(lavoro.pk, quando=QUANDO)
    assert not Documento.objects.exists()
    assert a_che_punto(lavoro)[2:] == (5, 0)


def test_la_spazzata_richiama_il_blocco_che_giace(comune: SimpleNamespace, campana: Campana) -> None:
    lavoro = chiedi(comune)
    campana.clear()
    assert riaccoda(quando=QUANDO) == 1
    assert campana == [(coda.EMETTI, lavoro.pk)]
    assert riaccoda(quando=QUANDO) == 0


def test_la_pagina_dice_quanti_ne_mancano_e_che_ognuno_e_com_e_in_quel_momento(comune: SimpleNamespace, client: Client) -> None:
    lavoro = chiedi(comune)
    emetti_blocco(lavoro.pk, quando=QUANDO)
    client.force_login(comune.ncvp)
    for nome in ("lavoro", "avanzamento"):
        testo = client.get(reverse(f"documenti:{nome}", args=[lavoro.pk])).content.decode()
        assert "<b>0 di 5</b> documenti" in testo and "ognuna com’è in quel momento: ne aspettano ancora 3" in testo
    while emetti_blocco(lavoro.pk, quando=QUANDO):
        pass
    assert "a gruppi" not in client.get(reverse("documenti:lavoro", args=[lavoro.pk])).content.decode()
