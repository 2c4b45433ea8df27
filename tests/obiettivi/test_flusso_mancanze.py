"""Artt. 6–9, 13–18: what each step asks for. Each row: a complete sheet, the one thing that is wrong with it, the sentence that says so."""

from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace

import pytest

from obiettivi.letture.scheda.pesi import pesi_da_mostrare
from obiettivi.models import Assegnazione, Obiettivo, Rilevazione
from smvp.flusso.operazioni import esegui
from smvp.nucleo.errori import DatiNonValidi
from tests.obiettivi.scene import collettivo, di_po, fai, il, individuale, monitora, pesi_giusti, porta_a, rendiconta, riscontra

pytestmark = pytest.mark.django_db
Guasto = Callable[[SimpleNamespace, Obiettivo], object]


@pytest.fixture
def c(comune: SimpleNamespace, settings: object) -> SimpleNamespace:
    settings.OGGI = "2025-03-01"
    return comune


def cambia(**campi: object) -> Guasto:
    return lambda c, o: Obiettivo.objects.filter(pk=o.pk).update(**campi)


def rifiuta(c: SimpleNamespace, o: Obiettivo, azione: str, chi: str, frase: str, articolo: str) -> None:
    o = Obiettivo.objects.get(pk=o.pk)
    with pytest.raises(DatiNonValidi, match=frase) as errore:
        esegui(o, azione, utente=getattr(c, chi), quando=il(azione), versione=o.versione)
    assert errore.value.articolo == articolo
    assert Obiettivo.objects.get(pk=o.pk).stato == o.stato


@pytest.mark.parametrize(("guasto", "frase"), [
    (cambia(descrizione=""), r"Manca la descrizione\."),
    (cambia(descrizione="", risultato_atteso="", area="", ambiti=[]),
     r"Manca la descrizione, il risultato atteso, l’Area strategica e almeno un ambito\."),
    (cambia(non_avviato=False), r"Manca la dichiarazione che le azioni non siano già state realizzate \(art\. 7\)"),
    (cambia(non_ordinario=False), r"Manca la dichiarazione che non sia attività ordinaria \(art\. 7\)"),
    (lambda c, o: o.fasi.all().delete(), "Manca il piano di azione: scrivi almeno una fase"),
    (lambda c, o: o.indicatori.all().delete(), "Manca un indicatore per l’obiettivo"),
    (lambda c, o: o.indicatori.update(atteso=None), r"Manca il valore atteso dell’anno per gli indicatori A e B \(art\. 8\)\."),
    (lambda c, o: o.indicatori.filter(ordine=2).update(misura="data", atteso=None),
     r"Manca il valore atteso dell’anno per l’indicatore B \(art\. 8\)\."),
    (lambda c, o: o.assegnazioni.all().delete(), "Nessun incarico risponde di questo obiettivo"),
    (lambda c, o: o.riscontri.filter(codice="nuovo").update(argomento=" "), r"Requisiti da motivare: nuovo \(art\. 7\)"),
])  # fmt: skip
def test_art_7_che_cosa_serve_per_proporre(c: SimpleNamespace, guasto: Guasto, frase: str) -> None:
    o = individuale(c)
    guasto(c, o)
    rifiuta(c, o, "negozia", "dirigente1", frase, "7")


def _senza_indicatori(c: SimpleNamespace, o: Obiettivo) -> None:
    o.parti.get(direzione=c.d2).indicatori.all().delete()


def _senza_atteso(c: SimpleNamespace, o: Obiettivo) -> None:
    o.parti.get(direzione=c.d2).indicatori.update(atteso=None)


def test_art_8_fatto_o_non_fatto_non_ha_un_valore_atteso_da_scrivere(c: SimpleNamespace) -> None:
    o = individuale(c)
    o.indicatori.update(misura="si_no", atteso=None)
    assert o.mancano_dati() == []


def _senza_testo(c: SimpleNamespace, o: Obiettivo) -> None:
    o.parti.filter(direzione=c.d2).update(descrizione="")


@pytest.mark.parametrize(("apporti", "guasto", "frase"), [
    (("60", "39.99"), None, r"Gli apporti delle Direzioni sommano a 99,99 e non a 100 \(art\. 7\)"),
    (("60", "40.01"), None, r"Gli apporti delle Direzioni sommano a 100,01 e non a 100 \(art\. 7\)"),
    (("100",), None, r"Un obiettivo collettivo coinvolge almeno 2 Direzioni \(art\. 7\)"),
    (("60", "40"), _senza_testo, "Manca la descrizione della parte di Lavori Pubblici"),
    (("60", "40"), _senza_atteso, r"Manca il valore atteso dell’anno per l’indicatore A \(Lavori Pubblici\) \(art\. 8\)\."),
    (("60", "40"), _senza_indicatori, "Manca un indicatore per la parte di Lavori Pubblici"),
])  # fmt: skip
def test_art_7_che_cosa_serve_a_un_collettivo(c: SimpleNamespace, apporti: tuple[str, ...], guasto: Guasto | None, frase: str) -> None:
    o = collettivo(c, apporti)
    if guasto:
        guasto(c, o)
    rifiuta(c, o, "negozia", "dirigente1", frase, "7")


@pytest.mark.parametrize(("peso", "frase"), [
    (None, r"Pesi di dott\. Andrea Bertolini: i pesi degli obiettivi sommano a 15 e non a 70 \(art\.\s6\)\."),
    ("14.99", r"Pesi di dott\. Andrea Bertolini: i pesi degli obiettivi sommano a 69,99 e non a 70 \(art\.\s6\)\."),
    ("30", r"sommano a 85 e non a 70"),
])  # fmt: skip
def test_art_6_i_pesi_devono_tornare_prima_della_trasmissione(c: SimpleNamespace, peso: str | None, frase: str) -> None:
    o = porta_a(c, individuale(c), "con_parere")
    if peso is None:
        Assegnazione.objects.exclude(obiettivo=o).delete()
    else:
        Assegnazione.objects.filter(obiettivo=o).update(peso=Decimal(peso))
    rifiuta(c, o, "trasmetti", "segretario", frase, "7")


def test_art_6_di_un_collettivo_tornano_i_pesi_di_tutti(c: SimpleNamespace) -> None:
    o = porta_a(c, collettivo(c), "con_parere")
    Assegnazione.objects.filter(obiettivo=o, incarico=c.incarico_po2).update(peso=39)
    rifiuta(c, o, "trasmetti", "segretario", "Pesi di geom. Luca Falcioni: .* sommano a 69 .*generali sommano a 39", "7")


def test_art_7_la_bozza_di_un_collega_non_ferma_le_mie_schede(c: SimpleNamespace) -> None:
    """A draft with a part of mine counts where it makes the sums stand; where it breaks them, it is not there yet."""
    mia = porta_a(c, individuale(c, "dirigente2"), "con_parere")
    bozza = collettivo(c)  # of dirigente1: nobody has seen it yet
    assert mia.mancano_pesi() == []
    (pesi,) = pesi_da_mostrare(Obiettivo.objects.get(pk=mia.pk), c.dirigente2)
    assert not pesi.difetti and pesi.somma == 70 and pesi.note == [f"Non contano ancora: {bozza.codice} 40 in bozza di altri."]
    fai(bozza, "negozia", c.dirigente1)
    rifiuta(c, mia, "trasmetti", "segretario", "sommano a 110", "7")
    Assegnazione.objects.filter(incarico=c.incarico_dirigente2, obiettivo__tipo="generale").exclude(obiettivo=bozza).delete()
    assert mia.mancano_pesi() == []
    fai(bozza, "restituisci", c.segretario, "Da rifare con gli uffici.")
    assert mia.mancano_pesi() == [], "tornata in bozza, con lei le somme tornano"


@pytest.mark.parametrize(("fai", "azione", "chi", "stato"), [
    (individuale, "valida", "ncvp", "trasmessa"), (di_po, "valida_po", "dirigente1", "negoziata"),
])  # fmt: skip
def test_artt_7_9_e_13_ogni_requisito_si_esamina_e_uno_respinto_ferma(
    c: SimpleNamespace, fai: Callable[[SimpleNamespace], Obiettivo], azione: str, chi: str, stato: str
) -> None:
    o = porta_a(c, fai(c), stato)
    rifiuta(c, o, azione, chi, "Requisiti ancora da esaminare: 15 su 15", "13")  # 7 of the objective, 4 of each indicator
    riscontra(o, getattr(c, chi))
    o.riscontri.filter(codice="sfidante").update(esito="")
    rifiuta(c, o, azione, chi, "Requisiti ancora da esaminare: 1 su 15", "13")
    o.riscontri.filter(codice="sfidante").update(esito="no")
    rifiuta(c, o, azione, chi, "Requisiti respinti: Sfidante", "13")
    o.riscontri.filter(codice="sfidante").update(esito="si")
    o.riscontri.filter(codice="affidabile", indicatore__ordine=2).update(esito="no")
    rifiuta(c, o, azione, chi, r"Requisiti respinti: Affidabile \(indicatore B\)", "13")


def test_art_6_anche_la_po_ha_i_pesi_giusti_prima_della_validazione(c: SimpleNamespace) -> None:
    o = porta_a(c, di_po(c), "negoziata")
    riscontra(o, c.dirigente1)
    Assegnazione.objects.exclude(obiettivo=o).delete()
    rifiuta(c, o, "valida_po", "dirigente1", "i pesi degli obiettivi sommano a 15 e non a 70", "13")


def test_art_14_senza_atto_non_si_assegna(c: SimpleNamespace) -> None:
    o = porta_a(c, individuale(c), "accettata")
    rifiuta(c, o, "assegna", "segretario", r"Manca l’atto della Giunta che assegna l’obiettivo \(art\. 14\)", "14")


def test_art_17_senza_una_situazione_nuova_non_c_e_nulla_da_verificare(c: SimpleNamespace) -> None:
    o = porta_a(c, individuale(c), "assegnata")
    rifiuta(c, o, "verifica", "ncvp", r"Manca lo stato di avanzamento per l’obiettivo \(art\. 17\)", "17")
    monitora(o, c.dirigente1)
    o.refresh_from_db()
    o = esegui(o, "verifica", utente=c.ncvp, quando=il("verifica"), versione=o.versione)
    rifiuta(c, o, "verifica", "ncvp", "Manca lo stato di avanzamento", "17")  # what was checked is not checked twice


def test_art_17_di_un_collettivo_si_verifica_ogni_parte(c: SimpleNamespace) -> None:
    o = porta_a(c, collettivo(c), "assegnata")
    monitora(o, c.dirigente1)
    o.monitoraggi.filter(parte__direzione=c.d2).delete()
    rifiuta(c, o, "verifica", "ncvp", "Manca lo stato di avanzamento per la parte di Lavori Pubblici", "17")


def test_art_18_la_rendicontazione_dice_il_risultato_e_ogni_valore(c: SimpleNamespace) -> None:
    o = porta_a(c, individuale(c), "monitorata")
    rifiuta(c, o, "rendiconta", "dirigente1",
            r"Manca la rendicontazione per l’obiettivo \(art\. 18\)\. Manca il valore raggiunto degli indicatori A e B\.",
            "18")  # fmt: skip
    rendiconta(o, c.dirigente1)
    Rilevazione.objects.filter(indicatore__ordine=2).update(valore=None)
    rifiuta(c, o, "rendiconta", "dirigente1", r"^Manca il valore raggiunto dell’indicatore B\.$", "18")
    Rilevazione.objects.update(valore=0)  # nothing reached is an answer
    o.consuntivi.update(risultato="  ")
    rifiuta(c, o, "rendiconta", "dirigente1", r"^Manca la rendicontazione per l’obiettivo \(art\. 18\)\.$", "18")


@pytest.mark.parametrize(("azione", "chi", "stato", "frase"), [
    ("misura", "controllo", "rendicontata", r"Manca la percentuale misurata per la parte di .+ e la parte di .+ \(art\. 18\)"),
    ("valuta", "ncvp", "al_valutatore", r"Manca la percentuale decisa per la parte di .+ e la parte di .+ \(art\. 18\)"),
])  # fmt: skip
def test_art_18_ogni_parte_si_misura_e_si_decide(c: SimpleNamespace, azione: str, chi: str, stato: str, frase: str) -> None:
    o = porta_a(c, collettivo(c), stato)
    rifiuta(c, o, azione, chi, frase, "18")


def test_tutto_cio_che_manca_si_dice_in_una_volta(c: SimpleNamespace) -> None:
    o = individuale(c)
    cambia(descrizione="", non_avviato=False)(c, o)
    o.fasi.all().delete()
    rifiuta(c, o, "negozia", "dirigente1", "Manca la descrizione.*Manca il piano di azione.*Manca la dichiarazione", "7")


def test_un_passo_respinto_non_lascia_nulla(c: SimpleNamespace) -> None:
    """The validation that fails leaves no version, no date, no notice."""
    o = porta_a(c, individuale(c), "trasmessa")
    pesi_giusti(c, c.incarico_dirigente1)
    prima = o.versioni.count()
    rifiuta(c, o, "valida", "ncvp", "Requisiti ancora da esaminare", "13")
    o.refresh_from_db()
    assert (o.versioni.count(), o.validato_il) == (prima, None)
