"""Two people, or two windows, at the same instant: one does it, the other is told in words, nothing is lost."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from obiettivi.models import Allegato, Obiettivo
from obiettivi.operazioni.allegati import allega
from obiettivi.operazioni.compilazione import Compilazione, salva_scheda
from obiettivi.operazioni.schede import crea_obiettivo
from obiettivi.stati import MONITORATA
from smvp.nucleo.errori import DatiNonValidi
from tests.fili import insieme
from tests.obiettivi.scene import il, individuale, porta_a, url

pytestmark = pytest.mark.django_db(transaction=True)
PDF = b"%PDF-1.7\ntrailer\n%%EOF\n"


@pytest.fixture
def c(transactional_db: None, comune: SimpleNamespace, settings: Any, tmp_path: Path) -> SimpleNamespace:
    settings.OGGI, settings.MEDIA_ROOT = "2026-02-20", str(tmp_path)
    comune.rendicontato = porta_a(comune, individuale(comune), MONITORATA)
    comune.allegato = allega(
        obiettivo=comune.rendicontato, parte=None, nome="relazione.pdf", contenuto=PDF, utente=comune.dirigente1, quando=il("rendiconta")
    )
    comune.bozze = (individuale(comune, "dirigente1", "Uno"), individuale(comune, "dirigente2", "Due"))
    return comune


@pytest.fixture
def gara(c: SimpleNamespace, request: pytest.FixtureRequest) -> SimpleNamespace:
    """The scene, in a database that the threads share."""
    request.getfixturevalue("database_vero")
    return c


def test_due_finestre_tolgono_lo_stesso_allegato(gara: SimpleNamespace) -> None:
    o, indirizzo = gara.rendicontato, url("rendicontazione", gara.rendicontato)

    def togli() -> Any:
        finestra = Client()
        finestra.force_login(gara.dirigente1)
        dati = {"versione": Obiettivo.objects.get(pk=o.pk).versione, "risultato_0": "Fatto.", "togli": str(gara.allegato.pk)}
        risposta = finestra.post(indirizzo, dati, follow=True)
        return risposta.status_code, risposta.content.decode()

    esiti = insieme(togli, togli)
    assert all(isinstance(e, tuple) and e[0] < 500 for e in esiti), esiti
    detto = sorted("è già stato tolto" in pagina for _, pagina in esiti if "Tolto l’allegato" in pagina or "è già stato tolto" in pagina)
    assert detto == [False, True], "a una finestra che è tolto, all’altra che lo era già"
    assert insieme(Allegato.objects.count) == [0]


def test_due_persone_danno_lo_stesso_codice(gara: SimpleNamespace) -> None:
    def scrivi(bozza: Obiettivo, utente: object) -> Any:
        dati = Compilazione(campi={"codice": "OI-777", "titolo": f"{bozza.titolo} bis"})
        return salva_scheda(obiettivo=bozza, dati=dati, utente=utente, quando=il("negozia"), versione=bozza.versione)

    una, due = gara.bozze
    esiti = insieme(lambda: scrivi(una, gara.dirigente1), lambda: scrivi(due, gara.dirigente2))
    assert sorted(type(e) for e in esiti if not isinstance(e, Obiettivo)) == [DatiNonValidi], esiti
    (rifiuto,) = [e for e in esiti if isinstance(e, DatiNonValidi)]
    assert rifiuto.campo == "codice" and "OI-777 c’è già" in str(rifiuto)
    assert insieme(Obiettivo.objects.filter(codice="OI-777").count) == [1]


def test_due_persone_creano_lo_stesso_codice(gara: SimpleNamespace) -> None:
    def crea(utente: object, incarico: object) -> Any:
        return crea_obiettivo(
            esercizio=gara.esercizio, tipo="individuale", titolo="Nuovo", responsabile=incarico, utente=utente, quando=il("negozia"),
            codice="OI-888",
        )  # fmt: skip

    esiti = insieme(lambda: crea(gara.dirigente1, gara.incarico_dirigente1), lambda: crea(gara.dirigente2, gara.incarico_dirigente2))
    assert sorted(type(e).__name__ for e in esiti) == ["DatiNonValidi", "Obiettivo"], esiti
