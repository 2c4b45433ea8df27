"""What the database and the operations refuse of whoever goes around the pages: signed sheets, two people always, impossible values."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse

from smvp.documenti.models import Atto, Documento
from smvp.documenti.permessi import puo_vedere_documento
from smvp.flusso.operazioni import esegui
from smvp.nucleo.errori import DatiNonValidi, ErroreDominio, OperazioneNonAmmessa
from smvp.organizzazione.models import Incarico, Nomina, Utente
from tests.valutazioni.personale import con_schede_personale, porta_personale, vota_personale
from tests.valutazioni.schede import QUANDO, al_concerto, alla_decisione, con_schede, firmata, porta, vota
from valutazioni.models import Scheda, SchedaPersonale, Voce
from valutazioni.operazioni.approvazione import approva_con_atto, rendi_definitive
from valutazioni.operazioni.condivisione import registra_rifiuto, rispondi_alle_osservazioni, scrivi_osservazioni, verbalizza_colloquio
from valutazioni.operazioni.emissioni import emetti_scheda
from valutazioni.operazioni.personale import VotiPersonale, salva_voti_personale
from valutazioni.operazioni.voti import Voti, salva_voti
from valutazioni.permessi import approvabili_da
from valutazioni.vincoli import CifreFissate

pytestmark = pytest.mark.django_db
SU_SQLITE = pytest.mark.skipif(connection.vendor != "sqlite", reason="OR REPLACE è di SQLite")
OSSERVAZIONI = "Non sono d’accordo con i voti dei comportamenti."


@pytest.fixture
def c(comune: SimpleNamespace, settings: Any) -> SimpleNamespace:
    settings.OGGI = "2026-04-10"
    return con_schede_personale(con_schede(comune))


def partecipata(c: SimpleNamespace) -> SchedaPersonale:
    vota_personale(c.scheda_dipendente1, c.po1)
    return porta_personale(c.scheda_dipendente1, ("trasmetti", c.po1), ("decidi", c.dirigente1), ("partecipa", c.dirigente1))


def firmata_personale(c: SimpleNamespace) -> SchedaPersonale:
    return porta_personale(partecipata(c), ("firma", c.dipendente1))


def approvata(c: SimpleNamespace) -> SchedaPersonale:
    scheda = firmata_personale(c)
    atto = Atto.objects.create(tipo="giunta", numero=77, data=date(2026, 4, 10), oggetto="Approvazione delle valutazioni")
    approva_con_atto(schede=[scheda], atto=atto, utente=c.segretario, quando=QUANDO)
    scheda.refresh_from_db()
    return scheda


def rifiuta(sql: str, *valori: Any, match: str | None = None) -> None:
    """The database refuses; a statement that touches nothing would prove nothing."""
    with pytest.raises(DatabaseError, match=match), transaction.atomic(), connection.cursor() as cursore:
        cursore.execute(sql, valori)
        assert cursore.rowcount, "non ha toccato nessuna riga"


# --- the database: art. 18 ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sql", [
    "UPDATE valutazioni_schedapersonale SET totale = 1 WHERE id = %s",
    "UPDATE valutazioni_schedapersonale SET stato = 'non_valutabile' WHERE id = %s",
    "UPDATE valutazioni_schedapersonale SET stato = 'approvata' WHERE id = %s",
    "DELETE FROM valutazioni_schedapersonale WHERE id = %s",
    "DELETE FROM valutazioni_votovoce WHERE scheda_id = %s",
    "UPDATE valutazioni_votovoce SET voto = 0 WHERE scheda_id = %s",
    "UPDATE valutazioni_votovoce SET autovalutazione = 0 WHERE scheda_id = %s",
])  # fmt: skip
def test_la_scheda_firmata_del_personale_non_cambia(c: SimpleNamespace, sql: str) -> None:
    rifiuta(sql, firmata_personale(c).pk)


def test_non_cambia_cio_su_cui_poggia(c: SimpleNamespace) -> None:
    scheda = firmata_personale(c)
    rifiuta("UPDATE valutazioni_voce SET titolo = 'Altra voce' WHERE id = %s", scheda.voti.all()[0].voce_id)
    rifiuta("UPDATE valutazioni_assegnazionespecifica SET raggiungimento = 1 WHERE persona_id = %s", scheda.persona_id)
    rifiuta("DELETE FROM valutazioni_assegnazionespecifica WHERE persona_id = %s", scheda.persona_id)


def test_l_approvazione_tiene_il_suo_atto_e_non_torna_indietro(c: SimpleNamespace) -> None:
    scheda = approvata(c)
    rifiuta("UPDATE valutazioni_schedapersonale SET atto_id = NULL WHERE id = %s", scheda.pk)
    rifiuta("UPDATE valutazioni_schedapersonale SET stato = 'presa_visione' WHERE id = %s", scheda.pk)
    rendi_definitive(schede=[scheda], utente=c.segretario, quando=QUANDO + timedelta(days=30))
    rifiuta("UPDATE valutazioni_schedapersonale SET stato = 'approvata' WHERE id = %s", scheda.pk)


def test_chi_non_e_valutabile_resta_tale(c: SimpleNamespace) -> None:
    scheda = c.scheda_dipendente1
    esegui(scheda, "dichiara_non_valutabile", utente=c.dirigente1, quando=QUANDO, versione=scheda.versione, motivo="Assente tutto l’anno.")
    rifiuta("UPDATE valutazioni_schedapersonale SET stato = 'aperta' WHERE id = %s", scheda.pk)


@SU_SQLITE
def test_non_si_rimpiazza_cio_che_e_firmato(c: SimpleNamespace) -> None:
    scheda, b = firmata_personale(c), firmata(c)
    altra, voto = c.scheda_dipendente2, scheda.voti.all()[0]
    voce = Voce.objects.create(esercizio=c.esercizio, gruppo=voto.voce.gruppo, ordine=90, titolo="Un’altra")
    rifiuta("INSERT OR REPLACE INTO valutazioni_votovoce (id, scheda_id, voce_id, voto) VALUES (%s, %s, %s, 3)", voto.pk, altra.pk, voce.pk)
    rifiuta("UPDATE OR REPLACE valutazioni_votovoce SET id = %s WHERE id = %s", voto.pk, altra.voti.all()[0].pk)
    rifiuta("UPDATE OR REPLACE valutazioni_schedapersonale SET persona_id = %s WHERE id = %s", scheda.persona_id, altra.pk)
    rifiuta(
        "UPDATE OR REPLACE valutazioni_votofattore SET id = %s WHERE id = %s",
        b.voti_fattore.all()[0].pk, c.scheda_dirigente2.voti_fattore.all()[0].pk,
    )  # fmt: skip


# --- two people, always: art. 18 ------------------------------------------------------------------------------------------------------


def test_chi_valuta_una_po_non_concerta_con_se_stesso(c: SimpleNamespace) -> None:
    Nomina.objects.create(persona=c.persona_dirigente1, ruolo="ncvp", dal=date(2024, 1, 1))
    utente = Utente.objects.get(pk=c.dirigente1.pk)
    vota(c.scheda_po1, utente)
    with pytest.raises(PermissionDenied):
        porta(c.scheda_po1, *al_concerto(utente), ("concerta", utente))


def test_chi_propone_non_decide(c: SimpleNamespace) -> None:
    Nomina.objects.create(persona=c.persona_sindaco, ruolo="ncvp", dal=date(2024, 1, 1))
    utente = Utente.objects.get(pk=c.sindaco.pk)
    vota(c.scheda_dirigente1, utente)
    with pytest.raises(PermissionDenied):
        porta(c.scheda_dirigente1, ("proponi_a", utente), ("trasmetti", utente), ("decidi", utente))


def test_la_direzione_ad_interim_del_segretario_la_approva_il_sindaco(comune: SimpleNamespace, settings: Any) -> None:
    settings.OGGI = "2026-04-10"
    c = comune
    c.incarico_dirigente2.delete()
    interim = Incarico.objects.create(
        persona=c.persona_segretario, ruolo="dirigente", direzione=c.d2, ad_interim=True, dal=date(2024, 1, 1)
    )
    scheda = Scheda.objects.create(esercizio=c.esercizio, incarico=interim, aperta_il=QUANDO)
    assert approvabili_da(c.sindaco)[0].filter(pk=scheda.pk).exists()
    assert not approvabili_da(c.segretario)[0].filter(pk=scheda.pk).exists()


def test_non_si_toglie_la_scheda_a_chi_sta_decidendo(c: SimpleNamespace) -> None:
    motivo = "Non ci sono elementi per valutare."
    vota(c.scheda_dirigente1, c.ncvp)
    dal_sindaco = porta(c.scheda_dirigente1, ("proponi_a", c.ncvp), ("trasmetti", c.ncvp))
    vota(c.scheda_po1, c.dirigente1)
    dal_ncvp = porta(c.scheda_po1, *al_concerto(c.dirigente1))
    for scheda, utente in ((dal_sindaco, c.ncvp), (dal_ncvp, c.dirigente1)):
        with pytest.raises(OperazioneNonAmmessa):
            esegui(scheda, "dichiara_non_valutabile", utente=utente, quando=QUANDO, versione=scheda.versione, motivo=motivo)


# --- figures, values, days ------------------------------------------------------------------------------------------------------------


def test_rivedere_vuota_tutto_cio_che_era_fissato(c: SimpleNamespace) -> None:
    vota(c.scheda_po1, c.dirigente1)
    scheda = porta(c.scheda_po1, *al_concerto(c.dirigente1), ("concerta", c.ncvp), ("partecipa", c.dirigente1))
    scheda = scrivi_osservazioni(scheda=scheda, testo=OSSERVAZIONI, utente=c.po1, quando=QUANDO, versione=scheda.versione)
    esegui(scheda, "rivedi", utente=c.dirigente1, quando=QUANDO, versione=scheda.versione, motivo="Rivedo i voti come chiesto.")
    scheda.refresh_from_db()
    fissate = ("p_a", "p_b", "p_finale", "fascia", "percentuale", "retribuzione", "dal", "al")
    assert {n: getattr(scheda, n) for n in fissate} == dict.fromkeys(fissate)


def test_non_si_firma_una_cifra_che_i_pesi_non_danno_piu(c: SimpleNamespace) -> None:
    vota(c.scheda_dirigente1, c.ncvp)
    scheda = porta(c.scheda_dirigente1, *alla_decisione(c), ("partecipa", c.ncvp))
    scheda.p_finale -= 1
    scheda.save()
    with pytest.raises(DatiNonValidi, match=r"dice P_FINALE 199,00, ma voti e pesi scritti danno 200,00.*osservazione: il NCVP la rinvia"):
        porta(scheda, ("firma", c.dirigente1))
    scheda = scrivi_osservazioni(scheda=scheda, testo=OSSERVAZIONI, utente=c.dirigente1, quando=QUANDO, versione=scheda.versione)
    scheda = esegui(scheda, "rinvia", utente=c.ncvp, quando=QUANDO, versione=scheda.versione, motivo="La cifra non torna con i voti.")
    assert porta(scheda, ("decidi", c.sindaco), ("partecipa", c.ncvp), ("firma", c.dirigente1)).p_finale == 200


FISSATI = (
    "UPDATE obiettivi_assegnazione SET peso = 41 WHERE id IN (SELECT assegnazione_id FROM valutazioni_votoobiettivo WHERE scheda_id = %s)",
    "UPDATE valutazioni_votoobiettivo SET raggiungimento = 1 WHERE scheda_id = %s",
    "DELETE FROM valutazioni_votoobiettivo WHERE scheda_id = %s",
    "UPDATE valutazioni_votofattore SET voto = 3 WHERE scheda_id = %s",
    "DELETE FROM valutazioni_votofattore WHERE scheda_id = %s",
)


@pytest.mark.parametrize("sql", FISSATI)
def test_da_quando_e_partecipata_voti_e_pesi_stanno_fermi_finche_si_riapre(c: SimpleNamespace, sql: str) -> None:
    """Nobody reads one figure and signs another: the database itself says who opens it again."""
    vota(c.scheda_dirigente1, c.ncvp)
    scheda = porta(c.scheda_dirigente1, *alla_decisione(c), ("partecipa", c.ncvp))
    rifiuta(sql, scheda.pk, match="chi valuta la riapre")
    scheda = scrivi_osservazioni(scheda=scheda, testo=OSSERVAZIONI, utente=c.dirigente1, quando=QUANDO, versione=scheda.versione)
    esegui(scheda, "rinvia", utente=c.ncvp, quando=QUANDO, versione=scheda.versione, motivo="Un peso era scritto male.")
    with connection.cursor() as cursore:
        cursore.execute(sql, [scheda.pk])
        assert cursore.rowcount


@pytest.mark.parametrize("sql", [
    "UPDATE valutazioni_votovoce SET voto = 0 WHERE scheda_id = %s", "DELETE FROM valutazioni_votovoce WHERE scheda_id = %s"])  # fmt: skip
def test_anche_quelli_del_personale_da_quando_la_scheda_e_decisa(c: SimpleNamespace, sql: str) -> None:
    vota_personale(c.scheda_dipendente1, c.po1)
    scheda = porta_personale(c.scheda_dipendente1, ("trasmetti", c.po1), ("decidi", c.dirigente1))
    rifiuta(sql, scheda.pk, match="chi valuta la riapre")
    esegui(scheda, "rivedi", utente=c.dirigente1, quando=QUANDO, versione=scheda.versione, motivo="Un voto era scritto male.")
    with connection.cursor() as cursore:
        cursore.execute(sql, [scheda.pk])
        assert cursore.rowcount


def test_cio_che_la_guardia_alza_lo_sa_togliere(c: SimpleNamespace) -> None:
    """The migration goes back, and forward again."""
    guardia = CifreFissate()
    vota(c.scheda_dirigente1, c.ncvp)
    scheda = porta(c.scheda_dirigente1, *alla_decisione(c), ("partecipa", c.ncvp))
    with connection.cursor() as cursore:
        for comando in (*guardia.togli(connection.vendor), *guardia.togli(connection.vendor)):
            cursore.execute(comando)
        cursore.execute(FISSATI[0], [scheda.pk])
        for comando in guardia.metti(connection.vendor):
            cursore.execute(comando)
    rifiuta(FISSATI[0].replace("41", "42"), scheda.pk, match="chi valuta la riapre")


@pytest.mark.parametrize("poi", ["riapri", "rispondi"])
def test_le_osservazioni_di_prima_non_si_mandano_due_volte(c: SimpleNamespace, poi: str) -> None:
    """Those on marks that have since changed, or that have had their answer, do not satisfy the step taken by itself."""
    vota(c.scheda_po1, c.dirigente1)
    scheda = porta(c.scheda_po1, *al_concerto(c.dirigente1), ("concerta", c.ncvp), ("partecipa", c.dirigente1))
    with pytest.raises(DatiNonValidi, match="Scrivi le osservazioni, con almeno una frase"):
        porta(scheda, ("osserva", c.po1))
    scheda = scrivi_osservazioni(scheda=scheda, testo=OSSERVAZIONI, utente=c.po1, quando=QUANDO, versione=scheda.versione)
    if poi == "rispondi":
        rispondi_alle_osservazioni(scheda=scheda, testo="Il voto resta.", utente=c.dirigente1, quando=QUANDO, versione=scheda.versione)
    else:
        scheda = esegui(scheda, "rivedi", utente=c.dirigente1, quando=QUANDO, versione=scheda.versione, motivo="Rivedo i voti.")
        porta(scheda, *al_concerto(c.dirigente1), ("concerta", c.ncvp), ("partecipa", c.dirigente1))
    with pytest.raises(DatiNonValidi, match="parlano della scheda com’era prima"):
        porta(scheda, ("osserva", c.po1))
    scheda.refresh_from_db()
    nuove = scrivi_osservazioni(scheda=scheda, testo="Ancora non torna.", utente=c.po1, quando=QUANDO, versione=scheda.versione)
    assert (nuove.stato, nuove.osservazioni) == ("osservazioni", "Ancora non torna.")


def test_art16_di_una_scheda_riaperta_e_poi_non_valutabile_il_valutato_non_ha_il_pdf_di_prima(c: SimpleNamespace, client: Client) -> None:
    vota(c.scheda_po1, c.dirigente1)
    scheda = porta(c.scheda_po1, *al_concerto(c.dirigente1), ("concerta", c.ncvp), ("partecipa", c.dirigente1))
    (prima,) = Documento.objects.filter(tipo="scheda_b", oggetto_id=scheda.pk)
    assert puo_vedere_documento(c.po1, prima)
    scheda = scrivi_osservazioni(scheda=scheda, testo=OSSERVAZIONI, utente=c.po1, quando=QUANDO, versione=scheda.versione)
    for azione, motivo in (("rivedi", "Rivedo i voti."), ("dichiara_non_valutabile", "Non ha lavorato tre mesi.")):
        scheda = esegui(scheda, azione, utente=c.dirigente1, quando=QUANDO, versione=scheda.versione, motivo=motivo)
    assert not puo_vedere_documento(c.po1, prima) and puo_vedere_documento(c.dirigente1, prima)
    superata = "È la scheda com’era allora. Adesso è non valutabile."
    for chi, detto in ((c.po1, False), (c.dirigente1, True)):
        client.force_login(chi)
        pagina = client.get(scheda.get_absolute_url()).content.decode()
        assert (reverse("documenti:stato", args=[prima.pk]) in pagina or superata in pagina) is detto
        scarica = client.get(reverse("documenti:scarica", args=[prima.pk])).status_code
        assert scarica == (409 if detto else 404), "409: il PDF non è ancora pronto"
    di_ora = emetti_scheda(scheda, utente=c.po1, quando=QUANDO)
    assert puo_vedere_documento(c.po1, di_ora) and di_ora.payload["non_valutabile"]["motivo"] == "Non ha lavorato tre mesi."
    assert superata not in client.get(scheda.get_absolute_url()).content.decode()


def test_non_si_registra_un_rifiuto_sopra_osservazioni_senza_risposta(c: SimpleNamespace) -> None:
    scheda = partecipata(c)
    scheda = scrivi_osservazioni(scheda=scheda, testo=OSSERVAZIONI, utente=c.dipendente1, quando=QUANDO, versione=scheda.versione)
    with pytest.raises(OperazioneNonAmmessa):
        registra_rifiuto(scheda=scheda, testimone="Anna Brusa, istruttore", accaduto="Non ha voluto firmare.", utente=c.dirigente1,
                         quando=QUANDO, versione=scheda.versione)  # fmt: skip


@pytest.mark.parametrize("valore", ["NaN", "Infinity", "-1", "1E+9", "92.123"])
def test_percentuali_impossibili(c: SimpleNamespace, valore: str) -> None:
    scheda = c.scheda_dirigente1
    voti = Voti(raggiungimenti={scheda.voti_obiettivo.all()[0].pk: Decimal(valore)})
    with pytest.raises(DatiNonValidi):
        salva_voti(scheda=scheda, voti=voti, utente=c.ncvp, quando=QUANDO, versione=scheda.versione)


@pytest.mark.parametrize("valore", [True, 1.0, Decimal(2), 4, -1, 1.5, "2"])
def test_voti_impossibili(c: SimpleNamespace, valore: Any) -> None:
    scheda = c.scheda_dipendente1
    with pytest.raises(ErroreDominio):
        salva_voti_personale(scheda=scheda, voti=VotiPersonale(voti={scheda.voti.all()[0].pk: valore}), utente=c.po1, quando=QUANDO,
                             versione=scheda.versione)  # fmt: skip


def test_il_giorno_e_quello_di_roma(c: SimpleNamespace) -> None:
    """Half past midnight in Rome is still the day before in UTC."""
    notte = datetime(2026, 4, 10, 22, 30, tzinfo=UTC)
    scheda = c.scheda_dipendente1
    verbalizza_colloquio(scheda=scheda, tenuto_il=date(2026, 4, 11), verbale="Abbiamo parlato dei risultati.", utente=c.dirigente1,
                         quando=notte, versione=scheda.versione)  # fmt: skip


# --- what no page sends ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("azione", ["../../", "inesistente", "firma/../..", "１", "x" * 5_000])
def test_un_passaggio_che_non_esiste_salva_e_resta_sulla_scheda(c: SimpleNamespace, client: Client, azione: str) -> None:
    client.force_login(c.ncvp)
    scheda = c.scheda_dirigente1
    risposta = client.post(scheda.get_absolute_url(), {"versione": scheda.versione, "azione": azione})
    assert (risposta.status_code, risposta.url) == (302, scheda.get_absolute_url())


@pytest.mark.parametrize("valore", ["٣", "１００", "²", "1e2", "1_0", "0x10", "3\0"])
def test_una_percentuale_che_non_si_legge_resta_sulla_pagina(c: SimpleNamespace, client: Client, valore: str) -> None:
    """Digits of other alphabets and the spellings of programs are not numbers here: nothing is saved, and one sees what was typed."""
    client.force_login(c.ncvp)
    scheda = c.scheda_dirigente1
    nome = f"raggiungimento_{scheda.voti_obiettivo.all()[0].pk}"
    risposta = client.post(scheda.get_absolute_url(), {"versione": scheda.versione, nome: valore})
    assert risposta.status_code == 200 and nome in risposta.context["form"].errors
    assert scheda.voti_obiettivo.all()[0].raggiungimento is None
