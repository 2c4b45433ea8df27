"""misura: ratios of medians, taken in turns; the made-up facts are good facts."""

import itertools
import json
from decimal import Decimal

import pytest

from obiettivi.letture.scheda.somiglianza import simili
from obiettivi.models import Obiettivo
from premi.simulazione import simula
from smvp.management import misura as modulo
from smvp.management import pagina_nuda
from smvp.management.fatti_di_prova import fatti
from smvp.management.misura import Misura, durata, misura, tabella
from smvp.management.misure import MISURE, cliente_nudo, obiettivi_di_prima, quante_interrogazioni
from tests.obiettivi.scene import individuale


def test_il_rapporto_e_tra_le_mediane_prese_a_turno(monkeypatch: pytest.MonkeyPatch) -> None:
    chiamate: list[str] = []
    secondi = iter([3.0, 1.0, 100.0, 2.0, 4.0, 1.5])
    orologio = itertools.accumulate(itertools.chain.from_iterable((0.0, s) for s in secondi))
    monkeypatch.setattr(modulo.time, "perf_counter", lambda: next(orologio))
    voce = Misura("prova", lambda: chiamate.append("nostra"), "nulla", lambda: chiamate.append("sua"), "6 interrogazioni")
    (risultato,) = misura([voce], 3)
    assert (risultato.nostra, risultato.paragone) == (4.0, 1.5)
    assert chiamate == ["nostra", "sua"] * 4
    assert " ".join(tabella([risultato])[1].split()) == "prova (6 interrogazioni) 4,00 s nulla 1,50 s 2,67"


@pytest.mark.parametrize(("secondi", "attesa"), [(2.346, "2,35 s"), (0.0482, "48,2 ms"), (0.00012, "0,1 ms")])
def test_le_durate_si_leggono(secondi: float, attesa: str) -> None:
    assert durata(secondi) == attesa


def test_i_fatti_di_prova_sono_sempre_gli_stessi_e_simula_li_accetta() -> None:
    assert fatti(200) == fatti(200)
    risultati = json.loads(simula(json.dumps(fatti(200))))
    assert len(risultati["dipendenti"]) == 200
    fondo = sum(Decimal(direzione["fondo"]) for direzione in risultati["direzioni"])
    assert fondo == Decimal(fatti(200)["fondo_produttivita"])


@pytest.mark.django_db
def test_la_pagina_nuda_fa_sei_interrogazioni(comune: object) -> None:
    cliente = cliente_nudo()
    cliente.force_login(comune.ncvp, "django.contrib.auth.backends.ModelBackend")

    def pagina() -> None:
        risposta = cliente.get("/")
        assert b"<title>Nuda</title>" in risposta.content
        assert b"D1.1" in risposta.content or b"Tributi" in risposta.content

    assert quante_interrogazioni(pagina) == 6
    assert len(pagina_nuda.MIDDLEWARE) == 8


def test_ogni_gruppo_di_misure_dice_che_cosa_misura() -> None:
    assert [gruppo.__doc__ for gruppo in MISURE if not gruppo.__doc__] == []


@pytest.mark.django_db
def test_gli_obiettivi_di_prova_sono_di_un_anno_prima_e_si_confrontano(comune: object) -> None:
    nuovo = individuale(comune)
    obiettivi_di_prima(30)
    prima = Obiettivo.objects.filter(esercizio__anno=comune.esercizio.anno - 1)
    assert prima.count() == 30
    assert all(o.atto_id and o.titolo and o.descrizione for o in prima)
    assert all(s.obiettivo in prima for s in simili(nuovo, comune.segretario))
