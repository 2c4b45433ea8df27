"""Artt. 7–9 and 11: hints on what could not be measured."""

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obiettivi.calcolo.misurabilita import IndicatoreScritto, consigli, e_misurabile
from obiettivi.letture.scheda.misurabilita import consigli_su
from obiettivi.models import Obiettivo
from smvp.regolamento.lettore import carica
from tests.obiettivi.scene import collettivo, individuale

D = Decimal
N = "\N{NO-BREAK SPACE}"
reg = carica("domodossola-2020")
PIENO = IndicatoreScritto("indicatore A", "Fatture pagate", unita="%", base=D("86.4"), atteso=D(95), fonte="Contabilità")


@pytest.mark.parametrize(
    ("testo", "misurabile"),
    [
        ("95 fatture su 100 pagate entro trenta giorni", True),
        ("Fatture pagate in media 5 giorni prima della scadenza", True),
        ("Regolamento approvato entro il 31 dicembre", True),
        ("Regolamento approvato entro giugno", True),
        ("Regolamento approvato entro fine anno", True),
        ("Approvazione entro il 2026", True),
        ("Incasso di 2000 € in più", True),
        ("Aprire due sportelli", True),
        ("Dimezzare le attese", True),
        ("Nessun ricorso accolto", True),
        ("Tutte le pratiche in linea", True),
        ("Catalogo pubblicato nel secondo semestre", True),
        ("Migliorare la qualità dei servizi", False),
        ("Attuare il DUP 2025–2027", False),
        ("Applicare il d.lgs. 150/2009 e l’art. 7", False),
        ("Attuare la delibera di Giunta n. 31", False),
        ("n. 3 corsi di formazione", True),
        ("", False),
    ],
)
def test_art_7_misurabile_se_dice_quanto_o_entro_quando(testo: str, misurabile: bool) -> None:
    assert e_misurabile(testo) is misurabile


@pytest.mark.parametrize(
    ("risultato", "frasi"),
    [
        ("", []),  # what is empty is asked for by the workflow
        ("Migliorare del 5 % i tempi", []),
        ("Migliorare i tempi", [
            "Il risultato atteso si misura a fatica: «Migliorare» dice la direzione ma non quanto né entro quando. Scrivi quanto, o entro "
            f"quale giorno (art.{N}7)."]),
        ("Carta dei servizi pubblicata", [
            "Il risultato atteso si misura a fatica: non c’è né un numero né una data. Scrivi quanto, o entro quale giorno "
            f"(art.{N}7)."]),
    ],
)  # fmt: skip
def test_art_7_consigli_sul_risultato_atteso(risultato: str, frasi: list[str]) -> None:
    trovati = consigli(risultato, [PIENO], "percentuale", reg)
    assert [c.testo for c in trovati] == frasi
    assert all(c.campo == "risultato_atteso" for c in trovati)


@pytest.mark.parametrize(
    ("cambia", "frase"),
    [
        ({}, None),
        ({"atteso": None}, None),  # not advised: asked for
        ({"base": None}, f"Indicatore A: manca il valore di partenza (art.{N}11)."),
        ({"base": None, "unita": " "}, f"Indicatore A: mancano il valore di partenza e l’unità di misura (art.{N}11)."),
        ({"fonte": ""}, f"Indicatore A: di’ da dove viene il dato, così i controlli interni lo possono documentare (art.{N}9)."),
        ({"misura": "data"}, None),
        ({"misura": "si_no", "unita": ""}, None),
        ({"misura": "si_no", "titolo": "Miglioramento del clima"},
         f"Indicatore A: «Miglioramento» non si può dire fatto o non fatto: scegli un numero o una data (art.{N}9)."),
        ({"atteso": D("86.4")}, "Indicatore A: il valore atteso è uguale a quello di partenza: di’ perché mantenerlo è già una sfida "
         f"(art.{N}7)."),
        ({"atteso": D(80)}, "Indicatore A: più alto è meglio, ma il valore atteso è peggiore di quello di partenza: controlla il verso "
         f"(art.{N}7)."),
        ({"verso": "basso"}, "Indicatore A: più basso è meglio, ma il valore atteso è peggiore di quello di partenza: controlla il verso "
         f"(art.{N}7)."),
        ({"verso": "basso", "atteso": D(80)}, None),
    ],
)  # fmt: skip
def test_artt_7_9_11_consigli_su_un_indicatore(cambia: dict[str, object], frase: str | None) -> None:
    trovati = consigli("Entro il 31 dicembre", [replace(PIENO, **cambia)], "percentuale", reg)
    assert [(c.campo, c.testo) for c in trovati] == ([("indicatori", frase)] if frase else [])


@pytest.mark.parametrize(
    ("quanti", "gradazione", "consigliato"), [(3, "conteggio", False), (4, "conteggio", True), (4, "percentuale", False)]
)
def test_lettura_a3_il_conteggio_non_arriva_a_quattro(quanti: int, gradazione: str, consigliato: bool) -> None:
    trovati = consigli("Entro giugno", [PIENO] * quanti, gradazione, reg)
    assert [c.campo for c in trovati] == (["gradazione"] if consigliato else [])


@given(st.text())
def test_nessun_testo_fa_cadere_i_consigli(testo: str) -> None:
    for c in consigli(testo, [replace(PIENO, titolo=testo, unita=testo, fonte=testo, misura="si_no")], "percentuale", reg):
        assert c.testo.endswith(").")


@pytest.mark.django_db
def test_i_consigli_su_una_scheda_dell_archivio(comune: SimpleNamespace) -> None:
    assert consigli_su(individuale(comune)) == []
    o = Obiettivo.objects.get(pk=collettivo(comune).pk)
    o.risultato_atteso = "Migliorare la carta dei servizi"
    campi = [c.campo for c in consigli_su(o)]
    # the result once, though there are two parts; then of either part's indicator the start and the source
    assert campi.count("risultato_atteso") == 1
    assert consigli_su(o)[1].testo.startswith(f"{comune.d1} · indicatore A: manca il valore di partenza")
