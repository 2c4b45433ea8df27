"""Artt. 28–31: a case from the request to the end, by its operations; what is refused, and in which words."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from conciliazione.forms.riesame import AllegaForm
from conciliazione.letture.casi import caso
from conciliazione.letture.organismo import proposta_organismo
from conciliazione.letture.seguito import conteggi
from conciliazione.models import Esito, Esito410, Istanza, Qualita
from conciliazione.operazioni.istruttoria import (
    chiedi_controdeduzioni,
    controdeduci,
    convoca_audizione,
    verbalizza_audizione,
)
from conciliazione.operazioni.organismo import Seggio, dichiara_conflitto, sostituisci_componente, vota
from conciliazione.operazioni.seguito import concludi_conciliazione, proponi_misura, registra_conciliazione
from conciliazione.permessi import visibili_a
from conciliazione.stati import AUDIZIONE, CHIUSA, COMUNICATA, DECISA, INAMMISSIBILE, PRESENTATA, RITIRATA
from smvp.documenti.allegati import ALLEGATI_MASSIMI, File
from smvp.documenti.models import Documento
from smvp.documenti.ricevuti import FileRifiutato
from smvp.flusso.operazioni import esegui
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, ErroreDominio, OperazioneNonAmmessa
from valutazioni.letture.riesame import voci_correggibili
from valutazioni.letture.sospese import sospese_fra
from valutazioni.models import Scheda, SchedaPersonale

from .scene import (
    DOPO,
    GIORNO,
    MOTIVI,
    MOTIVO,
    PDF,
    comunicata,
    con_firmata_d,
    costituisci,
    decisa,
    in_istruttoria,
    passo,
    presenta,
    proponi,
    scena,
    seggio,
    tutti_votano,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def c(settings):
    settings.OGGI = GIORNO.isoformat()
    return scena()


def emessi(istanza):
    return set(Documento.objects.filter(oggetto_id=istanza.pk, tipo__startswith="riesame").values_list("tipo", flat=True))


def test_un_caso_da_capo_a_fondo_la_scheda_resta(c):
    istanza = presenta(c, file=[File("prova.pdf", PDF)])
    assert (istanza.stato, istanza.numero, istanza.tardiva, istanza.allegati.count()) == (PRESENTATA, 1, False, 1)
    assert sospese_fra(Scheda, [istanza.scheda.pk]) == {istanza.scheda.pk}
    istanza = costituisci(c, istanza)
    passo(istanza, "ammetti", c.segretario)
    passo(istanza, "istruisci", c.segretario)
    proponi(c, istanza, Esito.CONFERMATA)
    tutti_votano(c, istanza, True, True, False)
    istanza = passo(istanza, "decidi", c.segretario)
    assert (istanza.stato, istanza.esito) == (DECISA, "confermata")
    istanza = passo(istanza, "comunica", c.segretario)
    assert (istanza.stato, istanza.comunicata_il, istanza.scheda.superata_il) == (COMUNICATA, DOPO, None)
    assert passo(istanza, "chiudi", c.segretario).stato == CHIUSA
    assert sospese_fra(Scheda, [istanza.scheda.pk]) == set()
    assert emessi(istanza) == {"riesame_richiesta", "riesame_decisione", "riesame_comunicazione"}


def test_una_valutazione_modificata_fa_la_scheda_nuova_e_quella_di_prima_si_legge_ancora(c):
    voce = next(v for v in voci_correggibili(c.scheda_dirigente1) if v.percentuale and v.valore < 71)
    prima = c.scheda_dirigente1.p_finale
    istanza = comunicata(c, Esito.MODIFICATA, **{voce.campo: 96})
    vecchia = istanza.scheda
    nuova = Scheda.objects.get(incarico=c.incarico_dirigente1)
    assert (vecchia.superata_il, vecchia.p_finale, nuova.sostituisce_id) == (DOPO, prima, vecchia.pk)
    assert (nuova.p_finale - prima, nuova.riesame) == (30, "riesame n. 1/2025")  # 15 × (3 − 1)
    with pytest.raises((OperazioneNonAmmessa, PermissionDenied)):
        c.scheda_dirigente1 = nuova
        presenta(c)


def test_anche_la_scheda_del_personale(c):
    con_firmata_d(c)
    voce = next(v for v in voci_correggibili(c.scheda_dipendente1) if not v.percentuale)
    istanza = comunicata(c, Esito.MODIFICATA, "dipendente1", **{voce.campo: 3})
    nuova = SchedaPersonale.objects.get(persona=c.persona_dipendente1)
    assert (nuova.sostituisce_id, nuova.totale > istanza.scheda.totale) == (istanza.scheda.pk, True)


def test_tardiva_si_presenta_ed_e_l_organismo_a_decidere_con_un_motivo(c):
    istanza = costituisci(c, presenta(c, quando=DOPO + timedelta(days=30)))
    assert istanza.tardiva
    with pytest.raises(DatiNonValidi, match="tardiva"):
        passo(istanza, "ammetti", c.segretario)
    proponi(c, istanza, Esito.INAMMISSIBILE)
    tutti_votano(c, istanza)
    istanza = passo(istanza, "dichiara_inammissibile", c.segretario)
    assert (istanza.stato, istanza.esito) == (INAMMISSIBILE, "inammissibile")
    assert passo(istanza, "comunica", c.segretario).stato == COMUNICATA


def test_tardiva_ammessa_a_maggioranza(c):
    istanza = costituisci(c, presenta(c, quando=DOPO + timedelta(days=30)))
    proponi(c, istanza, Esito.AMMISSIBILE)
    tutti_votano(c, istanza, False, True, True)
    assert passo(istanza, "ammetti", c.segretario).stato == "ammissibile"


def test_controdeduzioni_e_audizione(c):
    istanza = in_istruttoria(c)
    with pytest.raises(DatiNonValidi, match="non ha avuto parte"):
        chiedi_controdeduzioni(istanza=istanza, a=c.persona_po2, domanda=MOTIVO, entro=GIORNO, utente=c.segretario, quando=DOPO)
    chiesta = chiedi_controdeduzioni(istanza=istanza, a=c.persona_ncvp, domanda=MOTIVO, entro=GIORNO, utente=c.segretario, quando=DOPO)
    with pytest.raises(PermissionDenied):
        controdeduci(richiesta=chiesta, testo=MOTIVO, utente=c.dirigente2, quando=DOPO)
    assert controdeduci(richiesta=chiesta, testo=MOTIVO, utente=c.ncvp, quando=DOPO).data_il == DOPO
    with pytest.raises(OperazioneNonAmmessa, match="già date"):
        controdeduci(richiesta=chiesta, testo=MOTIVO, utente=c.ncvp, quando=DOPO)
    come = {"istanza": istanza, "luogo": "Sala", "utente": c.segretario, "quando": DOPO, "versione": istanza.versione}
    with pytest.raises(DatiNonValidi, match="deve ancora venire"):
        convoca_audizione(fissata_per=DOPO - timedelta(days=1), **come)
    istanza = convoca_audizione(fissata_per=DOPO + timedelta(hours=3), **come)
    assert istanza.stato == AUDIZIONE
    with pytest.raises(OperazioneNonAmmessa, match="si vota dopo l’audizione"):
        proponi(c, istanza, Esito.CONFERMATA)
    with pytest.raises(DatiNonValidi, match="Manca il verbale"):
        passo(istanza, "decidi", c.segretario)
    come |= {"istanza": caso(istanza.pk), "fissata_per": DOPO + timedelta(hours=4), "versione": istanza.versione}
    with pytest.raises(DatiNonValidi, match="è rinviata"):
        convoca_audizione(**come)
    istanza = convoca_audizione(motivo="Il difensore non può venire.", **come)
    assert [a.presenza for a in caso(istanza.pk).audizioni.all()] == ["rinviata", ""]
    verbale = {"istanza": istanza, "presenza": "presente", "verbale": MOTIVO, "utente": c.segretario, "quando": DOPO}
    with pytest.raises(DatiNonValidi, match="servono il nome"):
        verbalizza_audizione(assistente="avvocato", nome_assistente="", **verbale)
    verbalizza_audizione(assistente="avvocato", nome_assistente="avv. Rosa Neri", **verbale)
    tutti_votano(c, proponi(c, istanza, Esito.CONFERMATA))
    with pytest.raises(OperazioneNonAmmessa, match="ha già votato"):
        proponi(c, istanza, Esito.MODIFICATA)
    with pytest.raises(OperazioneNonAmmessa, match="ha già votato"):
        convoca_audizione(**come | {"versione": caso(istanza.pk).versione})
    assert passo(istanza, "decidi", c.segretario).stato == DECISA
    assert {"riesame_convocazione", "riesame_verbale"} <= emessi(istanza)


# --- what is refused ------------------------------------------------------------------------------------------------------------------


def test_la_scheda_di_un_altro_non_si_porta_al_riesame(c):
    from conciliazione.operazioni.istanze import presenta_istanza

    for chi in (c.dirigente2, c.ncvp, c.segretario, c.personale):
        with pytest.raises(PermissionDenied):
            presenta_istanza(scheda=c.scheda_dirigente1, motivi=MOTIVI, chiede=MOTIVI, utente=chi, quando=DOPO)


def test_due_richieste_sulla_stessa_scheda(c):
    presenta(c)
    with pytest.raises(OperazioneNonAmmessa, match="una sola"):
        presenta(c)
    assert Istanza.objects.count() == 1


def test_ritirata_se_ne_puo_presentare_un_altra_e_solo_la_parte_ritira(c):
    istanza = presenta(c)
    with pytest.raises(PermissionDenied):
        passo(istanza, "ritira", c.segretario)
    assert passo(istanza, "ritira", c.dirigente1).stato == RITIRATA
    assert presenta(c).numero == 2


@pytest.mark.parametrize(("nome", "dentro"), [("x.exe", b"MZ"), ("x.pdf", b"non sono un pdf"), ("x.docm", b"PK"), ("vuoto.pdf", b"")])
def test_un_file_sbagliato_e_rifiutato_per_nome_e_niente_resta_a_meta(c, nome, dentro):
    with pytest.raises(FileRifiutato, match=nome):
        presenta(c, file=[File("buono.pdf", PDF), File(nome, dentro)])
    assert Istanza.objects.count() == 0


@pytest.mark.parametrize("campo", ["motivi", "chiede"])
def test_senza_motivo_non_si_presenta(c, campo):
    with pytest.raises(DatiNonValidi):
        presenta(c, **{campo: "ok"})


def test_senza_maggioranza_non_si_decide_e_nessuno_si_astiene(c):
    istanza = in_istruttoria(c)
    with pytest.raises(DatiNonValidi, match="non ha ancora votato"):
        passo(istanza, "decidi", c.segretario)
    istanza = proponi(c, istanza, Esito.CONFERMATA)
    with pytest.raises(DatiNonValidi, match="Devono ancora votare"):
        passo(istanza, "decidi", c.segretario)
    tutti_votano(c, istanza, True, False, False)
    with pytest.raises(DatiNonValidi, match="non ha la maggioranza: 1 voto favorevole"):
        passo(istanza, "decidi", c.segretario)


@pytest.mark.parametrize(
    "sbagliata", [{"esito": Esito.CONFERMATA, "motivazione": "sì"}, {"esito": Esito.MODIFICATA, "motivazione": MOTIVO}]
)
def test_una_decisione_senza_motivo_o_che_non_cambia_niente_non_va_ai_voti(c, sbagliata):
    from conciliazione.operazioni.organismo import metti_ai_voti

    istanza = in_istruttoria(c)
    with pytest.raises(DatiNonValidi):
        metti_ai_voti(istanza=istanza, utente=c.segretario, quando=DOPO, **sbagliata)
    with pytest.raises(DatiNonValidi, match="da 0 a 3"):
        voce = next(v for v in voci_correggibili(istanza.scheda) if not v.percentuale)
        proponi(c, istanza, Esito.MODIFICATA, **{voce.campo: 4})
    with pytest.raises(DatiNonValidi, match="l’esito è «confermata»"):
        proponi(c, istanza, Esito.CONFERMATA, **{voce.campo: (voce.valore + 1) % 4})
    proponi(c, istanza, Esito.CONFERMATA, **{voce.campo: voce.valore})


def test_chi_e_in_conflitto_siede_ma_non_vota_e_al_suo_posto_non_vota_nessuno(c):
    ncvp = Seggio(Qualita.NCVP, c.persona_ncvp)
    istanza = costituisci(c, presenta(c), ncvp=ncvp)
    assert "ha valutato gli obiettivi" in seggio(istanza, "ncvp").conflitto.lower()
    passo(istanza, "ammetti", c.segretario)
    passo(istanza, "istruisci", c.segretario)
    istanza = proponi(c, istanza, Esito.CONFERMATA)
    for chi in (c.ncvp, c.segretario):
        with pytest.raises(PermissionDenied):
            vota(decisione=istanza.ultima("confermata"), componente=seggio(istanza, "ncvp"), favorevole=True, utente=chi, quando=DOPO)
    for qualita, utente in (("segretario", c.segretario), ("dirigente", c.dirigente2)):
        vota(decisione=istanza.ultima("confermata"), componente=seggio(istanza, qualita), favorevole=True, utente=utente, quando=DOPO)
    assert passo(istanza, "decidi", c.segretario).esito == "confermata"


def test_un_voto_non_si_da_due_volte_ne_per_un_altro_ne_contro_senza_motivo(c):
    istanza = proponi(c, in_istruttoria(c), Esito.CONFERMATA)
    come = {"decisione": istanza.ultima("confermata"), "componente": seggio(istanza, "dirigente"), "quando": DOPO}
    with pytest.raises(PermissionDenied):
        vota(favorevole=True, utente=c.segretario, **come)
    with pytest.raises(DatiNonValidi, match="contro"):
        vota(favorevole=False, motivo="no", utente=c.dirigente2, **come)
    voto = vota(favorevole=True, utente=c.dirigente2, **come)
    with pytest.raises(OperazioneNonAmmessa, match="già votato"):
        vota(favorevole=False, motivo=MOTIVO, utente=c.dirigente2, **come)
    with pytest.raises(DatabaseError), transaction.atomic():
        voto.__class__.objects.filter(pk=voto.pk).update(favorevole=False, motivo=MOTIVO)


def test_chi_registra_la_decisione_registra_quella_che_ha_letto(c):
    istanza = in_istruttoria(c)
    letta = tutti_votano(c, proponi(c, istanza, Esito.CONFERMATA), True, False, False)
    voce = voci_correggibili(istanza.scheda)[-1]
    tutti_votano(c, proponi(c, istanza, Esito.MODIFICATA, **{voce.campo: 0}))
    with pytest.raises(ConflittoDiVersione):
        esegui(letta, "decidi", utente=c.segretario, quando=DOPO, versione=letta.versione)


def test_chi_si_dichiara_in_conflitto_non_vota_piu_e_si_sostituisce(c):
    istanza = proponi(c, in_istruttoria(c), Esito.CONFERMATA)
    dichiara_conflitto(istanza=istanza, motivo="Siamo parenti in terzo grado.", utente=c.dirigente2, quando=DOPO)
    suo = {"componente": seggio(istanza, "dirigente"), "favorevole": True, "utente": c.dirigente2, "quando": DOPO}
    with pytest.raises(PermissionDenied):
        vota(decisione=istanza.ultima("confermata"), **suo)
    nuovo = Seggio(Qualita.DIRIGENTE, nome_esterno="dott. Ugo Sella", perche="Il Dirigente estraneo si è dichiarato in conflitto.")
    sostituisci_componente(istanza=istanza, seggio=nuovo, utente=c.segretario, quando=DOPO)
    assert not visibili_a(c.dirigente2).filter(pk=istanza.pk).exists()
    assert seggio(istanza, "dirigente").nome == "dott. Ugo Sella"


def test_l_organismo_propone_chi_puo_e_degli_altri_dice_perche_no_lettura_a49(c):
    di_po = proposta_organismo(c.scheda_po1, GIORNO)
    assert [d.persona for d in di_po.dirigenti] == [c.persona_dirigente2]
    assert "dirige l’ufficio" in di_po.esclusi[0].perche
    istanza = presenta(c, "po1")
    with pytest.raises(DatiNonValidi, match="dirige l’ufficio"):
        costituisci(c, istanza, dirigente=Seggio(Qualita.DIRIGENTE, c.persona_dirigente1))
    with pytest.raises(DatiNonValidi, match="non siede"):
        costituisci(c, istanza, dirigente=Seggio(Qualita.DIRIGENTE, c.persona_po1))
    with pytest.raises(PermissionDenied):
        costituisci_da(c, istanza, c.ncvp)


def costituisci_da(c, istanza, utente):
    from conciliazione.operazioni.organismo import costituisci_organismo

    from .scene import seggi

    return costituisci_organismo(istanza=istanza, seggi=seggi(c), utente=utente, quando=DOPO)


def test_oltre_i_dieci_giorni_si_decide_ma_si_dice_perche_art_29(c):
    istanza = proponi(c, in_istruttoria(c), Esito.CONFERMATA)
    tutti_votano(c, istanza)
    tardi = DOPO + timedelta(days=20)
    with pytest.raises(DatiNonValidi, match="Motivo del ritardo"):
        passo(istanza, "decidi", c.segretario, quando=tardi)
    assert passo(istanza, "decidi", c.segretario, quando=tardi, motivo="L’audizione è stata rinviata due volte.").stato == DECISA


def test_la_conciliazione_chiude_il_riesame_e_viceversa_lettura_a51(c):
    istanza = presenta(c)
    come = {"sede": "Ispettorato", "richiesta_il": GIORNO, "oggetto": MOTIVI, "quando": DOPO}
    with pytest.raises(PermissionDenied):
        registra_conciliazione(scheda=c.scheda_dirigente1, utente=c.dirigente1, **come)
    riga = registra_conciliazione(scheda=c.scheda_dirigente1, utente=c.segretario, **come)
    istanza.refresh_from_db()
    assert istanza.stato == RITIRATA
    with pytest.raises(OperazioneNonAmmessa, match="alternative"):
        presenta(c)
    fine = {"esito_del": GIORNO, "contenuto": MOTIVO, "utente": c.segretario, "quando": DOPO, "versione": riga.versione}
    assert concludi_conciliazione(conciliazione=riga, esito=Esito410.MANCATO, **fine).stato == "conclusa"


def test_deciso_il_riesame_la_conciliazione_non_si_apre(c):
    comunicata(c)
    with pytest.raises(OperazioneNonAmmessa, match="già stato deciso"):
        registra_conciliazione(
            scheda=c.scheda_dirigente1, sede="Ispettorato", richiesta_il=GIORNO, oggetto=MOTIVI, utente=c.segretario, quando=DOPO
        )


def test_le_misure_solo_dopo_una_valutazione_negativa_art_29(c):
    istanza = comunicata(c)
    with pytest.raises(OperazioneNonAmmessa, match="non è negativa"):
        proponi_misura(dopo=istanza, proposta=MOTIVI, perche=MOTIVO, utente=c.segretario, quando=DOPO)


def test_un_riesame_chiuso_dalla_conciliazione_prima_di_essere_comunicato_non_conta_come_deciso(c, monkeypatch):
    decisa(c)
    registra_conciliazione(
        scheda=c.scheda_dirigente1, sede="Ispettorato", richiesta_il=GIORNO, oggetto=MOTIVI, utente=c.segretario, quando=DOPO
    )
    monkeypatch.setattr("conciliazione.letture.seguito.detti", lambda conti, minimo: (None, conti))
    voci = conteggi(c.esercizio).riesami.voci
    assert (voci["confermata"], voci["ritirate"], sum(voci.values())) == (0, 1, 1)


def test_troppi_file_si_rifiutano_prima_di_leggerli():
    troppi = [SimpleUploadedFile(f"{n}.pdf", PDF) for n in range(ALLEGATI_MASSIMI + 1)]
    form = AllegaForm({}, MultiValueDict({"allegati": troppi}))
    assert "Al massimo 30 file" in str(form.errors["allegati"])
    assert all(f.tell() == 0 for f in troppi)


def test_i_conteggi_non_dicono_i_piccoli_numeri_art_31(c):
    comunicata(c)
    fatti = conteggi(c.esercizio)
    assert (fatti.riesami.totale, fatti.riesami.voci["confermata"], fatti.conciliazioni.totale) == (None, None, 0)


@pytest.mark.parametrize("chi", ["sindaco", "personale", "controllo", "segreteria", "po1", "po2", "dipendente1", "admin"])
def test_il_caso_non_esiste_per_gli_altri(c, chi, client):
    istanza = in_istruttoria(c)
    client.force_login(getattr(c, chi), "django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("conciliazione:caso", args=[istanza.pk])).status_code == 404


def test_la_parte_non_legge_la_decisione_prima_che_le_sia_comunicata(c, client):
    istanza = decisa(c)
    client.force_login(c.dirigente1, "django.contrib.auth.backends.ModelBackend")
    pagina = client.get(reverse("conciliazione:caso", args=[istanza.pk])).content.decode()
    assert MOTIVO not in pagina
    assert "Decisa, da comunicare" in pagina
    elenco = client.get(reverse("conciliazione:casi", args=[2025])).content.decode()
    assert "Valutazione confermata" not in elenco + client.get(reverse("scrivania")).content.decode()
    documento = Documento.objects.get(tipo="riesame_decisione", oggetto_id=istanza.pk)
    assert client.get(reverse("documenti:stato", args=[documento.pk])).status_code == 404
    passo(istanza, "comunica", c.segretario)
    pagina = client.get(reverse("conciliazione:caso", args=[istanza.pk])).content.decode()
    assert MOTIVO in pagina
    assert "La valutazione è confermata" in pagina


def test_quello_che_si_e_scritto_torna_con_la_pagina(c, client):
    client.force_login(c.dirigente1, "django.contrib.auth.backends.ModelBackend")
    indirizzo = reverse("conciliazione:chiedi", args=[c.scheda_dirigente1.pk])
    assert "venerdì 17" in client.get(indirizzo).content.decode()
    dati = {"motivi": MOTIVI, "chiede": MOTIVO, "allegati": [SimpleUploadedFile("virus.exe", b"MZ")]}
    risposta = client.post(indirizzo, dati)
    testo = risposta.content.decode()
    assert (risposta.status_code, MOTIVI in testo, "virus.exe" in testo) == (422, True, True)
    risposta = client.post(indirizzo, dati | {"allegati": [SimpleUploadedFile("prova.pdf", PDF)]})
    assert risposta.status_code == 302
    assert "Richiesta di riesame n. 1/2025" in client.get(reverse("scrivania")).content.decode()


def test_dopo_un_conflitto_quello_che_si_e_scritto_si_puo_inviare_di_nuovo(c, client):
    istanza = in_istruttoria(c)
    client.force_login(c.segretario, "django.contrib.auth.backends.ModelBackend")
    indirizzo = reverse("conciliazione:convoca", args=[istanza.pk])
    dati = {"versione": istanza.versione - 1, "giorno": "2026-04-20", "ora": "10:30", "luogo": "Sala della Giunta"}
    risposta = client.post(indirizzo, dati)
    form = risposta.context["form"]
    assert (risposta.status_code, form["luogo"].value()) == (409, "Sala della Giunta")
    assert client.post(indirizzo, {nome: form[nome].value() for nome in dati}).status_code == 302


def test_il_vicesegretario_agisce_dove_il_segretario_e_parte_lettura_a49(c):
    from tests.valutazioni.schede import porta, segretario_deciso

    segretario_deciso(c)
    porta(c.scheda_segretario, ("partecipa", c.ncvp), ("firma", c.segretario))
    c.scheda_segretario.refresh_from_db()
    istanza = presenta(c, "segretario")
    assert istanza.segretario_escluso
    assert visibili_a(c.po2).filter(pk=istanza.pk).exists()
    with pytest.raises((PermissionDenied, ErroreDominio)):
        costituisci(c, istanza)
    assert proposta_organismo(istanza.scheda, date(2026, 4, 10)).segretario.persona == c.persona_po2


def test_la_pagina_dell_organismo_propone_i_tre_e_li_costituisce(c, client):
    istanza = presenta(c)
    client.force_login(c.segretario, "django.contrib.auth.backends.ModelBackend")
    indirizzo = reverse("conciliazione:organismo", args=[istanza.pk])
    scelti = {q: campi[0].value() for q, campi in client.get(indirizzo).context["form"].gruppi()}
    assert scelti == {"ncvp": "fuori", "segretario": str(c.persona_segretario.pk), "dirigente": str(c.persona_dirigente2.pk)}
    assert client.post(indirizzo, scelti).status_code == 422
    risposta = client.post(indirizzo, {**scelti, "nome_ncvp": "dott.ssa Rita Colombo", "perche_ncvp": MOTIVO})
    assert risposta.status_code == 302
    assert {s.nome for s in istanza.componenti.all()} >= {"dott.ssa Rita Colombo", c.persona_dirigente2.con_titolo}
