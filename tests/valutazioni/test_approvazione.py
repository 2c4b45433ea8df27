"""Artt. 18 and 29: the Giunta's act on the signed sheets of both kinds, and what becomes final: effect, role, state, day, repetition."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from zeal import zeal_ignore

from smvp.documenti.atti import DatiAtto
from smvp.documenti.models import Atto
from smvp.flusso.models import Notifica
from smvp.flusso.operazioni import passaggi
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa
from smvp.organizzazione.ruoli import ruoli_di
from smvp.registro.letture import verifica_catena
from tests.personaggi import UTENTI
from valutazioni.forms import approvazione
from valutazioni.letture.approvazione import quadro_di
from valutazioni.models import Scheda
from valutazioni.operazioni.approvazione import approva_con_atto, rendi_definitive
from valutazioni.stati import APPROVATA, DEFINITIVA, PRESA_VISIONE

from .personale import con_schede_personale, porta_personale, vota_personale
from .schede import alla_firma, firmata, firmata_po, porta, segretario_deciso, vota

ATTO = DatiAtto(numero=70, data=date(2026, 4, 15), oggetto="Approvazione delle valutazioni 2025")
IL_16 = datetime(2026, 4, 16, 9, tzinfo=ZoneInfo("Europe/Rome"))
DOPO_IL_TERMINE = datetime(2026, 4, 18, 9, tzinfo=ZoneInfo("Europe/Rome"))
PAGINA = reverse("valutazioni:approva", args=[2025])


@pytest.fixture(autouse=True)
def il_16_aprile_2026(settings):
    """Two sheets signed on the 10th: their term for a review ends on the 17th."""
    settings.OGGI = "2026-04-16"


@pytest.fixture
def firmate(c):
    return [firmata(c), firmata_po(c)]


def _approva(c, schede, atto=ATTO, chi="segretario", quando=IL_16):
    return approva_con_atto(schede=schede, atto=atto, utente=getattr(c, chi), quando=quando)


def _personale_firmata(c, chi, po, dirigente):
    scheda = vota_personale(getattr(c, f"scheda_{chi}"), po)
    return porta_personale(scheda, ("trasmetti", po), ("decidi", dirigente), ("partecipa", dirigente), ("firma", getattr(c, chi)))


def _stati(schede):
    return [type(s).objects.get(pk=s.pk).stato for s in schede]


def test_l_atto_scritto_ora_approva_tutte_le_schede_insieme(c, firmate):
    assert _approva(c, firmate) == 2
    assert _stati(firmate) == [APPROVATA] * 2
    assert {s.atto.numero for s in Scheda.objects.filter(stato=APPROVATA)} == {70}
    assert Notifica.objects.filter(testo__contains="approvata dalla Giunta").count() == 2


def test_le_interrogazioni_non_crescono_con_le_schede(c, firmate):
    """Thousands of sheets are one act: what is asked of each is read with it. Here one person of staff, and then two."""
    con_schede_personale(c)
    uno, due = (_personale_firmata(c, chi, c.po1, c.dirigente1) for chi in ("dipendente1", "dipendente2"))
    tre = _personale_firmata(c, "dipendente3", c.po2, c.dirigente2)
    c.segretario.ricorda_ruoli()  # as during a request
    ruoli_di(c.segretario, IL_16.date())
    conti = []
    for schede, atto in (([*firmate[:1], uno], ATTO), ([*firmate[1:], due, tre], replace(ATTO, numero=71))):
        with CaptureQueriesContext(connection) as approvate:
            assert _approva(c, schede, atto) == len(schede)
        rilette = [type(s).objects.get(pk=s.pk) for s in schede]
        with CaptureQueriesContext(connection) as definitive:
            rendi_definitive(schede=rilette, utente=c.segretario, quando=DOPO_IL_TERMINE)
        assert _stati(schede) == [DEFINITIVA] * len(schede)
        conti.append((len(approvate), len(definitive)))
    assert conti[0] == conti[1]
    assert verifica_catena().rotta is None


def test_se_una_non_e_firmata_non_se_ne_approva_nessuna_e_l_atto_non_resta(c, firmate):
    with pytest.raises(OperazioneNonAmmessa, match="Borghi"):
        _approva(c, [*firmate, c.scheda_dirigente2])
    assert _stati(firmate) == [PRESA_VISIONE] * 2
    assert not Atto.objects.filter(numero=70).exists()


def test_non_si_approva_due_volte(c, firmate):
    _approva(c, firmate)
    with pytest.raises(OperazioneNonAmmessa):
        _approva(c, firmate)


@pytest.mark.parametrize(
    ("atto", "dice"),
    [(DatiAtto(70, date(2026, 4, 17), "Valutazioni"), "futuro"), (DatiAtto(70, date(2026, 4, 9), "Valutazioni"), "presa visione"),
     (DatiAtto(31, date(2025, 2, 26), "Altro"), "altro oggetto")],
)  # fmt: skip
def test_un_atto_che_non_puo_approvarle(c, firmate, atto, dice):
    with pytest.raises(DatiNonValidi, match=dice):
        _approva(c, firmate, atto)
    assert _stati(firmate) == [PRESA_VISIONE] * 2


def test_approva_solo_una_deliberazione_della_giunta_e_almeno_una_scheda(c, firmate):
    decreto = Atto.objects.create(tipo="decreto", numero=3, data=date(2026, 4, 15), oggetto="Decreto")
    with pytest.raises(DatiNonValidi, match="Giunta"):
        _approva(c, firmate, decreto)
    with pytest.raises(DatiNonValidi, match="almeno una"):
        _approva(c, [])


@pytest.mark.parametrize("chi", sorted(set(UTENTI) - {"segretario"}))
def test_l_atto_lo_registra_solo_il_segretario(c, firmate, chi):
    with pytest.raises(PermissionDenied):
        _approva(c, firmate, chi=chi)


def test_l_atto_sulla_scheda_del_segretario_lo_registra_il_sindaco(c):
    """Nobody registers the act on themselves."""
    segretario_deciso(c)
    sua = porta(c.scheda_segretario, ("partecipa", c.ncvp), ("firma", c.segretario))
    with pytest.raises(PermissionDenied):
        _approva(c, [sua])
    assert quadro_di(c.segretario, c.esercizio, IL_16.date()).da_approvare == []
    assert [f.scheda for f in quadro_di(c.sindaco, c.esercizio, IL_16.date()).da_approvare] == [sua]
    assert _approva(c, [sua], chi="sindaco") == 1


# --- art. 29: what is final --------------------------------------------------------------------------------------------------------------
def test_e_definitiva_solo_passato_il_termine_per_il_riesame(c, firmate):
    _approva(c, firmate)
    with pytest.raises(DatiNonValidi, match="18/04/2026"):
        rendi_definitive(schede=Scheda.objects.filter(stato=APPROVATA), utente=c.segretario, quando=DOPO_IL_TERMINE - timedelta(days=1))
    assert rendi_definitive(schede=Scheda.objects.filter(stato=APPROVATA), utente=c.segretario, quando=DOPO_IL_TERMINE) == 2
    assert _stati(firmate) == [DEFINITIVA] * 2
    for scheda in Scheda.objects.filter(stato=DEFINITIVA):
        assert [p for u in UTENTI for p in passaggi(scheda, getattr(c, u), DOPO_IL_TERMINE.date())] == []


def test_una_scheda_non_approvata_non_diventa_definitiva(c, firmate):
    with pytest.raises(OperazioneNonAmmessa):
        rendi_definitive(schede=firmate, utente=c.segretario, quando=DOPO_IL_TERMINE)
    _approva(c, firmate)
    with pytest.raises(PermissionDenied):
        rendi_definitive(schede=firmate, utente=c.ncvp, quando=DOPO_IL_TERMINE)


# --- the page --------------------------------------------------------------------------------------------------------------------------
def _manda(client, dati):
    """Each row goes through the one door by itself, with its own lock: that is meant."""
    with zeal_ignore():
        return client.post(PAGINA, dati)


def _confermata(client, dati, **bottone):
    """Through the page that shows what is about to be done: what it carries goes back, with the button that is pressed."""
    pagina = _manda(client, dati)
    assert pagina.status_code == 200 and "Controlla prima di confermare" in pagina.content.decode()
    nascosti = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', pagina.content.decode())
    return _manda(client, {n: unescape(v) for n, v in nascosti if n != "csrfmiddlewaretoken"} | (bottone or {"conferma": "si"}))


def _dati(scelte, **cambia):
    return {"schede": [s.chiave for s in scelte], "numero": "70", "data": "2026-04-15", "oggetto": "Valutazioni 2025"} | cambia


def test_la_pagina_raggruppa_per_direzione_le_schede_di_tutti_e_due_i_tipi(client, c, firmate):
    con_schede_personale(c)
    vota_personale(c.scheda_dipendente1, c.po1)
    passi = (("trasmetti", c.po1), ("decidi", c.dirigente1), ("partecipa", c.dirigente1), ("firma", c.dipendente1))
    del_personale = porta_personale(c.scheda_dipendente1, *passi)
    client.force_login(c.segretario)
    risposta = client.get(PAGINA)
    (gruppo,) = risposta.context["form"].gruppi
    assert (gruppo.direzione, [f.scheda for f in gruppo.righe]) == (str(c.d1), [*firmate, del_personale])
    testo = risposta.content.decode()
    assert c.scheda_dirigente1.get_absolute_url() not in testo and del_personale.get_absolute_url() not in testo
    assert _confermata(client, _dati([*firmate, del_personale])).url == PAGINA
    assert _stati([*firmate, del_personale]) == [APPROVATA] * 3
    testo = client.get(PAGINA).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "entro venerdì 17 aprile 2026" in testo and "rendi definitive" not in testo


def test_dalla_pagina_si_rendono_definitive_quelle_passato_il_termine(client, c, firmate, settings):
    _approva(c, firmate)
    settings.OGGI = "2026-04-18"
    client.force_login(c.segretario)
    assert "poi rendi definitive" in client.get(PAGINA).content.decode()
    assert _manda(client, {"definitive": "si"}).status_code == 422
    assert _confermata(client, {"definitive": "si", "d-schede": [s.chiave for s in firmate]}).status_code == 302
    assert _stati(firmate) == [DEFINITIVA] * 2


@pytest.mark.parametrize(
    ("cambia", "dice"),
    [({"numero": ""}, "Scrivi il numero"), ({"schede": []}, "Scegli almeno una"), ({"schede": ["scheda-99999"]}, "è andata avanti"),
     ({"data": "2026-04-09"}, "prima della presa visione di Bertolini"), ({"data": "2026-04-17"}, "futuro")],
)  # fmt: skip
def test_un_modulo_sbagliato_dice_che_cosa_e_tiene_quello_che_si_e_scritto(client, c, firmate, cambia, dice):
    client.force_login(c.segretario)
    risposta = _manda(client, _dati(firmate, **cambia))
    testo = risposta.content.decode()
    assert risposta.status_code == 422 and dice in testo and "Valutazioni 2025" in testo
    assert _stati(firmate) == [PRESA_VISIONE] * 2


def test_si_sceglie_anche_un_atto_gia_registrato_che_non_sia_di_prima_delle_firme(client, c, firmate):
    vecchio = Atto.objects.create(tipo="giunta", numero=50, data=date(2026, 4, 9), oggetto="Altro")
    giusto = Atto.objects.create(tipo="giunta", numero=69, data=date(2026, 4, 13), oggetto="Valutazioni")
    client.force_login(c.segretario)
    offerti = client.get(PAGINA).context["form"].fields["atto_esistente"].queryset
    assert list(offerti) == [giusto] and vecchio not in offerti
    scelto = {"schede": [s.chiave for s in firmate], "atto_esistente": giusto.pk}
    assert _manda(client, scelto | {"numero": "70"}).status_code == 422, "o l’uno, o l’altro"
    assert _confermata(client, scelto).status_code == 302
    assert _stati(firmate) == [APPROVATA] * 2


def test_sono_tante_si_approvano_tutte_con_una_scelta_o_quelle_della_pagina(client, c, firmate, monkeypatch):
    """A browser sends a field for each tick: with thousands of them the request would be refused, and what was typed lost."""
    monkeypatch.setattr(approvazione, "PER_PAGINA", 1)
    client.force_login(c.segretario)
    pagina = client.get(PAGINA)
    testo = pagina.content.decode()
    assert "Tutte le 2 dell’elenco" in testo and testo.count('name="schede"') == 1
    prima, altra = (f.scheda for f in pagina.context["quadro"].da_approvare)
    sbagliati = {"Hai tolto la spunta": {"quali": "tutte", "schede": []}, "Scegli almeno una": {"quali": "spuntate", "schede": []},
                 "Scegli se tutte": {"quali": ""}}  # fmt: skip
    for dice, dati in sbagliati.items():
        risposta = _manda(client, _dati([prima], **dati))
        assert risposta.status_code == 422 and dice in risposta.content.decode() and "Valutazioni 2025" in risposta.content.decode()
    assert _stati(firmate) == [PRESA_VISIONE] * 2
    della_pagina = client.get(f"{PAGINA}?s={altra.chiave}").context["form"]
    assert [f.scheda for f in della_pagina.pagina] == [altra] and della_pagina["quali"].value() == "spuntate"
    assert _confermata(client, _dati([prima], quali="tutte")).status_code == 302
    assert _stati(firmate) == [APPROVATA] * 2


def test_della_pagina_si_approvano_solo_quelle_spuntate(client, c, firmate, monkeypatch):
    monkeypatch.setattr(approvazione, "PER_PAGINA", 1)
    client.force_login(c.segretario)
    assert _confermata(client, _dati(firmate[:1], quali="spuntate")).status_code == 302
    assert _stati(firmate) == [APPROVATA, PRESA_VISIONE]


def test_una_sola_scheda_scelta_dalla_sua_pagina(client, c, firmate):
    client.force_login(c.segretario)
    passaggio = reverse("valutazioni:passaggio", args=[firmate[0].pk, "approva"])
    pagina = client.get(client.get(passaggio).url)
    assert pagina.context["form"]["schede"].value() == [firmate[0].chiave]


# --- the page that confirms --------------------------------------------------------------------------------------------------------------


def test_prima_di_approvare_si_leggono_nomi_totali_fasce_e_atto_e_non_si_e_ancora_fatto_niente(client, c, firmate):
    con_schede_personale(c)
    vota_personale(c.scheda_dipendente1, c.po1)
    passi = (("trasmetti", c.po1), ("decidi", c.dirigente1), ("partecipa", c.dirigente1), ("firma", c.dipendente1))
    porta_personale(c.scheda_dipendente1, *passi)
    client.force_login(c.segretario)
    testo = _manda(client, _dati([*firmate, c.scheda_dipendente1])).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    for detto in ("Bertolini Andrea", "200,00", "3 · 85 %", "Rossi Anna", "232,20", "senza fascia", "n. 70 del 15/04/2026",
                  "2 di dirigenti, P.O. e Segretario, 1 del personale", "Ogni valutato riceve un avviso",
                  "Approva 3 valutazioni"):  # fmt: skip
        assert detto in testo, detto
    assert _stati(firmate) == [PRESA_VISIONE] * 2 and not Atto.objects.filter(numero=70).exists()


def test_dalla_conferma_si_torna_a_scegliere_con_tutto_quello_che_si_era_scritto(client, c, firmate):
    client.force_login(c.segretario)
    indietro = _confermata(client, _dati(firmate[:1]), indietro="si")
    form = indietro.context["form"]
    assert indietro.status_code == 200
    assert (form["schede"].value(), form["oggetto"].value()) == ([firmate[0].chiave], "Valutazioni 2025")
    assert _stati(firmate) == [PRESA_VISIONE] * 2


def test_si_approvano_quelle_lette_e_non_una_firmata_nel_frattempo(client, c, monkeypatch):
    monkeypatch.setattr(approvazione, "PER_PAGINA", 1)
    prima = [firmata(c), firmata_po(c)]
    client.force_login(c.segretario)
    letta = _manda(client, _dati(prima[:1], quali="tutte"))
    vota(c.scheda_dirigente2, c.ncvp)
    dopo = porta(c.scheda_dirigente2, *alla_firma(c, c.dirigente2))
    elenco = letta.context["riepilogo"].chiavi
    assert _manda(client, _dati([], quali="tutte", elenco=elenco, conferma="si")).status_code == 302
    assert _stati([*prima, dopo]) == [APPROVATA, APPROVATA, PRESA_VISIONE]


def test_una_andata_avanti_dopo_la_conferma_ferma_tutto_e_non_si_perde_niente(client, c, firmate):
    client.force_login(c.segretario)
    letta = _manda(client, _dati(firmate))
    _approva(c, firmate[:1])
    risposta = _manda(client, _dati([], elenco=letta.context["riepilogo"].chiavi, conferma="si"))
    testo = risposta.content.decode()
    assert risposta.status_code == 422 and "è andata avanti" in testo and "Valutazioni 2025" in testo
    assert _stati(firmate) == [APPROVATA, PRESA_VISIONE]


def test_un_atto_con_un_altro_oggetto_lo_si_dice_sul_modulo_anche_dopo_la_conferma(client, c, firmate):
    Atto.objects.create(tipo="giunta", numero=70, data=date(2026, 4, 15), oggetto="Tutt’altro")
    client.force_login(c.segretario)
    risposta = _confermata(client, _dati(firmate))
    assert risposta.status_code == 422 and "con un altro oggetto" in risposta.content.decode()
    assert risposta.context["form"]["schede"].value() == [s.chiave for s in firmate] and _stati(firmate) == [PRESA_VISIONE] * 2


def test_la_conferma_delle_definitive_dice_con_quale_atto_e_le_altre_che_non_stanno_per_nome(client, c, firmate, settings, monkeypatch):
    _approva(c, firmate)
    settings.OGGI = "2026-04-18"
    monkeypatch.setattr("valutazioni.views.approvazione.PER_PAGINA", 1)
    client.force_login(c.segretario)
    testo = _manda(client, {"definitive": "si", "d-schede": [s.chiave for s in firmate]}).content.decode()
    assert "n. 70 del 15/04/2026" in testo and "Rendi definitive 2 valutazioni" in testo and "E le altre dell’elenco" in testo
    assert _stati(firmate) == [APPROVATA] * 2


@pytest.mark.parametrize("chi", ["ncvp", "dirigente1", "segreteria"])
def test_la_conferma_e_di_chi_registra_l_atto(client, c, firmate, chi):
    client.force_login(getattr(c, chi))
    assert _manda(client, _dati([], elenco=firmate[0].chiave, conferma="si")).status_code == 403
    assert _stati(firmate) == [PRESA_VISIONE] * 2


def test_il_sindaco_legge_perche_non_ha_niente_da_approvare_e_il_segretario_quante_mancano(client, c):
    client.force_login(c.sindaco)
    assert "soltanto sulla scheda del Segretario" in client.get(PAGINA).content.decode()
    client.force_login(c.segretario)
    assert "5 schede di dirigenti, P.O. e Segretario non sono ancora firmate" in client.get(PAGINA).content.decode()


def test_art22_la_conferma_ripete_chi_sta_sotto_la_soglia_del_premio(client, c, firmate):
    con_schede_personale(c)
    passi = (("trasmetti", c.po1), ("decidi", c.dirigente1), ("partecipa", c.dirigente1))
    sotto, sopra = (
        porta_personale(vota_personale(s, c.po1, voto), *passi, ("firma", chi))
        for s, voto, chi in ((c.scheda_dipendente1, 1, c.dipendente1), (c.scheda_dipendente2, 3, c.dipendente2))
    )
    client.force_login(c.segretario)
    testo = _manda(client, _dati([*firmate, sotto, sopra])).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert testo.count("Sotto 180 punti: senza premio") == 1
    assert "<b>Una</b> di queste valutazioni del personale sta sotto la soglia: non dà diritto al premio" in testo
    testo = _manda(client, _dati([*firmate, sopra])).content.decode()
    assert "sotto la soglia" not in testo and "senza premio" not in testo
