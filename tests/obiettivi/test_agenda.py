"""The desk: what each role has to do with objectives, by when, and that it costs a fixed number of queries."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from obiettivi.letture.elenco.fasi import residui_di
from obiettivi.models import Obiettivo
from smvp.organizzazione.models import Esercizio
from tests.obiettivi.scene import collettivo, di_po, individuale, porta_a, riscontra

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def il_10_febbraio(settings):
    settings.OGGI = "2025-02-10"


def _cose(client, utente, gruppo="da_fare"):
    client.force_login(utente)
    return [c for c in client.get(reverse("scrivania")).context[gruppo] if "/obiettivi/" in c.url]


CHI_HA_DA_FARE = [
    ("bozza", "dirigente1", "Proposta della scheda", date(2025, 1, 31), "7"),
    ("negoziata", "segretario", "Parere favorevole", date(2025, 2, 28), "7"),
    ("con_parere", "segretario", "Trasmissione al NCVP", date(2025, 2, 28), "7"),
    ("trasmessa", "ncvp", "Validazione", date(2025, 2, 28), "13"),
    ("validata", "dirigente1", "Firma per accettazione", date(2025, 2, 28), "14"),
    ("accettata", "segretario", "Atto della Giunta", date(2025, 2, 28), "14"),
]


@pytest.mark.parametrize(("stato", "chi", "cosa", "entro", "articolo"), CHI_HA_DA_FARE)
def test_ciascuno_trova_quello_che_tocca_a_lui(client, comune, stato, chi, cosa, entro, articolo):
    o = individuale(comune)
    o = o if stato == "bozza" else porta_a(comune, o, stato)
    (trovata,) = _cose(client, getattr(comune, chi))
    assert (trovata.titolo, trovata.scadenza, trovata.articolo) == (f"{cosa}: {o}", entro, articolo)
    for altro in {"dirigente1", "segretario", "ncvp", "controllo", "sindaco", "po1"} - {chi}:
        assert _cose(client, getattr(comune, altro)) == [], altro


@pytest.mark.parametrize(
    ("stato", "giorno", "chi", "cosa"),
    [("assegnata", "2025-06-20", "dirigente1", "Stato di avanzamento"), ("monitorata", "2026-01-20", "dirigente1", "Rendicontazione"),
     ("rendicontata", "2026-02-25", "controllo", "Misurazione"), ("misurata", "2026-03-02", "segretario", "Trasmissione a chi valuta"),
     ("al_valutatore", "2026-03-20", "ncvp", "Valutazione")],
)  # fmt: skip
def test_dopo_l_assegnazione(client, comune, settings, stato, giorno, chi, cosa):
    o = porta_a(comune, individuale(comune), stato)
    Obiettivo.objects.filter(codice__startswith="X-").update(responsabile=comune.incarico_po2)  # the scene's own wait for somebody else
    settings.OGGI = giorno
    trovate = _cose(client, getattr(comune, chi))
    assert [t.titolo for t in trovate] == [f"{cosa}: {o}"]


def test_di_una_po_tocca_al_suo_dirigente(client, comune):
    o = porta_a(comune, di_po(comune), "negoziata")
    assert [t.titolo for t in _cose(client, comune.dirigente1)] == [f"Validazione: {o}"]
    assert _cose(client, comune.segretario) == _cose(client, comune.ncvp) == []
    riscontra(o, comune.dirigente1)


def test_chi_ha_passato_la_mano_vede_chi_si_aspetta(client, comune):
    o = porta_a(comune, individuale(comune), "trasmessa")
    (attesa,) = _cose(client, comune.dirigente1, "in_attesa")
    assert (attesa.titolo, attesa.dettaglio) == (str(o), "Validazione: prof.ssa Elena Morandi.")


def test_prima_della_verifica_una_scheda_assegnata_e_conclusa(client, comune, settings):
    o = porta_a(comune, individuale(comune), "assegnata")
    settings.OGGI = "2025-04-10"
    assert str(o) in [t.titolo for t in _cose(client, comune.dirigente1, "concluso")]
    assert _cose(client, comune.dirigente1) == []


def test_le_firme_sono_una_riga_l_una_fino_a_sei(client, comune):
    for o in [_del_dirigente(comune, n) for n in range(8)]:
        porta_a(comune, o, "validata")
    trovate = _cose(client, comune.dirigente1)
    assert len(trovate) == 7
    ultima = next(t for t in trovate if t.etichetta_azione == "Apri l’elenco")
    assert ultima.titolo == "Firma per accettazione: altre 2 schede"
    assert ultima.url == "/obiettivi/2025/?stato=validata&quali=me"
    elenco = client.get(ultima.url).context["elenco"]
    assert elenco.quante == 8


def test_quello_che_si_fa_insieme_e_una_riga_sola(client, comune):
    for o in [_del_dirigente(comune, n) for n in range(3)]:
        porta_a(comune, o, "accettata")
    (trovata,) = _cose(client, comune.segretario)
    assert (trovata.titolo, trovata.url) == ("Registra l’atto della Giunta per 3 schede", "/obiettivi/2025/assegna/")


def _del_dirigente(c, n):
    o = individuale(c, titolo=f"Obiettivo {n}")
    o.assegnazioni.update(peso=1)
    return o


def test_un_esercizio_chiuso_non_aspetta_nessuno(client, comune, settings):
    individuale(comune)
    assert _cose(client, comune.dirigente1)
    Esercizio.objects.update(chiuso_il="2026-05-01T10:00:00Z")
    assert _cose(client, comune.dirigente1) == []


def test_le_domande_non_crescono_con_le_schede(client, comune):
    """Five sheets cost as much as sixty, of every state and in two exercises."""
    Esercizio.objects.create(anno=2026, regolamento="domodossola-2020")
    conti = []
    for quanti in (5, 55):
        for n in range(quanti):
            o = _del_dirigente(comune, n)
            Obiettivo.objects.filter(pk=o.pk).update(stato=("bozza", "negoziata", "trasmessa", "accettata", "misurata")[n % 5])
        for chi in ("segretario", "dirigente1", "ncvp"):
            client.force_login(getattr(comune, chi))
            client.get(reverse("scrivania"))
            with CaptureQueriesContext(connection) as domande:
                client.get(reverse("scrivania"))
            conti.append(len(domande))
    assert conti[:3] == conti[3:]


def test_il_collettivo_si_firma_in_tanti(client, comune):
    o = porta_a(comune, collettivo(comune), "validata")
    for chi in ("dirigente1", "dirigente2", "po1", "po2"):
        assert [t.titolo for t in _cose(client, getattr(comune, chi))] == [f"Firma per accettazione: {o}"]


@pytest.mark.parametrize(("stato", "articolo"), [("bozza", "7"), ("negoziata", "7"), ("con_parere", "7"), ("trasmessa", "13"),
                                                 ("validata", "14"), ("accettata", "14")])  # fmt: skip
def test_scheda_scrivania_e_passaggio_citano_lo_stesso_articolo(client, comune, stato, articolo):
    """The table of the steps is the only source: art. 7 sends the sheet to the NCVP, art. 13 is what the NCVP does with it."""
    o = individuale(comune)
    o = o if stato == "bozza" else porta_a(comune, o, stato)
    chi = next(u for s, u, *_ in CHI_HA_DA_FARE if s == stato)
    (cosa,) = _cose(client, getattr(comune, chi))
    testa = client.get(o.get_absolute_url()).context["turno"].prossima
    assert {cosa.articolo, testa.articolo} == {articolo} == {testa.transizione.articolo}
    assert f"/regolamento/art-{articolo}/" in client.get(o.get_absolute_url()).content.decode().split("sotto-titolo")[1].split("</div>")[0]


def test_cio_che_si_rifa_dopo_una_revisione_cita_l_articolo_15(client, comune):
    o = porta_a(comune, individuale(comune), "accettata")
    Obiettivo.objects.filter(pk=o.pk).update(ridefinito_il=date(2025, 9, 22))
    (cosa,) = _cose(client, comune.segretario)
    assert (cosa.articolo, cosa.scadenza) == ("15", date(2025, 9, 30))


@pytest.mark.parametrize(("stato", "giorno", "attese"), [
    ("bozza", "2025-02-10", {"Negoziazione": "scaduta, 1 da fare", "Validazione e assegnazione": ""}),
    ("trasmessa", "2025-02-10", {"Negoziazione": ""}),
    ("trasmessa", "2025-08-05", {"Validazione e assegnazione": "scaduta, 1 da fare", "Verifica intermedia": "scaduta, 2 da fare"}),
    ("monitorata", "2026-03-05", {"Verifica intermedia": "scaduta, 1 da fare", "Rendicontazione": "scaduta, 2 da fare"}),
])  # fmt: skip
def test_la_linea_delle_fasi_dice_quello_che_resta(client, comune, settings, stato, giorno, attese):
    """A phase whose term is over is done only if nothing of it is left: on the desk and in the Cabina alike, and in words.

    The scene adds to the weights a general sheet that is assigned and was never checked.
    """
    o = individuale(comune)
    o = o if stato == "bozza" else porta_a(comune, o, stato)
    Obiettivo.objects.filter(codice__startswith="X-i").update(stato="valutata")
    Obiettivo.objects.filter(codice__startswith="X-g").update(stato="assegnata")
    settings.OGGI = giorno
    client.force_login(comune.segretario)
    desk = {f.titolo: f for f in client.get("/esercizio/2025/").context["fasi"]}
    pagina = client.get(reverse("obiettivi:cabina", args=[2025]))
    cabina = {f.titolo: f for f in pagina.context["cabina"].tappe}
    for titolo, nota in attese.items():
        assert cabina[titolo].nota == nota == desk[titolo].nota, titolo
        assert nota in pagina.content.decode()


def test_cio_che_si_ridefinisce_e_in_debito_solo_della_ridefinizione(comune):
    o = individuale(comune)
    Obiettivo.objects.filter(pk=o.pk).update(stato="accettata", ridefinito_il=date(2025, 9, 22))
    assert dict(residui_di(comune.segretario, comune.esercizio)) == {
        "negoziazione": 0, "assegnazione": 0, "verifica_intermedia": 0, "ridefinizione": 1, "rendicontazione": 1, "valutazioni": 1,
    }  # fmt: skip


def test_un_esercizio_chiuso_non_ha_niente_da_fare_e_uno_vuoto_non_si_sa(comune):
    assert set(residui_di(comune.segretario, comune.esercizio).values()) == {None}
    individuale(comune)
    assert set(residui_di(comune.dipendente1, comune.esercizio).values()) == {None}
    assert residui_di(comune.segretario, comune.esercizio)["negoziazione"] == 1
    comune.esercizio.chiuso_il = "2026-05-01T10:00:00Z"
    assert set(residui_di(comune.segretario, comune.esercizio).values()) == {0}
