"""``simula --spiega``: the same results, and beside every figure the steps that lead to it, which anyone can redo by hand."""

import copy
import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import given, settings

from premi.simulazione import simula
from tests.valutazioni.conti import torna, valore

from .fatti_di_prova import Fatti, completi, fatti, incarico
from .test_simula import VETTORI
from .test_simula_proprieta import EURO, PARAMETRI, dipendenti, incarichi

CENTESIMO = Fraction(1, 100)
# What names an entry, and the figures that are explained with another.
NOMI = {"matricola", "direzione", "ad_interim", "graduatoria", "categoria", "posti"}
CON_ALTRE = {"percentuale": "fascia", "motivo": "valutabile"}


def spiegati(valore: Fatti) -> dict[str, Any]:
    return json.loads(simula(json.dumps(valore), spiega=True))


def voci(nodo: Any) -> Iterator[dict[str, Any]]:
    """Every entry that has an explanation."""
    if isinstance(nodo, dict):
        if "spiegazione" in nodo:
            yield nodo
        nodo = [v for chiave, v in nodo.items() if chiave != "spiegazione"]
    if isinstance(nodo, list):
        for figlio in nodo:
            yield from voci(figlio)


def passi(documento: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for voce in voci(documento):
        for cifra, elenco in voce["spiegazione"].items():
            for passo in elenco:
                yield cifra, passo


def senza_spiegazioni(documento: dict[str, Any]) -> dict[str, Any]:
    nudo = copy.deepcopy(documento)
    for voce in list(voci(nudo)):
        del voce["spiegazione"]
    del nudo["letture"]
    return nudo


def cifre(voce: dict[str, Any]) -> dict[str, Any]:
    """The figures of an entry, by the path under which they are explained."""
    trovate = {k: v for k, v in voce.items() if k not in NOMI | CON_ALTRE.keys() and not isinstance(v, dict | list)}
    for nome in ("gruppi", "fattori"):
        trovate |= {f"{nome}.{k}": v for k, v in voce.get(nome, {}).items()}
    trovate |= {f"obiettivi.{o['codice']}": o["pesato"] for o in voce.get("obiettivi", ())}
    for q in voce.get("quote", ()):
        trovate |= {f"quote.{q['direzione']}.quota": q["quota"], f"quote.{q['direzione']}.premio": q["premio"]}
    return trovate


@pytest.mark.parametrize("vettore", VETTORI, ids=lambda v: v.stem)
def test_i_risultati_sono_gli_stessi_e_ogni_cifra_e_spiegata(vettore: Path) -> None:
    caso = json.loads(vettore.read_text(encoding="utf-8"))
    documento = spiegati(caso["fatti"])
    assert senza_spiegazioni(documento) == caso["risultati"]
    for voce in voci(documento):
        spiegate = {cifra: [p["valore"] for p in elenco] for cifra, elenco in voce["spiegazione"].items()}
        for cifra, valore_stampato in cifre(voce).items():
            assert valore_stampato in spiegate[cifra], cifra
    for voce in documento.get("progressioni", ()):
        assert all(escluso["spiegazione"]["motivo"][0]["valore"] == escluso["motivo"] for escluso in voce["esclusi"])


@pytest.mark.parametrize("vettore", VETTORI, ids=lambda v: v.stem)
def test_ogni_passo_ha_regola_articolo_e_letture_note(vettore: Path) -> None:
    documento = spiegati(json.loads(vettore.read_text(encoding="utf-8"))["fatti"])
    nominate = set()
    for _, passo in passi(documento):
        assert passo["testo"].endswith(".")
        assert passo["articoli"]
        assert all(a.startswith(("art. ", "All. ")) for a in passo["articoli"])
        nominate |= set(passo["letture"])
    assert nominate == documento["letture"].keys()
    assert all(lettura["titolo"] and lettura["articolo"] for lettura in documento["letture"].values())


@settings(max_examples=40)
@given(dipendenti(), incarichi(), EURO)
def test_ogni_conto_torna_a_mano(persone: list[Fatti], chi: list[Fatti], fondo: str) -> None:
    valori = fatti(
        dipendenti=persone, incarichi=chi, fondo_produttivita=fondo, parametri_categoria=PARAMETRI, monte_risultato=fondo, risparmi=fondo
    )
    for cifra, passo in passi(spiegati(valori)):
        if " = " not in (passo["formula"] or ""):
            continue
        # A cent goes to the largest remainder; two thirds and five per cent are rounded down.
        scarto = CENTESIMO if cifra.endswith((".quota", "fondo", "massimo_al_personale")) else CENTESIMO / 2
        assert torna(passo["formula"], scarto=scarto), passo["formula"]
        if passo["valore"] is not None and cifra != "posti_massimi":
            assert valore(passo["formula"].rpartition(" = ")[2]) == Fraction(passo["valore"])


def test_l_importo_di_un_interim_che_paga_in_ritardo() -> None:
    """10,000 × 100 % × 92/365 × 50 % × 70 %, and each cut says its reading."""
    mezzo = incarico(ad_interim=True, tempi_pagamento="non_rispettati", periodi=[{"dal": "2025-10-01", "al": None}])
    (trovato,) = spiegati(fatti(incarichi=[mezzo]))["incarichi"]
    importo = trovato["spiegazione"]["importo"]
    assert importo[-1]["formula"].replace("\N{NO-BREAK SPACE}", " ") == "10.000,00 € × 100 % × 92/365 × 50 % × 70 % = 882,19 €"
    assert [p["letture"] for p in importo] == [["A39"], ["A66"], ["A38"]]
    assert importo[-1]["valore"] == trovato["importo"] == "882.19"


@pytest.mark.parametrize(
    ("altro", "articolo"),
    [
        ({"ruolo": "segretario"}, "art. 24"),
        ({"assegnati": False, "obiettivi": []}, "art. 16"),
        ({"periodi": [{"dal": "2025-12-01", "al": None}]}, "art. 16"),
    ],
)
def test_chi_non_e_pagato_sa_perche(altro: dict[str, Any], articolo: str) -> None:
    (trovato,) = spiegati(fatti(incarichi=[incarico(**altro)]))["incarichi"]
    for cifra in ("valutabile", "importo"):
        assert [p["articoli"] for p in trovato["spiegazione"][cifra]] == [[articolo]]


def test_sotto_la_soglia_il_premio_dice_che_non_ci_si_arriva() -> None:
    valori = completi()
    basso = valori["dipendenti"][0]
    basso |= {"struttura": "0", "specifici": "0", "comportamenti": {gruppo: [2] for gruppo in basso["comportamenti"]}}
    (persona,) = spiegati(valori)["dipendenti"]
    (premio,) = persona["spiegazione"]["quote.D1.premio"]
    assert (premio["valore"], premio["formula"], premio["letture"]) == ("0.00", "120,00 < 180", ["A29"])


def test_la_parita_e_segnalata_e_nominata() -> None:
    valori = completi()
    gemello = valori["progressioni"][0]["candidati"][0] | {"matricola": "9999"}
    valori["progressioni"][0]["candidati"].append(gemello)
    for riga in spiegati(valori)["progressioni"][0]["graduatoria"]:
        (esito,) = riga["spiegazione"]["esito"]
        assert (esito["valore"], esito["silente"], esito["letture"]) == ("parita", True, ["A35", "A67"])


def test_dal_comando(tmp_path: Path) -> None:
    file, uscita = tmp_path / "fatti.json", tmp_path / "risultati.json"
    file.write_text(json.dumps(completi()), encoding="utf-8")
    call_command("simula", str(file), "--spiega", "--output", str(uscita))
    assert json.loads(uscita.read_text(encoding="utf-8")) == spiegati(completi())
