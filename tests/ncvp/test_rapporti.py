"""Art. 32: guidance sent and acknowledged. Art. 34: the yearly report, from the draft to the public section; its figures tell no names."""

import json
from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from smvp.documenti.models import Documento, Pubblicazione
from smvp.documenti.permessi import documenti_visibili
from smvp.flusso.agenda import GRUPPI
from smvp.flusso.models import Notifica
from smvp.ncvp.letture.cifre import TACIUTO, quadri
from smvp.ncvp.letture.registro import registro as leggi
from smvp.ncvp.models import IncaricoNcvp, Indirizzi, RapportoNcvp
from smvp.ncvp.operazioni import rapporti
from smvp.ncvp.operazioni.indirizzi import ricevi_indirizzi
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO
from smvp.nucleo.pacchetti import FileRifiutato
from smvp.organizzazione.models import Esercizio

from .scene import CURRICULUM, GIORNO, ORA, PARTI, PDF, bozza, in_carica, inviati, iscrivi, passo, scena, trasmesso

pytestmark = pytest.mark.django_db
CATTIVO = '<script>alert("x")</script>\u202e & {{ 7*7 }}'


@pytest.fixture
def c(settings, tmp_path):
    settings.OGGI, settings.MEDIA_ROOT = GIORNO.isoformat(), str(tmp_path)
    return scena()


def entra(client, utente):
    client.force_login(utente, "django.contrib.auth.backends.ModelBackend")
    return client


# --- art. 32 ------------------------------------------------------------------------------------------------------------------------------


def test_i_primi_sono_gli_indirizzi_i_seguenti_variazioni_e_il_ncvp_ne_e_avvisato_art_32(c):
    primi, poi = inviati(c, file=[CURRICULUM]), inviati(c, visti=1)
    assert (str(primi), str(poi)) == ("Indirizzi strategici 2025", "Indirizzi strategici 2025, variazione n. 1")
    assert [a.nome for a in primi.allegati.all()] == ["curriculum.pdf"]
    assert Notifica.objects.filter(destinatario=c.ncvp, url=primi.get_absolute_url()).count() == 1
    riga = ricevi_indirizzi(indirizzi=primi, utente=c.ncvp, quando=ORA)
    assert (riga.ricevuti_da, riga.ricevuti_il) == (c.ncvp, ORA)
    assert Notifica.objects.filter(destinatario=c.segretario, testo__contains="ricevuti dal NCVP").count() == 1


@pytest.mark.parametrize(
    ("cambia", "errore"),
    [
        ({"utente": "sindaco"}, PermissionDenied),
        ({"utente": "ncvp"}, PermissionDenied),
        ({"utente": "dirigente1"}, PermissionDenied),
        ({"testo": " . "}, DatiNonValidi),
        ({"visti": 1}, OperazioneNonAmmessa),
        ({"file": [type(CURRICULUM)("indirizzi.exe", b"MZ")]}, FileRifiutato),
    ],
)
def test_indirizzi_che_non_si_possono_inviare_non_ne_lasciano_traccia(c, cambia, errore):
    if isinstance(cambia.get("utente"), str):
        cambia = {"utente": getattr(c, cambia["utente"])}
    with pytest.raises(errore):
        inviati(c, **cambia)
    assert not Indirizzi.objects.exists()


def test_due_clic_inviano_una_volta_e_cio_che_e_inviato_non_si_cambia(c):
    riga = inviati(c)
    with pytest.raises(OperazioneNonAmmessa, match="appena stati inviati"):
        inviati(c)
    with pytest.raises(DatabaseError), transaction.atomic():
        Indirizzi.objects.filter(pk=riga.pk).update(testo="Altro")
    for chi in (c.segretario, c.sindaco, c.dirigente1):
        with pytest.raises(PermissionDenied):
            ricevi_indirizzi(indirizzi=riga, utente=chi, quando=ORA)
    ricevi_indirizzi(indirizzi=riga, utente=c.ncvp, quando=ORA)
    with pytest.raises(OperazioneNonAmmessa, match="già ricevuti"):
        ricevi_indirizzi(indirizzi=riga, utente=c.ncvp, quando=ORA)


# --- art. 34: the report ------------------------------------------------------------------------------------------------------------------


def test_il_rapporto_va_dalla_bozza_alla_sezione_pubblica_art_34(c):
    riga = trasmesso(c)
    assert (riga.stato, riga.trasmesso_il) == ("trasmesso", ORA)
    assert {n.destinatario for n in Notifica.objects.filter(url=riga.get_absolute_url())} == {c.sindaco, c.segretario}
    contenuto = Documento.objects.get(pk=riga.documento_id).payload
    assert [p["titolo"] for p in contenuto["parti"]] == [r.titolo for r in c.esercizio.reg.garanzie.ncvp_rapporto]
    assert contenuto["parti"][0]["testo"] == "Che cosa dice il NCVP di valutazione."
    assert contenuto["dati"][0] == ["NCVP", c.persona_ncvp.con_titolo]
    riga = passo(riga, "pubblica", c.segretario)
    vista = Pubblicazione.objects.get(voce="ncvp-rapporto", anno=2025)
    assert (riga.stato, vista.documento_id, vista.ritirata_il) == ("pubblicato", riga.documento_id, None)


def test_chi_riprende_il_rapporto_lo_corregge_e_ne_trasmette_un_altro(c):
    prima = trasmesso(c)
    riga = passo(prima, "riprendi", c.ncvp, motivo="Manca un capoverso sui controlli.")
    riga = rapporti.scrivi_rapporto(
        rapporto=riga, testi={"controlli": "Ora il capoverso c’è."}, utente=c.ncvp, quando=ORA, versione=riga.versione
    )
    dopo = passo(riga, "trasmetti", c.ncvp)
    assert dopo.documento_id != prima.documento_id
    assert Documento.objects.get(pk=dopo.documento_id).payload["parti"][1]["testo"] == "Ora il capoverso c’è."


@pytest.mark.parametrize(
    ("azione", "chi", "errore"),
    [
        ("trasmetti", "segretario", PermissionDenied),
        ("trasmetti", "sindaco", PermissionDenied),
        ("pubblica", "ncvp", PermissionDenied),
        ("pubblica", "segretario", OperazioneNonAmmessa),
        ("riprendi", "ncvp", OperazioneNonAmmessa),
    ],
)
def test_dalla_bozza_ciascuno_fa_solo_il_suo_passo(c, azione, chi, errore):
    with pytest.raises(errore):
        passo(bozza(c), azione, getattr(c, chi), motivo="Un motivo scritto per esteso.")


def test_un_rapporto_senza_testi_o_di_un_anno_in_corso_non_si_trasmette(c):
    with pytest.raises(DatiNonValidi, match="Mancano dei testi: «Il sistema di valutazione»"):
        passo(bozza(c, scritta=False), "trasmetti", c.ncvp)
    c.esercizio = Esercizio.objects.create(anno=2026, regolamento="domodossola-2020")
    with pytest.raises(DatiNonValidi, match="si trasmette dopo"):
        passo(bozza(c), "trasmetti", c.ncvp)


@pytest.mark.parametrize("chi", ["segretario", "sindaco", "segreteria", "dirigente1", "admin"])
def test_il_rapporto_lo_scrive_solo_il_ncvp(c, chi):
    with pytest.raises(PermissionDenied):
        rapporti.apri_rapporto(esercizio=c.esercizio, utente=getattr(c, chi), quando=ORA)
    riga = bozza(c)
    with pytest.raises(PermissionDenied):
        rapporti.scrivi_rapporto(rapporto=riga, testi={}, utente=getattr(c, chi), quando=ORA, versione=riga.versione)


def test_si_comincia_una_volta_e_dopo_la_trasmissione_non_si_scrive(c):
    riga = bozza(c)
    assert rapporti.apri_rapporto(esercizio=c.esercizio, utente=c.ncvp, quando=ORA) == riga
    for testi, errore in (({"inventata": "x"}, DatiNonValidi), ({"controlli": "x" * 5001}, DatiNonValidi)):
        with pytest.raises(errore):
            rapporti.scrivi_rapporto(rapporto=riga, testi=testi, utente=c.ncvp, quando=ORA, versione=riga.versione)
    with pytest.raises(ConflittoDiVersione):
        rapporti.scrivi_rapporto(rapporto=riga, testi={"controlli": "x"}, utente=c.ncvp, quando=ORA, versione=riga.versione - 1)
    riga = passo(riga, "trasmetti", c.ncvp)
    with pytest.raises(OperazioneNonAmmessa, match="non cambiano più"):
        rapporti.scrivi_rapporto(rapporto=riga, testi={"controlli": "x"}, utente=c.ncvp, quando=ORA, versione=riga.versione)


def test_le_cifre_non_dicono_i_gruppi_piccoli_e_costano_un_numero_fisso_di_query(c):
    from tests.valutazioni.schede import con_schede, firmata

    con_schede(c)
    firmata(c)
    with CaptureQueriesContext(connection) as query:
        letti = {q.titolo: dict(q.righe) for q in quadri(c.esercizio)}
    assert len(query) <= 9
    schede = letti["Schede dei Dirigenti, del Segretario e delle P.O."]
    assert schede == {"Firmate": TACIUTO, "Non valutabili": TACIUTO, "Ancora in corso": TACIUTO, "In tutto": "5"}
    assert letti["Conciliazioni"]["In tutto"] == "0"
    assert all(str(p) not in json.dumps(letti) for p in (c.persona_dirigente1, c.persona_po1))


# --- in the browser -----------------------------------------------------------------------------------------------------------------------


def _salva(client, dati):
    return client.post(reverse("ncvp:salva_rapporto", args=[2025]), dati, HTTP_HX_REQUEST="true")


def test_due_finestre_sulla_stessa_parte_niente_si_perde_e_si_sceglie(c, client):
    riga = bozza(c)
    entra(client, c.ncvp)
    prima = json.dumps({p: f"Che cosa dice il NCVP di {p}." for p in PARTI})
    base = {"versione": riga.versione, "prima": prima} | dict(riga.scritti())
    assert "Salvato" in _salva(client, base | {"pagina": "una", "numero": 1, "controlli": "Scritto nella prima."}).content.decode()
    altra = base | {"pagina": "due", "numero": 1, "controlli": "Scritto nella seconda.", "proposte": "Una proposta nuova."}
    risposta = _salva(client, altra).content.decode()
    assert "Non salvato: scegli" in risposta
    assert "Scritto nella prima." in risposta
    assert "Scritto nella seconda." in risposta
    scritti = RapportoNcvp.objects.get().scritti()
    assert (scritti["controlli"], scritti["proposte"]) == ("Scritto nella prima.", "Una proposta nuova.")
    pagina = reverse("ncvp:rapporto", args=[2025])
    assert client.post(pagina, altra).status_code == 409
    tengo = altra | {"tieni_miei": RapportoNcvp.objects.get().versione}
    assert client.post(pagina, tengo).status_code == 302
    assert RapportoNcvp.objects.get().scritti()["controlli"] == "Scritto nella seconda."


def test_un_testo_ostile_si_legge_come_e_scritto_e_non_agisce(c, client):
    riga = bozza(c)
    entra(client, c.ncvp)
    _salva(client, {"versione": riga.versione, "prima": "{}", "controlli": CATTIVO})
    assert "\u202e" not in RapportoNcvp.objects.get().scritti()["controlli"]
    passo(RapportoNcvp.objects.get(), "trasmetti", c.ncvp)
    html = entra(client, c.sindaco).get(reverse("ncvp:rapporto", args=[2025])).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html
    assert "{{ 7*7 }}" in html


@pytest.mark.parametrize(
    ("dati", "codice"), [({}, 404), ({"versione": "x"}, 404), ({"versione": "-1"}, 404), ({"versione": "9" * 40, "prima": "[" * 9}, 200)]
)
def test_un_salvataggio_manomesso_non_scrive_e_non_rompe(c, client, dati, codice):
    bozza(c)
    assert _salva(entra(client, c.ncvp), dati | {"controlli": "altro"}).status_code == codice
    assert RapportoNcvp.objects.get().scritti()["controlli"] == "Che cosa dice il NCVP di controlli."


def test_la_bozza_la_legge_solo_chi_la_scrive_e_il_documento_chi_ha_il_registro(c, client):
    bozza(c)
    pagina = reverse("ncvp:rapporto", args=[2025])
    assert [entra(client, u).get(pagina).status_code for u in (c.ncvp, c.sindaco, c.segretario, c.dirigente1)] == [200, 404, 404, 403]
    riga = passo(RapportoNcvp.objects.get(), "trasmetti", c.ncvp)
    tutti = Documento.objects.filter(pk=riga.documento_id)
    letto = [u.username for u in (c.ncvp, c.sindaco, c.segretario, c.dirigente1, c.segreteria) if documenti_visibili(u, tutti)]
    assert letto == ["ncvp", "sindaco", "segretario"]


def test_la_scrivania_dice_a_ciascuno_che_cosa_aspetta_e_a_chi_non_ha_registro_niente(c, client):
    def detti(chi):
        contesto = entra(client, chi).get(reverse("scrivania")).context
        return {g: [x.titolo for x in contesto[g] if "ncvp" in x.url] for g in GRUPPI}

    Esercizio.objects.create(anno=2026, regolamento="domodossola-2020")
    assert detti(c.segretario)["da_fare"] == []
    in_carica(c)
    iscrivi(c, dal=datetime(2027, 1, 1, tzinfo=FUSO).date())
    inviati(c)
    bozza(c)
    assert set(detti(c.segretario)["da_fare"]) == {f"Incarico del NCVP, {c.persona_ncvp.con_titolo}", "Indirizzi strategici 2026"}
    candidatura = f"Candidatura a NCVP, {c.persona_dipendente3.con_titolo}"
    assert set(detti(c.segretario)["in_attesa"]) == {"Indirizzi strategici 2025", candidatura}
    assert detti(c.sindaco)["da_fare"] == [candidatura]
    assert set(detti(c.ncvp)["da_fare"]) == {"Indirizzi strategici 2025", "Rapporto annuale del NCVP 2025"}
    assert detti(c.dirigente1) == {"da_fare": [], "in_attesa": [], "concluso": []}


def test_dai_moduli_si_iscrive_si_nomina_e_un_errore_non_perde_niente(c, client):
    in_carica(c)
    entra(client, c.segretario)
    modulo = {
        "persona": c.persona_dipendente3.pk, "dal": "2027-01-01", "avviso_dal": "2026-03-02", "avviso_al": "2026-03-10", "fascia": 2,
        "numero_iscrizione": "77<b>", "iscritto_il": "2018-01-01", "in_nuclei": 6, "requisiti": ["generali", "integrita"],
    }  # fmt: skip
    rifiutato = client.post(reverse("ncvp:nuovo"), modulo)
    assert rifiutato.status_code == 422
    assert "non più di 5 Nuclei" in rifiutato.content.decode()
    assert 'value="77&lt;b&gt;"' in rifiutato.content.decode()
    file = SimpleUploadedFile("cv.pdf", PDF, "application/pdf")
    assert client.post(reverse("ncvp:nuovo"), modulo | {"in_nuclei": 5, "curriculum": file}).status_code == 302
    riga = IncaricoNcvp.objects.get(persona=c.persona_dipendente3)
    assert "9 giorni: ne servono 15" in client.get(riga.get_absolute_url()).content.decode()
    entra(client, c.sindaco)
    assert "Requisiti non ancora verificati" in client.get(reverse("ncvp:nomina", args=[riga.pk])).content.decode()
    assert leggi(c.sindaco, GIORNO).in_carica.incarico.persona == c.persona_ncvp
