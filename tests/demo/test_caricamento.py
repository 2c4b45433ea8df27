"""The demo municipality as it stands in the database after ``carica_demo``."""

from collections import Counter
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, Sum
from django.test import Client, override_settings
from django.urls import reverse

from obiettivi.calcolo import zona_silente
from obiettivi.letture.documenti import DI_SCHEDA
from obiettivi.models import Assegnazione, Obiettivo, Parte
from premi.letture import rapporto as rapporto_fasce
from premi.models import Fondo
from smvp.demo.regia import orologio_al
from smvp.documenti.models import Documento
from smvp.indagini.documenti.contenuti import RISULTATI as INDAGINE
from smvp.ncvp.documenti.contenuti import COMPENSO as NCVP_COMPENSI
from smvp.ncvp.documenti.contenuti import RAPPORTO as NCVP_RAPPORTO
from smvp.organizzazione.models import Direzione, Esercizio, Persona, Ruolo, Utente
from smvp.organizzazione.ruoli import ruoli_di
from smvp.orologio import oggi
from smvp.registro.letture import storia
from smvp.registro.models import Evento
from valutazioni.documenti.tipi import SCHEDA_B, SCHEDA_D, SCHEDA_D2
from valutazioni.letture.schede import con_tutto, fattori_di, punteggio
from valutazioni.models import Scheda
from valutazioni.stati import FIRMATE, SCHEDA

OGGI = date(2026, 4, 10)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caricato")]


def _scheda(cognome: str, anno: int = 2025, **altro: object) -> Scheda:
    return con_tutto(Scheda.objects.filter(incarico__persona__cognome=cognome, esercizio__anno=anno, **altro)).get()


def test_il_comando_dice_che_cosa_ha_caricato(caricato: str) -> None:
    assert "Città di Domodossola: 152 persone, 3 esercizi" in caricato
    assert "--oggi 2026-04-10" in caricato


def test_i_conti_tornano() -> None:
    assert Direzione.objects.filter(tipo="direzione").count() == 6
    assert Persona.objects.count() == 152
    assert Counter(Utente.objects.values_list("persona__nomine__ruolo", flat=True))[Ruolo.NCVP] == 1
    assert Counter(Scheda.objects.values_list("esercizio__anno", flat=True)) == {2024: 24, 2025: 25, 2026: 23}
    assert Counter(Obiettivo.objects.values_list("esercizio__anno", flat=True)) == {2024: 25, 2025: 45, 2026: 43}


def test_caricare_due_volte_non_cambia_niente(caricato: str) -> None:
    prima = {m: m.objects.count() for m in apps.get_models() if m._meta.managed}
    uscita = StringIO()
    call_command("carica_demo", stdout=uscita)
    assert "c’è già: non cambio niente" in uscita.getvalue()
    assert {m: m.objects.count() for m in prima} == prima


def test_fuori_dalla_demo_si_rifiuta() -> None:
    with override_settings(DEMO=False), pytest.raises(CommandError, match=r"solo con smvp\.settings\.demo"):
        call_command("carica_demo")


def test_dove_i_dati_sono_di_altri_si_rifiuta() -> None:
    with transaction.atomic():
        Utente.objects.filter(username="ncvp").update(password="di un altro")
        with pytest.raises(CommandError, match="non sono della demo"):
            call_command("carica_demo")
        with pytest.raises(CommandError, match="non li cancello"):
            call_command("carica_demo", da_capo=True)
        transaction.set_rollback(True)


@pytest.mark.parametrize("scala", [0, -3, 50_001])
def test_una_scala_impossibile_e_rifiutata(scala: int) -> None:
    with pytest.raises(CommandError, match="da 1 a 50000"):
        call_command("carica_demo", scala=scala)


def test_tutti_entrano_con_la_password_della_demo() -> None:
    for nome in ("ncvp", "dirigente1", "po15", "dipendente117", "admin"):
        utente = Utente.objects.get(username=nome)
        assert utente.check_password("demo")
        assert not utente.check_password("Demo")
    assert list(Utente.objects.filter(is_staff=True).values_list("username", flat=True)) == ["admin"]


@pytest.mark.parametrize("giorno", [OGGI, date(2026, 11, 21)])
def test_ogni_personaggio_ha_il_suo_ruolo(giorno: date) -> None:
    attesi = {
        "sindaco": {Ruolo.SINDACO}, "segretario": {Ruolo.SEGRETARIO}, "ncvp": {Ruolo.NCVP}, "dirigente3": {Ruolo.DIRIGENTE},
        "po14": {Ruolo.PO}, "dipendente1": {Ruolo.DIPENDENTE}, "controllo": {Ruolo.CONTROLLO, Ruolo.DIPENDENTE},
        "personale": {Ruolo.PERSONALE, Ruolo.DIPENDENTE}, "segreteria": {Ruolo.SEGRETERIA, Ruolo.DIPENDENTE},
        "admin": {Ruolo.AMMINISTRATORE},
    }  # fmt: skip
    assert {nome: set(ruoli_di(Utente.objects.get(username=nome), giorno)) for nome in attesi} == attesi


def test_art_6_i_pesi_di_ogni_incarico_fanno_70() -> None:
    somme = Assegnazione.objects.order_by().values("obiettivo__esercizio", "incarico").annotate(somma=Sum("peso"), quanti=Count("id"))
    assert len(somme) == 68
    assert {(riga["somma"], riga["quanti"]) for riga in somme} == {(Decimal(70), 3)}


def test_art_7_gli_apporti_delle_direzioni_fanno_100() -> None:
    somme = Parte.objects.order_by().values("obiettivo").annotate(somma=Sum("apporto"))
    assert [riga["somma"] for riga in somme] == [100, 100, 100]


def test_art_7_ciascuno_risponde_della_parte_della_sua_direzione() -> None:
    for a in Assegnazione.objects.filter(parte__isnull=False).select_related("parte", "incarico__direzione__padre__padre"):
        assert a.parte is not None
        assert a.parte.direzione_id == a.incarico.direzione.apice.pk


def test_art_14_gli_obiettivi_2025_sono_assegnati_dalla_giunta() -> None:
    atti = Counter(Obiettivo.objects.filter(esercizio__anno=2025).values_list("atto__numero", "atto__data"))
    assert atti == {(31, date(2025, 2, 26)): 43, (148, date(2025, 9, 24)): 2}


def test_la_scheda_di_bertolini_fa_216_67_ed_e_in_mano_al_ncvp() -> None:
    scheda = _scheda("Bertolini")
    p = punteggio(scheda)
    assert (p.p_a, p.p_b, p.p_finale) == (Decimal("140.00"), Decimal("76.67"), Decimal("216.67"))
    assert p.fascia is not None
    assert (p.fascia.numero, p.fascia.percentuale, p.mancanti) == (3, 85, ())
    assert scheda.stato == "aperta"
    assert scheda.note_valutatore.startswith("Risultato molto buono sui tempi di pagamento.")


PUNTEGGI_FIRMATI = {
    "Zanoletti": "300.00", "Lana": "153.33", "Ramoni": "253.33", "Galli": "225.00", "Guglielminetti": "268.33", "Bacher": "290.00",
    "Travaglino": "258.33", "Rondoni": "196.67",
}  # fmt: skip


@pytest.mark.parametrize(("cognome", "atteso"), PUNTEGGI_FIRMATI.items())
def test_le_schede_firmate_hanno_il_punteggio_firmato(cognome: str, atteso: str) -> None:
    scheda = _scheda(cognome)
    assert scheda.stato in FIRMATE
    assert scheda.p_finale == Decimal(atteso)


def test_art_18_una_firma_rifiutata_osservazioni_con_risposta_e_colloqui() -> None:
    schede = Scheda.objects.filter(esercizio__anno=2025).select_related("incarico__persona")
    (rifiutata,) = schede.filter(firma_rifiutata=True)
    assert rifiutata.incarico.persona.cognome == "Lana" and "non la firma" in rifiutata.rifiuto
    assert rifiutata.testimone == "Ivana Conti, segreteria del NCVP"
    assert {s.incarico.persona.cognome: bool(s.risposta) for s in schede.exclude(osservazioni="")} == {"Ruga": False, "Rondoni": True}
    assert schede.exclude(colloquio_il=None).count() == 3


def test_art_29_e_definitiva_solo_quella_il_cui_termine_e_passato() -> None:
    definitiva, approvata = (
        Scheda.objects.select_related("atto").get(esercizio__anno=2025, stato=stato) for stato in ("definitiva", "approvata")
    )
    assert (definitiva.termine_riesame, approvata.termine_riesame) == (date(2026, 4, 3), OGGI)
    assert str(definitiva.atto) == str(approvata.atto) == "Deliberazione della Giunta comunale n. 47 del 08/04/2026"


def test_artt_10_e_24_la_scheda_del_segretario_e_di_soli_comportamenti() -> None:
    scheda = _scheda("Velati")
    assert (scheda.stato, scheda.p_a, scheda.p_b, scheda.fascia) == ("partecipata", None, Decimal("80.00"), None)


def test_le_schede_2025_stanno_in_tutti_gli_stati() -> None:
    stati = Counter(Scheda.objects.filter(esercizio__anno=2025).values_list("stato", flat=True))
    assert stati == {
        "aperta": 7, "proposta_a": 1, "proposta_b": 3, "decisa": 1, "partecipata": 2, "osservazioni": 1, "presa_visione": 7, "approvata": 1,
        "definitiva": 1, "non_valutabile": 1,
    }  # fmt: skip
    assert set(stati) == {s.codice for s in SCHEDA.stati}
    assert set(Scheda.objects.filter(esercizio__anno=2026).values_list("stato", flat=True)) == {"aperta"}


def test_art_24_si_vedono_fasce_diverse_e_una_sola_seconda() -> None:
    punteggi = [punteggio(s) for s in con_tutto(Scheda.objects.filter(esercizio__anno=2025))]
    fasce = Counter(p.fascia.numero for p in punteggi if p.fascia)
    assert fasce[2] == 1
    assert min(fasce[3], fasce[4]) >= 4
    assert [p.p_finale for p in punteggi].count(Decimal("300.00")) == 1


def test_art_20_ci_sono_valori_dove_il_regolamento_tace() -> None:
    schede = con_tutto(Scheda.objects.filter(esercizio__anno=2025))
    valori = {v.raggiungimento for s in schede for v in s.voti_obiettivo.all() if v.raggiungimento is not None}
    reg = schede[0].esercizio.reg
    assert {v for v in valori if zona_silente(v, reg)} == {Decimal("50.50"), Decimal("70.50"), Decimal("95.50")}


def test_art_18_il_sindaco_si_e_scostato_una_volta_e_dice_perche() -> None:
    scostati = [v for s in con_tutto(Scheda.objects.all()) for v in s.voti_fattore.all() if v.si_scosta]
    assert [(v.scheda.incarico.persona.cognome, v.proposto, v.voto) for v in scostati] == [("Guglielmi", 2, 3)]
    assert scostati[0].motivo.endswith(".")


def test_ogni_scheda_ha_i_fattori_specialistici_della_persona() -> None:
    fattori = [v.titolo for v in fattori_di(_scheda("Bertolini"), "specialistiche")]
    assert fattori == ["Bilancio", "Patrimonio e partecipazioni", "Organizzazione e personale"]


def test_il_registro_racconta_i_fatti_nel_loro_ordine() -> None:
    momenti = list(Evento.objects.filter(oggetto="scheda").order_by("numero").values_list("quando", flat=True))
    assert momenti == sorted(momenti)
    scheda = _scheda("Zanoletti")
    passi = [(e.azione, e.utente) for e in sorted(storia("scheda", scheda.pk), key=lambda e: e.numero)]
    assert passi == [
        ("scheda.apri", "segreteria"), ("scheda.salva", "ncvp"), ("scheda.proponi_a", "ncvp"), ("scheda.trasmetti", "ncvp"),
        ("scheda.decidi", "sindaco"), ("scheda.partecipa", "ncvp"), ("scheda.colloquio", "ncvp"), ("scheda.firma", "dirigente2"),
        ("scheda.approva", "segretario"), ("scheda.rendi_definitiva", "segretario"),
    ]  # fmt: skip


# What the acts have approved and the NCVP has validated: the worker draws them first of all.
DI_PERFORMANCE = {"piano_performance": 2, "relazione_completa": 1, "relazione_pubblica": 1, "validazione_relazione": 1}
DEGLI_ACCESSI = {"accesso_avviso": 1, "accesso_esito": 4, "accesso_richiesta": 6, "accesso_spese": 2}


def test_i_documenti_pronti_sono_pochi_e_di_ogni_genere() -> None:
    """Those marked in the data, the survey and what of the NCVP is public: drawing all would take minutes, and they may be asked for."""
    assert Counter(Documento.objects.values_list("tipo", flat=True)) == {
        "verbale_validazione": 2, "allegato_a": 4, "allegato_a_rendiconto": 1, "scheda_misurazione": 1, SCHEDA_B: 5, SCHEDA_D: 2,
        SCHEDA_D2: 2, INDAGINE: 1, NCVP_COMPENSI: 2, NCVP_RAPPORTO: 1, **DI_PERFORMANCE, **DEGLI_ACCESSI,
    }  # fmt: skip
    assert set(Documento.objects.values_list("stato", flat=True)) == {"in_coda"}
    generi = {g.codice for g in DI_SCHEDA} | {SCHEDA_B, SCHEDA_D, SCHEDA_D2, INDAGINE, NCVP_COMPENSI, NCVP_RAPPORTO}
    generi |= {*DI_PERFORMANCE, *DEGLI_ACCESSI}
    assert set(Documento.objects.values_list("tipo", flat=True)) == generi


def test_il_documento_di_una_scheda_firmata_si_ha_dalla_pagina(client: Client) -> None:
    """The frozen figures are in the sheet all the same: the document asked for later prints them."""
    senza = Scheda.objects.filter(stato="presa_visione").exclude(pk__in=Documento.objects.filter(tipo=SCHEDA_B).values("oggetto_id"))
    scheda = senza[0]
    client.force_login(Utente.objects.get(username="segretario"), "django.contrib.auth.backends.ModelBackend")
    assert client.post(reverse("valutazioni:pdf", args=[scheda.pk])).status_code == 302
    documento = Documento.objects.get(oggetto_id=scheda.pk, tipo=SCHEDA_B)
    assert f":{scheda.pk}:presa_visione:" in documento.chiave and documento.stato == "in_coda"


def test_l_orologio_torna_dove_era() -> None:
    prima = oggi()
    with pytest.raises(ZeroDivisionError), orologio_al(OGGI):
        assert oggi() == OGGI
        raise ZeroDivisionError
    assert oggi() == prima


def test_art_23_le_risorse_sono_stanziate_con_un_atto() -> None:
    righe = Fondo.objects.correnti().select_related("esercizio", "atto")
    fondi = {(f.esercizio.anno, f.destinazione): (f.importo, str(f.atto)) for f in righe}
    dell_anno = {"dirigenti", "po", "produttivita"}
    assert set(fondi) == {(anno, d) for anno in (2024, 2025, 2026) for d in dell_anno} | {(2024, "risparmi"), (2025, "risparmi")}
    assert fondi[2025, "dirigenti"] == (Decimal("72000.00"), "Deliberazione della Giunta comunale n. 12 del 20/01/2025")


def test_art_16_e_24_il_rapporto_mostra_proporzione_interim_e_chi_non_e_valutabile() -> None:
    rapporto = rapporto_fasce(Esercizio.objects.get(anno=2025))
    righe = {
        (r.scheda.incarico.persona.cognome, r.scheda.incarico.ad_interim): r.esito for r in rapporto.righe if r.esito is not None
    }  # fmt: skip
    assert len(righe) == 9
    lana, interim = righe["Lana", False], righe["Pirazzi", True]
    assert (lana.servizio.giorni, lana.importo) == (151, Decimal("4360.38"))  # 12.400 × 85 % × 151/365
    # 12.400 × 100 % × 92/365 × 50 %: before the review (art. 29) the band paid 85 %
    assert (interim.servizio.giorni, interim.importo) == (92, Decimal("1562.74"))
    mellerio = next(r for r in rapporto.righe if r.scheda.incarico.persona.cognome == "Mellerio")
    assert mellerio.importo == Decimal("0.00") and "meno di tre mesi" in mellerio.nota and not mellerio.aperta
    assert "Velati" not in {r.scheda.incarico.persona.cognome for r in rapporto.righe}
    assert all(s.monte is not None and s.distribuito <= s.monte.stanziato for s in rapporto.sezioni)
