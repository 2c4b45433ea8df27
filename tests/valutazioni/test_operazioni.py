"""Art. 18: opening, scoring, deciding and closing a sheet: effect, wrong role, wrong state, wrong object, repetition."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from obiettivi.models import Assegnazione
from smvp.documenti.models import Documento
from smvp.flusso.models import Notifica, Pagina
from smvp.flusso.operazioni import esegui, passaggi
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.registro.models import Evento
from valutazioni import letture
from valutazioni.models import Scheda, VotoFattore, VotoObiettivo
from valutazioni.operazioni import Specialistico, Voti, apri_schede, salva_voti, scegli_specialistici, stampa_tutte
from valutazioni.stati import APERTA, CHIUSA, DECISA, PROPOSTA

from .schede import QUANDO, chiusa, con_obiettivi, porta, vota, voti_pieni


# --- opening ---------------------------------------------------------------------------------------------------------
def test_si_apre_una_scheda_per_ogni_incarico_di_dirigente_e_po_e_nessuna_per_il_segretario(c):
    assert {s.incarico for s in Scheda.objects.all()} == {c.incarico_dirigente1, c.incarico_dirigente2, c.incarico_po1, c.incarico_po2}


def test_aprire_di_nuovo_non_apre_nulla(c):
    assert apri_schede(esercizio=c.esercizio, utente=c.ncvp, quando=QUANDO) == []
    assert Scheda.objects.count() == 4


@pytest.mark.parametrize("chi", ["sindaco", "segretario", "dirigente1", "po1", "dipendente1", "controllo", "personale", "admin"])
def test_apre_le_schede_solo_il_ncvp_o_la_sua_segreteria(comune, chi):
    with pytest.raises(PermissionDenied):
        apri_schede(esercizio=comune.esercizio, utente=getattr(comune, chi), quando=QUANDO)


def test_b3_ha_i_fattori_della_persona_o_quelli_suggeriti_dal_facsimile(comune):
    con_obiettivi(comune)
    suoi = {comune.incarico_po1.pk: [Specialistico("Tributi locali", "IMU e TARI.")]}
    apri_schede(esercizio=comune.esercizio, utente=comune.segreteria, quando=QUANDO, specialistici=suoi)
    titoli = lambda i: list(VotoFattore.objects.filter(scheda__incarico=i, macrofattore="specialistiche").values_list("titolo", flat=True))  # noqa: E731
    assert titoli(comune.incarico_po1) == ["Tributi locali"]
    assert titoli(comune.incarico_dirigente1) == [f.titolo for f in comune.esercizio.reg.macrofattori[2].suggeriti]


# --- scoring ---------------------------------------------------------------------------------------------------------
def test_il_punteggio_e_quello_del_regolamento(c):
    """92 % → 2, 100 % → 3, 70,50 % → 1: 80 + 45 + 15 = 140; every factor 2: 60; 200 is band 3, 85 %."""
    scheda = vota(c.scheda_dirigente1, c.ncvp)
    p = letture.punteggio(letture.con_tutto(Scheda.objects.filter(pk=scheda.pk)).get())
    assert (p.p_a, p.p_b, p.p_finale) == (Decimal("140.00"), Decimal("60.00"), Decimal("200.00"))
    assert (p.fascia.numero, p.fascia.percentuale) == (3, 85)


def test_ogni_salvataggio_cambia_versione_e_lascia_una_riga_nel_registro(c):
    prima = c.scheda_dirigente1.versione
    scheda = vota(c.scheda_dirigente1, c.ncvp)
    assert scheda.versione == prima + 1
    assert Evento.objects.filter(azione="scheda.salva", oggetto_id=str(scheda.pk), utente="ncvp").count() == 1


def test_salvare_le_stesse_cose_non_cambia_nulla(c):
    prima = vota(c.scheda_dirigente1, c.ncvp).versione
    assert vota(c.scheda_dirigente1, c.ncvp).versione == prima
    assert Evento.objects.filter(azione="scheda.salva").count() == 1


@pytest.mark.parametrize(
    "chi", ["sindaco", "segretario", "dirigente1", "dirigente2", "po1", "dipendente1", "controllo", "personale", "segreteria", "admin"]
)
def test_la_scheda_di_un_dirigente_la_vota_solo_il_ncvp(c, chi):
    with pytest.raises(PermissionDenied):
        vota(c.scheda_dirigente1, getattr(c, chi))


@pytest.mark.parametrize("chi", ["ncvp", "sindaco", "segretario", "dirigente2", "po1", "po2", "dipendente1", "personale", "admin"])
def test_la_scheda_di_una_po_la_vota_solo_il_suo_dirigente(c, chi):
    with pytest.raises(PermissionDenied):
        vota(c.scheda_po1, getattr(c, chi))
    assert vota(c.scheda_po1, c.dirigente1).versione == 2


@pytest.mark.parametrize(("voti", "errore"), [
    (lambda s: Voti(fattori={s.voti_fattore.first().pk: 4}), "non è nella scala"),
    (lambda s: Voti(fattori={s.voti_fattore.first().pk: -1}), "non è nella scala"),
    (lambda s: Voti(raggiungimenti={s.voti_obiettivo.first().pk: Decimal("-0.01")}), "negativa"),
])  # fmt: skip
def test_un_voto_fuori_scala_e_rifiutato(c, voti, errore):
    with pytest.raises(DatiNonValidi, match=errore):
        salva_voti(scheda=c.scheda_dirigente1, voti=voti(c.scheda_dirigente1), utente=c.ncvp, quando=QUANDO, versione=1)


@pytest.mark.parametrize("righe", ["voti_obiettivo", "voti_fattore"])
def test_la_riga_di_un_altra_scheda_e_rifiutata(c, righe):
    estranea = getattr(c.scheda_dirigente2, righe).first().pk
    voti = Voti(raggiungimenti={estranea: Decimal(100)}) if righe == "voti_obiettivo" else Voti(fattori={estranea: 3})
    with pytest.raises(DatiNonValidi, match="non appartiene"):
        salva_voti(scheda=c.scheda_dirigente1, voti=voti, utente=c.ncvp, quando=QUANDO, versione=1)
    assert not VotoObiettivo.objects.exclude(raggiungimento=None).exists()


def test_due_persone_sulla_stessa_scheda_la_seconda_trova_il_conflitto(c):
    vota(c.scheda_dirigente1, c.ncvp)
    with pytest.raises(ConflittoDiVersione):
        salva_voti(scheda=c.scheda_dirigente1, voti=voti_pieni(c.scheda_dirigente1, voto=0), utente=c.ncvp, quando=QUANDO, versione=1)
    assert set(c.scheda_dirigente1.voti_fattore.values_list("proposto", flat=True)) == {2}


def test_due_salvataggi_della_stessa_pagina_non_sono_un_conflitto(c):
    come = {"scheda": c.scheda_dirigente1, "utente": c.ncvp, "quando": QUANDO, "versione": 1}
    salva_voti(voti=voti_pieni(c.scheda_dirigente1, voto=1), pagina=Pagina("abc", 1), **come)
    assert salva_voti(voti=voti_pieni(c.scheda_dirigente1, voto=3), pagina=Pagina("abc", 2), **come).versione == 3
    for altra in (Pagina("altra", 3), Pagina("abc", 2), Pagina("abc", 1), Pagina("", 9)):
        with pytest.raises(ConflittoDiVersione):
            salva_voti(voti=voti_pieni(c.scheda_dirigente1, voto=1), pagina=altra, **come)


def test_un_salvataggio_partito_prima_di_un_passaggio_non_vale_dopo(c):
    scheda = salva_voti(
        scheda=c.scheda_dirigente1, voti=voti_pieni(c.scheda_dirigente1), utente=c.ncvp, quando=QUANDO, versione=1, pagina=Pagina("abc", 1)
    )
    porta(scheda, ("trasmetti", c.ncvp))
    scheda.refresh_from_db()
    esegui(scheda, "restituisci", utente=c.sindaco, quando=QUANDO, versione=scheda.versione, motivo="Manca il colloquio.")
    with pytest.raises(ConflittoDiVersione):
        salva_voti(scheda=scheda, voti=voti_pieni(scheda, voto=0), utente=c.ncvp, quando=QUANDO, versione=1, pagina=Pagina("abc", 2))


def test_un_testo_che_non_si_potrebbe_stampare_e_rifiutato_quando_si_scrive(c):
    with pytest.raises(DatiNonValidi):
        salva_voti(scheda=c.scheda_dirigente1, voti=Voti(note="\n" * 5000), utente=c.ncvp, quando=QUANDO, versione=1)
    c.scheda_dirigente1.refresh_from_db()
    assert (c.scheda_dirigente1.note_valutatore, c.scheda_dirigente1.versione) == ("", 1)


@pytest.mark.parametrize("testo", ["", "   ", "x", "\u200b" * 40, ".............", "è così"])
def test_un_motivo_e_fatto_di_parole(c, testo):
    vota(c.scheda_dirigente1, c.ncvp)
    scheda = porta(c.scheda_dirigente1, ("trasmetti", c.ncvp))
    with pytest.raises(DatiNonValidi, match="Motivo"):
        esegui(scheda, "restituisci", utente=c.sindaco, quando=QUANDO, versione=scheda.versione, motivo=testo)


def test_una_scheda_decisa_si_puo_rinviare_al_sindaco(c):
    vota(c.scheda_dirigente1, c.ncvp)
    scheda = porta(c.scheda_dirigente1, ("trasmetti", c.ncvp), ("decidi", c.sindaco))
    with pytest.raises(PermissionDenied):
        esegui(scheda, "rinvia", utente=c.sindaco, quando=QUANDO, versione=scheda.versione, motivo="Un motivo sbagliato.")
    scheda = esegui(scheda, "rinvia", utente=c.ncvp, quando=QUANDO, versione=scheda.versione, motivo="Il motivo è incompleto.")
    assert scheda.stato == PROPOSTA


# --- the factors of B.3 ---------------------------------------------------------------------------------------------
def _scegli(c, scheda, utente, *titoli, versione=None):
    scheda.refresh_from_db()
    fattori = [Specialistico(t, "Che cosa si guarda.") for t in titoli]
    return scegli_specialistici(scheda=scheda, fattori=fattori, utente=utente, quando=QUANDO, versione=versione or scheda.versione)


def _b3(scheda):
    return dict(scheda.voti_fattore.filter(macrofattore="specialistiche").values_list("titolo", "proposto"))


def test_chi_valuta_sceglie_i_fattori_di_b3_e_chi_tiene_il_titolo_tiene_il_voto(c):
    """Art. 10."""
    scheda = vota(c.scheda_dirigente1, c.ncvp)
    tenuto = next(iter(_b3(scheda)))
    _scegli(c, scheda, c.ncvp, "Tributi locali", tenuto)
    assert _b3(scheda) == {"Tributi locali": None, tenuto: 2}
    assert Evento.objects.filter(azione="scheda.scegli_fattori").count() == 1
    with pytest.raises(DatiNonValidi, match="Tributi locali"):
        porta(scheda, ("trasmetti", c.ncvp))


@pytest.mark.parametrize("titoli", [(), ("",), ("Tributi", "tributi")])
def test_fattori_vuoti_o_doppi_sono_rifiutati(c, titoli):
    prima = _b3(c.scheda_dirigente1)
    with pytest.raises(DatiNonValidi):
        _scegli(c, c.scheda_dirigente1, c.ncvp, *titoli)
    assert _b3(c.scheda_dirigente1) == prima


@pytest.mark.parametrize("chi", ["sindaco", "segretario", "dirigente1", "dirigente2", "segreteria", "admin"])
def test_i_fattori_di_un_dirigente_non_li_sceglie_nessun_altro(c, chi):
    with pytest.raises(PermissionDenied):
        _scegli(c, c.scheda_dirigente1, getattr(c, chi), "Tributi")


def test_i_fattori_non_si_cambiano_dopo_la_proposta_ne_su_una_versione_vecchia(c):
    vota(c.scheda_dirigente1, c.ncvp)
    with pytest.raises(ConflittoDiVersione):
        _scegli(c, c.scheda_dirigente1, c.ncvp, "Tributi", versione=1)
    porta(c.scheda_dirigente1, ("trasmetti", c.ncvp))
    with pytest.raises(PermissionDenied):
        _scegli(c, c.scheda_dirigente1, c.ncvp, "Tributi")


# --- the steps --------------------------------------------------------------------------------------------------------
def test_una_scheda_con_un_voto_mancante_non_si_trasmette(c):
    scheda = vota(c.scheda_dirigente1, c.ncvp)
    voto = scheda.voti_fattore.first()
    VotoFattore.objects.filter(pk=voto.pk).update(proposto=None)
    with pytest.raises(DatiNonValidi, match=voto.titolo):
        porta(scheda, ("trasmetti", c.ncvp))
    scheda.refresh_from_db()
    assert scheda.stato == APERTA


def test_con_pesi_che_non_fanno_70_la_scheda_non_si_trasmette(c):
    """Art. 6."""
    scheda = vota(c.scheda_dirigente1, c.ncvp)
    Assegnazione.objects.filter(incarico=c.incarico_dirigente1, peso=15).update(peso=14)
    with pytest.raises(DatiNonValidi, match="70"):
        porta(scheda, ("trasmetti", c.ncvp))


def test_una_scheda_senza_obiettivi_non_si_trasmette(comune):
    """Art. 16: without objectives formally assigned there is nothing to pay."""
    apri_schede(esercizio=comune.esercizio, utente=comune.ncvp, quando=QUANDO)
    scheda = Scheda.objects.get(incarico=comune.incarico_dirigente1)
    assert any("art. 16" in frase for p in passaggi(scheda, comune.ncvp, QUANDO.date()) for frase in p.mancanze)


def test_il_cammino_di_un_dirigente(c):
    vota(c.scheda_dirigente1, c.ncvp)
    for azione, chi, stato in (("trasmetti", c.ncvp, PROPOSTA), ("decidi", c.sindaco, DECISA), ("chiudi", c.ncvp, CHIUSA)):
        assert porta(c.scheda_dirigente1, (azione, chi)).stato == stato
    scheda = Scheda.objects.get(pk=c.scheda_dirigente1.pk)
    assert (scheda.p_a, scheda.p_b, scheda.p_finale) == (Decimal("140.00"), Decimal("60.00"), Decimal("200.00"))
    assert (scheda.fascia, scheda.percentuale, scheda.chiusa_il) == (3, 85, QUANDO)


def test_il_cammino_di_una_po(c):
    vota(c.scheda_po1, c.dirigente1, raggiungimenti=("100", "100", "100"), voto=3)
    scheda = porta(c.scheda_po1, ("chiudi", c.dirigente1))
    assert (scheda.stato, scheda.p_finale, scheda.percentuale) == (CHIUSA, Decimal("300.00"), 100)


PASSI_VIETATI = [
    ("trasmetti", "sindaco"), ("trasmetti", "dirigente1"), ("trasmetti", "segretario"), ("decidi", "ncvp"), ("decidi", "dirigente1"),
    ("chiudi", "sindaco"), ("chiudi", "personale"), ("chiudi", "admin"), ("restituisci", "ncvp"),
]  # fmt: skip


@pytest.mark.parametrize(("azione", "chi"), PASSI_VIETATI)
@pytest.mark.parametrize("fin_qui", [0, 1, 2])
def test_un_passaggio_non_lo_fa_chi_non_deve(c, azione, chi, fin_qui):
    vota(c.scheda_dirigente1, c.ncvp)
    porta(c.scheda_dirigente1, *(("trasmetti", c.ncvp), ("decidi", c.sindaco))[:fin_qui])
    with pytest.raises(PermissionDenied):
        porta(c.scheda_dirigente1, (azione, getattr(c, chi)))


def test_i_passaggi_non_si_saltano_e_non_si_ripetono(c):
    vota(c.scheda_dirigente1, c.ncvp)
    with pytest.raises(OperazioneNonAmmessa):
        porta(c.scheda_dirigente1, ("decidi", c.sindaco))
    with pytest.raises(PermissionDenied):
        porta(c.scheda_dirigente1, ("chiudi", c.ncvp))
    porta(c.scheda_dirigente1, ("trasmetti", c.ncvp))
    with pytest.raises(OperazioneNonAmmessa):
        porta(c.scheda_dirigente1, ("trasmetti", c.ncvp))
    assert Evento.objects.filter(azione="scheda.trasmetti").count() == 1


def test_un_passaggio_su_una_versione_vecchia_e_un_conflitto(c):
    vota(c.scheda_dirigente1, c.ncvp)
    with pytest.raises(ConflittoDiVersione):
        esegui(c.scheda_dirigente1, "trasmetti", utente=c.ncvp, quando=QUANDO, versione=1)


def test_il_sindaco_che_si_scosta_dalla_proposta_scrive_perche(c):
    """Art. 18, reading A14."""
    vota(c.scheda_dirigente1, c.ncvp)
    scheda = porta(c.scheda_dirigente1, ("trasmetti", c.ncvp))
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
    scheda = porta(c.scheda_dirigente1, ("trasmetti", c.ncvp))
    for voti in (Voti(raggiungimenti={scheda.voti_obiettivo.first().pk: Decimal(10)}), Voti(note="Cambio le note.")):
        with pytest.raises(PermissionDenied):
            salva_voti(scheda=scheda, voti=voti, utente=c.sindaco, quando=QUANDO, versione=scheda.versione)


def test_restituire_chiede_un_motivo_e_riapre_la_proposta(c):
    vota(c.scheda_dirigente1, c.ncvp)
    scheda = porta(c.scheda_dirigente1, ("trasmetti", c.ncvp))
    with pytest.raises(DatiNonValidi, match="Motivo"):
        porta(scheda, ("restituisci", c.sindaco))
    scheda = esegui(scheda, "restituisci", utente=c.sindaco, quando=QUANDO, versione=scheda.versione, motivo="Manca il colloquio.")
    assert scheda.stato == APERTA
    assert Evento.objects.get(azione="scheda.restituisci").contenuto["motivo"] == "Manca il colloquio."


def test_ogni_passaggio_avvisa_chi_viene_dopo(c):
    chiusa(c)
    assert list(Notifica.objects.order_by("id").values_list("destinatario__username", flat=True)) == ["sindaco", "ncvp", "dirigente1"]


def test_chiudere_mette_in_coda_il_documento_una_volta_sola(c):
    scheda = chiusa(c)
    documento = Documento.objects.get(chiave=f"scheda_b:{scheda.pk}:chiusa:{scheda.versione}")
    assert documento.payload["p_finale"] == "200.00"
    assert documento.payload["stato"]["codice"] == "chiusa"
    lavoro = stampa_tutte(esercizio=c.esercizio, utente=c.ncvp, quando=QUANDO)
    assert lavoro.documenti.count() == 4
    assert lavoro.documenti.filter(pk=documento.pk).exists()


def test_un_documento_emesso_resta_quello_anche_se_poi_cambiano_le_persone_in_carica(c):
    chiusa(c)
    prima = Documento.objects.get(chiave__contains=":chiusa:")
    assert [f["nome"] for f in prima.payload["firme"]][:2] == [c.persona_ncvp.con_titolo, c.persona_sindaco.con_titolo]
    type(c.persona_ncvp).objects.filter(pk=c.persona_ncvp.pk).update(cognome="Altri")
    lavoro = stampa_tutte(esercizio=c.esercizio, utente=c.segretario, quando=QUANDO)
    assert lavoro.documenti.get(pk=prima.pk).impronta == prima.impronta


def test_la_scheda_di_una_po_la_firma_il_suo_dirigente(c):
    vota(c.scheda_po1, c.dirigente1, voto=3)
    porta(c.scheda_po1, ("chiudi", c.dirigente1))
    firme = Documento.objects.get(oggetto_id=c.scheda_po1.pk).payload["firme"]
    assert [f["nome"] for f in firme] == [c.persona_dirigente1.con_titolo, c.persona_po1.con_titolo]


# --- a closed sheet ------------------------------------------------------------------------------------------------------
def test_una_scheda_chiusa_non_si_vota_piu(c):
    scheda = chiusa(c)
    with pytest.raises(OperazioneNonAmmessa, match="chiusa"):
        salva_voti(scheda=scheda, voti=voti_pieni(scheda, voto=3), utente=c.ncvp, quando=QUANDO, versione=scheda.versione)


def _rimpiazza(scheda):
    """INSERT OR REPLACE asks no DELETE trigger; PostgreSQL has TRUNCATE instead."""
    with connection.cursor() as cursore:
        if connection.vendor == "postgresql":
            cursore.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursore.execute("TRUNCATE valutazioni_votofattore")
        else:
            cursore.execute("INSERT OR REPLACE INTO valutazioni_scheda SELECT * FROM valutazioni_scheda WHERE id = %s", [scheda.pk])


@pytest.mark.parametrize("gesto", [
    lambda s: VotoFattore.objects.filter(scheda=s).update(voto=3),
    lambda s: VotoObiettivo.objects.filter(scheda=s).update(raggiungimento=100),
    lambda s: VotoFattore.objects.filter(scheda=s).delete(),
    lambda s: VotoFattore.objects.create(scheda=s, macrofattore="manageriali", ordine=9, titolo="Aggiunto dopo", voto=3),
    lambda s: Scheda.objects.filter(pk=s.pk).update(p_finale=300),
    lambda s: Scheda.objects.filter(pk=s.pk).update(note_valutatore="Altro."),
    lambda s: Scheda.objects.filter(pk=s.pk).update(stato=APERTA),
    lambda s: Scheda.objects.filter(pk=s.pk).update(retribuzione=999_999),
    lambda s: Scheda.objects.filter(pk=s.pk).delete(),
    lambda s: Assegnazione.objects.filter(incarico=s.incarico).update(peso=1),
    _rimpiazza,
])  # fmt: skip
def test_una_scheda_chiusa_la_ferma_la_base_dati(c, gesto):
    scheda = chiusa(c)
    with pytest.raises(IntegrityError, match="chiusa"), transaction.atomic():
        gesto(scheda)


@pytest.mark.parametrize("campi", [{"ruolo": "po"}, {"ad_interim": True}, {"direzione": None}, {"persona_id": 3}])
def test_l_incarico_di_una_scheda_non_cambia_persona_ne_ruolo(c, campi):
    """One wrong pick in a list would hand a sheet to somebody else."""
    with pytest.raises(IntegrityError, match="scheda"), transaction.atomic():
        type(c.incarico_dirigente1).objects.filter(pk=c.incarico_dirigente1.pk).update(**campi)
    c.incarico_dirigente1.ad_interim = True
    with pytest.raises(ValidationError, match="scheda"):
        c.incarico_dirigente1.full_clean()


def test_l_esercizio_con_schede_non_cambia_anno_ne_regolamento(c):
    with pytest.raises(IntegrityError, match="schede"), transaction.atomic():
        type(c.esercizio).objects.update(anno=2019)
    c.esercizio.anno = 2019
    with pytest.raises(ValidationError, match="schede"):
        c.esercizio.full_clean()


def test_una_scheda_il_cui_incarico_non_e_piu_dell_esercizio_non_si_chiude_e_lo_dice(c):
    vota(c.scheda_po1, c.dirigente1)
    type(c.incarico_po1).objects.filter(pk=c.incarico_po1.pk).update(dal="2026-03-01")
    with pytest.raises(DatiNonValidi, match="non è in forza"):
        porta(c.scheda_po1, ("chiudi", c.dirigente1))


def test_lo_stato_non_si_cambia_fuori_dalla_porta(c):
    c.scheda_dirigente1.stato = CHIUSA
    with pytest.raises(RuntimeError, match="esegui"):
        c.scheda_dirigente1.save()
