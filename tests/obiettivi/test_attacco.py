"""What somebody of bad will tries on the objectives: each test is a hole that was there."""

import io
import zipfile
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from obiettivi.models import Obiettivo
from obiettivi.operazioni.compilazione import Compilazione, salva_scheda
from obiettivi.operazioni.esame import scrivi_rilievo
from obiettivi.operazioni.schede import crea_obiettivo
from smvp.documenti.ricevuti import FileRifiutato, controlla_ricevuto
from smvp.flusso.models import Notifica
from smvp.nucleo.errori import DatiNonValidi
from smvp.organizzazione.models import Incarico, Nomina
from tests.obiettivi.scene import ROMA, collettivo, di_po, entra, fai, individuale, porta_a, url

pytestmark = pytest.mark.django_db
QUANDO = datetime(2025, 1, 21, 11, 0, tzinfo=ROMA)
INVISIBILE = "\u200b \u2060"


@pytest.fixture
def c(comune: SimpleNamespace, settings: Any) -> SimpleNamespace:
    settings.OGGI = "2025-01-21"
    return comune


# --- what one writes on a sheet --------------------------------------------------------------------------------------------


def test_chi_ha_una_parte_non_aggiunge_righe_a_tutta_la_scheda(c: SimpleNamespace, client: Client) -> None:
    o = collettivo(c)
    parte = o.parti.get(direzione=c.d2)
    entra(client, c.dirigente2)
    for che in ("persone", "risorsa"):
        o.refresh_from_db()
        dati = {"versione": o.versione, "riga": f"aggiungi:{che}"}
        client.post(url("parte", o, parte.pk), dati)
    assert (o.personale.count(), o.risorse.count()) == (1, 1)


@pytest.mark.parametrize("numero", ["9" * 40, "0," + "1" * 38, "-" + "9" * 39, "1e400", "NaN", "Infinity", "٣"])
def test_un_numero_enorme_e_un_errore_del_campo(c: SimpleNamespace, client: Client, numero: str) -> None:
    o = individuale(c)
    i, a = o.indicatori.first(), o.assegnazioni.get()
    dati = {"versione": o.versione, f"indicatore-{i.pk}-atteso": numero, f"peso-{a.pk}": numero, "durata": numero}
    risposta = entra(client, c.dirigente1).post(url("modifica", o), dati)
    assert risposta.status_code in (200, 302)
    i.refresh_from_db(), a.refresh_from_db()
    assert i.atteso == 95 and a.peso == 15


@pytest.mark.parametrize("vuoto", ["   ", INVISIBILE])
def test_un_testo_che_non_si_vede_manca(c: SimpleNamespace, vuoto: str) -> None:
    o = individuale(c)
    dati = Compilazione(
        campi={"descrizione": vuoto, "risultato_atteso": vuoto},
        fasi={o.fasi.first().pk: {"testo": vuoto}},
        indicatori={o.indicatori.first().pk: {"titolo": vuoto}},
        argomenti={"nuovo": vuoto},
    )
    o = salva_scheda(obiettivo=o, dati=dati, utente=c.dirigente1, quando=QUANDO, versione=o.versione)
    frasi = " ".join([*o.mancano_dati(), *o.mancano_argomenti()])
    assert "Manca la descrizione e il risultato atteso." in frasi and "fase vuota" in frasi and "indicatore A è vuoto" in frasi
    assert "Requisiti da motivare" in frasi


def test_il_titolo_non_e_fatto_di_segni_che_non_si_vedono(c: SimpleNamespace) -> None:
    with pytest.raises(DatiNonValidi):
        crea_obiettivo(
            esercizio=c.esercizio,
            tipo="individuale",
            titolo=INVISIBILE,
            responsabile=c.incarico_dirigente1,
            utente=c.dirigente1,
            quando=QUANDO,
        )


def test_un_rilievo_invisibile_non_si_scrive(c: SimpleNamespace) -> None:
    o = porta_a(c, individuale(c), "negoziata")
    with pytest.raises(DatiNonValidi):
        scrivi_rilievo(obiettivo=o, testo=INVISIBILE, utente=c.segretario, quando=QUANDO)


def test_un_codice_enorme_non_ferma_chi_crea_la_prossima_scheda(c: SimpleNamespace) -> None:
    o = individuale(c)
    salva_scheda(
        obiettivo=o, dati=Compilazione(campi={"codice": "OI-" + "9" * 17}), utente=c.dirigente1, quando=QUANDO, versione=o.versione
    )
    assert len(di_po(c).codice) < 10


def test_una_pagina_che_non_si_ricorda_in_modo_leggibile(c: SimpleNamespace, client: Client) -> None:
    o = individuale(c)
    profondo = "[" * 150_000
    assert entra(client, c.dirigente1).post(url("modifica", o), {"versione": o.versione, "prima": profondo}).status_code in (200, 302)
    o = porta_a(c, di_po(c), "negoziata")
    assert client.post(url("esame", o), {"versione": o.versione, "prima": profondo}).status_code in (200, 302)


# --- who does what, and when --------------------------------------------------------------------------------------------------


def test_il_ncvp_non_spunta_i_requisiti_prima_che_la_scheda_gli_sia_trasmessa(c: SimpleNamespace, client: Client) -> None:
    o = porta_a(c, individuale(c), "negoziata")
    assert entra(client, c.ncvp).post(url("esame", o), {"versione": o.versione, "esito_nuovo": "si"}).status_code == 403
    o = porta_a(c, di_po(c), "negoziata")
    assert entra(client, c.dirigente1).get(url("esame", o)).status_code == 200


def test_chi_e_segretario_oggi_crea_le_schede_di_tutti(c: SimpleNamespace, settings: Any) -> None:
    Incarico.objects.filter(pk=c.incarico_segretario.pk).update(dal=date(2025, 3, 1))
    settings.OGGI = "2025-03-03"
    quando = datetime(2025, 3, 3, 10, tzinfo=ROMA)
    o = crea_obiettivo(
        esercizio=c.esercizio, tipo="individuale", titolo="Nuovo", responsabile=c.incarico_po1, utente=c.segretario, quando=quando
    )
    assert o.pk


# --- notices --------------------------------------------------------------------------------------------------------------------


def test_di_una_bozza_il_ncvp_non_sa_il_titolo(c: SimpleNamespace) -> None:
    o = individuale(c)
    scrivi_rilievo(obiettivo=o, testo="Da rivedere con il bilancio.", utente=c.dirigente1, quando=QUANDO)
    assert {n.destinatario for n in Notifica.objects.all()} == {c.segretario}


def test_chi_non_e_piu_in_carica_non_riceve_notifiche(c: SimpleNamespace, settings: Any) -> None:
    settings.OGGI = "2025-02-14"
    o = porta_a(c, individuale(c), "con_parere")
    Nomina.objects.filter(ruolo="ncvp").update(al=date(2025, 1, 31))
    fai(o, "trasmetti", c.segretario)
    assert not Notifica.objects.filter(destinatario=c.ncvp).exists()


def test_la_risposta_non_avvisa_chi_non_vede_piu_la_scheda(c: SimpleNamespace) -> None:
    o = porta_a(c, individuale(c), "negoziata")
    rilievo = scrivi_rilievo(obiettivo=o, testo="Manca il valore di partenza.", utente=c.ncvp, quando=QUANDO)
    o = fai(o, "restituisci", c.segretario, "Manca il valore di partenza dell’indicatore.")
    Notifica.objects.all().delete()
    scrivi_rilievo(obiettivo=o, testo="Lo aggiungo.", utente=c.dirigente1, quando=QUANDO, risponde_a=rilievo)
    assert not Notifica.objects.filter(destinatario=c.ncvp).exists()


# --- files ----------------------------------------------------------------------------------------------------------------------


def test_una_png_tronca_e_rifiutata() -> None:
    with pytest.raises(FileRifiutato):
        controlla_ricevuto("a.png", b"\x89PNG\r\n\x1a\nIENDIHDR")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_le_parti_ripetute_di_un_documento_non_si_leggono_una_per_una() -> None:
    uscita = io.BytesIO()
    with zipfile.ZipFile(uscita, "w") as z:
        for nome in ("[Content_Types].xml", "word/document.xml"):
            z.writestr(nome, "<x/>")
        for _ in range(50):
            z.writestr("word/_rels/document.xml.rels", "<x/>")
    with pytest.raises(FileRifiutato):
        controlla_ricevuto("a.docx", uscita.getvalue())


# --- what one may not read ---------------------------------------------------------------------------------------------------------


def test_il_titolo_di_cio_da_cui_discende_lo_legge_chi_lo_vede(c: SimpleNamespace, client: Client) -> None:
    sopra, sotto = individuale(c), porta_a(c, di_po(c), "negoziata")
    Obiettivo.objects.filter(pk=sotto.pk).update(padre=sopra)
    assert sopra.titolo in entra(client, c.dirigente1).get(url("scheda", sotto)).text
    assert sopra.titolo not in entra(client, c.po1).get(url("scheda", sotto)).text, "è ancora una bozza del Dirigente"
