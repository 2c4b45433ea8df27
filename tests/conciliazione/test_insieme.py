"""Artt. 29 and 30: two clicks, or two people, at the same instant: one passes, the other is told, and nothing is there twice."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from conciliazione.models import Conciliazione, Decisione, Esito, Esito410, Istanza, Misura, Voto
from conciliazione.operazioni.organismo import vota
from conciliazione.operazioni.seguito import concludi_conciliazione, proponi_misura, registra_conciliazione
from smvp.flusso.operazioni import esegui
from smvp.nucleo.errori import ErroreDominio
from smvp.organizzazione.models import Utente
from tests.fili import insieme
from valutazioni.letture.riesame import voci_correggibili
from valutazioni.models import Scheda, SchedaPersonale
from valutazioni.operazioni.riesame import Corretto, correggi_per_riesame

from .scene import DOPO, GIORNO, MOTIVI, MOTIVO, comunicata, con_firmata_d, decisa, in_istruttoria, presenta, proponi, scena

pytestmark = pytest.mark.usefixtures("database_vero")
COPPIE = 4


def u(nome: str) -> Utente:
    return Utente.objects.get(username=nome)


def scheda() -> Scheda:
    return Scheda.tutte.get(incarico__persona__utente__username="dirigente1", sostituisce=None)


def chiede() -> Any:
    return presenta(SimpleNamespace(scheda_dirigente1=scheda(), dirigente1=u("dirigente1")))


def registra() -> Any:
    dati: dict[str, Any] = {"sede": "Ispettorato", "richiesta_il": GIORNO, "oggetto": MOTIVI, "utente": u("segretario"), "quando": DOPO}
    return registra_conciliazione(scheda=scheda(), **dati)


def concorda() -> Any:
    riga = Conciliazione.objects.get()
    voce = next(v for v in voci_correggibili(riga.scheda) if not v.percentuale)
    dati: dict[str, Any] = {"esito_del": GIORNO, "contenuto": MOTIVO, "nuovi": {voce.campo: 3}, "utente": u("segretario"), "quando": DOPO}
    return concludi_conciliazione(conciliazione=riga, esito=Esito410.ACCORDO, versione=1, **dati)


def comunica() -> Any:
    riga = Istanza.objects.get()
    return esegui(riga, "comunica", utente=u("segretario"), quando=DOPO, versione=riga.versione)


def corregge(n: int) -> Any:
    voto = Scheda.tutte.get(pk=scheda().pk).voti_fattore.order_by("pk")[0]
    voti = {voto.pk: Corretto(3, MOTIVO)}
    return correggi_per_riesame(scheda(), voti=voti, motivazione=MOTIVO, riferimento=f"riesame n. {n}", utente=u("segretario"), quando=DOPO)


def vota_il_dirigente() -> Any:
    decisione = Decisione.objects.latest("numero")
    seggio = decisione.istanza.componenti.get(qualita="dirigente")
    return vota(decisione=decisione, componente=seggio, favorevole=True, utente=u("dirigente2"), quando=DOPO)


def propone() -> Any:
    return proponi_misura(dopo=Istanza.objects.get(), proposta=MOTIVI, perche=MOTIVO, utente=u("segretario"), quando=DOPO)


def con_voce_cambiata() -> None:
    c = scena()
    voce = next(v for v in voci_correggibili(c.scheda_dirigente1) if not v.percentuale)
    decisa(c, Esito.MODIFICATA, **{voce.campo: 3})


def con_negativa() -> None:
    c = scena()
    con_firmata_d(c, voto=0)
    comunicata(c, chi="dipendente1")


def con_conciliazione() -> None:
    scena()
    registra()


def versioni() -> int:
    return Scheda.tutte.filter(incarico__persona__utente__username="dirigente1").count()


CASI: dict[str, tuple[Callable[[], Any], list[Callable[[], Any]], Callable[[], int], int]] = {
    "due richieste su una scheda": (scena, [chiede] * COPPIE, Istanza.objects.count, 1),
    "due conciliazioni su una scheda": (scena, [registra] * COPPIE, Conciliazione.objects.count, 1),
    "lo stesso accordo due volte": (con_conciliazione, [concorda] * COPPIE, versioni, 2),
    "la decisione comunicata due volte": (con_voce_cambiata, [comunica] * COPPIE, versioni, 2),
    "due correzioni della stessa scheda": (scena, [lambda n=n: corregge(n) for n in range(COPPIE)], versioni, 2),
    "lo stesso voto due volte": (
        lambda: proponi(c := scena(), in_istruttoria(c), Esito.CONFERMATA), [vota_il_dirigente] * COPPIE, Voto.objects.count, 1,
    ),
    "la stessa misura due volte": (con_negativa, [propone] * COPPIE, Misura.objects.count, 1),
}  # fmt: skip


@pytest.mark.parametrize("caso", CASI)
def test_di_quanti_lo_fanno_nello_stesso_istante_uno_passa_e_gli_altri_lo_sanno(settings: Any, caso: str) -> None:
    settings.OGGI = GIORNO.isoformat()
    prepara, lavori, conta, quanti = CASI[caso]
    insieme(prepara)
    esiti = insieme(*lavori)
    passati = [e for e in esiti if not isinstance(e, Exception)]
    assert (len(passati), insieme(conta)) == (1, [quanti]), esiti
    assert all(isinstance(e, ErroreDominio) for e in esiti if isinstance(e, Exception)), esiti


def test_riesame_e_conciliazione_nello_stesso_istante_non_stanno_insieme_lettura_a51(settings: Any) -> None:
    settings.OGGI = GIORNO.isoformat()
    insieme(scena)
    insieme(chiede, registra)

    def vive() -> tuple[int, int]:
        return Istanza.objects.exclude(stato="ritirata").count(), Conciliazione.objects.count()

    assert insieme(vive) == [(0, 1)]


def test_schede_del_personale_corrette_insieme(settings: Any) -> None:
    settings.OGGI = GIORNO.isoformat()
    insieme(lambda: con_firmata_d(scena()))

    def corregge_d(n: int) -> Any:
        riga = SchedaPersonale.objects.get(persona__utente__username="dipendente1")
        voti = {riga.voti.order_by("pk")[0].pk: Corretto(3, MOTIVO)}
        return correggi_per_riesame(riga, voti=voti, motivazione=MOTIVO, riferimento=f"riesame n. {n}", utente=u("segretario"), quando=DOPO)

    esiti = insieme(*(lambda n=n: corregge_d(n) for n in range(COPPIE)))
    assert sum(not isinstance(e, Exception) for e in esiti) == 1, esiti
