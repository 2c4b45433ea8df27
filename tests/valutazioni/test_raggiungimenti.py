"""Art. 18: the percentage decided on an objective reaches Allegato B, on the part that each answers for, and covers nobody's mark."""

import json
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from django.urls import reverse

from obiettivi.models import Obiettivo
from smvp.flusso.operazioni import esegui
from smvp.nucleo.errori import DatiNonValidi
from smvp.registro.models import Evento
from tests.obiettivi.scene import collettivo, fai, individuale, porta_a
from tests.valutazioni.schede import QUANDO
from valutazioni.models import Scheda, VotoObiettivo
from valutazioni.operazioni.apertura import apri_schede
from valutazioni.operazioni.voti import Voti, salva_voti

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def il_10_aprile_2026(settings: object) -> None:
    settings.OGGI = "2026-04-10"


def deciso(c: SimpleNamespace, o: Obiettivo, *percentuali: str) -> Obiettivo:
    """The objective waits for its last step, with these percentages decided quota by quota."""
    o = porta_a(c, o, "al_valutatore")
    for consuntivo, quanto in zip(o.consuntivi.order_by("parte"), percentuali, strict=True):
        consuntivo.valutato, consuntivo.motivo_valutazione = Decimal(quanto), "Mancano gli standard di due uffici."
        consuntivo.save()
    return o


def raggiunto(o: Obiettivo, incarico: object) -> Decimal | None:
    return VotoObiettivo.objects.get(assegnazione__obiettivo=o, assegnazione__incarico=incarico).raggiungimento


def apri(c: SimpleNamespace) -> None:
    apri_schede(esercizio=c.esercizio, utente=c.ncvp, quando=QUANDO)


def test_la_scheda_che_si_apre_parte_da_quanto_e_stato_deciso(comune: SimpleNamespace) -> None:
    o = deciso(comune, individuale(comune), "84.50")
    fai(o, "valuta", comune.ncvp)
    apri(comune)
    assert raggiunto(o, comune.incarico_dirigente1) == Decimal("84.50")


def test_una_percentuale_ancora_da_confermare_non_passa(comune: SimpleNamespace) -> None:
    o = deciso(comune, individuale(comune), "84.50")
    apri(comune)
    assert raggiunto(o, comune.incarico_dirigente1) is None


def test_ognuno_e_valutato_sulla_sua_parte(comune: SimpleNamespace) -> None:
    """Artt. 7 and 8 (reading A7): each dirigente answers for their Direzione's part, and the P.O. of a Direzione for the same."""
    o = deciso(comune, collettivo(comune), "90", "40")
    apri(comune)
    fai(o, "valuta", comune.ncvp)
    attesi = {"dirigente1": Decimal(90), "po1": Decimal(90), "dirigente2": Decimal(40), "po2": Decimal(40)}
    assert {nome: raggiunto(o, getattr(comune, f"incarico_{nome}")) for nome in attesi} == attesi


def _scrivi(c: SimpleNamespace, o: Obiettivo, incarico: object, quanto: int) -> None:
    mio = VotoObiettivo.objects.get(assegnazione__obiettivo=o, assegnazione__incarico=incarico)
    mio.raggiungimento = Decimal(quanto)
    mio.save()


def test_art18_la_percentuale_e_una_sola(comune: SimpleNamespace) -> None:
    """What the sheet of a dirigente holds already is not decided otherwise on the Allegato A."""
    o = deciso(comune, collettivo(comune), "90", "40")
    apri(comune)
    _scrivi(comune, o, comune.incarico_dirigente1, 55)
    with pytest.raises(DatiNonValidi, match=r"55\s% invece di 90\s%"):
        fai(o, "valuta", comune.ncvp)
    assert raggiunto(o, comune.incarico_dirigente1) == Decimal(55)
    _scrivi(comune, o, comune.incarico_dirigente1, 90)
    fai(o, "valuta", comune.ncvp)
    versioni = dict(Scheda.objects.values_list("incarico", "versione"))
    assert (versioni[comune.incarico_dirigente1.pk], versioni[comune.incarico_dirigente2.pk]) == (1, 2)
    scritti = [e.contenuto for e in Evento.objects.filter(azione="scheda.salva")]
    assert {"obiettivo OG-1": [None, "40.00"]} in scritti and len(scritti) == 3


def test_a8_la_quota_di_una_po_nella_parte_della_direzione_resta_sua(comune: SimpleNamespace) -> None:
    o = deciso(comune, collettivo(comune), "90", "40")
    apri(comune)
    _scrivi(comune, o, comune.incarico_po1, 70)
    fai(o, "valuta", comune.ncvp)
    assert raggiunto(o, comune.incarico_po1) == Decimal(70)


# --- art. 18, seen from the sheet ------------------------------------------------------------------------------------------------


@pytest.fixture
def concluso(comune: SimpleNamespace) -> SimpleNamespace:
    """A collective objective decided (90 and 40) with the sheets open: the dirigenti's carry it, the P.O.'s start from it."""
    c = comune
    c.og = deciso(c, collettivo(c), "90", "40")
    apri(c)
    fai(c.og, "valuta", c.ncvp)
    dell_og = VotoObiettivo.objects.filter(assegnazione__obiettivo=c.og).select_related("assegnazione", "scheda")
    c.voti = {v.assegnazione.incarico_id: v for v in dell_og}
    return c


def _salva(voto: VotoObiettivo, chi: object, quanto: str | None) -> Scheda:
    scheda = Scheda.objects.get(pk=voto.scheda_id)
    valore = None if quanto is None else Decimal(quanto)
    return salva_voti(scheda=scheda, voti=Voti(raggiungimenti={voto.pk: valore}), utente=chi, quando=QUANDO, versione=scheda.versione)


@pytest.mark.parametrize("altra", ["89.99", "100", None])
def test_art18_la_scheda_non_prende_altra_percentuale(concluso: SimpleNamespace, altra: str | None) -> None:
    mio = concluso.voti[concluso.incarico_dirigente1.pk]
    with pytest.raises(DatiNonValidi, match=r"OG-1: l’Allegato A ha già deciso 90\s%"):
        _salva(mio, concluso.ncvp, altra)
    assert _salva(mio, concluso.ncvp, "90").versione == mio.scheda.versione, "la stessa non cambia niente"


def test_art18_la_regola_e_quella_della_chiusura(concluso: SimpleNamespace) -> None:
    """Reading A8 and art. 16: a P.O. has a share of its own, and who served for a part of the year answers for that part."""
    _salva(concluso.voti[concluso.incarico_po1.pk], concluso.dirigente1, "70")
    concluso.incarico_dirigente2.al = date(2025, 9, 30)
    concluso.incarico_dirigente2.save()
    _salva(concluso.voti[concluso.incarico_dirigente2.pk], concluso.ncvp, "55")


def test_art18_una_percentuale_diversa_da_prima_non_si_conclude(concluso: SimpleNamespace) -> None:
    _scrivi(concluso, concluso.og, concluso.incarico_dirigente1, 55)
    scheda = concluso.voti[concluso.incarico_dirigente1.pk].scheda
    vieta = pytest.raises(DatiNonValidi, match=r"ha già deciso 90\s%")
    with vieta, patch.object(Scheda, "mancano_obiettivi", return_value=[]):
        esegui(scheda, "proponi_a", utente=concluso.ncvp, quando=QUANDO, versione=scheda.versione)


def test_art18_il_campo_si_legge_e_porta_all_allegato_a(client: Any, concluso: SimpleNamespace) -> None:
    mio = concluso.voti[concluso.incarico_dirigente1.pk]
    client.force_login(concluso.ncvp)
    testo = client.get(mio.scheda.get_absolute_url()).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert f'name="raggiungimento_{mio.pk}"' not in testo
    assert "90,00 %" in testo and f'href="{concluso.og.get_absolute_url()}#cifre"' in testo
    sua = concluso.voti[concluso.incarico_po1.pk]
    client.force_login(concluso.dirigente1)
    assert f'name="raggiungimento_{sua.pk}"' in client.get(sua.scheda.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("prima", "scritta", "detto"), [("", "55", True), ("", "", False), ("", "90", False)])
def test_art18_la_pagina_aperta_prima_e_avvisata_nel_campo(
    client: Any, concluso: SimpleNamespace, prima: str, scritta: str, detto: bool
) -> None:
    """Drawn when nothing was decided: what it has not touched is no fault, another percentage is refused beside its field."""
    mio = concluso.voti[concluso.incarico_dirigente1.pk]
    nome = f"raggiungimento_{mio.pk}"
    client.force_login(concluso.ncvp)
    dati = {"versione": 1, "pagina": "p1", "prima": json.dumps({nome: prima}), nome: scritta}
    risposta = client.post(reverse("valutazioni:salva", args=[mio.scheda_id]), dati, HTTP_HX_REQUEST="true")
    assert ("ha già deciso" in risposta.content.decode()) is detto
    assert raggiunto(concluso.og, concluso.incarico_dirigente1) == Decimal(90)


def test_art18_la_conferma_mostra_che_cosa_fissa_e_dove_vale(client: Any, comune: SimpleNamespace) -> None:
    c = comune
    o = deciso(c, collettivo(c), "90", "40")
    apri(c)
    _scrivi(c, o, c.incarico_dirigente1, 55)
    _scrivi(c, o, c.incarico_po1, 70)
    conferma = reverse("obiettivi:passaggio", args=[o.pk, "valuta"])
    client.force_login(c.ncvp)
    risposta = client.get(conferma)
    testo = risposta.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "Su quali schede di valutazione vale" in testo and "90,00 %" in testo and "40,00 %" in testo
    per_chi = {s.chi.split(",")[0]: s for s in risposta.context["seguito"]}
    assert [(s.percentuale, s.ferma, bool(s.url)) for s in per_chi.values()].count((Decimal(90), True, True)) == 1
    assert "La scheda porta 55 %" in testo and "70 %" not in testo, "la quota di una P.O. prima del concerto non è cosa del NCVP"
    client.force_login(c.dirigente1)
    assert client.get(conferma).status_code == 403
    _scrivi(c, o, c.incarico_dirigente1, 90)
    client.force_login(c.ncvp)
    assert "La scheda la porta già" in client.get(conferma).content.decode()
