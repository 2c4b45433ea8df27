"""Whose turn it is: the page of a sheet, the list and the desk give the same answer in the same words."""

from datetime import date

import pytest
from django.urls import reverse

from obiettivi.models import Monitoraggio, Obiettivo
from smvp.organizzazione.models import Nomina
from tests.obiettivi.scene import collettivo, il, individuale, porta_a

pytestmark = pytest.mark.django_db
LUGLIO = "2025-07-20"


def _parole(client, utente, o):
    """What page, list and desk say to a user of the sheet: for whom it waits, and whether it is among the things to do."""
    client.force_login(utente)
    pagina = client.get(o.get_absolute_url()).context["turno"]
    righe = client.get(reverse("obiettivi:elenco", args=[2025])).context["elenco"].righe
    riga = next(r for r in righe if r.obiettivo.pk == o.pk)
    desk = client.get(reverse("scrivania")).context
    da_fare = any(c.url == o.get_absolute_url() for c in desk["da_fare"])
    attese = [c.dettaglio for c in desk["in_attesa"] if c.url == o.get_absolute_url()]
    assert (pagina.te, pagina.attesa, pagina.mancano) == (riga.te, riga.attesa, riga.mancano)
    assert pagina.te is da_fare
    assert pagina.tocca_a == riga.tocca_a
    if attese:
        assert attese == [f"{riga.attesa.cosa}: {pagina.tocca_a}."]
    return pagina


def test_la_pagina_l_elenco_e_la_scrivania_dicono_lo_stesso(client, comune, settings):
    settings.OGGI = "2025-02-10"
    o = individuale(comune)
    for stato, atteso in (("bozza", comune.dirigente1), ("negoziata", comune.segretario), ("trasmessa", comune.ncvp)):
        o = o if stato == "bozza" else porta_a(comune, o, stato)
        for chi in (comune.dirigente1, comune.segretario, comune.ncvp):
            if stato == "bozza" and chi == comune.ncvp:
                continue  # a draft is not theirs to read
            turno = _parole(client, chi, o)
            assert turno.te is (chi == atteso)
            assert turno.tocca_a == ("te" if chi == atteso else atteso.persona.con_titolo)


def test_art_17_chi_guida_una_parte_lo_legge_anche_sulla_pagina(client, comune, settings):
    settings.OGGI = LUGLIO
    o = porta_a(comune, collettivo(comune), "assegnata")
    assert _parole(client, comune.dirigente2, o).te
    Monitoraggio.objects.create(
        obiettivo=o, parte=o.parti.get(direzione=comune.d2), riferito_al=date(2025, 6, 30), avanzamento="A metà.",
        compilato_da=comune.dirigente2, compilato_il=il("verifica"),
    )  # fmt: skip
    turno = _parole(client, comune.dirigente2, o)
    assert (turno.te, turno.tocca_a) == (False, comune.persona_dirigente1.con_titolo)


def test_prima_che_si_chieda_a_qualcuno_la_pagina_dice_il_prossimo_termine(client, comune, settings):
    o = porta_a(comune, individuale(comune), "assegnata")
    settings.OGGI = "2025-04-10"
    turno = _parole(client, comune.dirigente1, o)
    assert (turno.attesa, turno.te) == (None, False)
    assert (turno.prossima.termine, turno.prossima.transizione.articolo) == (date(2025, 7, 31), "17")


def test_art_16_di_chi_non_e_piu_in_servizio_risponde_il_segretario(client, comune, settings):
    settings.OGGI = LUGLIO
    o = individuale(comune)
    comune.incarico_dirigente1.al = date(2025, 6, 30)
    comune.incarico_dirigente1.save()
    assert _parole(client, comune.segretario, o).te


def test_se_non_c_e_nessuno_si_dice_ovunque_con_le_stesse_parole(client, comune, settings):
    settings.OGGI = "2025-02-10"
    o = porta_a(comune, individuale(comune), "trasmessa")
    Nomina.objects.filter(ruolo="ncvp").update(al=date(2025, 2, 9))
    assert _parole(client, comune.dirigente1, o).tocca_a == "nessuno in carica"
    assert "aspetta <b>nessuno in carica</b>" in client.get(o.get_absolute_url()).content.decode()


def test_di_un_esercizio_chiuso_non_si_aspetta_piu_niente(client, comune, settings):
    settings.OGGI = "2026-05-20"
    o = porta_a(comune, individuale(comune), "al_valutatore")
    comune.esercizio.chiuso_il = il("valuta")
    comune.esercizio.save()
    turno = _parole(client, comune.ncvp, Obiettivo.objects.get(pk=o.pk))
    assert (turno.attesa, turno.prossima) == (None, None)
