"""The home page: what each role has to do, when, and that it costs a fixed number of queries."""

from datetime import date

import pytest
from django.urls import reverse

from smvp.flusso.agenda import GRUPPI, Cosa
from smvp.flusso.letture import esercizio_di_lavoro, fasi
from smvp.flusso.models import Notifica
from smvp.organizzazione.models import Esercizio
from tests.personaggi import UTENTI
from tests.valutazioni.schede import chiusa, con_schede, porta, vota


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
    assert [x.etichetta_azione for x in _cose(client, c.ncvp)["da_fare"]] == ["Valuta", "Valuta"]
    assert _cose(client, c.sindaco)["da_fare"] == []
    vota(c.scheda_dirigente1, c.ncvp)
    porta(c.scheda_dirigente1, ("trasmetti", c.ncvp))
    assert [x.etichetta_azione for x in _cose(client, c.sindaco)["da_fare"]] == ["Decidi"]
    assert [x.etichetta_azione for x in _cose(client, c.dirigente1)["da_fare"]] == ["Valuta"]


def test_le_schede_di_un_anno_che_non_e_finito_non_aspettano_nessuno(client, comune, settings):
    c = con_schede(comune)
    settings.OGGI = "2025-12-31"
    assert _cose(client, c.ncvp)["da_fare"] == []
    settings.OGGI = "2026-01-01"
    assert len(_cose(client, c.ncvp)["da_fare"]) == 2


def test_chi_e_valutato_trova_la_scheda_solo_quando_e_chiusa(client, comune):
    c = con_schede(comune)
    (propria,) = _cose(client, c.po1)["in_attesa"]
    assert (propria.titolo, propria.url) == ("La tua scheda 2025", reverse("valutazioni:elenco", args=[2025]))
    chiusa(c)
    assert [x.titolo for x in _cose(client, c.dirigente1)["concluso"]] == ["Scheda 2025 di dott. Andrea Bertolini"]


def test_senza_schede_il_ncvp_e_invitato_ad_aprirle(client, comune):
    cose = _cose(client, comune.ncvp)["da_fare"]
    assert [x.titolo for x in cose] == ["Apri le schede di valutazione 2025"]


def test_le_domande_alla_base_dati_non_crescono_con_le_schede(client, comune, django_assert_max_num_queries):
    c = con_schede(comune)
    client.force_login(c.ncvp)
    with django_assert_max_num_queries(32):
        client.get(reverse("scrivania"))


@pytest.mark.parametrize(("oggi", "parola", "mancano"), [
    (date(2026, 4, 29), "Aspetta te", "manca 1\N{NO-BREAK SPACE}giorno"),
    (date(2026, 4, 30), "Aspetta te", "scade oggi"),
    (date(2026, 5, 1), "In ritardo", "in ritardo di 1\N{NO-BREAK SPACE}giorno"),
])  # fmt: skip
def test_una_cosa_da_fare_diventa_rossa_il_giorno_dopo_la_scadenza(oggi, parola, mancano):
    cosa = Cosa("da_fare", "Valuta", "", "tocca", "Aspetta te", "/", scadenza=date(2026, 4, 30)).al(oggi)
    assert (cosa.parola, cosa.mancano) == (parola, mancano)


def test_le_fasi_dell_esercizio_seguono_il_calendario(comune):
    stati = [f.stato for f in fasi(comune.esercizio, date(2025, 2, 17))]
    assert stati == ["fatta", "ora", "", "", "", "", "", ""]


def test_l_esercizio_di_lavoro_e_quello_da_valutare(comune):
    Esercizio.objects.create(anno=2026, regolamento="domodossola-2020")
    assert esercizio_di_lavoro(date(2026, 4, 10)).anno == 2025
    assert esercizio_di_lavoro(date(2027, 1, 10)).anno == 2026
    assert esercizio_di_lavoro(date(2026, 4, 10), 2026).anno == 2026
    assert esercizio_di_lavoro(date(2026, 4, 10), 1999) is None


def test_gli_avvisi_si_segnano_letti_solo_i_propri(client, comune):
    chiusa(con_schede(comune))
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
