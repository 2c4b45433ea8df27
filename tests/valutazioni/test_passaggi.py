"""Artt. 16 and 18: the steps of Allegato B: effect, wrong role, wrong state, wrong object, repetition."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from obiettivi.models import Assegnazione
from smvp.documenti.models import Documento
from smvp.flusso.models import Notifica
from smvp.flusso.operazioni import esegui, passaggi
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.organizzazione.models import Nomina
from smvp.registro.models import Evento
from tests.personaggi import UTENTI
from valutazioni.letture.cammino import motivi_di
from valutazioni.models import Scheda, VotoFattore
from valutazioni.operazioni.apertura import apri_schede
from valutazioni.operazioni.emissioni import stampa_tutte
from valutazioni.operazioni.voti import Voti, salva_voti
from valutazioni.stati import APERTA, DECISA, PARTECIPATA, PRESA_VISIONE, PROPOSTA, PROPOSTA_A

from .schede import (
    QUANDO,
    al_concerto,
    alla_decisione,
    alla_firma,
    alla_firma_po,
    alla_proposta,
    firmata,
    porta,
    segretario_deciso,
    vota,
    voti_pieni,
)
from .squadra import entra


def test_una_scheda_con_un_voto_mancante_non_si_trasmette(c):
    scheda = vota(c.scheda_dirigente1, c.ncvp)
    voto = scheda.voti_fattore.first()
    VotoFattore.objects.filter(pk=voto.pk).update(proposto=None)
    with pytest.raises(DatiNonValidi, match=voto.titolo):
        porta(scheda, *alla_proposta(c))
    scheda.refresh_from_db()
    assert scheda.stato == PROPOSTA_A


def test_con_pesi_che_non_fanno_70_la_scheda_non_si_trasmette(c):
    """Art. 6."""
    scheda = vota(c.scheda_dirigente1, c.ncvp)
    Assegnazione.objects.filter(incarico=c.incarico_dirigente1, peso=15).update(peso=14)
    with pytest.raises(DatiNonValidi, match="70"):
        porta(scheda, *alla_proposta(c))


def test_una_scheda_senza_obiettivi_non_si_trasmette(comune):
    """Art. 16: without objectives formally assigned there is nothing to pay."""
    apri_schede(esercizio=comune.esercizio, utente=comune.ncvp, quando=QUANDO)
    scheda = Scheda.objects.get(incarico=comune.incarico_dirigente1)
    assert any("art. 16" in frase for p in passaggi(scheda, comune.ncvp, QUANDO.date()) for frase in p.mancanze)


def test_il_cammino_di_un_dirigente(c):
    vota(c.scheda_dirigente1, c.ncvp)
    for azione, chi, stato in (
        ("proponi_a", c.ncvp, PROPOSTA_A), ("trasmetti", c.ncvp, PROPOSTA), ("decidi", c.sindaco, DECISA),
        ("partecipa", c.ncvp, PARTECIPATA), ("firma", c.dirigente1, PRESA_VISIONE),
    ):  # fmt: skip
        assert porta(c.scheda_dirigente1, (azione, chi)).stato == stato
    scheda = Scheda.objects.get(pk=c.scheda_dirigente1.pk)
    assert (scheda.p_a, scheda.p_b, scheda.p_finale) == (Decimal("140.00"), Decimal("60.00"), Decimal("200.00"))
    assert (scheda.fascia, scheda.percentuale, scheda.presa_visione_il) == (3, 85, QUANDO)


def test_il_cammino_di_una_po(c):
    vota(c.scheda_po1, c.dirigente1, raggiungimenti=("100", "100", "100"), voto=3)
    for azione, chi, stato in (
        ("proponi_a", c.dirigente1, PROPOSTA_A), ("chiedi_concerto", c.dirigente1, PROPOSTA), ("concerta", c.ncvp, DECISA),
        ("partecipa", c.dirigente1, PARTECIPATA), ("firma", c.po1, PRESA_VISIONE),
    ):  # fmt: skip
        assert porta(c.scheda_po1, (azione, chi)).stato == stato
    scheda = Scheda.objects.get(pk=c.scheda_po1.pk)
    assert (scheda.p_finale, scheda.percentuale) == (Decimal("300.00"), 100)


def test_il_cammino_del_segretario(c):
    """Artt. 10 and 24: behaviours alone, no component A, no band: 3 × 10 × 2 = 60 on 90."""
    assert segretario_deciso(c).stato == DECISA
    porta(c.scheda_segretario, ("partecipa", c.ncvp), ("firma", c.segretario))
    scheda = Scheda.objects.get(pk=c.scheda_segretario.pk)
    assert (scheda.p_a, scheda.p_b, scheda.p_finale) == (None, Decimal("60.00"), Decimal("60.00"))
    assert (scheda.fascia, scheda.percentuale) == (None, None)


def test_il_segretario_non_ha_una_parte_a_da_concludere(c):
    with pytest.raises(PermissionDenied):
        porta(c.scheda_segretario, ("proponi_a", c.ncvp))


# Each step from the state in which it is due: who may take it. Everybody else may not (nobody else may even see it, often).
DOVUTI = {
    "proponi_a": ("ncvp", 0), "trasmetti": ("ncvp", 1), "riapri_a": ("ncvp", 1), "decidi": ("sindaco", 2), "restituisci": ("sindaco", 2),
    "rinvia": ("ncvp", 3), "partecipa": ("ncvp", 3), "osserva": ("dirigente1", 4), "firma": ("dirigente1", 4),
    "registra_rifiuto": ("ncvp", 4), "approva": ("segretario", 5), "dichiara_non_valutabile": ("ncvp", 1),
}  # fmt: skip
DOVUTI_PO = {
    "proponi_a": ("dirigente1", 0), "riapri_a": ("dirigente1", 1), "chiedi_concerto": ("dirigente1", 1), "concerta": ("ncvp", 2),
    "nega_concerto": ("ncvp", 2), "rivedi": ("dirigente1", 3), "partecipa": ("dirigente1", 3), "osserva": ("po1", 4), "firma": ("po1", 4),
    "registra_rifiuto": ("dirigente1", 4), "approva": ("segretario", 5), "dichiara_non_valutabile": ("dirigente1", 1),
}  # fmt: skip


@pytest.mark.parametrize("azione", DOVUTI)
def test_un_passaggio_della_scheda_di_un_dirigente_non_lo_fa_chi_non_deve(c, azione):
    chi, fin_qui = DOVUTI[azione]
    vota(c.scheda_dirigente1, c.ncvp)
    _solo_lui(c, porta(c.scheda_dirigente1, *alla_firma(c, c.dirigente1)[:fin_qui]), azione, chi)


@pytest.mark.parametrize("azione", DOVUTI_PO)
def test_un_passaggio_della_scheda_di_una_po_non_lo_fa_chi_non_deve(c, azione):
    chi, fin_qui = DOVUTI_PO[azione]
    vota(c.scheda_po1, c.dirigente1)
    _solo_lui(c, porta(c.scheda_po1, *alla_firma_po(c, c.dirigente1, c.po1)[:fin_qui]), azione, chi)


def _solo_lui(c, scheda, azione, chi):
    scheda = Scheda.objects.get(pk=scheda.pk)
    ammessi = {u for u in UTENTI if any(p.transizione.azione == azione for p in passaggi(scheda, getattr(c, u), QUANDO.date()))}
    assert ammessi == {chi}
    for altro in set(UTENTI) - {chi}:
        with pytest.raises(PermissionDenied):
            esegui(scheda, azione, utente=getattr(c, altro), quando=QUANDO, versione=scheda.versione, motivo="Una frase intera.")


def test_i_passaggi_non_si_saltano_e_non_si_ripetono(c):
    vota(c.scheda_dirigente1, c.ncvp)
    with pytest.raises(OperazioneNonAmmessa):
        porta(c.scheda_dirigente1, ("decidi", c.sindaco))
    for azione, chi in (("trasmetti", c.ncvp), ("osserva", c.dirigente1)):
        with pytest.raises(PermissionDenied):
            porta(c.scheda_dirigente1, (azione, chi))
    for passo in alla_firma(c, c.dirigente1):
        porta(c.scheda_dirigente1, passo)
        with pytest.raises((OperazioneNonAmmessa, PermissionDenied)):
            porta(c.scheda_dirigente1, passo)
    assert Evento.objects.filter(azione="scheda.trasmetti").count() == 1


def test_concluso_a_le_percentuali_non_si_cambiano_finche_non_si_riapre(c):
    vota(c.scheda_dirigente1, c.ncvp)
    scheda = porta(c.scheda_dirigente1, ("proponi_a", c.ncvp))
    voti = Voti(raggiungimenti={scheda.voti_obiettivo.first().pk: Decimal(10)})
    with pytest.raises(PermissionDenied):
        salva_voti(scheda=scheda, voti=voti, utente=c.ncvp, quando=QUANDO, versione=scheda.versione)
    salva_voti(scheda=scheda, voti=Voti(note="I comportamenti sì."), utente=c.ncvp, quando=QUANDO, versione=scheda.versione)
    scheda.refresh_from_db()
    scheda = esegui(scheda, "riapri_a", utente=c.ncvp, quando=QUANDO, versione=scheda.versione, motivo="Un indicatore era sbagliato.")
    assert salva_voti(scheda=scheda, voti=voti, utente=c.ncvp, quando=QUANDO, versione=scheda.versione).stato == APERTA


def test_concludere_a_chiede_solo_gli_obiettivi(c):
    scheda = c.scheda_dirigente1
    tutti = voti_pieni(scheda).raggiungimenti
    salva_voti(scheda=scheda, voti=Voti(raggiungimenti=tutti), utente=c.ncvp, quando=QUANDO, versione=1)
    assert porta(scheda, ("proponi_a", c.ncvp)).stato == PROPOSTA_A
    with pytest.raises(DatiNonValidi, match="Non valutati: 9 fattori"):
        porta(scheda, ("trasmetti", c.ncvp))


def test_il_ncvp_che_nega_il_concerto_dice_perche_e_la_scheda_torna_al_dirigente(c):
    vota(c.scheda_po1, c.dirigente1)
    scheda = porta(c.scheda_po1, *al_concerto(c.dirigente1))
    with pytest.raises(DatiNonValidi, match="d’accordo"):
        porta(scheda, ("nega_concerto", c.ncvp))
    scheda = esegui(scheda, "nega_concerto", utente=c.ncvp, quando=QUANDO, versione=scheda.versione, motivo="Il servizio ha avuto reclami.")
    assert scheda.stato == PROPOSTA_A
    assert Notifica.objects.filter(destinatario=c.dirigente1).latest("id").testo.endswith("concerto negato.")
    pagina = entra(c.dirigente1).get(scheda.get_absolute_url()).content.decode().split('id="storia"')[0]
    assert pagina.count("«Il servizio ha avuto reclami.»") == 1
    vota_b = Voti(fattori={scheda.voti_fattore.first().pk: 1})
    scheda = salva_voti(scheda=scheda, voti=vota_b, utente=c.dirigente1, quando=QUANDO, versione=scheda.versione)
    assert porta(scheda, ("chiedi_concerto", c.dirigente1), ("concerta", c.ncvp)).stato == DECISA


def test_chi_rivede_i_voti_di_una_po_rifa_tutti_i_passaggi_e_le_cifre_non_sono_piu_quelle(c):
    vota(c.scheda_po1, c.dirigente1)
    scheda = porta(c.scheda_po1, *alla_firma_po(c, c.dirigente1, c.po1)[:3])
    scheda = esegui(scheda, "rivedi", utente=c.dirigente1, quando=QUANDO, versione=scheda.versione, motivo="Un voto era sbagliato.")
    assert (scheda.stato, scheda.p_finale) == (APERTA, None)
    assert not Notifica.objects.filter(destinatario=c.po1).exists(), "non la legge più: l’avviso la manderebbe a una pagina che non vede"
    with pytest.raises(PermissionDenied):
        porta(scheda, ("partecipa", c.ncvp))


def test_una_scheda_non_valutabile_porta_il_suo_motivo_e_non_si_muove_piu(c):
    """Art. 16."""
    scheda = c.scheda_dirigente2
    with pytest.raises(DatiNonValidi, match="non si può valutare"):
        porta(scheda, ("dichiara_non_valutabile", c.ncvp))
    motivo = "In servizio per due mesi soltanto."
    scheda = esegui(scheda, "dichiara_non_valutabile", utente=c.ncvp, quando=QUANDO, versione=1, motivo=motivo)
    assert motivi_di([scheda], "dichiara_non_valutabile") == {scheda.pk: motivo}
    assert [p for u in UTENTI for p in passaggi(scheda, getattr(c, u), QUANDO.date())] == []


def test_nessuno_vota_ne_fa_passi_sulla_propria_scheda(c):
    """Whoever is evaluated does not act on their own sheet, whatever office they hold."""
    for ruolo in ("ncvp", "sindaco"):
        Nomina.objects.create(persona=c.persona_dirigente1, ruolo=ruolo, dal="2024-01-01")
    vota(c.scheda_dirigente1, c.ncvp)
    for n, (azione, chi) in enumerate(alla_decisione(c)):
        with pytest.raises(PermissionDenied):
            porta(c.scheda_dirigente1, (azione, c.dirigente1))
        if n == 0:
            with pytest.raises(PermissionDenied):
                vota(c.scheda_dirigente1, c.dirigente1, voto=3)
        porta(c.scheda_dirigente1, (azione, chi))


def test_un_passaggio_su_una_versione_vecchia_e_un_conflitto(c):
    vota(c.scheda_dirigente1, c.ncvp)
    with pytest.raises(ConflittoDiVersione):
        esegui(c.scheda_dirigente1, "proponi_a", utente=c.ncvp, quando=QUANDO, versione=1)


def test_il_sindaco_che_si_scosta_dalla_proposta_scrive_perche(c):
    """Art. 18, reading A14."""
    vota(c.scheda_dirigente1, c.ncvp)
    scheda = porta(c.scheda_dirigente1, *alla_proposta(c))
    voto = scheda.voti_fattore.first()
    scheda = salva_voti(scheda=scheda, voti=Voti(fattori={voto.pk: 3}), utente=c.sindaco, quando=QUANDO, versione=scheda.versione)
    with pytest.raises(DatiNonValidi, match=voto.titolo):
        porta(scheda, ("decidi", c.sindaco))
    salva_voti(
        scheda=scheda,
        voti=Voti(motivi={voto.pk: "Ha guidato il trasloco degli uffici."}),
        utente=c.sindaco,
        quando=QUANDO,
        versione=scheda.versione,
    )
    assert porta(scheda, ("decidi", c.sindaco)).stato == DECISA
    voto.refresh_from_db()
    assert (voto.proposto, voto.voto) == (2, 3)


def test_il_sindaco_non_tocca_gli_obiettivi_ne_le_note(c):
    vota(c.scheda_dirigente1, c.ncvp)
    scheda = porta(c.scheda_dirigente1, *alla_proposta(c))
    for voti in (Voti(raggiungimenti={scheda.voti_obiettivo.first().pk: Decimal(10)}), Voti(note="Cambio le note.")):
        with pytest.raises(PermissionDenied):
            salva_voti(scheda=scheda, voti=voti, utente=c.sindaco, quando=QUANDO, versione=scheda.versione)


def test_restituire_chiede_un_motivo_e_riapre_la_proposta(c):
    vota(c.scheda_dirigente1, c.ncvp)
    scheda = porta(c.scheda_dirigente1, *alla_proposta(c))
    with pytest.raises(DatiNonValidi, match="Motivo"):
        porta(scheda, ("restituisci", c.sindaco))
    scheda = esegui(scheda, "restituisci", utente=c.sindaco, quando=QUANDO, versione=scheda.versione, motivo="Manca il colloquio.")
    assert scheda.stato == APERTA
    assert Evento.objects.get(azione="scheda.restituisci").contenuto["motivo"] == "Manca il colloquio."


def test_il_motivo_scritto_per_un_passaggio_che_non_si_puo_piu_fare_torna_a_chi_l_ha_scritto(c):
    vota(c.scheda_dirigente1, c.ncvp)
    scheda = porta(c.scheda_dirigente1, *alla_decisione(c))
    dati = {"versione": scheda.versione, "motivo": "Il colloquio non risulta."}
    testo = entra(c.sindaco).post(reverse("valutazioni:passaggio", args=[scheda.pk, "restituisci"]), dati, follow=True).content.decode()
    assert "non è il suo momento" in testo
    assert "«Il colloquio non risulta.»" in testo


def test_ogni_passaggio_avvisa_chi_viene_dopo(c):
    firmata(c)
    avvisati = Notifica.objects.order_by("id").values_list("destinatario__username", flat=True)
    assert list(avvisati) == ["sindaco", "ncvp", "dirigente1", "ncvp"]


def test_firmare_mette_in_coda_il_documento_una_volta_sola(c):
    scheda = firmata(c)
    documento = Documento.objects.get(chiave=f"scheda_b:{scheda.pk}:{PRESA_VISIONE}:{scheda.versione}")
    assert documento.payload["p_finale"] == "200.00"
    assert documento.payload["stato"]["codice"] == PRESA_VISIONE
    lavoro = stampa_tutte(esercizio=c.esercizio, utente=c.ncvp, quando=QUANDO)
    assert lavoro.documenti.count() == 3, "di due dirigenti e del Segretario: quelle delle P.O. il NCVP non le legge ancora"
    assert lavoro.documenti.filter(pk=documento.pk).exists()


def test_un_documento_emesso_resta_quello_anche_se_poi_cambiano_le_persone_in_carica(c):
    firmata(c)
    prima = Documento.objects.get(chiave__contains=f":{PRESA_VISIONE}:")
    assert [f["nome"] for f in prima.payload["firme"]][:2] == [c.persona_ncvp.con_titolo, c.persona_sindaco.con_titolo]
    type(c.persona_ncvp).objects.filter(pk=c.persona_ncvp.pk).update(cognome="Altri")
    lavoro = stampa_tutte(esercizio=c.esercizio, utente=c.segretario, quando=QUANDO)
    assert lavoro.documenti.get(pk=prima.pk).impronta == prima.impronta


def test_la_scheda_di_una_po_la_firmano_il_suo_dirigente_e_il_ncvp_per_il_concerto(c):
    vota(c.scheda_po1, c.dirigente1, voto=3)
    porta(c.scheda_po1, *alla_firma_po(c, c.dirigente1, c.po1))
    firme = Documento.objects.get(oggetto_id=c.scheda_po1.pk, chiave__contains=f":{PRESA_VISIONE}:").payload["firme"]
    assert [f["nome"] for f in firme] == [c.persona_dirigente1.con_titolo, c.persona_ncvp.con_titolo, c.persona_po1.con_titolo]
