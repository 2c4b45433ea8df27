"""The home page: what each role has to do, when, and that it costs a fixed number of queries."""

import re
from datetime import date

import pytest
from django.urls import reverse

from smvp.documenti.atti import DatiAtto
from smvp.flusso.agenda import GRUPPI, Cosa, agenda
from smvp.flusso.letture import esercizio_di_lavoro, fasi
from smvp.flusso.models import Notifica
from smvp.organizzazione.models import Esercizio
from tests.obiettivi.scene import individuale
from tests.personaggi import UTENTI
from tests.valutazioni.schede import QUANDO, al_concerto, alla_firma, alla_proposta, con_schede, firmata, porta, segretario_deciso, vota
from valutazioni.operazioni.approvazione import approva_con_atto
from valutazioni.operazioni.condivisione import scrivi_osservazioni


@pytest.fixture(autouse=True)
def il_10_aprile_2026(settings):
    settings.OGGI = "2026-04-10"


def _cose(client, utente):
    """The page's context; of the things to do only the evaluations': the other apps' have tests of their own."""
    client.force_login(utente)
    risposta = client.get(reverse("scrivania"))
    assert risposta.status_code == 200
    gruppi = {g: [c for c in risposta.context[g] if c.url.startswith("/valutazioni/")] for g in GRUPPI}
    return {"saluto": risposta.context["saluto"], **gruppi}


@pytest.mark.parametrize("chi", UTENTI)
def test_ogni_ruolo_ha_la_sua_scrivania(client, comune, chi):
    contesto = _cose(client, getattr(comune, chi))
    persona = getattr(comune, f"persona_{chi}")
    assert contesto["saluto"].endswith(f", {persona.titolo} {persona.cognome}" if persona.titolo else f", {persona.nome}")


def test_il_ncvp_trova_le_schede_da_valutare_e_il_sindaco_quelle_da_decidere(client, comune):
    c = con_schede(comune)
    assert [x.etichetta_azione for x in _cose(client, c.ncvp)["da_fare"]] == ["Valuta"] * 3
    assert _cose(client, c.sindaco)["da_fare"] == []
    vota(c.scheda_dirigente1, c.ncvp)
    porta(c.scheda_dirigente1, *alla_proposta(c))
    assert [x.etichetta_azione for x in _cose(client, c.sindaco)["da_fare"]] == ["Decidi"]
    assert [x.etichetta_azione for x in _cose(client, c.dirigente1)["da_fare"]] == ["Valuta"]


def test_le_schede_di_un_anno_che_non_e_finito_non_aspettano_nessuno(client, comune, settings):
    c = con_schede(comune)
    settings.OGGI = "2025-12-31"
    assert _cose(client, c.ncvp)["da_fare"] == []
    settings.OGGI = "2026-01-01"
    assert len(_cose(client, c.ncvp)["da_fare"]) == 3


def test_chi_e_valutato_trova_la_scheda_quando_gli_e_partecipata(client, comune):
    """Art. 18: until then it knows only that somebody is evaluating."""
    c = con_schede(comune)
    (propria,) = _cose(client, c.po1)["in_attesa"]
    assert (propria.titolo, propria.url) == ("La tua scheda 2025", reverse("valutazioni:elenco", args=[2025]))
    vota(c.scheda_dirigente1, c.ncvp)
    porta(c.scheda_dirigente1, *alla_firma(c, c.dirigente1)[:-1])
    da_fare = [x for x in _cose(client, c.dirigente1)["da_fare"] if "la tua scheda" in x.titolo]
    assert [(x.titolo, x.url) for x in da_fare] == [("Leggi e firma la tua scheda 2025", c.scheda_dirigente1.get_absolute_url())]
    assert c.scheda_dirigente1.get_absolute_url() in [x.url for x in _cose(client, c.ncvp)["in_attesa"]]
    porta(c.scheda_dirigente1, ("firma", c.dirigente1))
    assert [x.titolo for x in _cose(client, c.dirigente1)["concluso"]] == ["La tua scheda 2025"]
    assert [x.titolo for x in _cose(client, c.ncvp)["concluso"]] == ["Scheda 2025 di dott. Andrea Bertolini"]


def test_il_ncvp_trova_il_concerto_che_gli_si_chiede(client, comune):
    c = con_schede(comune)
    vota(c.scheda_po1, c.dirigente1)
    porta(c.scheda_po1, *al_concerto(c.dirigente1))
    titoli = [x.titolo for x in _cose(client, c.ncvp)["da_fare"] if x.url == c.scheda_po1.get_absolute_url()]
    assert titoli == ["Dai o nega il concerto sulla scheda di dott.ssa Marta Pirazzi"]
    assert c.scheda_po1.get_absolute_url() in [x.url for x in _cose(client, c.dirigente1)["in_attesa"]]


def test_chi_ha_delle_osservazioni_trova_la_risposta_da_dare(client, comune):
    c = con_schede(comune)
    vota(c.scheda_dirigente1, c.ncvp)
    scheda = porta(c.scheda_dirigente1, *alla_firma(c, c.dirigente1)[:-1])
    scrivi_osservazioni(scheda=scheda, testo="Manca un documento.", utente=c.dirigente1, quando=QUANDO, versione=scheda.versione)
    assert "Rispondi alle osservazioni di dott. Andrea Bertolini" in [x.titolo for x in _cose(client, c.ncvp)["da_fare"]]
    assert [x.parola for x in _cose(client, c.dirigente1)["in_attesa"] if x.titolo == "La tua scheda 2025"] == ["Con osservazioni"]


def test_il_segretario_trova_le_valutazioni_da_approvare_e_poi_quelle_da_rendere_definitive(client, comune, settings):
    """Artt. 18 and 29; the Sindaco the Segretario's own."""
    c = con_schede(comune)
    scheda = firmata(c)
    segretario_deciso(c)
    porta(c.scheda_segretario, ("partecipa", c.ncvp), ("firma", c.segretario))
    for chi in ("segretario", "sindaco"):
        titoli = [x.titolo for x in _cose(client, getattr(c, chi))["da_fare"] if "/approva/" in x.url]
        assert titoli == ["Registra l’approvazione della Giunta di una valutazione 2025"]
    atto = DatiAtto(70, date(2026, 4, 10), "Valutazioni 2025")
    approva_con_atto(schede=[scheda], atto=atto, utente=c.segretario, quando=QUANDO)
    assert [x for x in _cose(client, c.segretario)["da_fare"] if "/approva/" in x.url] == []
    settings.OGGI = "2026-04-18"
    assert [x.titolo for x in _cose(client, c.segretario)["da_fare"] if "/approva/" in x.url] == ["Rendi definitiva una valutazione"]


def test_senza_schede_il_ncvp_e_invitato_ad_aprirle(client, comune):
    cose = _cose(client, comune.ncvp)["da_fare"]
    assert [x.titolo for x in cose] == ["Apri le schede di valutazione 2025"]


def test_le_domande_alla_base_dati_non_crescono_con_le_schede(client, comune, django_assert_max_num_queries):
    c = con_schede(comune)
    client.force_login(c.ncvp)
    with django_assert_max_num_queries(51):
        client.get(reverse("scrivania"))


@pytest.mark.parametrize(("oggi", "parola", "mancano"), [
    (date(2026, 4, 29), "Aspetta te", "manca 1\N{NO-BREAK SPACE}giorno"),
    (date(2026, 4, 30), "Aspetta te", "scade oggi"),
    (date(2026, 5, 1), "In ritardo", "in ritardo di 1\N{NO-BREAK SPACE}giorno"),
])  # fmt: skip
def test_una_cosa_da_fare_diventa_rossa_il_giorno_dopo_la_scadenza(oggi, parola, mancano):
    cosa = Cosa("da_fare", "Valuta", "", "tocca", "Aspetta te", "/", scadenza=date(2026, 4, 30)).al(oggi)
    assert (cosa.parola, cosa.mancano) == (parola, mancano)


def test_chi_non_ha_un_termine_sta_fra_gli_altri_da_quando_aspetta(comune, monkeypatch):
    """What can be paid since 8 April does not fall below what is due on the 30th."""

    def cosa(titolo, **altro):
        return Cosa("da_fare", titolo, "", "tocca", "Aspetta te", "/", **altro)

    cose = [cosa("mai"), cosa("al 30", scadenza=date(2026, 4, 30)), cosa("dall’8", dal=date(2026, 4, 8))]
    monkeypatch.setattr("smvp.flusso.agenda._fonti", [lambda richiesta, oggi: cose])
    assert [c.titolo for c in agenda(None, date(2026, 4, 10))["da_fare"]] == ["dall’8", "al 30", "mai"]


def test_le_fasi_dell_esercizio_seguono_il_calendario(comune):
    stati = [f.stato for f in fasi(comune.esercizio, date(2025, 2, 17), {})]
    assert stati == ["passata", "ora", "", "", "", "", "", ""]


def test_una_fase_scaduta_e_fatta_solo_se_non_resta_niente(comune):
    rimasti = {"negoziazione": 0, "assegnazione": 3, "verifica_intermedia": None}
    prime = fasi(comune.esercizio, date(2025, 8, 5), rimasti)[:3]
    assert [(f.stato, f.nota) for f in prime] == [("fatta", ""), ("scaduta", "scaduta, 3 da fare"), ("passata", "")]


def test_la_scrivania_dice_quello_che_resta_della_valutazione(comune, client, settings):
    """Who sees all the sheets reads how many; whoever has nothing to do about it reads the day, and no reproach."""
    settings.OGGI = "2026-05-04"
    con_schede(comune)
    for chi, nota in (("ncvp", "scaduta, "), ("dipendente1", "")):
        client.force_login(getattr(comune, chi))
        pagina = client.get(reverse("scrivania"))
        (fase,) = [f for f in pagina.context["fasi"] if f.titolo == "Valutazione"]
        assert (fase.nota.startswith(nota) and fase.nota in pagina.content.decode()) if nota else fase.nota == "", chi
        assert "termine passato" not in pagina.content.decode()
        assert "Valutazione<span" not in pagina.content.decode(), "non è detta fatta"


def test_l_esercizio_di_lavoro_e_quello_da_valutare(comune):
    Esercizio.objects.create(anno=2026, regolamento="domodossola-2020")
    assert esercizio_di_lavoro(date(2026, 4, 10)).anno == 2025
    assert esercizio_di_lavoro(date(2027, 1, 10)).anno == 2026
    assert esercizio_di_lavoro(date(2026, 4, 10), 2026).anno == 2026
    assert esercizio_di_lavoro(date(2026, 4, 10), 1999) is None


def test_gli_avvisi_si_segnano_letti_solo_i_propri(client, comune):
    firmata(con_schede(comune))
    client.force_login(comune.sindaco)
    client.post(reverse("notifiche_lette"))
    assert Notifica.objects.filter(letta_il=None).values_list("destinatario__username", flat=True).distinct().count() == 2


def test_la_linguetta_degli_obiettivi_apre_l_anno_in_corso(comune, client, settings):
    """Sheets are evaluated the year after, objectives live in theirs; once an exercise is chosen, all tabs keep to it."""
    settings.OGGI = "2026-04-10"
    Esercizio.objects.create(anno=2026, regolamento="domodossola-2020")
    client.force_login(comune.ncvp)
    pagina = client.get("/").content.decode()
    assert 'href="/obiettivi/2026/"' in pagina and 'href="/valutazioni/2025/"' in pagina
    assert 'href="/obiettivi/2025/"' in client.get("/valutazioni/2025/").content.decode()


PAGINE_DI_OGNI_ANNO = ("elenco", "cabina", "albero", "indicatori", "triennio", "peg", "documenti")


def _altro_anno(client, indirizzo):
    pagina = client.get(indirizzo).content.decode()
    return re.findall(r'<a href="([^"]*)"[^>]*>Esercizio 2026</a>', pagina)


def test_cambiando_esercizio_si_resta_sulla_stessa_pagina(comune, client, settings):
    """The page of the other year, where there is one; from a single sheet or an act, the list; the home page stays the home page."""
    settings.OGGI = "2026-04-10"
    Esercizio.objects.create(anno=2026, regolamento="domodossola-2020")
    o = individuale(comune)
    client.force_login(comune.segretario)
    for pagina in PAGINE_DI_OGNI_ANNO:
        (url,) = _altro_anno(client, reverse(f"obiettivi:{pagina}", args=[2025]))
        assert url == reverse(f"obiettivi:{pagina}", args=[2026]) and client.get(url).status_code == 200, pagina
    lista = ["/obiettivi/2026/"]
    assert _altro_anno(client, o.get_absolute_url()) == lista == _altro_anno(client, reverse("obiettivi:chiudi", args=[2025]))
    assert _altro_anno(client, "/valutazioni/2025/") == ["/valutazioni/2026/"]
    assert _altro_anno(client, "/") == _altro_anno(client, "/esercizio/2025/") == ["/esercizio/2026/"]
    assert _altro_anno(client, reverse("password")) == ["/esercizio/2026/"]


def test_chi_non_ha_la_linguetta_torna_alla_scrivania(comune, client):
    Esercizio.objects.create(anno=2026, regolamento="domodossola-2020")
    client.force_login(comune.dipendente1)
    assert _altro_anno(client, "/obiettivi/2025/") == ["/esercizio/2026/"]
