"""Art. 18: opening and scoring a sheet, choosing its factors, and that once signed it stays."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from obiettivi.models import Assegnazione
from smvp.flusso.models import Pagina
from smvp.flusso.operazioni import esegui
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.registro.models import Evento
from valutazioni.letture.schede import con_tutto, punteggio
from valutazioni.models import Scheda, VotoFattore, VotoObiettivo
from valutazioni.operazioni.apertura import Specialistico, apri_schede, scegli_specialistici
from valutazioni.operazioni.voti import Voti, salva_voti
from valutazioni.stati import APERTA, DECISA, PROPOSTA

from .schede import QUANDO, al_concerto, alla_decisione, alla_proposta, con_obiettivi, firmata, porta, vota, voti_pieni


# --- opening ---------------------------------------------------------------------------------------------------------
def test_si_apre_una_scheda_per_ogni_incarico_e_quella_del_segretario_e_di_soli_comportamenti(c):
    """Artt. 10 and 24."""
    incarichi = {c.incarico_dirigente1, c.incarico_dirigente2, c.incarico_po1, c.incarico_po2, c.incarico_segretario}
    assert {s.incarico for s in Scheda.objects.all()} == incarichi
    assert not c.scheda_segretario.voti_obiettivo.exists() and c.scheda_segretario.voti_fattore.count() == 9


def test_anche_al_segretario_di_una_direzione_ad_interim_si_contano_gli_obiettivi(comune):
    """Art. 24: as head of a further Direzione also the Segretario has components A and B."""
    tipo = type(comune.incarico_segretario)
    altro = tipo.objects.create(persona=comune.persona_segretario, ruolo="segretario", direzione=comune.d2, ad_interim=True,
                                dal="2025-01-01", retribuzione_risultato=1000)  # fmt: skip
    con_obiettivi(comune)
    Assegnazione.objects.create(obiettivo=Assegnazione.objects.first().obiettivo, incarico=altro, peso=70)
    apri_schede(esercizio=comune.esercizio, utente=comune.ncvp, quando=QUANDO)
    scheda = Scheda.objects.get(incarico=altro)
    assert scheda.voti_obiettivo.count() == 1 and not scheda.solo_comportamenti


def test_aprire_di_nuovo_non_apre_nulla(c):
    assert apri_schede(esercizio=c.esercizio, utente=c.ncvp, quando=QUANDO) == []
    assert Scheda.objects.count() == 5


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
    p = punteggio(con_tutto(Scheda.objects.filter(pk=scheda.pk)).get())
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
    porta(scheda, *alla_proposta(c))
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
    scheda = porta(c.scheda_dirigente1, *alla_proposta(c))
    with pytest.raises(DatiNonValidi, match="Motivo"):
        esegui(scheda, "restituisci", utente=c.sindaco, quando=QUANDO, versione=scheda.versione, motivo=testo)


def test_una_scheda_decisa_si_puo_rinviare_al_sindaco(c):
    vota(c.scheda_dirigente1, c.ncvp)
    scheda = porta(c.scheda_dirigente1, *alla_decisione(c))
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
        porta(scheda, *alla_proposta(c))


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
    porta(c.scheda_dirigente1, *alla_proposta(c))
    with pytest.raises(PermissionDenied):
        _scegli(c, c.scheda_dirigente1, c.ncvp, "Tributi")


# --- a signed sheet ------------------------------------------------------------------------------------------------------
def test_una_scheda_firmata_non_si_vota_piu(c):
    scheda = firmata(c)
    with pytest.raises(OperazioneNonAmmessa, match="firmata"):
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
def test_una_scheda_firmata_la_ferma_la_base_dati(c, gesto):
    scheda = firmata(c)
    with pytest.raises(IntegrityError, match=r"firmata|cifre della scheda sono fissate"), transaction.atomic():
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


def test_una_scheda_il_cui_incarico_non_e_piu_dell_esercizio_non_si_partecipa_e_lo_dice(c):
    vota(c.scheda_po1, c.dirigente1)
    porta(c.scheda_po1, *al_concerto(c.dirigente1), ("concerta", c.ncvp))
    type(c.incarico_po1).objects.filter(pk=c.incarico_po1.pk).update(dal="2026-03-01")
    with pytest.raises(DatiNonValidi, match="non è in forza"):
        porta(c.scheda_po1, ("partecipa", c.dirigente1))


def test_lo_stato_non_si_cambia_fuori_dalla_porta(c):
    c.scheda_dirigente1.stato = DECISA
    with pytest.raises(RuntimeError, match="esegui"):
        c.scheda_dirigente1.save()
