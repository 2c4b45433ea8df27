"""The objectives of the demo: every state is there, each told as it happened, and nothing in them contradicts the sheets of evaluation."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
import rules
from django.core.management import call_command
from django.db.models import Count, F, Max, Q
from django.test import override_settings

from obiettivi.calcolo import verifica_pesi
from obiettivi.letture.elenco.subentri import cessati
from obiettivi.letture.scheda.schede import con_tutto, incarichi_da_firmare, obiettivo_visibile, storia_di
from obiettivi.models import Assegnazione, Consuntivo, Fase, Indicatore, Obiettivo, Rilievo, Riscontro, Versione
from obiettivi.stati import ASSEGNATA, OBIETTIVO
from smvp.flusso.models import Notifica
from smvp.organizzazione.models import Esercizio, Incarico, Utente
from smvp.registro.letture import storia
from valutazioni.models import VotoObiettivo

OGGI = date(2026, 4, 10)
DOPO_L_ATTO = [s.codice for s in OBIETTIVO.stati][[s.codice for s in OBIETTIVO.stati].index(ASSEGNATA) :]


@pytest.fixture(scope="module")
def quel_giorno(caricato: str) -> Iterator[None]:
    """The demo, with the clock of the day on which it is looked at."""
    with override_settings(OGGI=OGGI.isoformat()):
        yield


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quel_giorno")]


def _obiettivo(anno: int, codice: str) -> Obiettivo:
    return con_tutto(Obiettivo.objects.filter(esercizio__anno=anno, codice=codice)).get()


def _utente(nome: str) -> Utente:
    return Utente.objects.get(username=nome)


def test_c_e_un_obiettivo_in_ogni_stato() -> None:
    assert set(Obiettivo.objects.values_list("stato", flat=True)) == {s.codice for s in OBIETTIVO.stati}


def test_del_2025_quasi_tutti_sono_valutati_del_2026_quasi_tutti_assegnati() -> None:
    per_anno = {anno: Counter(Obiettivo.objects.filter(esercizio__anno=anno).values_list("stato", flat=True)) for anno in (2025, 2026)}
    assert set(Obiettivo.objects.filter(esercizio__anno=2024).values_list("stato", flat=True)) == {"valutata"}
    assert per_anno[2025] == {"valutata": 38, "al_valutatore": 3, "rendicontata": 2, "misurata": 1, "monitorata": 1}
    assert per_anno[2026]["assegnata"] == 27
    assert not {"rendicontata", "misurata", "al_valutatore", "valutata"} & set(per_anno[2026])


def test_artt_6_e_7_i_pesi_di_ogni_incarico_stanno_in_piedi_e_non_sono_tutti_uguali() -> None:
    for esercizio in Esercizio.objects.all():
        pesi: dict[int, list[tuple[str, Decimal]]] = {}
        righe = Assegnazione.objects.filter(obiettivo__esercizio=esercizio).values_list("incarico", "obiettivo__tipo", "peso")
        for incarico, tipo, peso in righe:
            pesi.setdefault(incarico, []).append((tipo, peso))
        assert not [d for suoi in pesi.values() for d in verifica_pesi(suoi, esercizio.reg)]
        assert {p for suoi in pesi.values() for _, p in suoi} >= ({40, 15} if esercizio.anno < 2026 else {40, 20, 15, 10})


def test_artt_7_e_9_nessun_obiettivo_e_senza_indicatori_fonti_e_fasi_con_una_data() -> None:
    assert not Obiettivo.objects.filter(Q(indicatori=None) | Q(fasi=None) | Q(personale=None)).exists()
    assert not Indicatore.objects.filter(Q(fonte="") | Q(dimensione="") | (Q(misura="numero") & (Q(atteso=None) | Q(unita="")))).exists()
    assert not Fase.objects.filter(entro=None).exists()
    assert not Fase.objects.exclude(entro__year=F("obiettivo__esercizio__anno")).exists()


@pytest.mark.parametrize("campo", ["asse_programmatico", "collegamento_dup", "descrizione", "risultato_atteso"])
def test_art_8_ogni_scheda_dice_dove_si_colloca(campo: str) -> None:
    assert not Obiettivo.objects.filter(**{campo: ""}).exists()


def test_art_7_ogni_requisito_ha_il_suo_argomento() -> None:
    assert not Riscontro.objects.filter(indicatore=None, argomento="").exists()
    quanti = Obiettivo.objects.annotate(n=Count("riscontri", filter=Q(riscontri__indicatore=None)))
    assert set(quanti.values_list("n", flat=True)) == {7}


def test_niente_manca_a_chi_e_andato_avanti() -> None:
    """What was asked for on the way is still there: a sheet that was only written says as much as one that was played."""
    for o in con_tutto(Obiettivo.objects.exclude(stato="bozza")):
        assert not [*o.mancano_dati(), *o.mancano_parti(), *o.mancano_argomenti()], o
    for o in Obiettivo.objects.filter(stato__in=["accettata", *DOPO_L_ATTO]).exclude(stato__in=["revisione", "ridefinita"]):
        assert not [*o.mancano_riscontri(), *o.mancano_firme(OGGI)], o
    for o in Obiettivo.objects.filter(stato__in=["rendicontata", "misurata", "al_valutatore", "valutata"]):
        assert not o.mancano_consuntivi(), o
    for o in Obiettivo.objects.filter(stato__in=["misurata", "al_valutatore", "valutata"]):
        assert not o.mancano_misure(), o


def test_art_14_chi_e_assegnato_ha_l_atto_e_chi_non_lo_e_ancora_no() -> None:
    assert set(Obiettivo.objects.filter(atto=None).values_list("stato", flat=True)).isdisjoint(DOPO_L_ATTO)
    assert set(Obiettivo.objects.exclude(atto=None).values_list("stato", flat=True)) <= set(DOPO_L_ATTO)
    assert not Obiettivo.objects.filter(atto__data__lt=F("validato_il")).exists()


def test_art_18_le_percentuali_decise_sono_quelle_delle_schede_di_valutazione() -> None:
    """Whoever left during the year was evaluated on the phases of their months (art. 16)."""
    fino_alla_fine = Q(scheda__incarico__al=None) | Q(scheda__incarico__ad_interim=True, assegnazione__parte=None)
    for voto in VotoObiettivo.objects.filter(fino_alla_fine, raggiungimento__isnull=False).select_related("assegnazione__obiettivo"):
        a = voto.assegnazione
        assert a.obiettivo.consuntivi.get(parte=a.parte).valutato == voto.raggiungimento, a
    assert not VotoObiettivo.objects.filter(raggiungimento__isnull=False).exclude(assegnazione__obiettivo__stato="valutata").exists()


def test_art_18_chi_corregge_una_percentuale_dice_perche() -> None:
    misurati = Consuntivo.objects.exclude(misurato=None)
    corretti = misurati.exclude(misurato=F("proposto"))
    assert corretti.count() >= 5
    assert not corretti.filter(motivo_misura="").exists()
    assert not Consuntivo.objects.exclude(valutato=None).exclude(valutato=F("misurato")).filter(motivo_valutazione="").exists()


def test_art_7_a_cascata_le_po_concorrono_agli_obiettivi_del_loro_dirigente() -> None:
    figli = list(Obiettivo.objects.exclude(padre=None).select_related("padre__responsabile__direzione", "responsabile__direzione"))
    assert len(figli) > 50
    for o in figli:
        assert o.responsabile is not None
        assert o.padre is not None
        assert o.padre.responsabile is not None
        assert o.esercizio_id == o.padre.esercizio_id
        assert o.responsabile.direzione is not None
        assert o.padre.responsabile.direzione is not None
        assert o.responsabile.direzione.codice.startswith(f"{o.padre.responsabile.direzione.codice}.")


def test_art_11_gli_indicatori_continuano_quelli_dell_anno_prima() -> None:
    serie = list(Indicatore.objects.exclude(origine=None).select_related("obiettivo__esercizio", "origine__obiettivo__esercizio"))
    assert {(i.obiettivo.codice, i.lettera) for i in serie} == {("OI-1", "A"), ("OI-1", "B"), ("OI-1", "C"), ("OI-14", "B")}
    for i in serie:
        assert i.origine is not None
        assert (i.titolo, i.unita) == (i.origine.titolo, i.origine.unita)
        assert i.obiettivo.esercizio.anno == i.origine.obiettivo.esercizio.anno + 1
        assert i.obiettivo.origine_id == i.origine.obiettivo_id
        assert i.obiettivo.durata > 1


def test_art_13_un_rilievo_aperto_uno_risolto_e_una_risposta() -> None:
    rilievi = Rilievo.objects.filter(obiettivo=_obiettivo(2026, "OI-1"))
    assert Counter((r.risponde_a_id is None, r.risolto_il is None) for r in rilievi) == {
        (True, False): 1,
        (True, True): 2,
        (False, True): 2,
    }


def test_art_15_la_ridefinita_tiene_accanto_il_testo_di_prima() -> None:
    testi = [v.contenuto["risultato_atteso"] for v in Versione.objects.filter(obiettivo=_obiettivo(2026, "OI-5"))]
    assert "30\N{NO-BREAK SPACE}giugno 2026" in testi[0]
    assert testi[-1] == _obiettivo(2026, "OI-5").risultato_atteso
    assert testi[0] != testi[-1]


def test_artt_15_e_16_chi_subentra_risponde_dell_obiettivo_e_chi_se_ne_va_non_entra_piu() -> None:
    o = _obiettivo(2025, "OI-5")
    assert o.responsabile == Incarico.objects.get(ad_interim=True, ruolo="dirigente")
    assert {a.incarico.persona.cognome for a in o.assegnazioni.all()} == {"Lana", "Pirazzi"}
    assert [u.is_active for u in Utente.objects.filter(username__in=["lana", "mellerio"])] == [False, False]
    assert "subentra" in {e.azione.split(".")[1] for e in storia(OBIETTIVO.codice, o.pk)}


def test_art_16_nel_2026_c_e_un_subentro_da_registrare_e_lo_trova_il_dirigente() -> None:
    """The visitor sees the page: geom. Ruga has left, arch. Chiovenda has his office ad interim."""
    (da_fare,) = cessati(_utente("dirigente3"), [Esercizio.objects.get(anno=2026)], OGGI)
    assert (da_fare.incarico.persona.cognome, da_fare.quante) == ("Ruga", 2)
    assert [i.persona.cognome for i in da_fare.chi] == ["Chiovenda"]


def test_il_registro_e_intero_e_racconta_ogni_obiettivo_nell_ordine_dei_passi() -> None:
    uscita = StringIO()
    call_command("verifica_registro", stdout=uscita)
    azioni = {f"{OBIETTIVO.codice}.{t.azione}" for t in OBIETTIVO.transizioni}
    for o in Obiettivo.objects.all():
        eventi = sorted(storia(OBIETTIVO.codice, o.pk), key=lambda e: e.numero)
        assert eventi[0].azione == "obiettivo.crea", o
        passi = [e.contenuto["a"] for e in eventi if e.azione in azioni]
        assert (passi[-1] if passi else "bozza") == o.stato, o
        assert [e.quando for e in eventi] == sorted(e.quando for e in eventi), o
        assert len(storia_di(o)) >= len(passi), o


def test_i_passaggi_in_ritardo_hanno_il_loro_motivo() -> None:
    o = _obiettivo(2025, "OI-31")
    (ritardo,) = [f for f in storia_di(o) if f.titolo == "Rendicontata"]
    assert ritardo.termine == "2026-02-28"
    assert ritardo.motivo.startswith("Le visure")


DA_FARE = [
    ("dirigente1", 2026, "OI-1", "obiettivi.modificare"), ("dirigente1", 2026, "OI-16", "obiettivi.validare_po"),
    ("dirigente1", 2026, "OI-2", "obiettivi.rendicontare"), ("ncvp", 2026, "OI-9", "obiettivi.validare_dirigenti"),
    ("ncvp", 2026, "OI-5", "obiettivi.riscontrare"), ("ncvp", 2025, "OI-8", "obiettivi.valutare"),
    ("dirigente6", 2025, "OI-43", "obiettivi.valutare"), ("segretario", 2026, "OI-10", "obiettivi.esprimere_parere"),
    ("segretario", 2026, "OI-8", "obiettivi.trasmettere"), ("segretario", 2026, "OI-11", "obiettivi.assegnare"),
    ("segretario", 2025, "OI-36", "obiettivi.trasmettere_al_valutatore"), ("controllo", 2025, "OI-31", "obiettivi.misurare"),
    ("dirigente4", 2026, "OI-7", "obiettivi.modificare"), ("po9", 2025, "OI-32", "obiettivi.rendicontare"),
    ("po3", 2026, "OI-18", "obiettivi.proporre"),
]  # fmt: skip


@pytest.mark.parametrize(("chi", "anno", "codice", "permesso"), DA_FARE)
def test_ogni_personaggio_ha_qualcosa_da_fare(chi: str, anno: int, codice: str, permesso: str) -> None:
    utente = _utente(chi)
    o = obiettivo_visibile(utente, _obiettivo(anno, codice).pk)
    assert o is not None
    assert rules.has_perm(permesso, utente, o)


@pytest.mark.parametrize(("chi", "codice"), [("dirigente1", "OG-1"), ("po1", "OG-1"), ("po1", "OI-13"), ("po14", "OI-40")])
def test_art_14_c_e_una_firma_da_mettere(chi: str, codice: str) -> None:
    assert incarichi_da_firmare(_obiettivo(2026, codice), _utente(chi), OGGI)


def test_il_generale_2026_e_firmato_da_alcuni() -> None:
    o = _obiettivo(2026, "OG-1")
    assert o.versioni.latest("numero").accettazioni.count() == 12
    assert o.assegnazioni.count() == 21


def test_gli_avvisi_da_leggere_sono_pochi_e_freschi() -> None:
    da_leggere = Notifica.objects.filter(letta_il=None)
    assert da_leggere.exists()
    assert da_leggere.order_by().values("destinatario").annotate(n=Count("pk")).aggregate(massimo=Max("n"))["massimo"] < 30
    assert all((OGGI - n.creata_il.date()).days <= 12 for n in da_leggere)
