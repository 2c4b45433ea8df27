"""«Perché questo punteggio»: every step can be redone by hand, every reading is named, and where the text is silent it is said."""

import dataclasses
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smvp.regolamento.lettore import carica
from valutazioni.calcolo import (
    Escluso,
    ObiettivoValutato,
    Passo,
    Specifico,
    calcola_incarico,
    calcola_personale,
    percentuale_specifici,
    spiega,
    spiega_fattori,
    spiega_personale,
)

from .conti import torna, valore

reg = carica("domodossola-2020")
D = Decimal
N = "\N{NO-BREAK SPACE}"
CASO = json.loads((Path(__file__).parents[1] / "vettori" / "personale-e-fondo.json").read_text(encoding="utf-8"))
GRUPPI = tuple(g.codice for g in reg.personale.gruppi)
DUE = {codice: [2] for codice in GRUPPI}
VOTI = st.lists(st.integers(0, 3), min_size=1, max_size=6)
PERCENTO = st.decimals(0, 100, places=2)


def spiegata(struttura, specifici, comportamenti, **altro) -> tuple[Passo, ...]:
    esonero = altro.get("esonero", False)
    return spiega_personale(
        calcola_personale(struttura, specifici, comportamenti, reg, esonero=esonero), struttura, specifici, comportamenti, reg, **altro
    )


def letture(passo: Passo) -> list[str]:
    return [lettura.codice for lettura in passo.letture]


def per_cifra(passi: tuple[Passo, ...]) -> dict[str, Passo]:
    return {passo.cifra: passo for passo in passi if passo.cifra}


@pytest.mark.parametrize("n", range(len(CASO["fatti"]["dipendenti"])))
def test_ogni_cifra_dei_vettori_ha_il_suo_passo(n) -> None:
    fatti, atteso = CASO["fatti"]["dipendenti"][n], CASO["risultati"]["dipendenti"][n]
    passi = spiegata(
        D(fatti["struttura"]), fatti["specifici"] and D(fatti["specifici"]), fatti["comportamenti"],
        esonero=fatti.get("esonero_specifici", False),
    )  # fmt: skip
    trovate = {cifra: passo.valore and str(passo.valore) for cifra, passo in per_cifra(passi).items()}
    gruppi = {f"gruppi.{codice}": punti for codice, punti in atteso["gruppi"].items()}
    assert trovate == {"a": atteso["a"], "b1": atteso["b1"], **gruppi, "b2": atteso["b2"], "totale": atteso["totale"]}


def test_allegato_d_passo_per_passo() -> None:
    voti = {"realizzativa": [3, 2], "servizio": [3, 3, 2], "miglioramento": [2], "costruttivita": [3, 3]}
    passi = spiegata(D("92.50"), D("86.67"), voti, obiettivi=[Specifico("Archivio", D(2), D(80)), Specifico("Front office", D(1), D(100))])
    assert [(p.formula, letture(p), p.silente) for p in passi] == [
        (f"60 × 92,5{N}% = 55,50", ["A26", "A28"], False),
        ("", [], False),
        ("", [], False),
        ("(2 × 80 + 1 × 100) / 3 = 86,67", [], False),
        (f"60 × 86,67{N}% = 52,00", ["A26"], False),
        ("63 × 5/6 = 52,50", ["A25"], False),
        ("63 × 8/9 = 56,00", ["A25"], False),
        ("18 × 2/3 = 12,00", ["A25"], False),
        ("36 × 6/6 = 36,00", ["A25"], False),
        ("52,5 + 56 + 12 + 36 = 156,50", ["A25"], True),
        ("55,5 + 52,002 + 156,5 = 264,00", [], False),
        ("264,00 ≥ 180", ["A29"], False),
    ]
    assert passi[1].testo == f"Obiettivo specifico «Archivio»: raggiunto all’80,00{N}%, peso 2."
    assert {a for p in passi for a in p.articoli} == {"22", "D"}


def test_chi_e_esonerato_legge_perche_e_come_si_riporta_a_300() -> None:
    passi = per_cifra(spiegata(D(90), None, DUE, esonero=True, motivo_esonero="Assunta a dicembre."))
    assert passi["b1"].testo.startswith("B1. Nessun obiettivo specifico: Assunta a dicembre. ")
    assert passi["totale"].formula == "(54 + 120) × 300/240 = 217,50"
    assert all(letture(passi[cifra]) == ["A27"] and passi[cifra].silente for cifra in ("b1", "totale"))


@pytest.mark.parametrize(
    ("struttura", "dice", "formula"),
    [(D(0), "non ci sono", "120,00 < 180"), (D(100), "ci sono", "180,00 ≥ 180")],
)
def test_la_soglia_di_180_e_compresa_per_il_premio(struttura, dice, formula) -> None:
    """60 of A and 120 of B2 with B1 at zero are exactly 180: they are enough."""
    ultimo = spiegata(struttura, D(0), DUE)[-1]
    assert (ultimo.testo, ultimo.formula) == (f"Per il premio servono almeno 180 punti: {dice}.", formula)
    assert (letture(ultimo), ultimo.articoli) == (["A29"], ("22",))


def test_con_un_altra_soglia_cambia_il_segno() -> None:
    altra = dataclasses.replace(reg, soglie=dataclasses.replace(reg.soglie, premio=reg.soglie.verticale))
    punteggio = calcola_personale(D(100), D(0), DUE, altra)
    ultimo = spiega_personale(punteggio, D(100), D(0), DUE, altra)[-1]
    assert (ultimo.testo, ultimo.formula) == ("Per il premio servono più di 200 punti: non ci sono.", "180,00 ≤ 200")


def test_una_scheda_a_meta_dice_cio_che_c_e_e_cio_che_manca() -> None:
    passi = spiegata(None, D(80), {"realizzativa": [3, None], "servizio": [2]})
    assert list(per_cifra(passi)) == ["b1", "gruppi.servizio", "totale"]
    assert passi[-1].testo.startswith("Il totale non c’è ancora: A: manca la percentuale della struttura; B2: ")


def test_obiettivi_cambiati_dopo_la_firma_non_smentiscono_la_percentuale_firmata() -> None:
    passi = spiegata(D(90), D(95), DUE, obiettivi=[Specifico("Archivio", D(1), D(40))])
    assert "Archivio" not in " ".join(p.testo for p in passi)
    assert per_cifra(passi)["b1"].formula == f"60 × 95{N}% = 57,00"


SPECIFICI = st.lists(st.tuples(st.decimals("0.01", 100, places=2), PERCENTO), min_size=1, max_size=4)


@given(PERCENTO, SPECIFICI | st.none(), st.lists(VOTI, min_size=4, max_size=4))
def test_ogni_conto_di_allegato_d_torna_a_mano(struttura, specifici, voti) -> None:
    comportamenti = dict(zip(GRUPPI, voti, strict=True))
    obiettivi = [Specifico(f"Obiettivo {n}", peso, r) for n, (peso, r) in enumerate(specifici or ())]
    percentuale = percentuale_specifici(specifici) if specifici else None
    passi = spiegata(struttura, percentuale, comportamenti, esonero=specifici is None, obiettivi=obiettivi)
    for passo in passi:
        if " = " in passo.formula:
            assert torna(passo.formula), passo.formula
        if passo.valore is not None:
            assert valore(passo.formula.rpartition(" = ")[2]) == passo.valore
    parti = [p for p in passi if p.cifra in ("a", "b1") or p.cifra.startswith("gruppi.")]
    somma = sum((Fraction(p.valore) for p in parti if isinstance(p.valore, Decimal)), Fraction(0))
    totale = per_cifra(passi)["totale"].valore
    assert abs(somma * (Fraction(300, 240) if specifici is None else 1) - Fraction(totale)) <= Fraction(4, 100)


# --- Allegato B ---


def obiettivi(*coppie: tuple[str, str]) -> list[ObiettivoValutato]:
    return [
        ObiettivoValutato(f"O{n}", "individuale" if n else "generale", D(peso), D(quanto)) for n, (peso, quanto) in enumerate(coppie)
    ]  # fmt: skip


BUONI = {"manageriali": [3, 3, 2], "trasversali": [3, 2, 2], "specialistiche": [3, 3, 2]}


@pytest.mark.parametrize(("quanto", "lettura"), [("92", []), ("70.5", ["A1"]), ("50", ["A1"]), ("95.99", ["A1"]), ("120", ["A2"])])
def test_la_lettura_si_nomina_dove_il_testo_tace(quanto, lettura) -> None:
    passo = spiega(calcola_incarico(obiettivi(("40", quanto)), BUONI, "dirigente", reg), reg)[0]
    assert (letture(passo), passo.silente) == (lettura, bool(lettura))


def test_le_letture_di_una_scheda_intera() -> None:
    p = calcola_incarico(obiettivi(("40", "92"), ("30", "100")), BUONI, "dirigente", reg)
    assert {passo.cifra: letture(passo) for passo in spiega(p, reg)} == {
        "obiettivi.O0": [], "obiettivi.O1": [], "p_a": [], "p_b": ["A13"], "p_finale": ["A13"], "fascia": ["A11"],
    }  # fmt: skip
    contati = calcola_incarico([ObiettivoValutato("O0", "generale", D(70), None, 2)], BUONI, "dirigente", reg)
    assert letture(spiega(contati, reg)[0]) == ["A3"]


def test_un_fattore_escluso_si_nomina_con_il_suo_motivo() -> None:
    p = calcola_incarico(obiettivi(("70", "92")), BUONI, "dirigente", reg)
    passo = spiega(p, reg, esclusi=[Escluso("B.3", "Contabilità", "Non gestisce un bilancio.")])[2]
    assert passo.testo == "B.3 «Contabilità» non è applicabile ed è fuori dalla media: Non gestisce un bilancio."
    assert letture(passo) == ["A6"]


def test_il_segretario_ha_solo_i_comportamenti_e_nessuna_fascia() -> None:
    p = calcola_incarico([], BUONI, "segretario", reg)
    passi = per_cifra(spiega(p, reg, solo_comportamenti=True))
    assert [(cifra, passo.valore) for cifra, passo in passi.items()] == [("p_b", p.p_b), ("p_finale", p.p_b), ("fascia", None)]
    assert "soli comportamenti" in passi["p_finale"].testo
    a_meta = spiega(calcola_incarico([], BUONI | {"trasversali": [None]}, "segretario", reg), reg, solo_comportamenti=True)
    assert a_meta[-1].testo == "Il punteggio finale non c’è ancora: B.2: 1 fattore non valutato."


def test_obiettivi_non_assegnati_si_dicono() -> None:
    passi = spiega(calcola_incarico([], BUONI, "dirigente", reg, assegnati=False), reg, assegnati=False)
    assert [p.articoli for p in passi[:1]] == [("16",)]
    assert per_cifra(passi)["p_a"].valore == 0
    segretario = spiega(calcola_incarico([], BUONI, "segretario", reg, assegnati=False), reg, assegnati=False)
    assert segretario[0].testo.startswith("Al Segretario generale non si assegnano obiettivi")


# Objectives weigh 70 in all, and no more (art. 6): beyond that a score would leave the bands.
PESATI = st.lists(st.tuples(st.sampled_from(["5", "10", "12.5", "40"]), st.decimals(0, 130, places=2).map(str)), min_size=1, max_size=4)


@given(PESATI.filter(lambda coppie: sum(Decimal(peso) for peso, _ in coppie) <= 70), st.lists(VOTI, min_size=3, max_size=3))
def test_ogni_conto_di_allegato_b_torna_a_mano(coppie, voti) -> None:
    p = calcola_incarico(obiettivi(*coppie), dict(zip(BUONI, voti, strict=True)), "dirigente", reg)
    for passo in (*spiega(p, reg), *spiega_fattori(p, reg)):
        if " = " in passo.formula:
            assert torna(passo.formula), passo.formula
            assert valore(passo.formula.rpartition(" = ")[2]) == passo.valore
