"""Artt. 18, 22 and 29: interview, observations and their answer, signature or its refusal, on the pages and in the operations."""

import json
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string
from django.urls import reverse

from obiettivi.models import Consuntivo, Obiettivo
from smvp.documenti.models import Atto
from smvp.flusso.models import Notifica
from smvp.flusso.operazioni import esegui
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.registro.models import Evento
from tests.personaggi import UTENTI
from valutazioni.letture.cammino import storia_di
from valutazioni.models import Scheda
from valutazioni.operazioni.condivisione import registra_rifiuto, rispondi_alle_osservazioni, scrivi_osservazioni, verbalizza_colloquio
from valutazioni.operazioni.emissioni import emetti_scheda
from valutazioni.stati import OSSERVAZIONI, PARTECIPATA, PRESA_VISIONE

from .personale import con_schede_personale, porta_personale, vota_personale
from .schede import QUANDO, al_concerto, alla_firma, alla_firma_po, firmata, porta, vota

OSSERVA, RISPONDE = "Il ritardo di OI-2 viene dal fornitore.", "Ne ho tenuto conto: il voto resta."
TESTIMONE, ACCADUTO = "Clara Vietti, istruttore amministrativo", "Ha letto la scheda e ha rifiutato di firmare."
RIFIUTO = {"testimone": TESTIMONE, "accaduto": ACCADUTO}


@pytest.fixture(autouse=True)
def il_10_aprile_2026(settings):
    settings.OGGI = "2026-04-10"


@pytest.fixture
def partecipata(c):
    vota(c.scheda_dirigente1, c.ncvp)
    return porta(c.scheda_dirigente1, *alla_firma(c, c.dirigente1)[:-1])


@pytest.fixture
def di_po(c):
    vota(c.scheda_po1, c.dirigente1)
    return porta(c.scheda_po1, *alla_firma_po(c, c.dirigente1, c.po1)[:-1])


def _fai(operazione, scheda, utente, versione=None, **altro):
    scheda.refresh_from_db()
    return operazione(scheda=scheda, utente=utente, quando=QUANDO, versione=versione or scheda.versione, **altro)


# --- observations and answer ----------------------------------------------------------------------------------------------------------
def test_il_valutato_osserva_chi_valuta_risponde_e_i_voti_restano(c, partecipata):
    """Art. 18."""
    voti = list(partecipata.voti_fattore.values_list("voto", flat=True))
    scheda = _fai(scrivi_osservazioni, partecipata, c.dirigente1, testo=OSSERVA)
    assert (scheda.stato, scheda.osservazioni, scheda.osservazioni_il) == (OSSERVAZIONI, OSSERVA, QUANDO)
    assert Notifica.objects.filter(destinatario=c.ncvp).latest("id").testo.endswith("con osservazioni.")
    scheda = _fai(rispondi_alle_osservazioni, scheda, c.ncvp, testo=RISPONDE)
    assert (scheda.stato, scheda.risposta, scheda.p_finale) == (PARTECIPATA, RISPONDE, partecipata.p_finale)
    assert Notifica.objects.filter(destinatario=c.dirigente1).latest("id").testo.endswith("risposta alle osservazioni.")
    assert list(scheda.voti_fattore.values_list("voto", flat=True)) == voti
    assert porta(scheda, ("firma", c.dirigente1)).osservazioni == OSSERVA


def test_dopo_le_osservazioni_di_una_po_il_dirigente_puo_rivedere_i_voti(c, di_po):
    """The evaluatee does not read the sheet again until it is shared again."""
    scheda = _fai(scrivi_osservazioni, di_po, c.po1, testo=OSSERVA)
    scheda = esegui(scheda, "rivedi", utente=c.dirigente1, quando=QUANDO, versione=scheda.versione, motivo="Ha ragione sui tempi.")
    vota(scheda, c.dirigente1, voto=3)
    scheda = porta(scheda, *al_concerto(c.dirigente1), ("concerta", c.ncvp), ("partecipa", c.dirigente1), ("firma", c.po1))
    assert (scheda.p_b, scheda.osservazioni) == (90, OSSERVA)


def test_chi_osserva_di_nuovo_non_cancella_quello_che_si_era_detto(c, partecipata):
    scheda = _fai(scrivi_osservazioni, partecipata, c.dirigente1, testo=OSSERVA)
    scheda = _fai(rispondi_alle_osservazioni, scheda, c.ncvp, testo=RISPONDE)
    scheda = _fai(scrivi_osservazioni, scheda, c.dirigente1, testo="Aggiungo i documenti del fornitore.")
    assert scheda.risposta == ""
    assert Evento.objects.get(azione="scheda.osservazioni_di_prima").contenuto == {"osservazioni": OSSERVA, "risposta": RISPONDE}
    fatto = next(f for f in storia_di(scheda, c.dirigente1) if f.scritti)
    assert list(fatto.scritti) == [("Osservazioni", OSSERVA), ("Risposta", RISPONDE)], "si leggono ancora, nella storia"


@pytest.mark.parametrize("chi", sorted(set(UTENTI) - {"dirigente1"}))
def test_osserva_solo_il_valutato(c, partecipata, chi):
    with pytest.raises(PermissionDenied):
        _fai(scrivi_osservazioni, partecipata, getattr(c, chi), testo=OSSERVA)
    partecipata.refresh_from_db()
    assert (partecipata.stato, partecipata.osservazioni) == (PARTECIPATA, "")


@pytest.mark.parametrize("chi", sorted(set(UTENTI) - {"ncvp"}))
def test_risponde_e_registra_il_rifiuto_solo_chi_valuta(c, partecipata, chi):
    with pytest.raises(PermissionDenied):
        _fai(registra_rifiuto, partecipata, getattr(c, chi), **RIFIUTO)
    scheda = _fai(scrivi_osservazioni, partecipata, c.dirigente1, testo=OSSERVA)
    with pytest.raises(PermissionDenied):
        _fai(rispondi_alle_osservazioni, scheda, getattr(c, chi), testo=RISPONDE)


@pytest.mark.parametrize(
    ("operazione", "dati", "chi"),
    [
        (scrivi_osservazioni, {"testo": " \u200b "}, "dirigente1"),
        (scrivi_osservazioni, {"testo": "x"}, "dirigente1"),
        (registra_rifiuto, RIFIUTO | {"accaduto": "no"}, "ncvp"),
        (registra_rifiuto, RIFIUTO | {"testimone": "no"}, "ncvp"),
    ],
)
def test_un_testo_vuoto_non_e_un_testo(c, partecipata, operazione, dati, chi):
    with pytest.raises(DatiNonValidi):
        _fai(operazione, partecipata, getattr(c, chi), **dati)
    assert Scheda.objects.get(pk=partecipata.pk).stato == PARTECIPATA


ENORME = "parola " * 20_000


@pytest.mark.parametrize(
    ("operazione", "dati", "chi"),
    [(scrivi_osservazioni, {"testo": ENORME}, "dirigente1"), (rispondi_alle_osservazioni, {"testo": ENORME}, "ncvp"),
     (registra_rifiuto, RIFIUTO | {"accaduto": ENORME}, "ncvp"),
     (verbalizza_colloquio, {"verbale": ENORME, "tenuto_il": date(2026, 4, 9)}, "ncvp")],
)  # fmt: skip
def test_un_testo_che_non_si_puo_stampare_e_rifiutato_quando_si_scrive(c, partecipata, operazione, dati, chi):
    if operazione is rispondi_alle_osservazioni:
        partecipata = _fai(scrivi_osservazioni, partecipata, c.dirigente1, testo="Non sono d’accordo.")
    with pytest.raises(DatiNonValidi, match="troppo lungo"):
        _fai(operazione, partecipata, getattr(c, chi), **dati)
    versione = partecipata.versione
    partecipata.refresh_from_db()
    assert partecipata.versione == versione


def test_due_testi_che_insieme_non_si_possono_stampare(c, partecipata):
    """Each of them would do: together they hold more unusual signs than a document may have."""
    partecipata = _fai(scrivi_osservazioni, partecipata, c.dirigente1, testo="Non sono d’accordo. " + "😀" * 4_000)
    with pytest.raises(DatiNonValidi, match="simboli insoliti"):
        _fai(rispondi_alle_osservazioni, partecipata, c.ncvp, testo="Una risposta. " + "😀" * 4_000)


def test_prima_della_partecipazione_e_dopo_la_firma_non_si_osserva(c):
    with pytest.raises(PermissionDenied):
        _fai(scrivi_osservazioni, c.scheda_dirigente1, c.dirigente1, testo=OSSERVA)
    scheda = firmata(c)
    for operazione, dati, chi in (
        (scrivi_osservazioni, {"testo": OSSERVA}, c.dirigente1), (rispondi_alle_osservazioni, {"testo": RISPONDE}, c.ncvp),
        (registra_rifiuto, RIFIUTO, c.ncvp),
    ):  # fmt: skip
        with pytest.raises(OperazioneNonAmmessa):
            _fai(operazione, scheda, chi, **dati)
    assert Scheda.objects.get(pk=scheda.pk).osservazioni == ""


def test_su_una_versione_vecchia_e_un_conflitto(c, partecipata):
    with pytest.raises(ConflittoDiVersione):
        _fai(scrivi_osservazioni, partecipata, c.dirigente1, versione=1, testo=OSSERVA)


# --- the signature and the term of art. 29 --------------------------------------------------------------------------------------------
def test_il_rifiuto_vale_come_presa_visione_e_porta_il_testimone(c, partecipata):
    scheda = _fai(registra_rifiuto, partecipata, c.ncvp, **RIFIUTO)
    assert (scheda.stato, scheda.firma_rifiutata, scheda.testimone, scheda.rifiuto) == (PRESA_VISIONE, True, TESTIMONE, ACCADUTO)
    assert (scheda.presa_visione_il, scheda.termine_riesame) == (QUANDO, date(2026, 4, 17))
    with pytest.raises(OperazioneNonAmmessa):
        porta(scheda, ("firma", c.dirigente1))


@pytest.mark.parametrize(
    ("firmata_il", "entro"),
    [(date(2025, 6, 17), date(2025, 6, 25)), (date(2025, 4, 18), date(2025, 4, 29)), (date(2026, 4, 30), date(2026, 5, 8))],
)
def test_art_29_i_cinque_giorni_lavorativi_contano_festivi_e_patrono(c, firmata_il, entro):
    """Reading A47: from the day after; no Saturdays, Sundays, national holidays, nor 19 June, the patron's day."""
    c.scheda_dirigente1.presa_visione_il = datetime.combine(firmata_il, datetime.min.time().replace(hour=10), ZoneInfo("Europe/Rome"))
    assert c.scheda_dirigente1.termine_riesame == entro


def test_art_29_il_giorno_della_firma_e_quello_di_roma(c):
    """At 00:30 in Rome it is still the day before in Greenwich."""
    c.scheda_dirigente1.presa_visione_il = datetime(2025, 6, 16, 22, 30, tzinfo=ZoneInfo("UTC"))
    assert c.scheda_dirigente1.termine_riesame == date(2025, 6, 25)


# --- the interview ----------------------------------------------------------------------------------------------------------------------
def test_chi_valuta_verbalizza_il_colloquio_e_lo_corregge_fino_alla_firma(c, partecipata):
    dati = {"tenuto_il": date(2026, 4, 8), "verbale": "Abbiamo letto insieme i risultati."}
    scheda = _fai(verbalizza_colloquio, partecipata, c.ncvp, **dati)
    assert (scheda.colloquio_il, scheda.colloquio, scheda.stato) == (date(2026, 4, 8), dati["verbale"], PARTECIPATA)
    scheda = _fai(verbalizza_colloquio, scheda, c.ncvp, **(dati | {"verbale": "Abbiamo letto insieme risultati e voti."}))
    scheda = porta(scheda, ("firma", c.dirigente1))
    with pytest.raises(OperazioneNonAmmessa):
        _fai(verbalizza_colloquio, scheda, c.ncvp, **dati)


@pytest.mark.parametrize(
    ("dati", "dice"),
    [({"tenuto_il": date(2026, 4, 11)}, "ancora venire"), ({"tenuto_il": date(2024, 12, 31)}, "prima del 2025"),
     ({"verbale": "ok"}, "frase")],
)  # fmt: skip
def test_un_colloquio_che_non_puo_essere(c, partecipata, dati, dice):
    with pytest.raises(DatiNonValidi, match=dice):
        _fai(verbalizza_colloquio, partecipata, c.ncvp, **({"tenuto_il": date(2026, 4, 8), "verbale": "Abbiamo letto i voti."} | dati))


# --- on the pages ---------------------------------------------------------------------------------------------------------------------
def _url(che, scheda):
    return reverse(f"valutazioni:{che}", args=[scheda.pk])


PAGINE = {"osservazioni": "dirigente1", "rifiuto": "ncvp", "colloquio": "ncvp"}


@pytest.mark.parametrize("che", PAGINE)
def test_ogni_testo_ha_la_sua_pagina_e_di_altri_o_su_schede_altrui_non_si_scrive(client, c, partecipata, che):
    dati = {"versione": partecipata.versione, "testo": "Una frase intera.", "tenuto_il": "2026-04-08", "testimone": TESTIMONE}
    for chi in UTENTI:
        client.force_login(getattr(c, chi))
        vede = chi in ("ncvp", "segretario", "sindaco", "dirigente1")
        atteso = 200 if chi == PAGINE[che] else 403 if vede else 404
        assert client.get(_url(che, partecipata)).status_code == atteso, chi
        if atteso != 200:
            assert client.post(_url(che, partecipata), dati).status_code == atteso, chi
    client.force_login(getattr(c, PAGINE[che]))
    assert client.post(_url(che, partecipata), dati).url == partecipata.get_absolute_url()
    assert "Una frase intera." in client.get(partecipata.get_absolute_url()).content.decode()


def test_il_passaggio_generico_manda_alla_pagina_del_testo(client, c, partecipata):
    client.force_login(c.dirigente1)
    passaggio = reverse("valutazioni:passaggio", args=[partecipata.pk, "osserva"])
    for risposta in (client.get(passaggio), client.post(passaggio, {"versione": partecipata.versione})):
        assert risposta.url == _url("osservazioni", partecipata)
    assert Scheda.objects.get(pk=partecipata.pk).stato == PARTECIPATA


@pytest.mark.parametrize(
    ("testo", "codice", "detto"),
    [("", 200, "Scrivi le osservazioni, con almeno una frase."),
     ("x" * 5_134, 200, "È troppo lungo: ha 5.134 caratteri, il massimo è 5.000: togline 134."),
     ("Una frase buona.", 409, "Nel frattempo è cambiata: rileggi, poi decidi")],
)  # fmt: skip
def test_quello_che_si_e_scritto_resta_anche_se_non_si_puo_salvare(client, c, partecipata, testo, codice, detto):
    client.force_login(c.dirigente1)
    risposta = client.post(_url("osservazioni", partecipata), {"versione": partecipata.versione - 1, "testo": testo})
    pagina = risposta.content.decode()
    assert risposta.status_code == codice and f'name="versione" value="{partecipata.versione}"' in pagina and testo in pagina
    assert 'class="errori"' in pagina and detto in pagina


def test_quello_che_si_scriveva_mentre_la_scheda_e_andata_avanti_torna_con_la_pagina(client, c, partecipata):
    """Two windows; a second click on the same button finds its own text there, and is only told so."""
    client.force_login(c.dirigente1)
    dati = {"versione": partecipata.versione, "testo": OSSERVA}
    assert client.post(_url("osservazioni", partecipata), dati).status_code == 302
    assert client.post(_url("osservazioni", partecipata), dati).status_code == 302
    risposta = client.post(_url("osservazioni", partecipata), dati | {"testo": "Scritto nell’altra finestra."})
    assert risposta.status_code == 409 and "Scritto nell’altra finestra." in risposta.content.decode()
    assert "<h1>Non si può più inviare</h1>" in risposta.content.decode()
    assert "<title>Non si può più inviare: scrivi le tue osservazioni" in risposta.content.decode()
    assert "Invia le osservazioni" not in risposta.content.decode(), "un pulsante che non può fare niente non c’è"
    assert Scheda.objects.get(pk=partecipata.pk).osservazioni == OSSERVA


def test_il_verbale_che_si_scriveva_mentre_il_valutato_firmava_torna_con_la_pagina(client, c, partecipata):
    porta(partecipata, ("firma", c.dirigente1))
    client.force_login(c.ncvp)
    dati = {"versione": partecipata.versione, "tenuto_il": "2026-04-09", "testo": "Abbiamo parlato dei tempi."}
    risposta = client.post(_url("colloquio", partecipata), dati)
    assert risposta.status_code == 409 and "Abbiamo parlato dei tempi." in risposta.content.decode()
    assert Scheda.objects.get(pk=partecipata.pk).colloquio == ""
    client.force_login(c.dirigente1)
    assert client.post(_url("colloquio", partecipata), dati).status_code == 403


def test_la_pagina_del_valutato_lo_invita_a_firmare_e_poi_dice_fino_a_quando_puo_chiedere_il_riesame(client, c, partecipata, settings):
    client.force_login(c.dirigente1)
    pagina = client.get(partecipata.get_absolute_url()).content.decode()
    firma = reverse("valutazioni:passaggio", args=[partecipata.pk, "firma"])
    assert f'class="btn btn-primary" href="{firma}"' in pagina and "Tocca a te" in pagina
    assert client.post(firma, {"versione": partecipata.versione}).status_code == 302
    testo = client.get(partecipata.get_absolute_url()).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "venerdì 17 aprile 2026" in testo and "5 giorni lavorativi" in testo


def test_chi_valuta_una_scheda_partecipata_aspetta_il_valutato(client, c, partecipata):
    """The refusal is an exception: it stands among the other actions, never on the main button."""
    client.force_login(c.ncvp)
    contesto = client.get(partecipata.get_absolute_url()).context
    assert contesto["mosse"].principale is None
    assert [m.azione for m in contesto["mosse"].altre] == ["registra_rifiuto"]


@pytest.mark.parametrize(
    ("fin_qui", "chi", "principale"),
    [(0, "ncvp", "proponi_a"), (1, "ncvp", "trasmetti"), (2, "ncvp", None), (2, "sindaco", "decidi"), (3, "ncvp", "partecipa"),
     (4, "dirigente1", "firma"), (5, "segretario", "approva"), (5, "ncvp", None)],
)  # fmt: skip
def test_in_ogni_stato_il_pulsante_e_quello_che_si_aspetta(client, c, fin_qui, chi, principale):
    vota(c.scheda_dirigente1, c.ncvp)
    porta(c.scheda_dirigente1, *alla_firma(c, c.dirigente1)[:fin_qui])
    client.force_login(getattr(c, chi))
    mossa = client.get(c.scheda_dirigente1.get_absolute_url()).context["mosse"].principale
    assert (mossa and mossa.azione) == principale


def test_una_scheda_non_valutabile_dice_il_motivo_anche_al_valutato_e_nessun_punteggio(client, c):
    """Art. 16: the marks that were being written are nobody's score."""
    scheda = vota(c.scheda_dirigente2, c.ncvp)
    motivo = "In servizio per due mesi soltanto."
    esegui(scheda, "dichiara_non_valutabile", utente=c.ncvp, quando=QUANDO, versione=scheda.versione, motivo=motivo)
    for chi in (c.dirigente2, c.segretario):
        client.force_login(chi)
        pagina = client.get(scheda.get_absolute_url()).content.decode()
        assert motivo in pagina and "200,00" not in pagina and "Fascia 3" not in pagina
        assert "200,00" not in client.get(reverse("valutazioni:elenco", args=[2025])).content.decode()


def test_le_stesse_pagine_servono_alla_scheda_del_personale(client, comune):
    """Allegato D: the dirigente shares it, the evaluatee observes and signs."""
    c = con_schede_personale(comune)
    vota_personale(c.scheda_dipendente1, c.po1)
    passi = (("trasmetti", c.po1), ("decidi", c.dirigente1), ("partecipa", c.dirigente1))
    scheda = porta_personale(c.scheda_dipendente1, *passi)
    client.force_login(c.dipendente1)
    dati = {"versione": scheda.versione, "testo": OSSERVA}
    assert client.post(_url("osservazioni_personale", scheda), dati).url == scheda.get_absolute_url()
    client.force_login(c.dirigente1)
    assert client.post(_url("risposta_personale", scheda), {"versione": scheda.versione + 1, "testo": RISPONDE}).status_code == 302
    client.force_login(c.po1)
    assert client.get(_url("rifiuto_personale", scheda)).status_code == 403
    assert RISPONDE in client.get(scheda.get_absolute_url()).content.decode()
    client.force_login(c.dipendente2)
    assert client.get(_url("osservazioni_personale", scheda)).status_code == 404


# --- the words of the pages --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("che", "chi"), PAGINE.items())
def test_art_18_colloquio_osservazioni_e_rifiuto_della_scheda_b_citano_l_articolo_18(client, c, partecipata, che, chi):
    client.force_login(getattr(c, chi))
    testo = client.get(_url(che, partecipata)).content.decode()
    sotto_titolo = testo[testo.index('class="sotto-titolo"') : testo.index("</h1>") + 600]
    assert ">art. 18<" in sotto_titolo.replace("\N{NO-BREAK SPACE}", " ") and ">art. 22<" not in testo.replace("\N{NO-BREAK SPACE}", " ")


def test_art_22_il_colloquio_finale_del_personale_cita_l_articolo_22(client, d):
    client.force_login(d.dirigente1)
    testo = client.get(reverse("valutazioni:colloquio_personale", args=[d.anna.pk])).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert ">art. 22<" in testo and ">art. 18<" not in testo
    with pytest.raises(DatiNonValidi) as errore:
        verbalizza_colloquio(scheda=d.anna, tenuto_il=date(2027, 1, 1), verbale="Abbiamo letto i voti.", utente=d.dirigente1,
                             quando=QUANDO, versione=d.anna.versione)  # fmt: skip
    assert errore.value.articolo == "22"


def test_un_colloquio_della_scheda_b_che_non_puo_essere_cita_l_articolo_18(c, partecipata):
    with pytest.raises(DatiNonValidi) as errore:
        _fai(verbalizza_colloquio, partecipata, c.ncvp, tenuto_il=date(2027, 1, 1), verbale="Abbiamo letto i voti.")
    assert errore.value.articolo == "18"


def test_la_pagina_delle_osservazioni_non_dice_due_volte_la_stessa_cosa(client, c, partecipata):
    client.force_login(c.dirigente1)
    testo = client.get(_url("osservazioni", partecipata)).content.decode()
    for frase in ("restano sulla scheda", "ti risponde, o rivede i voti"):
        assert testo.lower().count(frase) == 1, frase


# --- art. 18: after the observations -------------------------------------------------------------------------------------------------


def _letta(client, utente, url):
    client.force_login(utente)
    return client.get(url).content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_dopo_le_osservazioni_tocca_solo_a_chi_valuta(client, c, partecipata):
    """The evaluatee may sign without waiting, but the sheet waits for the answer."""
    scheda = _fai(scrivi_osservazioni, partecipata, c.dirigente1, testo=OSSERVA)
    firma = reverse("valutazioni:passaggio", args=[scheda.pk, "firma"])
    sua = _letta(client, c.dirigente1, scheda.get_absolute_url())
    assert "Tocca a te" not in sua and firma in sua and f'class="btn btn-primary" href="{firma}"' not in sua
    assert "Tocca a te" in _letta(client, c.ncvp, scheda.get_absolute_url())
    _fai(rispondi_alle_osservazioni, scheda, c.ncvp, testo=RISPONDE)
    assert "Tocca a te" in _letta(client, c.dirigente1, scheda.get_absolute_url())
    assert "Tocca a te" not in _letta(client, c.ncvp, scheda.get_absolute_url())


def test_quello_che_si_fara_solo_dopo_un_termine_non_tocca_ancora_a_nessuno(client, c):
    """Art. 29: the Segretario makes it final when nobody may ask for a review any more."""
    scheda = firmata(c)
    atto = Atto.objects.create(tipo="giunta", numero=88, data=date(2026, 4, 10), oggetto="Valutazioni 2025")
    Scheda.objects.filter(pk=scheda.pk).update(atto=atto)
    porta(scheda, ("approva", c.segretario))
    testo = _letta(client, c.segretario, scheda.get_absolute_url())
    assert "Rendi definitiva" in testo and "Non ora." in testo and "Tocca a te" not in testo


def test_la_risposta_dice_chi_l_ha_scritta_e_quando_sullo_schermo_e_nel_documento(client, c, partecipata):
    scheda = _fai(scrivi_osservazioni, partecipata, c.dirigente1, testo=OSSERVA)
    scheda = _fai(rispondi_alle_osservazioni, scheda, c.ncvp, testo=RISPONDE)
    testo = _letta(client, c.dirigente1, scheda.get_absolute_url())
    assert f"{RISPONDE}<span" in testo
    assert "prof.ssa Elena Morandi, venerdì 10 aprile 2026 alle 10:42" in testo[testo.index(RISPONDE) :][:200]
    contenuto = json.loads(emetti_scheda(scheda, utente=c.ncvp, quando=QUANDO).contenuto)
    assert contenuto["risposta_di"]["chi"] == "prof.ssa Elena Morandi"
    stampato = render_to_string("documenti/_parti/condivisione.html", contenuto)
    assert f"Risposta del valutatore: prof.ssa Elena Morandi, {contenuto['risposta_di']['quando']}" in stampato


@pytest.mark.parametrize(("quale", "chi", "passo", "strada"), [
    ("partecipata", "ncvp", "rinvia", "il Sindaco ti restituisce la scheda"), ("di_po", "dirigente1", "rivedi", "riapri la scheda"),
])  # fmt: skip
def test_chi_accoglie_un_osservazione_trova_come_si_corregge_ogni_percentuale(client, c, request, quale, chi, passo, strada):
    scheda = request.getfixturevalue(quale)
    utente = getattr(c, chi)
    scheda = _fai(scrivi_osservazioni, scheda, getattr(c, scheda.incarico.persona.utente.username), testo=OSSERVA)
    suo = scheda.voti_obiettivo.select_related("assegnazione__obiettivo").filter(assegnazione__obiettivo__tipo="individuale").first()
    pagina = _letta(client, utente, _url("risposta", scheda))
    assert strada in pagina and reverse("valutazioni:passaggio", args=[scheda.pk, passo]) in pagina
    assert pagina.count("Sulla scheda, quando torna aperta.") == 3 and "Allegato A, che è chiuso" not in pagina
    Consuntivo.objects.create(obiettivo=suo.assegnazione.obiettivo, valutato=suo.raggiungimento)
    Obiettivo.objects.filter(pk=suo.assegnazione.obiettivo_id).update(stato="valutata", responsabile=scheda.incarico)
    pagina = _letta(client, utente, _url("risposta", scheda))
    assert pagina.count("Sulla scheda, quando torna aperta.") == 2
    assert "È decisa nell’Allegato A, che è chiuso" in pagina and f"{suo.assegnazione.obiettivo.get_absolute_url()}#cifre" in pagina


def test_anche_sulla_scheda_del_personale_si_trova_come_si_corregge(client, d):
    vota_personale(d.anna, d.po1)
    scheda = porta_personale(d.anna, ("trasmetti", d.po1), ("decidi", d.dirigente1), ("partecipa", d.dirigente1))
    scheda = _fai(scrivi_osservazioni, scheda, d.dipendente1, testo=OSSERVA)
    pagina = _letta(client, d.dirigente1, _url("risposta_personale", scheda))
    assert "Vai alle percentuali" in pagina and "Vai all’obiettivo" in pagina and "riapri la scheda" in pagina
