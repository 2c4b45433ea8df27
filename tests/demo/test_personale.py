"""The staff sheets of the demo (Allegato D): all of 2025, in every state, with the figures that the operations fix."""

from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
import rules
from django.db.models import F, Q
from django.test import override_settings
from django.utils import timezone

from smvp.demo.dati import da_provare
from smvp.flusso.operazioni import esegui
from smvp.organizzazione.letture import personaggi
from smvp.organizzazione.models import Appartenenza, Utente
from smvp.orologio import adesso
from smvp.registro.letture import storia
from valutazioni.calcolo import calcola_personale
from valutazioni.letture.personale import con_percentuali, con_voti, fatti_personale, punteggio_personale
from valutazioni.letture.specifici import storia_di
from valutazioni.models import AssegnazioneSpecifica, ObiettivoSpecifico, ParteSeconda, PercentualeStruttura, SchedaPersonale
from valutazioni.permessi import personali_visibili_a
from valutazioni.stati import APERTA, COMPILATA, FIRMATE, NON_VALUTABILE, SCHEDA_PERSONALE

OGGI = date(2026, 4, 10)
SENZA_CIFRE = (APERTA, COMPILATA, NON_VALUTABILE)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caricato")]


def _tutte() -> list[SchedaPersonale]:
    return list(con_percentuali(list(con_voti(SchedaPersonale.objects.filter(esercizio__anno=2025)))))


def _scheda(matricola: str) -> SchedaPersonale:
    return con_voti(SchedaPersonale.objects.filter(esercizio__anno=2025, persona__matricola=matricola)).get()


def _azioni(scheda: SchedaPersonale) -> list[tuple[str, str]]:
    eventi = sorted(storia(SCHEDA_PERSONALE.codice, scheda.pk), key=lambda e: e.numero)
    return [(e.azione.removeprefix("scheda_personale."), e.utente) for e in eventi]


def test_ci_sono_le_schede_del_2024_e_del_2025_e_nessuna_del_2026() -> None:
    assert Counter(SchedaPersonale.objects.values_list("esercizio__anno", flat=True)) == {2024: 117, 2025: 120}
    senza = Appartenenza.objects.in_vigore(OGGI).exclude(persona__schede_personale__isnull=False)
    assert all(a.dal.year == 2026 for a in senza)  # who has come since


def test_stanno_in_tutti_gli_stati() -> None:
    stati = Counter(SchedaPersonale.objects.filter(esercizio__anno=2025).values_list("stato", flat=True))
    assert set(stati) == {s.codice for s in SCHEDA_PERSONALE.stati}
    assert stati[NON_VALUTABILE] == stati["osservazioni"] == 1


def test_le_cifre_fissate_sono_quelle_del_calcolo_e_le_altre_non_ci_sono_ancora() -> None:
    for s in _tutte():
        if s.stato in SENZA_CIFRE:
            assert (s.struttura, s.a, s.totale) == (None, None, None), s
            continue
        assert (s.struttura, s.specifici) == (s.struttura_oggi(), s.specifici_oggi()), s
        p = calcola_personale(**fatti_personale(s))
        assert p.completo, s
        assert (s.a, s.b1, s.b2, s.totale) == (p.a, p.b1, p.b2, p.totale), s


def test_una_scheda_scritta_in_blocco_e_uguale_a_quella_fatta_con_le_operazioni() -> None:
    """The dirigente opens it again and decides it again: everything comes out the same."""
    scheda = _scheda("0338")
    cifre = ("struttura", "specifici", "a", "b1", "b2", "totale")
    prima = {c: getattr(scheda, c) for c in cifre}
    dirigente = Utente.objects.get(username="dirigente2")
    with override_settings(OGGI=OGGI.isoformat()):
        for azione, motivo in (("rivedi", "Rileggo i voti prima del colloquio."), ("decidi", "")):
            scheda = esegui(scheda, azione, utente=dirigente, quando=adesso(), versione=scheda.versione, motivo=motivo)
    assert {c: getattr(scheda, c) for c in cifre} == prima


def test_nessuno_valuta_se_stesso() -> None:
    propri = {"osserva", "firma"}
    for s in _tutte():
        utente = s.persona.utente.username if s.persona.utente else ""
        for azione, chi in _azioni(s):
            assert (chi == utente) == (azione in propri), (s, azione)


def test_il_registro_racconta_ogni_scheda_fino_al_suo_stato() -> None:
    for s in _tutte():
        eventi = sorted(storia(SCHEDA_PERSONALE.codice, s.pk), key=lambda e: e.numero)
        assert [e.quando for e in eventi] == sorted(e.quando for e in eventi), s
        passi = [e.contenuto for e in eventi if SCHEDA_PERSONALE.transizione(e.azione.removeprefix("scheda_personale."))]
        stato = APERTA
        for passo in passi:
            assert passo["da"] == stato, s
            stato = passo["a"]
        assert stato == s.stato, s
        assert s.versione == 1 + sum(not e.azione.endswith(".parte_seconda") for e in eventi), s


@cache
def _leggeva(chi: str, giorno: date) -> set[int]:
    utente = Utente.objects.get(username=chi)
    utente.is_active = True  # who has left since did it all the same
    with override_settings(OGGI=giorno.isoformat()):
        return set(personali_visibili_a(utente).values_list("pk", flat=True))


def test_chi_ha_fatto_i_passaggi_li_poteva_fare() -> None:
    """Whoever filled in, decided and shared a sheet of which only the outcome was written headed the office on that day."""
    for s in _tutte():
        for e in storia(SCHEDA_PERSONALE.codice, s.pk):
            if not e.azione.endswith((".approva", ".rendi_definitiva")):
                assert s.pk in _leggeva(e.utente, timezone.localdate(e.quando)), (s, e)


def test_art_22_la_squadra_di_tributi_e_quella_del_disegno() -> None:
    squadra = {s.persona.cognome: punteggio_personale(s) for s in _tutte() if s.direzione.codice == "D2.2"}
    assert list(squadra) == ["Albertini", "Bossi", "Ceschi", "De Giuli", "Ferraris", "Minetti", "Pella", "Rossetti", "Tabachi"]
    assert {p.a for p in squadra.values()} == {Decimal("55.20")}
    assert squadra["Pella"].totale == Decimal("174.70")
    assert squadra["De Giuli"].totale == Decimal("295.20")
    assert [nome for nome, p in squadra.items() if not p.completo] == ["Minetti"]
    assert sum(v.voto is None for v in _scheda("0306").voti.all()) == 2


def test_i_voti_cambiano_da_persona_a_persona_ma_non_per_chi_li_da_tutti_uguali() -> None:
    per_chi: dict[str, list[tuple[int | None, ...]]] = defaultdict(list)
    for s in _tutte():
        if s.totale is not None:
            per_chi[s.salvata_da.username if s.salvata_da else ""].append(tuple(v.voto for v in s.voti.all()))
        if s.totale is not None and s.direzione.codice.startswith("D6.3"):
            assert {v.voto for v in s.voti.all()} == {3}
    assert all(len(set(voti)) > 1 for chi, voti in per_chi.items() if len(voti) > 1 and chi not in ("po15", "dirigente6")), per_chi


def test_art_22_qualcuno_sta_sotto_180_anche_tra_le_firmate() -> None:
    sotto = SchedaPersonale.objects.filter(esercizio__anno=2025, totale__lt=180)
    assert sotto.filter(stato__in=FIRMATE).count() >= 2


def test_art_18_una_firma_rifiutata_con_il_testimone_e_osservazioni_con_e_senza_risposta() -> None:
    (rifiutata,) = SchedaPersonale.objects.filter(firma_rifiutata=True)
    assert "Blardone" in rifiutata.testimone
    assert rifiutata.presa_visione_il is not None
    osservate = SchedaPersonale.objects.exclude(osservazioni="")
    assert Counter(osservate.values_list("stato", flat=True)) == {"osservazioni": 1, "partecipata": 1}
    assert osservate.filter(risposta="").count() == 1


def test_art_18_gli_atti_vengono_dopo_le_firme() -> None:
    approvate = SchedaPersonale.objects.filter(stato__in=("approvata", "definitiva"))
    assert approvate.exclude(atto=None).count() == approvate.count() > 20
    assert not SchedaPersonale.objects.exclude(atto=None).exclude(stato__in=("approvata", "definitiva")).exists()
    assert not approvate.filter(presa_visione_il__date__gt=F("atto__data")).exists()
    with override_settings(OGGI=OGGI.isoformat()):
        for s in SchedaPersonale.objects.filter(stato="definitiva"):
            assert s.termine_riesame is not None
            assert s.termine_riesame < OGGI


def test_art_22_la_parte_seconda_c_e_per_alcuni_e_la_scrive_il_dirigente() -> None:
    parti = ParteSeconda.objects.all()
    assert 15 <= parti.count() < 60
    assert parti.exclude(mobilita="").count() >= 4
    assert not parti.exclude(mobilita="").filter(motivi_mobilita="").exists()
    assert parti.exclude(maturazione=None).count() >= 5
    assert set(parti.values_list("compilata_da__persona__incarichi__ruolo", flat=True)) == {"dirigente"}


def test_art_22_gli_obiettivi_specifici_sono_dati_entro_febbraio_e_molti_vengono_da_allegato_a() -> None:
    for anno in (2024, 2025, 2026):
        obiettivi = ObiettivoSpecifico.objects.filter(esercizio__anno=anno)
        assert obiettivi.count() >= 30
        assert not obiettivi.exclude(assegnato_il__date__lte=date(anno, 2, 28)).exists()
        assert obiettivi.exclude(obiettivo=None).count() > 0.8 * obiettivi.count()
        assert not obiettivi.exclude(Q(obiettivo=None) | Q(obiettivo__esercizio=F("esercizio"))).exists()
        assert all(o.assegnazioni.exists() for o in obiettivi)
    assert not AssegnazioneSpecifica.objects.filter(obiettivo__esercizio__anno=2026).exclude(raggiungimento=None).exists()
    assert not AssegnazioneSpecifica.objects.exclude(raggiungimento=None).filter(nota="").exists()
    in_forza = Appartenenza.objects.in_vigore(OGGI)
    assert not in_forza.exclude(persona__assegnazioni_specifiche__obiettivo__esercizio__anno=2026).exists()


def test_art_22_le_percentuali_delle_strutture_coprono_tutti_gli_uffici() -> None:
    assert PercentualeStruttura.objects.filter(esercizio__anno=2025).count() == 11
    assert all(s.struttura_oggi() is not None for s in _tutte())


@pytest.mark.parametrize(
    ("chi", "matricola", "permesso"),
    [
        ("po1", "0306", "valutazioni.votare_personale"), ("dirigente1", "0310", "valutazioni.decidere_personale"),
        ("dipendente17", "0319", "valutazioni.firmare"), ("dipendente14", "0314", "valutazioni.osservare"),
        ("dirigente2", "0326", "valutazioni.partecipare"), ("segretario", "0368", "valutazioni.approvare"),
    ],
)  # fmt: skip
def test_ciascuno_ha_qualcosa_da_fare(chi: str, matricola: str, permesso: str) -> None:
    with override_settings(OGGI=OGGI.isoformat()):
        assert rules.has_perm(permesso, Utente.objects.get(username=chi), _scheda(matricola))


def test_chi_apre_la_demo_vede_da_chi_cominciare() -> None:
    assert da_provare() == [
        ("Una squadra da valutare", "po1"), ("Una scheda da firmare", "dipendente14"), ("Una valutazione approvata", "dipendente29"),
    ]  # fmt: skip
    (dipendenti,) = [g for g in personaggi(OGGI) if g.ruolo == "Dipendente"]
    assert [p.username for p in dipendenti.persone[:2]] == ["dipendente1", "dipendente14"]
    stati = SchedaPersonale.objects.filter(persona__utente__username__in=[p.username for p in dipendenti.persone])
    assert set(stati.values_list("stato", flat=True)) >= {"aperta", "partecipata", "presa_visione", "approvata"}


def test_art_22_gli_obiettivi_specifici_hanno_la_loro_storia() -> None:
    tributi = ObiettivoSpecifico.objects.get(esercizio__anno=2025, direzione__codice="D2.2")
    assert [(f.titolo, f.motivo) for f in storia_di(tributi)] == [("Scritto il raggiungimento", ""), ("Assegnato", "")]
    for o in ObiettivoSpecifico.objects.prefetch_related("assegnazioni__persona__utente"):
        assert o.assegnato_da_id not in {a.persona.utente_id for a in o.assegnazioni.all()}, o
