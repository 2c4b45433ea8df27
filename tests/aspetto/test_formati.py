"""What templates may say: formats, citations, badges, the gauge."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils.safestring import mark_safe

from smvp.regolamento.lettore import carica
from smvp.templatetags import formati

FISSO = "\N{NO-BREAK SPACE}"


def disegna(testo: str, **contesto: object) -> str:
    return Template("{% load formati %}" + testo).render(Context(contesto))


@pytest.mark.parametrize(
    ("modello", "atteso"),
    [
        ("{{ x|numero }}", "1.234,50"),
        ("{{ x|numero:0 }}", "1.235"),
        ("{{ x|euro }}", f"1.234,50{FISSO}€"),
        ("{{ p|percento }}", f"92,5{FISSO}%"),
        ("{{ p|percento:2 }}", f"92,50{FISSO}%"),
        ("{{ g|data }}", "01/02/2026"),
        ("{{ g|data_lunga }}", f"domenica 1°{FISSO}febbraio 2026"),
    ],
)
def test_formati_italiani(modello: str, atteso: str) -> None:
    assert disegna(modello, x=Decimal("1234.5"), p=Decimal("92.5"), g=date(2026, 2, 1)) == atteso


@pytest.mark.parametrize("filtro", ["numero", "euro", "percento"])
def test_un_numero_che_manca_e_un_trattino_mai_uno_zero(filtro: str) -> None:
    assert disegna("{{ x|" + filtro + " }}", x=None) == "–"
    assert disegna("{{ x|" + filtro + " }}", x=Decimal(0)) != "–"


def test_la_data_vicina_tace_l_anno_solo_se_e_quello_in_corso() -> None:
    assert formati.data_vicina(date(2026, 4, 30), date(2026, 1, 1)) == f"giovedì 30{FISSO}aprile"
    assert formati.data_vicina(date(2027, 4, 30), date(2026, 1, 1)) == f"venerdì 30{FISSO}aprile 2027"
    assert formati.data_vicina(None, date(2026, 1, 1)) == ""


def test_un_momento_cade_nel_giorno_di_roma() -> None:
    quasi_mezzanotte = datetime(2026, 4, 30, 22, 30, tzinfo=UTC)
    assert formati.data(quasi_mezzanotte) == "01/05/2026"
    assert formati.ora(quasi_mezzanotte) == "00:30"


@pytest.mark.parametrize(
    ("citazione", "indirizzo", "parole"),
    [
        ("18", "/regolamento/art-18/", f"art.{FISSO}18"),
        (18, "/regolamento/art-18/", f"art.{FISSO}18"),
        ("art. 18", "/regolamento/art-18/", f"art.{FISSO}18"),
        ("24, comma 3", "/regolamento/art-24/", f"art.{FISSO}24, comma 3"),
        ("B", "/regolamento/art-B/", f"All.{FISSO}B"),
        ("All. D", "/regolamento/art-D/", f"All.{FISSO}D"),
    ],
)
def test_una_citazione_porta_alla_pagina_dell_articolo(citazione: str, indirizzo: str, parole: str) -> None:
    assert formati.art(citazione) == f'<a href="{indirizzo}">{parole}</a>'


def test_cio_che_non_e_una_citazione_resta_testo() -> None:
    assert formati.art("termine interno") == "termine interno"
    assert formati.art("<b>") == "&lt;b&gt;"


def test_le_citazioni_in_un_testo_diventano_collegamenti_e_il_resto_e_protetto() -> None:
    disegnato = formati.con_articoli("Manca il voto (art. 18), <b>vedi</b> All. B.")
    assert '<a href="/regolamento/art-18/">' in disegnato
    assert '<a href="/regolamento/art-B/">' in disegnato
    assert "&lt;b&gt;vedi&lt;/b&gt;" in disegnato


def test_l_articolo_di_una_legge_non_porta_al_regolamento() -> None:
    disegnato = formati.con_articoli("va avvisato (d.P.R. 184/2006, art. 3) prima del visto (art. 35).")
    assert "/regolamento/art-3/" not in disegnato and "(d.P.R. 184/2006, art. 3)" in disegnato
    assert '<a href="/regolamento/art-35/">' in disegnato
    assert "<a" not in formati.con_articoli("unita al Rendiconto (art. 227 TUEL)")


def test_un_testo_gia_in_html_resta_come_e() -> None:
    gia_fatto = mark_safe("<ul><li>art. 18</li></ul>")
    assert formati.con_articoli(gia_fatto) == gia_fatto


@pytest.mark.parametrize("classe", ["bozza", "corso", "tocca", "esame", "fatto", "ritardo"])
def test_uno_stato_ha_parola_icona_e_colore(classe: str) -> None:
    disegnato = formati.stato(classe, "Una <parola>")
    assert f"s-{classe}" in disegnato
    assert f"#it-{formati.ICONE_STATO[classe]}" in disegnato
    assert "Una &lt;parola&gt;" in disegnato


def test_l_icona_di_uno_stato_puo_essere_piu_esatta() -> None:
    assert "#it-close-circle" in formati.stato("ritardo", "Respinta", "close-circle")


def test_la_versione_e_quella_di_pyproject() -> None:
    assert formati.versione().count(".") == 2


# --- gauge -------------------------------------------------------------------------------------------------------------
def misuratore(*argomenti: object, **altri: object) -> dict:
    return formati.misuratore(*argomenti, **altri)


def test_il_misuratore_mette_il_segno_e_i_tagli_in_percentuale_con_il_punto() -> None:
    reg = carica("domodossola-2020")
    fasce = reg.fasce["dirigente"]
    calcolato = misuratore(Decimal("216.67"), reg.massimo_finale, fasce, fasce[2])
    assert calcolato["posto"] == "72.22%"
    assert [t.fine for t in calcolato["tratti"]] == ["25.00%", "50.00%", "75.00%", "100.00%"]
    assert [t.centro for t in calcolato["tratti"]] == ["12.50%", "37.50%", "62.50%", "87.50%"]
    assert [t.raggiunta for t in calcolato["tratti"]] == [False, False, True, False]
    assert calcolato["tratti"][0].paga == "zero"


def test_il_misuratore_disegnato_non_contiene_virgole_nei_numeri_ne_stili() -> None:
    reg = carica("domodossola-2020")
    disegnato = disegna("{% misuratore p m f 3 'Proposto' %}", p=Decimal("216.67"), m=reg.massimo_finale, f=reg.fasce["dirigente"])
    assert 'x="72.22%"' in disegnato
    assert "style=" not in disegnato
    assert "fascia 3, da 151 a 225" in disegnato
    assert "216,67" in disegnato


@pytest.mark.parametrize(
    ("punteggio", "posto"), [(0, "0.00%"), (300, "100.00%"), (Decimal("300.01"), "100.00%"), (Fraction(650, 3), "72.22%")]
)
def test_il_segno_resta_dentro_il_misuratore(punteggio: Decimal, posto: str) -> None:
    assert misuratore(punteggio, 300, [{"numero": 1, "da": 0, "a": 300, "percentuale": 100}])["posto"] == posto


def test_senza_punteggio_il_misuratore_lo_dice_e_non_segna_niente() -> None:
    disegnato = disegna("{% misuratore None 300 f %}", f=[SimpleNamespace(numero=1, da=0, a=300, percentuale=100, raggiunta=False)])
    assert "Punteggio non ancora calcolato" in disegnato
    assert "g-segno" not in disegnato
    assert "–" in disegnato


def test_un_punteggio_provvisorio_non_dice_la_fascia() -> None:
    reg = carica("domodossola-2020")
    disegnato = disegna("{% misuratore p 300 f None 'Finora' True %}", p=Decimal(95), f=reg.fasce["po"])
    assert "provvisorio 95,00 su 300" in disegnato
    assert "g-qui" not in disegnato


# --- terms -----------------------------------------------------------------------------------------------------------------
def test_i_termini_del_regolamento_in_parole() -> None:
    scadenze = carica("domodossola-2020").scadenze
    assert formati.termine(scadenze["valutazioni"]) == f"30{FISSO}aprile dell’anno dopo"
    assert formati.termine(scadenze["riesame"]).endswith("giorni lavorativi")
    assert formati.termine(scadenze["rendicontazione"]) in {f"fine{FISSO}febbraio dell’anno dopo", f"28{FISSO}febbraio dell’anno dopo"}
