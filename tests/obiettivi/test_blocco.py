"""Bulk acts, reminders, the Giunta's act, the closing of an exercise: effect, wrong role, wrong state, repetition (artt. 7, 13, 14, 18)."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from obiettivi.letture.elenco.blocco import AZIONI, esamina, scelti
from obiettivi.letture.quadri.chiusura import chiusura
from obiettivi.letture.turno.righe import attese_di
from obiettivi.models import Accettazione, Obiettivo
from obiettivi.operazioni.blocco import assegna_in_blocco, porta_avanti, sollecita
from obiettivi.operazioni.esercizio import chiudi_esercizio
from obiettivi.operazioni.schede import crea_obiettivo
from premi.models import Fondo
from smvp.documenti.atti import DatiAtto
from smvp.documenti.models import Atto
from smvp.flusso.models import Notifica
from smvp.nucleo.errori import DatiNonValidi, ErroreDominio, OperazioneNonAmmessa
from smvp.registro.models import Evento
from tests.obiettivi.scene import ROMA, collettivo, di_po, fai, il, individuale, porta_a, riscontra, stati

pytestmark = pytest.mark.django_db
FEBBRAIO = datetime(2025, 2, 20, 9, 0, tzinfo=ROMA)
MARZO = datetime(2025, 3, 10, 9, 0, tzinfo=ROMA)


@pytest.fixture(autouse=True)
def il_20_febbraio(settings):
    settings.OGGI = "2025-02-20"


def _negoziate(c, quante=3):
    """Objectives B-0, B-1… of dirigente1, whose weights are right."""
    fatte = [individuale(c, titolo=f"Obiettivo {n}") for n in range(quante)]
    for n, o in enumerate(fatte):
        Obiettivo.objects.filter(pk=o.pk).update(codice=f"B-{n}")
        o.assegnazioni.update(peso=30 / quante)
    return [porta_a(c, o, "negoziata") for o in fatte]


def _versioni(obiettivi):
    return {o.pk: o.versione for o in obiettivi}


def _indirizzo(nome, **dati):
    return reverse(f"obiettivi:{nome}", args=[2025])


def test_il_parere_va_a_tutte_e_una_che_non_puo_non_ferma_le_altre(comune):
    prima, seconda, terza = _negoziate(comune)
    fai(seconda, "esprimi_parere", comune.segretario)
    tutte = scelti(comune.segretario, comune.esercizio, [prima.pk, seconda.pk, terza.pk])
    esito = porta_avanti(azione=AZIONI["parere"], obiettivi=tutte, versioni=_versioni(tutte), utente=comune.segretario, quando=FEBBRAIO)
    assert [o.codice for o in esito.fatti] == ["B-0", "B-2"]
    assert [(o.codice, m) for o, m in esito.fermi] == [("B-1", "è già «Con parere favorevole».")]
    assert stati([prima, seconda, terza]) == ["con_parere"] * 3


def test_chi_ha_salvato_nel_frattempo_ferma_solo_la_sua(comune):
    tutte = _negoziate(comune)
    versioni = _versioni(tutte) | {tutte[1].pk: 1}
    esito = porta_avanti(azione=AZIONI["parere"], obiettivi=tutte, versioni=versioni, utente=comune.segretario, quando=FEBBRAIO)
    assert [o.codice for o, _ in esito.fermi] == ["B-1"]
    assert "qualcun altro ha salvato" in esito.fermi[0][1]


@pytest.mark.parametrize("chi", ["ncvp", "dirigente1", "po1", "controllo"])
def test_chi_non_ha_il_permesso_non_porta_avanti_niente(comune, chi):
    tutte = _negoziate(comune, 1)
    esito = porta_avanti(azione=AZIONI["parere"], obiettivi=tutte, versioni=_versioni(tutte), utente=getattr(comune, chi), quando=FEBBRAIO)
    assert (esito.fatti, len(esito.fermi)) == ([], 1)
    assert stati(tutte) == ["negoziata"]


def test_il_ritardo_vuole_un_motivo_e_il_motivo_resta_solo_dove_serve(comune):
    tutte = _negoziate(comune, 2)
    dati = {"azione": AZIONI["parere"], "obiettivi": tutte, "versioni": _versioni(tutte), "utente": comune.segretario, "quando": MARZO}
    assert len(porta_avanti(**dati).fermi) == 2
    assert len(porta_avanti(**dati, motivo="La Giunta si è riunita solo il 7 marzo.").fatti) == 2
    assert Evento.objects.filter(azione="obiettivo.esprimi_parere").last().contenuto["motivo"].startswith("La Giunta")


def test_la_conferma_dice_quali_vanno_e_perche_le_altre_no(client, comune):
    pronte = _negoziate(comune, 2)
    for o in pronte:
        fai(o, "esprimi_parere", comune.segretario)
    altra = porta_a(comune, individuale(comune, "dirigente2", "Strade"), "trasmessa")
    senza = porta_a(comune, individuale(comune, "po2", "Ponti"), "negoziata")
    Obiettivo.objects.filter(pk=senza.pk).update(responsabile=comune.incarico_dirigente2)
    senza = fai(senza, "esprimi_parere", comune.segretario)
    senza.assegnazioni.update(peso=7)  # po2's weights do not add up any more
    client.force_login(comune.segretario)
    dati = {"azione": "trasmetti", "o": [*(o.pk for o in pronte), altra.pk, senza.pk]}
    scelte = client.get(_indirizzo("blocco"), dati).context["scelte"]
    assert {s.obiettivo.pk for s in scelte.pronte} == {o.pk for o in pronte}
    motivi = {s.obiettivo.pk: s.impedimento for s in scelte.ferme}
    assert "In esame al NCVP" in motivi[altra.pk]
    assert motivi[senza.pk] == " ".join(senza.mancano_pesi())


def test_la_conferma_e_l_invio_doppio_non_fa_danni(client, comune):
    tutte = _negoziate(comune, 2)
    client.force_login(comune.segretario)
    dati = {"azione": "parere", "o": [o.pk for o in tutte]} | {f"versione_{o.pk}": o.versione for o in tutte}
    prima = client.post(_indirizzo("blocco"), dati, follow=True)
    assert "Parere favorevole registrato: B-0, B-1." in [str(m) for m in prima.context["messages"]]
    eventi = Evento.objects.count()
    seconda = client.post(_indirizzo("blocco"), dati, follow=True)
    assert "B-0: è già «Con parere favorevole»." in [str(m) for m in seconda.context["messages"]]
    assert (Evento.objects.count(), stati(tutte)) == (eventi, ["con_parere"] * 2)


def test_in_ritardo_la_pagina_chiede_il_motivo_e_non_lo_perde(client, comune, settings):
    settings.OGGI = "2025-03-10"
    (o,) = _negoziate(comune, 1)
    client.force_login(comune.segretario)
    dati = {"azione": "parere", "o": o.pk, f"versione_{o.pk}": o.versione}
    risposta = client.post(_indirizzo("blocco"), dati | {"motivo": " "})
    assert risposta.status_code == 422 and "Scrivi almeno una frase" in risposta.content.decode()
    assert client.post(_indirizzo("blocco"), dati | {"motivo": "La Giunta si è riunita tardi."}).status_code == 302
    assert stati([o]) == ["con_parere"]


def test_il_ncvp_valida_le_pronte_e_il_dirigente_quelle_delle_sue_po(client, comune):
    esaminata = porta_a(comune, individuale(comune), "trasmessa")
    da_esaminare = porta_a(comune, individuale(comune, "dirigente2", "Strade"), "trasmessa")
    di_po1 = porta_a(comune, di_po(comune), "negoziata")
    riscontra(esaminata, comune.ncvp)
    riscontra(di_po1, comune.dirigente1)
    for chi, vanno in (("ncvp", {esaminata.pk}), ("dirigente1", {di_po1.pk})):
        client.force_login(getattr(comune, chi))
        pagina = client.get(_indirizzo("blocco"), {"azione": "valida", "o": [esaminata.pk, da_esaminare.pk, di_po1.pk]})
        scelte = pagina.context["scelte"]
        assert {s.obiettivo.pk for s in scelte.pronte} == vanno, chi
        dati = {"azione": "valida", "o": list(vanno)} | {f"versione_{s.obiettivo.pk}": s.obiettivo.versione for s in scelte.pronte}
        client.post(_indirizzo("blocco"), dati)
    assert stati([esaminata, da_esaminare, di_po1]) == ["validata", "trasmessa", "validata"]


def test_quello_che_manca_si_legge_per_tutte_insieme(comune):
    """The reading in one go says what each sheet says by itself."""
    tutte = [porta_a(comune, individuale(comune, chi, "Strade"), "trasmessa") for chi in ("dirigente1", "dirigente2")]
    riscontra(tutte[0], comune.ncvp, "no")
    lette = scelti(comune.ncvp, comune.esercizio, [o.pk for o in tutte])
    scelte = esamina(AZIONI["valida"], lette, utente=comune.ncvp, attese=attese_di(comune.esercizio, FEBBRAIO.date()))
    assert {s.obiettivo.pk: s.impedimento for s in scelte.ferme} == {o.pk: " ".join(o.mancano_riscontri()) for o in tutte}


def test_la_conferma_non_costa_di_piu_con_piu_schede(client, comune):
    client.force_login(comune.segretario)
    conti = []
    for quante in (3, 20):
        tutte = []
        for n in range(quante):
            o = crea_obiettivo(
                esercizio=comune.esercizio, tipo="individuale", titolo=f"Obiettivo {n}", responsabile=comune.incarico_dirigente1,
                utente=comune.dirigente1, quando=il("crea"),
            )  # fmt: skip
            tutte.append(o.pk)
        for azione in ("trasmetti", "sollecita"):
            client.get(_indirizzo("blocco"), {"azione": azione, "o": tutte})
            with CaptureQueriesContext(connection) as domande:
                client.get(_indirizzo("blocco"), {"azione": azione, "o": tutte})
            conti.append(len(domande))
    assert conti[:2] == conti[2:]


def test_si_scelgono_tutte_quelle_dell_elenco_filtrato(client, comune):
    _negoziate(comune, 3)
    client.force_login(comune.segretario)
    pagina = client.get(_indirizzo("blocco"), {"azione": "parere", "tutte": "1", "q": "obiettivo", "stato": "negoziata"})
    assert len(pagina.context["scelte"].pronte) == 3


@pytest.mark.parametrize(("dati", "codice"), [({"azione": "inventata"}, 404), ({"azione": "valida"}, 403), ({"azione": "parere"}, 302)])
def test_un_azione_che_non_c_e_non_e_sua_o_senza_schede(client, comune, dati, codice):
    client.force_login(comune.segretario)
    assert client.get(_indirizzo("blocco"), dati).status_code == codice


def test_le_schede_che_non_si_vedono_non_si_scelgono(client, comune):
    (o,) = _negoziate(comune, 1)
    bozza = individuale(comune, "dirigente2", "Strade")
    client.force_login(comune.ncvp)
    pagina = client.get(_indirizzo("blocco"), {"azione": "sollecita", "o": [o.pk, bozza.pk]})
    assert {s.obiettivo.pk for s in (*pagina.context["scelte"].pronte, *pagina.context["scelte"].ferme)} == {o.pk}


# --- reminders --------------------------------------------------------------------------------------------------------------------


def _sollecita(c, o, quando=FEBBRAIO, chi="segretario"):
    return sollecita(obiettivi=[o], esercizio=c.esercizio, utente=getattr(c, chi), quando=quando)


def test_il_sollecito_arriva_a_chi_e_atteso_e_resta_nel_registro(comune):
    o = porta_a(comune, individuale(comune), "trasmessa")
    Notifica.objects.all().delete()
    assert [x.pk for x in _sollecita(comune, o).fatti] == [o.pk]
    (avviso,) = Notifica.objects.all()
    assert (avviso.destinatario, avviso.url) == (comune.ncvp, o.get_absolute_url())
    assert "Validazione" in avviso.testo and "28/02/2025" in avviso.testo
    assert Evento.objects.get(azione="obiettivo.sollecita").contenuto["a"] == ["ncvp"]


def test_si_sollecita_una_volta_al_giorno(comune):
    o = porta_a(comune, individuale(comune), "trasmessa")
    _sollecita(comune, o)
    quanti = Notifica.objects.count()
    assert "una volta al giorno" in _sollecita(comune, o, FEBBRAIO + timedelta(hours=14)).fermi[0][1]
    assert Notifica.objects.count() == quanti
    assert _sollecita(comune, o, FEBBRAIO + timedelta(days=1)).fatti


def test_un_titolo_lungo_non_rompe_l_avviso(comune):
    o = porta_a(comune, individuale(comune, titolo="x" * 200), "trasmessa")
    Obiettivo.objects.filter(pk=o.pk).update(codice="C" * 20)
    assert _sollecita(comune, o).fatti


def test_sollecitate_le_firme_che_mancano_e_solo_quelle(comune):
    o = porta_a(comune, collettivo(comune), "validata")
    Notifica.objects.all().delete()
    _sollecita(comune, o)
    assert {n.destinatario for n in Notifica.objects.all()} == {comune.dirigente1, comune.dirigente2, comune.po1, comune.po2}


@pytest.mark.parametrize("chi", ["dirigente1", "controllo", "sindaco"])
def test_non_sollecita_chi_non_ne_ha_il_compito(comune, chi):
    o = porta_a(comune, individuale(comune), "trasmessa")
    with pytest.raises(PermissionDenied):
        _sollecita(comune, o, chi=chi)


def test_non_si_sollecita_chi_non_deve_niente(comune):
    o = porta_a(comune, individuale(comune), "valutata")
    assert _sollecita(comune, o).fermi[0][1] == "ora non aspetta nessuno."


def test_dalla_cabina_si_sollecitano_le_schede_in_ritardo_una_volta_al_giorno(client, comune, settings):
    """The button counts who will get a reminder, one message tells it all; what has been reminded today is left alone."""
    settings.OGGI = "2025-03-10"
    prima = individuale(comune)
    Obiettivo.objects.filter(pk=prima.pk).update(stato="trasmessa")
    client.force_login(comune.segretario)
    assert "Sollecita la scheda in ritardo" in client.get(_indirizzo("cabina")).content.decode()
    assert _messaggi(client, {"o": prima.pk}) == [f"1 promemoria inviato per 1 scheda ({prima.codice})."]
    firme, sua = collettivo(comune), individuale(comune, "dirigente2", "Strade")
    Obiettivo.objects.filter(pk=firme.pk).update(stato="validata")
    Obiettivo.objects.filter(pk=sua.pk).update(stato="con_parere")
    Notifica.objects.all().delete()
    cabina = client.get(_indirizzo("cabina"))
    assert (cabina.context["cabina"].quanti_ritardi, cabina.context["cabina"].da_sollecitare) == (3, 1)
    assert "Sollecita la scheda che resta" in cabina.content.decode()
    assert _messaggi(client, {"tardi": "1"}) == [f"4 promemoria inviati per 1 scheda ({firme.codice})."]
    assert Notifica.objects.count() == 4
    assert _messaggi(client, {"o": [prima.pk, firme.pk, sua.pk]}) == [
        f"2 già sollecitate oggi: {firme.codice}, {prima.codice}; 1 aspetta te: {sua.codice}."
    ]
    assert _messaggi(client, {"tardi": "1"}) == ["Nessuno da sollecitare."]
    pagina = client.get(_indirizzo("cabina"))
    assert "Oggi non c’è altro da sollecitare." in pagina.content.decode() and Notifica.objects.count() == 4
    assert {r.riga.obiettivo.pk for r in pagina.context["cabina"].ritardi if r.oggi} == {prima.pk, firme.pk}


def test_la_conferma_del_sollecito_conta_solo_chi_lo_ricevera(client, comune):
    prima, altra = (
        porta_a(comune, individuale(comune), "trasmessa"),
        porta_a(comune, individuale(comune, "dirigente2", "Strade"), "trasmessa"),
    )
    _sollecita(comune, prima)
    client.force_login(comune.segretario)
    pagina = client.get(_indirizzo("blocco"), {"azione": "sollecita", "o": [prima.pk, altra.pk]})
    scelte = pagina.context["scelte"]
    assert [s.obiettivo.pk for s in scelte.pronte] == [altra.pk] and "già stata sollecitata oggi" in scelte.ferme[0].impedimento
    assert "Sollecita: 1 scheda" in pagina.content.decode()


def test_una_scheda_che_ha_cambiato_stato_si_sollecita_ancora(comune):
    """The reminder of this morning was for another step."""
    o = porta_a(comune, individuale(comune), "con_parere")
    assert _sollecita(comune, o, chi="ncvp").fatti
    o = porta_a(comune, o, "trasmessa")
    assert _sollecita(comune, o).fatti


def _messaggi(client, dati):
    return [str(m) for m in client.post(_indirizzo("sollecita"), dati, follow=True).context["messages"]]


# --- the Giunta's act --------------------------------------------------------------------------------------------------------------


def _accettate(c):
    return [porta_a(c, fatta(c), "accettata") for fatta in (individuale, di_po)]


ATTO = DatiAtto(numero=77, data=date(2025, 2, 20), oggetto="Obiettivi 2025")


def _assegna(c, obiettivi, atto=ATTO, chi="segretario", quando=datetime(2025, 2, 26, 10, tzinfo=ROMA), motivo=""):
    return assegna_in_blocco(esercizio=c.esercizio, obiettivi=obiettivi, atto=atto, utente=getattr(c, chi), quando=quando, motivo=motivo)


def test_l_atto_scritto_ora_assegna_tutte_le_schede_insieme(comune):
    tutte = _accettate(comune)
    fatte = _assegna(comune, tutte)
    assert stati(tutte) == ["assegnata"] * 2
    assert {o.atto.numero for o in fatte} == {77}
    assert Evento.objects.filter(azione="atto.registra").count() == 1


def test_se_una_non_puo_non_se_ne_assegna_nessuna_e_l_atto_non_resta(comune):
    tutte = _accettate(comune)
    altra = porta_a(comune, individuale(comune, "dirigente2", "Strade"), "validata")
    with pytest.raises(OperazioneNonAmmessa, match=altra.codice):
        _assegna(comune, [*tutte, altra])
    assert stati([*tutte, altra]) == ["accettata", "accettata", "validata"]
    assert not Atto.objects.filter(numero=77).exists()


@pytest.mark.parametrize(
    ("atto", "dice"),
    [(DatiAtto(77, date(2025, 2, 27), "Obiettivi"), "futuro"), (DatiAtto(77, date(2024, 12, 1), "Obiettivi"), "prima dell’esercizio"),
     (DatiAtto(77, date(2025, 2, 1), "Obiettivi"), "prima della validazione"),
     (DatiAtto(77, date(2025, 2, 17), "Obiettivi"), "prima dell’ultima firma"),
     (DatiAtto(31, date(2025, 2, 26), "Altro"), "altro oggetto")],
)  # fmt: skip
def test_un_atto_che_non_puo_assegnarle(comune, atto, dice):
    tutte = _accettate(comune)
    with pytest.raises(DatiNonValidi, match=dice):
        _assegna(comune, tutte, atto)
    assert stati(tutte) == ["accettata"] * 2


def test_l_atto_lo_registra_il_segretario_e_vuole_almeno_una_scheda(comune):
    tutte = _accettate(comune)
    with pytest.raises(PermissionDenied):
        _assegna(comune, tutte, chi="ncvp")
    with pytest.raises(DatiNonValidi, match="almeno una scheda"):
        _assegna(comune, [])


def test_la_pagina_dell_atto_spunta_tutte_le_accettate_e_tiene_quello_che_si_scrive(client, comune, settings):
    settings.OGGI = "2025-03-05"
    prima, seconda = _accettate(comune)
    client.force_login(comune.segretario)
    pagina = client.get(_indirizzo("assegna")).content.decode()
    assert pagina.count(" checked") == 2 and "Motivo del ritardo" in pagina
    dati = {"numero": "77", "data": "2025-03-04", "oggetto": "Obiettivi 2025", "schede": [prima.pk]}
    risposta = client.post(_indirizzo("assegna"), dati)
    assert risposta.status_code == 422 and 'value="Obiettivi 2025"' in risposta.content.decode()
    assert client.post(_indirizzo("assegna"), dati | {"motivo": "La Giunta si è riunita il 4 marzo."}).status_code == 302
    assert stati([prima, seconda]) == ["assegnata", "accettata"]
    assert client.post(_indirizzo("assegna"), dati | {"motivo": "La Giunta si è riunita il 4 marzo."}).status_code == 422  # done already


@pytest.mark.parametrize(
    ("cambia", "campo"),
    [({"numero": ""}, "numero"), ({"data": "ieri"}, "data"), ({"oggetto": ""}, "oggetto"), ({"schede": []}, "schede"),
     ({"schede": ["9999"]}, "schede"), ({"atto_esistente": "ok"}, "atto_esistente"), ({"data": "2025-02-01"}, "data")],
)  # fmt: skip
def test_la_pagina_dell_atto_dice_che_cosa_correggere(client, comune, settings, cambia, campo):
    settings.OGGI = "2025-02-27"
    o = porta_a(comune, individuale(comune), "accettata")
    if cambia.get("atto_esistente"):
        cambia = {"atto_esistente": comune.atto.pk}
    client.force_login(comune.segretario)
    dati = {"numero": "77", "data": "2025-02-26", "oggetto": "Obiettivi 2025", "schede": [o.pk]} | cambia
    risposta = client.post(_indirizzo("assegna"), dati)
    assert risposta.status_code == 422
    assert set(risposta.context["form"].errors) == {campo}
    assert stati([o]) == ["accettata"]


def _atto(numero, giorno, oggetto="Obiettivi 2025", tipo="giunta"):
    return Atto.objects.create(tipo=tipo, numero=numero, data=giorno, oggetto=oggetto)


def test_si_offrono_solo_gli_atti_che_possono_assegnare_le_schede_scelte(client, comune, settings):
    """Of the Giunta, of the year, not of tomorrow, not older than the last signature, and not about something else."""
    settings.OGGI = "2025-02-27"
    prima, seconda = _accettate(comune)
    Accettazione.objects.filter(assegnazione__obiettivo=seconda).update(firmata_il=datetime(2025, 2, 25, 10, tzinfo=ROMA))
    buono = comune.atto  # of the 26th
    _atto(12, date(2025, 2, 13))  # before the validation
    _atto(18, date(2025, 2, 17))  # before the signatures of the 18th
    _atto(40, date(2025, 2, 28))  # tomorrow
    _atto(50, date(2025, 2, 26), tipo="determinazione")
    Fondo.objects.create(esercizio=comune.esercizio, destinazione="dirigenti", importo=1000, atto=_atto(30, date(2025, 2, 26), "Fondo"))
    per_una = _atto(25, date(2025, 2, 20))
    client.force_login(comune.segretario)
    campo = client.get(_indirizzo("assegna")).context["form"].fields["atto_esistente"]
    assert list(campo.queryset) == [buono, per_una]
    assert campo.label_from_instance(buono) == "n. 31 del 26/02/2025 · Obiettivi 2025"
    assert campo.label_from_instance(per_una).endswith(f"(non per {seconda.codice}: togli la spunta)")
    solo_prima = client.get(_indirizzo("assegna"), {"o": prima.pk}).context["form"].fields["atto_esistente"]
    assert "togli" not in solo_prima.label_from_instance(per_una)
    dati = {"atto_esistente": per_una.pk, "schede": [prima.pk, seconda.pk]}
    risposta = client.post(_indirizzo("assegna"), dati)
    assert risposta.status_code == 422 and f"firma di {seconda.codice} (l’ultima è del 25/02/2025)" in risposta.content.decode()
    assert stati([prima, seconda]) == ["accettata"] * 2
    assert client.post(_indirizzo("assegna"), dati | {"schede": [prima.pk]}).status_code == 302
    assert stati([prima, seconda]) == ["assegnata", "accettata"]


def test_senza_un_atto_che_possa_la_pagina_dice_di_registrarlo(client, comune):
    o = porta_a(comune, individuale(comune), "accettata")
    Atto.objects.filter(pk=comune.atto.pk).update(data=date(2025, 2, 10))
    client.force_login(comune.segretario)
    pagina = client.get(_indirizzo("assegna")).content.decode()
    assert "Nessuna deliberazione già registrata può assegnare" in pagina and 'href="#id_numero"' in pagina
    assert "atto_esistente" not in pagina and "Dal 18/02/2025 in poi" in pagina
    dati = {"numero": "77", "data": "2025-02-20", "oggetto": "Obiettivi 2025", "schede": [o.pk]}
    assert client.post(_indirizzo("assegna"), dati).status_code == 302
    assert stati([o]) == ["assegnata"]


def test_dal_blocco_si_va_all_atto_con_le_schede_scelte(client, comune):
    prima, _ = _accettate(comune)
    client.force_login(comune.segretario)
    arrivo = client.get(_indirizzo("blocco"), {"azione": "assegna", "o": prima.pk}, follow=True)
    assert arrivo.redirect_chain[-1][0].endswith(f"/assegna/?o={prima.pk}")
    assert arrivo.content.decode().count(" checked") == 1


# --- closing ---------------------------------------------------------------------------------------------------------------------------

MAGGIO = datetime(2026, 5, 4, 9, 0, tzinfo=ROMA)


def _chiudi(c, bozze=0, chi="segretario", quando=MAGGIO):
    return chiudi_esercizio(esercizio=c.esercizio, bozze_viste=bozze, utente=getattr(c, chi), quando=quando)


def test_si_chiude_quando_tutto_e_valutato_e_le_bozze_restano(comune):
    comune_chiudibile(comune)
    bozza = individuale(comune, "dirigente2", "Strade")
    with pytest.raises(DatiNonValidi, match="bozze"):
        _chiudi(comune)
    _chiudi(comune, bozze=1)
    comune.esercizio.refresh_from_db()
    assert comune.esercizio.chiuso_il == MAGGIO
    assert Evento.objects.get(azione="esercizio.chiudi_obiettivi").contenuto["bozze"] == 1
    with pytest.raises((OperazioneNonAmmessa, PermissionDenied, ErroreDominio)):
        fai(bozza, "negozia", comune.dirigente2)
    with pytest.raises(OperazioneNonAmmessa, match="chiuso"):
        crea_obiettivo(esercizio=comune.esercizio, tipo="individuale", titolo="Tardi", responsabile=comune.incarico_dirigente1,
                       utente=comune.dirigente1, quando=MAGGIO)  # fmt: skip
    with pytest.raises(OperazioneNonAmmessa, match="già chiuso"):
        _chiudi(comune, bozze=1)


def comune_chiudibile(c):
    """All the objectives of the exercise are evaluated: those that the scene adds to make the weights are taken there too."""
    o = porta_a(c, individuale(c), "valutata")
    for altro in Obiettivo.objects.filter(stato="assegnata"):
        altro.assegnazioni.all().delete()
        altro.delete()
    return o


@pytest.mark.parametrize(("stato", "quando", "dice"), [
    ("assegnata", MAGGIO, "non sono ancora valutate"), ("valutata", datetime(2025, 12, 31, 9, tzinfo=ROMA), "si chiude dopo"),
])  # fmt: skip
def test_non_si_chiude_prima(comune, stato, quando, dice):
    if stato == "valutata":
        comune_chiudibile(comune)
    else:
        porta_a(comune, individuale(comune), stato)
    with pytest.raises(OperazioneNonAmmessa, match=dice):
        _chiudi(comune, quando=quando)
    assert not chiusura(comune.esercizio, quando.date()).pronta


def test_chiude_solo_il_segretario(comune):
    comune_chiudibile(comune)
    with pytest.raises(PermissionDenied):
        _chiudi(comune, chi="ncvp")


def test_la_pagina_della_chiusura_elenca_chi_manca_e_poi_chiude(client, comune, settings):
    settings.OGGI = "2026-05-04"
    client.force_login(comune.segretario)
    o = porta_a(comune, individuale(comune), "assegnata")
    assert o.titolo in client.get(_indirizzo("chiudi")).content.decode()
    client.post(_indirizzo("chiudi"), {"bozze": "0"})
    comune.esercizio.refresh_from_db()
    assert comune.esercizio.chiuso_il is None
    assert "non sono ancora valutate" in client.get(_indirizzo("chiudi")).content.decode()


def test_la_pagina_chiude_con_le_bozze_che_si_sono_viste(client, comune, settings):
    settings.OGGI = "2026-05-04"
    comune_chiudibile(comune)
    client.force_login(comune.segretario)
    assert "chiudere l’esercizio 2025" in client.get(_indirizzo("elenco")).content.decode()
    for bozze, chiuso in (("boh", False), ("3", False), ("0", True)):
        client.post(_indirizzo("chiudi"), {"bozze": bozze})
        comune.esercizio.refresh_from_db()
        assert (comune.esercizio.chiuso_il is not None) is chiuso
    assert "Esercizio chiuso" in client.get(_indirizzo("elenco")).content.decode()


# --- what the list offers ------------------------------------------------------------------------------------------------------------


def _barra(client, utente):
    client.force_login(utente)
    pagina = client.get(_indirizzo("elenco"))
    barra = pagina.context["barra"]
    return [a.codice for a in barra.azioni], {pk: codici for pk, codici in barra.per_scheda.items() if codici}, pagina.content.decode()


def test_l_elenco_offre_solo_cio_che_una_scheda_della_pagina_puo_fare(client, comune):
    """State, role, office and what is missing: the same examination as the confirmation. Each tick knows its own actions."""
    pronta = porta_a(comune, individuale(comune), "trasmessa")
    assert _barra(client, comune.ncvp)[0] == [], "non è ancora esaminata, e al NCVP non si sollecita da sé"
    riscontra(pronta, comune.ncvp)
    azioni, per_scheda, pagina = _barra(client, comune.ncvp)
    assert (azioni, per_scheda) == (["valida"], {pronta.pk: "valida"})
    assert f'value="{pronta.pk}" data-azioni="valida"' in pagina and 'value="sollecita"' not in pagina
    assert _barra(client, comune.dirigente1)[:2] == ([], {}), "la propria non la valida nessun dirigente"
    assert 'name="o"' not in _barra(client, comune.dirigente1)[2]
    azioni, per_scheda, _ = _barra(client, comune.segretario)
    assert (azioni, per_scheda) == (["sollecita"], {pronta.pk: "sollecita"})
    _sollecita(comune, pronta)
    assert _barra(client, comune.segretario)[:2] == ([], {}), "già sollecitata oggi"
    accettata = porta_a(comune, di_po(comune), "accettata")
    assert _barra(client, comune.segretario)[:2] == (["assegna"], {accettata.pk: "assegna"})


def test_il_dirigente_trova_da_validare_solo_le_po_del_suo_ufficio(client, comune):
    sua, altrui = porta_a(comune, di_po(comune), "negoziata"), porta_a(comune, individuale(comune, "po2", "Ponti"), "negoziata")
    riscontra(sua, comune.dirigente1)
    riscontra(altrui, comune.dirigente2)
    assert _barra(client, comune.dirigente1)[:2] == (["valida"], {sua.pk: "valida"})
    assert _barra(client, comune.dirigente2)[:2] == (["valida"], {altrui.pk: "valida"})
