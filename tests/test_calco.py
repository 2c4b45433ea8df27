"""Scenes built once (tests/calco.py): the same rows and the same objects, and built again as soon as anything is not the same."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction

from smvp.organizzazione.models import Direzione, Persona
from smvp.orologio import adesso
from tests import calco
from tests.calco import una_volta
from tests.personaggi import crea_comune

pytestmark = pytest.mark.django_db
fatte: list[str] = []
suonate: list[str] = []


@una_volta
def scena(c: SimpleNamespace, nome: str) -> Direzione:
    """Adds, changes and takes away a row; leaves something in ``c`` and on the row it was given; asks for something on commit."""
    fatte.append(nome)
    c.nuova = Direzione.objects.create(codice="D9", denominazione=nome, tipo="settore", dal=c.d1.dal, padre=c.d1)
    c.persona_ncvp.cognome = nome
    c.persona_ncvp.save()
    c.persona_admin.delete()
    transaction.on_commit(lambda: suonate.append(nome))
    return c.nuova


@pytest.fixture(autouse=True)
def da_capo() -> None:
    fatte.clear()
    suonate.clear()


def due_volte(c: SimpleNamespace, in_mezzo: Any = lambda c: None, *nomi: str) -> tuple[Any, Any]:
    """Run the scene, take it back, run it again: what each of the two runs left."""
    lasciati = []
    for nome in nomi or ("Ambiente", "Ambiente"):
        with transaction.atomic():
            copia = SimpleNamespace(**{k: calco.pickle.loads(calco.pickle.dumps(v)) for k, v in vars(c).items()})
            if lasciati:
                in_mezzo(copia)
            nuova = scena(copia, nome)
            assert nuova is copia.nuova and nuova.padre is copia.d1
            lasciati.append((calco._fotografa(), nuova.pk, copia.persona_ncvp.cognome, copia.persona_admin.pk))
            transaction.set_rollback(True)
    return lasciati[0], lasciati[1]


@pytest.fixture
def c(comune: SimpleNamespace) -> SimpleNamespace:
    comune.persona_admin.nomine.all().delete()
    return comune


def test_la_seconda_volta_le_stesse_righe_e_gli_stessi_oggetti(c: SimpleNamespace, django_capture_on_commit_callbacks: Any) -> None:
    calco._calchi.clear()
    with django_capture_on_commit_callbacks(execute=True):
        prima, dopo = due_volte(c)
        scena(c, "Ambiente")
    assert fatte == ["Ambiente"] and suonate == ["Ambiente"]
    assert prima == dopo and prima[2:] == ("Ambiente", None)
    assert Persona.objects.get(pk=c.persona_ncvp.pk).cognome == c.persona_ncvp.cognome == "Ambiente"
    assert not Persona.objects.filter(matricola="0014").exists()


@pytest.mark.parametrize("che_cosa", ["una riga in più", "un'altra impostazione", "un altro argomento", "si rattoppa", "si contano"])
def test_se_qualcosa_cambia_si_rifa(c: SimpleNamespace, settings: Any, monkeypatch: pytest.MonkeyPatch, che_cosa: str) -> None:
    calco._calchi.clear()
    fai = {
        "una riga in più": lambda c: Direzione.objects.create(codice="D8", denominazione="X", tipo="direzione", dal=c.d1.dal),
        "un'altra impostazione": lambda c: setattr(settings, "OGGI", "2031-01-01"),
        "un altro argomento": lambda c: setattr(c.d1, "denominazione", "Altra"),
        "si rattoppa": lambda c: monkeypatch.setattr("smvp.orologio.adesso", adesso),
        "si contano": lambda c: setattr(connection, "force_debug_cursor", True),
    }[che_cosa]
    try:
        due_volte(c, fai)
    finally:
        connection.force_debug_cursor = False
    assert fatte == ["Ambiente", "Ambiente"]


def test_il_comune_e_sempre_lo_stesso() -> None:
    chiavi = []
    for _ in range(2):
        with transaction.atomic():
            chiavi.append({nome: v.pk for nome, v in vars(crea_comune()).items()})
            transaction.set_rollback(True)
    assert chiavi[0] == chiavi[1]
