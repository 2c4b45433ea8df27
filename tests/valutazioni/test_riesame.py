"""Art. 29 (readings A49, A52): what the Organismo determines is a new version of the sheet; the contested one stays as it was signed."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from smvp.documenti.models import Documento
from smvp.flusso.models import Notifica
from smvp.flusso.operazioni import esegui
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import percento
from smvp.registro.models import Evento
from valutazioni.letture.riesame import dopo_il_riesame, voci_correggibili
from valutazioni.models import Scheda, SchedaPersonale
from valutazioni.operazioni.personale import Parte2, salva_parte_seconda
from valutazioni.operazioni.riesame import STRUTTURA, Corretto, correggi_per_riesame

from .personale import con_schede_personale, porta_personale, vota_personale
from .schede import QUANDO, con_schede, firmata

pytestmark = pytest.mark.django_db
DOPO = QUANDO + timedelta(days=12)
PERCHE = "Il teste sentito in audizione conferma quanto documentato."
COME: dict[str, Any] = {"motivazione": PERCHE, "riferimento": "riesame n. 1/2026", "quando": DOPO}


@pytest.fixture
def c(comune: SimpleNamespace) -> SimpleNamespace:
    con_schede(comune)
    con_schede_personale(comune)
    comune.firmata = firmata(comune)
    return comune


def firmata_personale(c: SimpleNamespace) -> SchedaPersonale:
    vota_personale(c.scheda_dipendente1, c.po1)
    return porta_personale(c.scheda_dipendente1, ("trasmetti", c.po1), ("decidi", c.dirigente1), ("partecipa", c.dirigente1),
                           ("firma", c.dipendente1))  # fmt: skip


def tutti_a_tre(scheda: Scheda) -> dict[int, Corretto]:
    return {v.pk: Corretto(3, PERCHE) for v in scheda.voti_fattore.all()}


def test_art29_la_scheda_nuova_ha_le_cifre_decise_e_quella_di_prima_resta(c: SimpleNamespace) -> None:
    prima = {f.attname: getattr(c.firmata, f.attname) for f in Scheda._meta.concrete_fields}
    (_, _, terzo) = c.firmata.voti_obiettivo.all()
    nuova = correggi_per_riesame(
        c.firmata, voti=tutti_a_tre(c.firmata), raggiungimenti={terzo.pk: Corretto(Decimal("96.00"), PERCHE)}, utente=c.ncvp, **COME
    )
    assert (nuova.stato, nuova.presa_visione_il, nuova.atto, nuova.versione) == ("presa_visione", DOPO, None, 2)
    assert (nuova.p_a, nuova.p_b, nuova.p_finale) == (Decimal("170.00"), Decimal("90.00"), Decimal("260.00"))
    assert (nuova.retribuzione, nuova.dal, nuova.al) == (c.firmata.retribuzione, c.firmata.dal, c.firmata.al)
    vecchia = Scheda.tutte.get(pk=c.firmata.pk)
    assert {f.attname: getattr(vecchia, f.attname) for f in Scheda._meta.concrete_fields} == prima | {"superata_il": DOPO}
    assert nuova.sostituisce == vecchia and vecchia.sostituita_da == nuova
    assert [v.voto for v in vecchia.voti_fattore.all()] == [2] * vecchia.voti_fattore.count()
    assert list(Scheda.objects.filter(incarico=c.incarico_dirigente1)) == [nuova]
    dopo = dopo_il_riesame(nuova)
    assert dopo is not None and dopo == dopo_il_riesame(vecchia)
    assert {x.cambio.che: (x.cambio.prima, x.cambio.ora, x.motivo) for x in dopo.cifre}[str(terzo.assegnazione.obiettivo)] == (
        percento(Decimal("70.5")), percento(Decimal(96)), PERCHE)  # fmt: skip
    assert [(x.che, x.prima, x.ora) for x in dopo.risultati][:3] == [
        ("P_A", "140,00", "170,00"), ("P_B", "60,00", "90,00"), ("P_FINALE", "200,00", "260,00")]  # fmt: skip


def test_e_un_atto_solo_nel_registro_negli_avvisi_e_sulla_carta(c: SimpleNamespace) -> None:
    nuova = correggi_per_riesame(c.firmata, voti=tutti_a_tre(c.firmata), utente=c.ncvp, **COME)
    passi = list(Evento.objects.filter(oggetto="scheda", oggetto_id=str(nuova.pk)).order_by("numero").values_list("azione", flat=True))
    assert passi == ["scheda.correggi", "scheda.ridetermina"]
    assert Evento.objects.filter(oggetto_id=str(c.firmata.pk), azione="scheda.superata").count() == 1
    assert Notifica.objects.filter(destinatario=c.dirigente1, url=nuova.get_absolute_url()).count() == 1
    assert Documento.objects.filter(tipo="scheda_b", oggetto_id=nuova.pk).count() == 1


def test_due_volte_lo_stesso_riesame_e_una_scheda_sola(c: SimpleNamespace) -> None:
    nuova = correggi_per_riesame(c.firmata, voti=tutti_a_tre(c.firmata), utente=c.ncvp, **COME)
    assert correggi_per_riesame(c.firmata, voti=tutti_a_tre(c.firmata), utente=c.ncvp, **COME) == nuova
    assert Scheda.tutte.filter(incarico=c.incarico_dirigente1).count() == 2


@pytest.mark.parametrize(
    ("prepara", "dice"),
    [
        (lambda c: {"riferimento": "riesame n. 2/2026"}, "già superata: vale quella nuova"),
        (lambda c: {"scheda": Scheda.objects.get(incarico=c.incarico_dirigente1)}, "già determinata da un riesame"),
        (lambda c: {"scheda": c.scheda_dirigente2}, "solo una scheda firmata"),
    ],
)
def test_a49_non_si_corregge_due_volte_ne_prima_della_firma(c: SimpleNamespace, prepara: Any, dice: str) -> None:
    correggi_per_riesame(c.firmata, voti=tutti_a_tre(c.firmata), utente=c.ncvp, **COME)
    chiesta = {"scheda": c.firmata, **COME, **prepara(c)}
    scheda = chiesta.pop("scheda")
    with pytest.raises(OperazioneNonAmmessa, match=dice):
        correggi_per_riesame(scheda, voti=tutti_a_tre(scheda), utente=c.ncvp, **chiesta)


@pytest.mark.parametrize(
    ("cambia", "dice", "campo"),
    [
        ({"valore": 4}, "il voto 4 non è nella scala", "voto-"),
        ({"valore": -1}, "non è nella scala", "voto-"),
        ({"valore": True}, "non è nella scala", "voto-"),
        ({"motivo": "ok"}, "scrivi perché", "voto-"),
        ({"motivo": "x" * 5001}, r"il massimo è 5\.000", "voto-"),
        ({"valore": 2}, "Nessuna cifra cambia", ""),
    ],
)
def test_cio_che_non_va_si_dice_e_niente_cambia(c: SimpleNamespace, cambia: dict[str, Any], dice: str, campo: str) -> None:
    pk = c.firmata.voti_fattore.first().pk
    with pytest.raises(DatiNonValidi, match=dice) as errore:
        correggi_per_riesame(c.firmata, voti={pk: replace(Corretto(3, PERCHE), **cambia)}, utente=c.ncvp, **COME)
    assert errore.value.campo.startswith(campo)
    assert Scheda.tutte.filter(incarico=c.incarico_dirigente1).count() == 1 and Scheda.objects.get(pk=c.firmata.pk).superata_il is None


@pytest.mark.parametrize(
    ("chiesta", "dice"),
    [
        ({"motivazione": " ."}, "Motivazione della determinazione"),
        ({"riferimento": " "}, "quale riesame"),
        ({"voti": {0: Corretto(3, PERCHE)}}, "non appartiene a questa scheda"),
        ({"raggiungimenti": {0: Corretto(Decimal(100), PERCHE)}}, "non appartiene a questa scheda"),
        ({"voti": {}}, "Nessuna cifra cambia"),
    ],
)
def test_ne_cio_che_manca(c: SimpleNamespace, chiesta: dict[str, Any], dice: str) -> None:
    with pytest.raises(DatiNonValidi, match=dice):
        correggi_per_riesame(c.firmata, **{"voti": tutti_a_tre(c.firmata), **COME, **chiesta}, utente=c.ncvp)


def test_nessuno_registra_l_esito_sulla_propria(c: SimpleNamespace) -> None:
    with pytest.raises(PermissionDenied):
        correggi_per_riesame(c.firmata, voti=tutti_a_tre(c.firmata), utente=c.dirigente1, **COME)


@pytest.mark.parametrize("sql", [
    "UPDATE valutazioni_scheda SET superata_il = NULL WHERE id = %s",
    "UPDATE valutazioni_scheda SET stato = 'approvata' WHERE id = %s",
    "UPDATE valutazioni_scheda SET p_finale = 300 WHERE id = %s",
    "UPDATE valutazioni_votofattore SET voto = 3 WHERE scheda_id = %s",
    "DELETE FROM valutazioni_scheda WHERE id = %s",
])  # fmt: skip
def test_la_versione_di_prima_non_la_cambia_nemmeno_il_database(c: SimpleNamespace, sql: str) -> None:
    correggi_per_riesame(c.firmata, voti=tutti_a_tre(c.firmata), utente=c.ncvp, **COME)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursore:
        cursore.execute(sql, [c.firmata.pk])


@pytest.mark.parametrize("colonna", ["correzioni", "motivazione_riesame", "riesame"])
def test_ne_il_perche_di_quella_nuova(c: SimpleNamespace, colonna: str) -> None:
    nuova = correggi_per_riesame(c.firmata, voti=tutti_a_tre(c.firmata), utente=c.ncvp, **COME)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursore:
        cursore.execute(f"UPDATE valutazioni_scheda SET {colonna} = '[1]' WHERE id = %s", [nuova.pk])  # noqa: S608


def test_ne_la_porta_degli_stati(c: SimpleNamespace) -> None:
    correggi_per_riesame(c.firmata, voti=tutti_a_tre(c.firmata), utente=c.ncvp, **COME)
    with pytest.raises(PermissionDenied, match="superata da un riesame"):
        esegui(c.firmata, "approva", utente=c.segretario, quando=DOPO, versione=c.firmata.versione)


def test_una_scheda_che_nessun_riesame_ha_toccato_non_si_ridetermina(c: SimpleNamespace) -> None:
    with pytest.raises(PermissionDenied):
        esegui(c.scheda_dirigente2, "ridetermina", utente=c.ncvp, quando=DOPO, versione=c.scheda_dirigente2.versione)


# --- Allegato D ---


def test_art22_la_scheda_del_personale_con_i_suoi_specifici_e_la_parte_seconda(c: SimpleNamespace) -> None:
    vota_personale(c.scheda_dipendente1, c.po1)
    scheda = porta_personale(c.scheda_dipendente1, ("trasmetti", c.po1), ("decidi", c.dirigente1))
    salva_parte_seconda(scheda=scheda, parte=Parte2(esigenze_formative="Contabilità."), utente=c.dirigente1, quando=QUANDO, versione=0)
    scheda = porta_personale(scheda, ("partecipa", c.dirigente1), ("firma", c.dipendente1))
    (specifico,), voto = scheda.assegnati(), scheda.voti.first()
    c.esercizio.percentuali_struttura.update(percentuale=Decimal("50.00"))  # what happens elsewhere does not reach the sheet
    nuova = correggi_per_riesame(
        scheda, voti={voto.pk: Corretto(3, PERCHE)}, raggiungimenti={specifico.pk: Corretto(Decimal("100.00"), PERCHE)},
        utente=c.segretario, **COME,
    )  # fmt: skip
    assert (scheda.specifici, nuova.specifici, nuova.struttura, nuova.a) == (
        Decimal("95.00"),
        Decimal("100.00"),
        scheda.struttura,
        scheda.a,
    )
    assert nuova.totale > scheda.totale and nuova.b1 > scheda.b1 and nuova.b2 > scheda.b2
    assert nuova.parte_seconda.esigenze_formative == "Contabilità." and SchedaPersonale.tutte.get(pk=scheda.pk).parte_seconda
    (mostrato,) = nuova.assegnati()
    assert mostrato.raggiungimento == 100 and SchedaPersonale.tutte.get(pk=scheda.pk).assegnati()[0].raggiungimento == 95
    specifico.refresh_from_db()
    assert specifico.raggiungimento == 95


def test_la_percentuale_della_struttura_cambia_su_quella_scheda_sola(c: SimpleNamespace) -> None:
    scheda = firmata_personale(c)
    with pytest.raises(DatiNonValidi, match="fra 0 e 100"):
        correggi_per_riesame(scheda, raggiungimenti={STRUTTURA: Corretto(Decimal(101), PERCHE)}, utente=c.segretario, **COME)
    nuova = correggi_per_riesame(scheda, raggiungimenti={STRUTTURA: Corretto(Decimal(100), PERCHE)}, utente=c.segretario, **COME)
    assert (nuova.struttura, nuova.struttura_oggi()) == (100, 100)
    assert set(c.esercizio.percentuali_struttura.values_list("percentuale", flat=True)) == {Decimal("92.00")}


def test_le_voci_che_un_riesame_puo_correggere(c: SimpleNamespace) -> None:
    di_incarico, personale = voci_correggibili(c.firmata), voci_correggibili(firmata_personale(c))
    assert [v.valore for v in di_incarico if v.percentuale] == [Decimal("92.00"), Decimal("100.00"), Decimal("70.50")]
    assert [v.valore for v in personale if v.percentuale] == [Decimal("92.00"), Decimal("95.00")]
    assert {v.campo for v in personale if v.chiave == STRUTTURA} == {"raggiungimento-0"}
