"""The parts of a collective objective: who joins, with how much, who answers for it, who writes it (art. 7, readings A4, A7, A8)."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from obiettivi.models import Assegnazione, Indicatore, Obiettivo
from obiettivi.operazioni.compilazione import Compilazione, salva_parte, salva_scheda
from obiettivi.operazioni.righe import aggiungi_parte, aggiungi_riga, sincronizza_assegnazioni, togli_parte
from obiettivi.operazioni.schede import crea_obiettivo
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa
from smvp.organizzazione.models import Direzione, Incarico, Persona, Utente

from .scene import collettivo, fai, il, individuale, porta_a

pytestmark = pytest.mark.django_db
QUANDO = il("crea") + timedelta(hours=1)


@pytest.fixture
def c(comune: SimpleNamespace, settings: SimpleNamespace) -> SimpleNamespace:
    settings.OGGI = "2025-01-21"
    return comune


def con(o: Obiettivo, utente: Utente) -> dict[str, Any]:
    o.refresh_from_db()
    return {"obiettivo": o, "utente": utente, "quando": QUANDO, "versione": o.versione}


def vuoto(c: SimpleNamespace) -> Obiettivo:
    return crea_obiettivo(
        esercizio=c.esercizio, tipo="generale", titolo="Standard di qualità", responsabile=c.incarico_dirigente1, utente=c.dirigente1,
        quando=il("crea"),
    )  # fmt: skip


def test_di_una_parte_rispondono_gli_incarichi_della_sua_direzione(c: SimpleNamespace) -> None:
    o = vuoto(c)
    prima = aggiungi_parte(**con(o, c.dirigente1), direzione=c.d1)
    aggiungi_parte(**con(o, c.dirigente1), direzione=c.d2)
    assert [p.apporto for p in o.parti.all()] == [Decimal(50), Decimal(50)]
    assert {(a.incarico, a.parte.direzione, a.peso) for a in o.assegnazioni.all()} == {
        (c.incarico_dirigente1, c.d1, 40), (c.incarico_po1, c.d1, 40), (c.incarico_dirigente2, c.d2, 40), (c.incarico_po2, c.d2, 40),
    }  # fmt: skip
    togli_parte(**con(o, c.dirigente1), chiave=prima.pk)
    assert {a.incarico for a in o.assegnazioni.all()} == {c.incarico_dirigente2, c.incarico_po2}


def test_lettura_a4_un_secondo_generale_prende_cio_che_resta_di_40(c: SimpleNamespace) -> None:
    primo, secondo = vuoto(c), vuoto(c)
    aggiungi_parte(**con(primo, c.dirigente1), direzione=c.d1)
    Assegnazione.objects.filter(incarico=c.incarico_dirigente1).update(peso=25)
    aggiungi_parte(**con(secondo, c.dirigente1), direzione=c.d1)
    pesi = dict(secondo.assegnazioni.values_list("incarico", "peso"))
    assert pesi == {c.incarico_dirigente1.pk: Decimal(15), c.incarico_po1.pk: Decimal(40)}


def test_chi_arriva_dopo_si_aggiunge_e_chi_ha_accettato_resta(c: SimpleNamespace) -> None:
    o = porta_a(c, collettivo(c), "assegnata")
    o = fai(o, "chiedi_revisione", c.dirigente1, "Evento imprevedibile e non governabile.")
    nuovo = Persona.objects.create(matricola="9001", nome="Ada", cognome="Nuova", genere="f")
    arrivo = Incarico.objects.create(persona=nuovo, ruolo="po", tipo_po="po", direzione=c.s2, dal=date(2025, 9, 1))
    Incarico.objects.filter(pk=c.incarico_po2.pk).update(al=date(2024, 12, 31))
    sincronizza_assegnazioni(**con(o, c.dirigente1))
    assert {a.incarico for a in o.assegnazioni.filter(parte__direzione=c.d2)} == {c.incarico_dirigente2, c.incarico_po2, arrivo}
    with pytest.raises(OperazioneNonAmmessa, match="già accettato"):
        togli_parte(**con(o, c.dirigente1), chiave=o.parti.first().pk)


def test_una_parte_sola_per_direzione_e_solo_in_un_collettivo(c: SimpleNamespace) -> None:
    o = vuoto(c)
    aggiungi_parte(**con(o, c.dirigente1), direzione=c.d1)
    for sbagliato, direzione in ((o, c.d1), (o, c.s2), (individuale(c), c.d2)):
        with pytest.raises(DatiNonValidi):
            aggiungi_parte(**con(sbagliato, c.dirigente1), direzione=direzione)
    Direzione.objects.filter(pk=c.d2.pk).update(al=date(2024, 12, 31))
    with pytest.raises(DatiNonValidi, match="in vigore"):
        aggiungi_parte(**con(o, c.dirigente1), direzione=c.d2)


def test_ogni_dirigente_cambia_la_propria_parte_e_nient_altro(c: SimpleNamespace) -> None:
    o = collettivo(c)
    sua, altra = o.parti.get(direzione=c.d2), o.parti.get(direzione=c.d1)
    o.refresh_from_db()

    def salva_la(parte: Any, utente: Utente, **dati: Any) -> None:
        o.refresh_from_db()
        salva_parte(parte=parte, dati=Compilazione(**dati), utente=utente, quando=QUANDO, versione=o.versione)

    indicatore = sua.indicatori.get()
    salva_la(sua, c.dirigente2, parti={sua.pk: {"descrizione": "La nostra parte."}}, indicatori={indicatore.pk: {"atteso": Decimal(8)}})
    sua.refresh_from_db(), indicatore.refresh_from_db()
    assert (sua.descrizione, indicatore.atteso) == ("La nostra parte.", Decimal(8))
    salva_la(sua, c.dirigente1, parti={sua.pk: {"descrizione": "La vede il capofila."}})
    riga = aggiungi_riga(**con(o, c.dirigente2), tipo="indicatore", parte=sua)
    assert isinstance(riga, Indicatore) and riga.parte == sua
    vietati = [
        (altra, c.dirigente2, {"parti": {altra.pk: {"descrizione": "Non mia."}}}),
        (sua, c.dirigente2, {"parti": {sua.pk: {"apporto": Decimal(90)}}}),
        (sua, c.dirigente2, {"campi": {"titolo": "Non mio"}}),
        (sua, c.po2, {"parti": {sua.pk: {"descrizione": "Di una P.O."}}}),
        (sua, c.segretario, {"parti": {sua.pk: {"descrizione": "Del Segretario"}}}),
    ]
    for parte, utente, dati in vietati:
        with pytest.raises(PermissionDenied):
            salva_la(parte, utente, **dati)
    with pytest.raises(DatiNonValidi):
        salva_la(sua, c.dirigente2, indicatori={altra.indicatori.get().pk: {"atteso": Decimal(1)}})


def test_senza_capofila_il_collettivo_lo_compila_il_segretario(c: SimpleNamespace) -> None:
    o = crea_obiettivo(esercizio=c.esercizio, tipo="generale", titolo="Standard", responsabile=None, utente=c.segretario, quando=il("crea"))
    aggiungi_parte(**con(o, c.segretario), direzione=c.d1)
    di_tutte = Compilazione(campi={"descrizione": "Tutte le Direzioni."})
    assert salva_scheda(**con(o, c.segretario), dati=di_tutte).descrizione == "Tutte le Direzioni."
    with pytest.raises(PermissionDenied):
        salva_scheda(**con(o, c.dirigente1), dati=di_tutte)


@pytest.mark.parametrize(
    ("prima", "dopo"),
    [
        (["100"], ["50", "50"]), (["50", "50"], ["33.34", "33.33", "33.33"]), (["60", "30"], ["60", "30", "10"]),
        (["60", "40"], ["60", "40", "33.33"]), (["70"], ["70", "30"]),
    ],
)  # fmt: skip
def test_art_7_l_apporto_proposto_a_chi_entra(c: SimpleNamespace, prima: list[str], dopo: list[str]) -> None:
    """Equal shares while nobody has touched them; then what is left of 100; where nothing is left an equal share, and the sum says so."""
    o = vuoto(c)
    direzioni = [c.d1, c.d2, Direzione.objects.create(codice="D9", denominazione="Z Servizi", dal=date(2020, 1, 1))]
    for direzione, apporto in zip(direzioni, prima, strict=False):
        o.parti.create(direzione=direzione, apporto=Decimal(apporto))
    aggiungi_parte(**con(o, c.dirigente1), direzione=direzioni[len(prima)])
    assert sorted(p.apporto for p in o.parti.all()) == sorted(map(Decimal, dopo))


def test_chi_esce_lascia_parti_uguali_solo_se_nessuno_le_ha_cambiate(c: SimpleNamespace) -> None:
    o = vuoto(c)
    prima = aggiungi_parte(**con(o, c.dirigente1), direzione=c.d1)
    seconda = aggiungi_parte(**con(o, c.dirigente1), direzione=c.d2)
    togli_parte(**con(o, c.dirigente1), chiave=seconda.pk)
    prima.refresh_from_db()
    assert prima.apporto == 100
    seconda = aggiungi_parte(**con(o, c.dirigente1), direzione=c.d2)
    salva_scheda(**con(o, c.dirigente1), dati=Compilazione(parti={prima.pk: {"apporto": Decimal(60)}}))
    togli_parte(**con(o, c.dirigente1), chiave=seconda.pk)
    prima.refresh_from_db()
    assert prima.apporto == 60
