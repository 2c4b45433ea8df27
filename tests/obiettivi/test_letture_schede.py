"""The sheet with all that hangs on it, however large the municipality."""

from datetime import date
from types import SimpleNamespace

import pytest
from pytest_django import DjangoAssertNumQueries

from obiettivi.letture.scheda.schede import con_tutto
from obiettivi.models import Assegnazione, Obiettivo
from smvp.organizzazione.models import Incarico, Persona
from tests.obiettivi.scene import collettivo, individuale

pytestmark = pytest.mark.django_db


def test_otto_interrogazioni_qualunque_sia_la_scheda(comune: SimpleNamespace, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    individuale(comune)
    collettivo(comune)
    with django_assert_num_queries(8):
        for o in con_tutto(Obiettivo.objects.all()):
            for a in o.assegnazioni.all():
                assert a.incarico.persona.cognome and a.incarico.direzione and (a.parte is None or a.parte.direzione.codice)
            assert all(i.parte is None or i.parte.direzione for i in o.indicatori.all())
            assert [p.direzione.codice for p in o.parti.all()] == (["D1", "D2"] if o.collettivo else [])
            assert {r.indicatore for r in o.riscontri.all()} == {None}


def test_un_collettivo_di_mille_incarichi_si_legge(comune: SimpleNamespace) -> None:
    """SQLite gives up at a thousand keys in a row (depth of an expression): the appointments of a municipality of 14,000 are more."""
    o = collettivo(comune)
    quanti = 1_100
    persone = Persona.objects.bulk_create(Persona(matricola=f"M{n:05d}", nome="A", cognome="B", genere="f") for n in range(quanti))
    dal = date(2024, 1, 1)
    dati = {"ruolo": "po", "tipo_po": "po", "direzione": comune.s1, "dal": dal, "ad_interim": True}
    incarichi = Incarico.objects.bulk_create(Incarico(persona=p, **dati) for p in persone)
    Assegnazione.objects.bulk_create(Assegnazione(obiettivo=o, incarico=i, peso=40) for i in incarichi)
    letto = con_tutto(Obiettivo.objects.filter(pk=o.pk)).get()
    assert len(letto.assegnazioni.all()) == quanti + 4
