"""The demo municipality as it stands in the database after ``carica_demo``."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, Sum
from django.test import override_settings

from obiettivi.calcolo import zona_silente
from obiettivi.models import Assegnazione, Obiettivo, Parte
from premi.letture import rapporto as rapporto_fasce
from premi.models import Fondo
from smvp.demo.regia import orologio_al
from smvp.documenti.models import Documento
from smvp.organizzazione.models import Direzione, Esercizio, Persona, Ruolo, Utente
from smvp.organizzazione.ruoli import ruoli_di
from smvp.orologio import oggi
from smvp.registro.letture import storia
from smvp.registro.models import Evento
from valutazioni import letture
from valutazioni.models import Scheda

OGGI = date(2026, 4, 10)


@pytest.fixture(scope="module")
def caricato(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """The command run once for all the tests of this file, that only read; taken away at the end."""
    uscita = StringIO()
    with django_db_blocker.unblock(), override_settings(DEMO=True), transaction.atomic():  # type: ignore[attr-defined]
        call_command("carica_demo", stdout=uscita)
        yield uscita.getvalue()
        transaction.set_rollback(True)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caricato")]


def _scheda(cognome: str, anno: int = 2025, **altro: object) -> Scheda:
    return letture.con_tutto(Scheda.objects.filter(incarico__persona__cognome=cognome, esercizio__anno=anno, **altro)).get()


def test_il_comando_dice_che_cosa_ha_caricato(caricato: str) -> None:
    assert "Città di Domodossola: 150 persone, 2 esercizi" in caricato
    assert "--oggi 2026-04-10" in caricato


def test_i_conti_tornano() -> None:
    assert Direzione.objects.filter(tipo="direzione").count() == 6
    assert Persona.objects.count() == 150
    assert Counter(Utente.objects.values_list("persona__nomine__ruolo", flat=True))[Ruolo.NCVP] == 1
    assert {anno: Scheda.objects.filter(esercizio__anno=anno).count() for anno in (2025, 2026)} == {2025: 24, 2026: 21}
    assert {anno: Obiettivo.objects.filter(esercizio__anno=anno).count() for anno in (2025, 2026)} == {2025: 45, 2026: 43}


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
    assert len(somme) == 45
    assert {(riga["somma"], riga["quanti"]) for riga in somme} == {(Decimal(70), 3)}


def test_art_7_gli_apporti_delle_direzioni_fanno_100() -> None:
    somme = Parte.objects.order_by().values("obiettivo").annotate(somma=Sum("apporto"))
    assert [riga["somma"] for riga in somme] == [100, 100]


def test_art_7_ciascuno_risponde_della_parte_della_sua_direzione() -> None:
    for a in Assegnazione.objects.filter(parte__isnull=False).select_related("parte", "incarico__direzione__padre__padre"):
        assert a.parte is not None
        assert a.parte.direzione_id == a.incarico.direzione.apice.pk


def test_art_14_gli_obiettivi_2025_sono_assegnati_dalla_giunta() -> None:
    atti = Counter(Obiettivo.objects.filter(esercizio__anno=2025).values_list("atto__numero", "atto__data"))
    assert atti == {(31, date(2025, 2, 26)): 43, (148, date(2025, 9, 24)): 2}


def test_la_scheda_di_bertolini_fa_216_67_ed_e_in_mano_al_ncvp() -> None:
    scheda = _scheda("Bertolini")
    p = letture.punteggio(scheda)
    assert (p.p_a, p.p_b, p.p_finale) == (Decimal("140.00"), Decimal("76.67"), Decimal("216.67"))
    assert p.fascia is not None
    assert (p.fascia.numero, p.fascia.percentuale, p.mancanti) == (3, 85, ())
    assert scheda.stato == "aperta"
    assert scheda.note_valutatore.startswith("Risultato molto buono sui tempi di pagamento.")


PUNTEGGI_CHIUSI = {
    "Zanoletti": "300.00", "Lana": "153.33", "Mellerio": "258.33", "Ramoni": "253.33", "Galli": "225.00", "Guglielminetti": "268.33",
    "Blardone": "218.33", "Ruga": "131.67", "Bacher": "290.00", "Travaglino": "258.33", "Rondoni": "196.67",
}  # fmt: skip


@pytest.mark.parametrize(("cognome", "atteso"), PUNTEGGI_CHIUSI.items())
def test_le_schede_chiuse_hanno_il_punteggio_firmato(cognome: str, atteso: str) -> None:
    scheda = _scheda(cognome)
    assert scheda.stato == "chiusa"
    assert scheda.p_finale == Decimal(atteso)


def test_le_schede_2025_stanno_in_tutti_gli_stati() -> None:
    stati = Counter(Scheda.objects.filter(esercizio__anno=2025).values_list("stato", flat=True))
    assert stati == {"aperta": 9, "proposta": 2, "decisa": 1, "chiusa": 12}
    assert set(Scheda.objects.filter(esercizio__anno=2026).values_list("stato", flat=True)) == {"aperta"}


def test_art_24_si_vedono_fasce_diverse_e_una_sola_seconda() -> None:
    punteggi = [letture.punteggio(s) for s in letture.con_tutto(Scheda.objects.filter(esercizio__anno=2025))]
    fasce = Counter(p.fascia.numero for p in punteggi if p.fascia)
    assert fasce[2] == 1
    assert min(fasce[3], fasce[4]) >= 4
    assert [p.p_finale for p in punteggi].count(Decimal("300.00")) == 1


def test_art_20_ci_sono_valori_dove_il_regolamento_tace() -> None:
    schede = letture.con_tutto(Scheda.objects.filter(esercizio__anno=2025))
    valori = {v.raggiungimento for s in schede for v in s.voti_obiettivo.all() if v.raggiungimento is not None}
    reg = schede[0].esercizio.reg
    assert {v for v in valori if zona_silente(v, reg)} == {Decimal("50.50"), Decimal("70.50"), Decimal("95.50")}


def test_art_18_il_sindaco_si_e_scostato_una_volta_e_dice_perche() -> None:
    scostati = [v for s in letture.con_tutto(Scheda.objects.all()) for v in s.voti_fattore.all() if v.si_scosta]
    assert [(v.scheda.incarico.persona.cognome, v.proposto, v.voto) for v in scostati] == [("Guglielmi", 2, 3)]
    assert scostati[0].motivo.endswith(".")


def test_ogni_scheda_ha_i_fattori_specialistici_della_persona() -> None:
    fattori = [v.titolo for v in letture.fattori_di(_scheda("Bertolini"), "specialistiche")]
    assert fattori == ["Bilancio", "Patrimonio e partecipazioni", "Organizzazione e personale"]


def test_il_registro_racconta_i_fatti_nel_loro_ordine() -> None:
    momenti = list(Evento.objects.filter(oggetto="scheda").order_by("numero").values_list("quando", flat=True))
    assert momenti == sorted(momenti)
    scheda = _scheda("Zanoletti")
    passi = [(e.azione, e.utente) for e in sorted(storia("scheda", scheda.pk), key=lambda e: e.numero)]
    assert passi == [
        ("scheda.apri", "segreteria"), ("scheda.salva", "ncvp"), ("scheda.trasmetti", "ncvp"), ("scheda.decidi", "sindaco"),
        ("scheda.chiudi", "ncvp"),
    ]  # fmt: skip


def test_le_schede_chiuse_hanno_il_documento_in_coda() -> None:
    chiuse = Scheda.objects.filter(stato="chiusa").values_list("pk", flat=True)
    documenti = Documento.objects.filter(oggetto_id__in=chiuse, chiave__contains=":chiusa:")
    assert Counter(documenti.values_list("stato", flat=True)) == {"in_coda": 12}


def test_l_orologio_torna_dove_era() -> None:
    prima = oggi()
    with pytest.raises(ZeroDivisionError), orologio_al(OGGI):
        assert oggi() == OGGI
        raise ZeroDivisionError
    assert oggi() == prima


def test_art_23_le_risorse_sono_stanziate_con_un_atto() -> None:
    fondi = {(f.esercizio.anno, f.destinazione): (f.importo, str(f.atto)) for f in Fondo.objects.select_related("esercizio", "atto")}
    assert len(fondi) == 4
    assert fondi[2025, "dirigenti"] == (Decimal("72000.00"), "Deliberazione della Giunta comunale n. 12 del 20/01/2025")


def test_art_16_e_24_il_rapporto_mostra_proporzione_interim_e_chi_non_e_valutabile() -> None:
    rapporto = rapporto_fasce(Esercizio.objects.get(anno=2025))
    righe = {
        (r.scheda.incarico.persona.cognome, r.scheda.incarico.ad_interim): r.esito for r in rapporto.righe if r.esito is not None
    }  # fmt: skip
    assert len(righe) == 12
    lana, interim, mellerio = righe["Lana", False], righe["Pirazzi", True], righe["Mellerio", False]
    assert (lana.servizio.giorni, lana.importo) == (151, Decimal("4360.38"))  # 12.400 × 85 % × 151/365
    assert (interim.servizio.giorni, interim.importo) == (92, Decimal("1328.33"))  # 12.400 × 85 % × 92/365 × 50 %
    assert (mellerio.servizio.motivo, mellerio.importo) == ("servizio_insufficiente", Decimal("0.00"))
    assert all(s.monte is not None and s.distribuito <= s.monte.stanziato for s in rapporto.sezioni)
