"""Every fault of the facts is refused: where it is, what is wrong, which article; all of them, not only the first."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from premi.simulazione import FattiNonValidi, simula
from smvp.nucleo.errori import Difetto

from .fatti_di_prova import Fatti, candidato, completi, dipendente, fatti, incarico

Guasto = Callable[[Fatti], object]


def difetti(grezzo: bytes | str | Fatti) -> list[Difetto]:
    """The faults of some facts; the test fails if there is none."""
    with pytest.raises(FattiNonValidi) as errore:
        simula(json.dumps(grezzo) if isinstance(grezzo, dict) else grezzo)
    return list(errore.value.difetti)


def metti(percorso: str, valore: Any) -> Guasto:
    """Set the value at a path such as "incarichi.0.periodi.0.al"."""

    def guasta(valori: Any) -> None:
        *strada, ultimo = (int(p) if p.isdigit() else p for p in percorso.split("."))
        for passo in strada:
            valori = valori[passo]
        valori[ultimo] = valore

    return guasta


def togli(percorso: str) -> Guasto:
    """Drop the key at a path."""

    def guasta(valori: Any) -> None:
        *strada, ultimo = (int(p) if p.isdigit() else p for p in percorso.split("."))
        for passo in strada:
            valori = valori[passo]
        del valori[ultimo]

    return guasta


def periodi(*date: tuple[str, str | None], **altro: str) -> list[dict[str, Any]]:
    return [{"dal": dal, "al": al, **altro} for dal, al in date]


INC, DIP, PRO = "incarichi.0.", "dipendenti.0.", "progressioni.0."


def test_i_fatti_di_partenza_sono_sani() -> None:
    assert json.loads(simula(json.dumps(completi())))["incarichi"]


# path that is wrong, how it is spoilt, article, word of the message
CASI = [
    # the file
    ("$.formato", metti("formato", "smvp-calcolo/2"), "19", "smvp-calcolo/1"),
    ("$.formato", metti("formato", None), "19", "smvp-calcolo/1"),
    ("$.formato", togli("formato"), "19", "manca"),
    ("$.esercizio", togli("esercizio"), "19", "manca"),
    ("$.esercizio", metti("esercizio", "2025"), "4", "intero"),
    ("$.esercizio", metti("esercizio", 2025.0), "4", "intero"),
    ("$.esercizio", metti("esercizio", True), "4", "intero"),
    ("$.esercizio", metti("esercizio", 0), "4", "non esiste"),
    ("$.esercizio", metti("esercizio", 10**14), "4", "non esiste"),
    ("$.regolamento", metti("regolamento", "boh"), "38", "non c’è"),
    ("$.regolamento", metti("regolamento", "../altro"), "38", "non c’è"),
    ("$.regolamento", metti("regolamento", 7), "38", "testo"),
    ("$.boh", metti("boh", None), "19", "sconosciuta"),
    ('$["due parole"]', metti("due parole", 1), "19", "sconosciuta"),
    ("$.incarichi", metti("incarichi", {}), "24", "elenco"),
    ("$.incarichi[0]", metti("incarichi.0", "x"), "24", "oggetto"),
    ("$.dipendenti[0]", metti("dipendenti.0", None), "22", "oggetto"),
    ("$.progressioni", metti("progressioni", "x"), "22", "elenco"),
    # appointments
    ("$.incarichi[0].matricola", togli(INC + "matricola"), "24", "manca"),
    ("$.incarichi[0].matricola", metti(INC + "matricola", 1), "24", "testo"),
    ("$.incarichi[0].matricola", metti(INC + "matricola", None), "24", "testo"),
    ("$.incarichi[0].matricola", metti(INC + "matricola", " "), "24", "vuoto"),
    ("$.incarichi[0].matricola", metti(INC + "matricola", "\ud800"), "24", "non validi"),
    ("$.incarichi[0].ruolo", metti(INC + "ruolo", "dipendente"), "10", "dirigente"),
    ("$.incarichi[0].ruolo", metti(INC + "ruolo", ["po"]), "10", "non è ammesso"),
    ("$.incarichi[0].ad_interim", metti(INC + "ad_interim", 1), "24", "true o false"),
    ("$.incarichi[0].limiti_eta", metti(INC + "limiti_eta", "no"), "16", "true o false"),
    ("$.incarichi[0].assegnati", metti(INC + "assegnati", 0), "16", "true o false"),
    ("$.incarichi[0].tempi_pagamento", metti(INC + "tempi_pagamento", "boh"), "24", "rispettati"),
    ("$.incarichi[0].retribuzione", metti(INC + "retribuzione", "-0.01"), "24", "negativo"),
    ("$.incarichi[0].retribuzione", metti(INC + "retribuzione", "10000.001"), "24", "due decimali"),
    ("$.incarichi[0].retribuzione", metti(INC + "retribuzione", 0.005), "24", "due decimali"),
    ("$.incarichi[0].retribuzione", metti(INC + "retribuzione", None), "24", "numero"),
    ("$.incarichi[0].retribuzione", metti(INC + "retribuzione", True), "24", "numero"),
    ("$.incarichi[0].retribuzione", metti(INC + "retribuzione", 10**18), "24", "fuori misura"),
    ("$.incarichi[0].retribuzione", metti(INC + "retribuzione", "1" * 19), "24", "numero"),
    ("$.incarichi[0].periodi", metti(INC + "periodi", None), "16", "elenco"),
    ("$.incarichi[0].periodi[0].dal", metti(INC + "periodi.0.dal", "2025-02-29"), "16", "data che esiste"),
    ("$.incarichi[0].periodi[0].dal", metti(INC + "periodi.0.dal", "20250101"), "16", "AAAA-MM-GG"),
    ("$.incarichi[0].periodi[0].dal", metti(INC + "periodi.0.dal", "2025-W01-1"), "16", "AAAA-MM-GG"),
    ("$.incarichi[0].periodi[0].dal", metti(INC + "periodi.0.dal", "٢٠٢٥-01-01"), "16", "AAAA-MM-GG"),
    ("$.incarichi[0].periodi[0].dal", metti(INC + "periodi.0.dal", "0000-01-01"), "16", "data che esiste"),
    ("$.incarichi[0].periodi[0].dal", metti(INC + "periodi.0.dal", None), "16", "AAAA-MM-GG"),
    ("$.incarichi[0].periodi[0].dal", togli(INC + "periodi.0.dal"), "16", "manca"),
    ("$.incarichi[0].periodi[0].al", metti(INC + "periodi.0.al", "2024-12-31"), "16", "prima di cominciare"),
    ("$.incarichi[0].periodi[0].al", metti(INC + "periodi.0.al", "2025-13-01"), "16", "data che esiste"),
    ("$.incarichi[0].periodi[0].direzione", metti(INC + "periodi.0.direzione", "D1"), "16", "sconosciuta"),
    ("$.incarichi[0].periodi[1]", metti(INC + "periodi", periodi(("2025-01-01", "2025-03-01"), ("2025-03-01", None))), "16", "sovrappone"),
    ("$.incarichi[0].periodi[0]", metti(INC + "periodi", periodi(("2025-03-01", None), ("2025-01-01", None))), "16", "sovrappone"),
    ("$.incarichi[0].obiettivi", metti(INC + "obiettivi", []), "16", "non sono stati assegnati"),
    ("$.incarichi[0].obiettivi", metti(INC + "obiettivi", None), "7", "elenco"),
    ("$.incarichi[0].obiettivi", metti(INC + "obiettivi.2.peso", "14.99"), "6", "69,99 e non a 70"),
    ("$.incarichi[0].obiettivi", metti(INC + "obiettivi.0.tipo", "individuale"), "6", "0 e non a 40"),
    ("$.incarichi[0].obiettivi[0].tipo", metti(INC + "obiettivi.0.tipo", "collettivo"), "7", "generale"),
    ("$.incarichi[0].obiettivi[0].peso", metti(INC + "obiettivi.0.peso", "1_000"), "6", "numero"),
    ("$.incarichi[0].obiettivi[1].raggiungimento", metti(INC + "obiettivi.1.raggiungimento", "-1"), "20", "negativo"),
    ("$.incarichi[0].obiettivi[1]", togli(INC + "obiettivi.1.raggiungimento"), "20", "uno solo"),
    ("$.incarichi[0].obiettivi[1]", metti(INC + "obiettivi.1.raggiungimento", None), "20", "uno solo"),
    ("$.incarichi[0].obiettivi[1]", metti(INC + "obiettivi.1.punteggio", 3), "20", "uno solo"),
    ("$.incarichi[0].comportamenti.trasversali", togli(INC + "comportamenti.trasversali"), "10", "manca"),
    ("$.incarichi[0].comportamenti.boh", metti(INC + "comportamenti.boh", [1]), "10", "sconosciuta"),
    ("$.incarichi[0].comportamenti.trasversali", metti(INC + "comportamenti.trasversali", []), "20", "vuoto"),
    ("$.incarichi[0].comportamenti.trasversali", metti(INC + "comportamenti.trasversali", 3), "20", "elenco"),
    ("$.incarichi[0].comportamenti.trasversali[1]", metti(INC + "comportamenti.trasversali", [3, 4]), "20", "da 0 a 3"),
    ("$.incarichi[0].comportamenti.trasversali[0]", metti(INC + "comportamenti.trasversali", [-1, 3]), "20", "da 0 a 3"),
    ("$.incarichi[0].comportamenti.trasversali[0]", metti(INC + "comportamenti.trasversali", [2.5]), "20", "intero"),
    ("$.incarichi[0].comportamenti.trasversali[0]", metti(INC + "comportamenti.trasversali", [2.0]), "20", "intero"),
    ("$.incarichi[0].comportamenti.trasversali[0]", metti(INC + "comportamenti.trasversali", [True]), "20", "intero"),
    ("$.incarichi[0].comportamenti.trasversali[0]", metti(INC + "comportamenti.trasversali", ["3"]), "20", "intero"),
    ("$.incarichi[0].comportamenti.trasversali[0]", metti(INC + "comportamenti.trasversali", [None]), "20", "intero"),
    ("$.monte_risultato", metti("monte_risultato", "-1"), "23", "negativo"),
    # staff
    ("$.dipendenti[0].categoria", metti(DIP + "categoria", "E"), "22", "A, B, C, D"),
    ("$.dipendenti[0].tempo", metti(DIP + "tempo", 0), "22", "maggiore di 0"),
    ("$.dipendenti[0].tempo", metti(DIP + "tempo", "1.01"), "22", "superare 1"),
    ("$.dipendenti[0].struttura", metti(DIP + "struttura", "100.01"), "D", "fra 0 e 100"),
    ("$.dipendenti[0].struttura", metti(DIP + "struttura", -0.01), "D", "fra 0 e 100"),
    ("$.dipendenti[0].specifici", metti(DIP + "specifici", 101), "D", "fra 0 e 100"),
    ("$.dipendenti[0].specifici", metti(DIP + "specifici", None), "D", "esonero"),
    ("$.dipendenti[0].specifici", togli(DIP + "specifici"), "D", "esonero"),
    ("$.dipendenti[0].specifici", metti(DIP + "esonero_specifici", True), "D", "esonerato"),
    ("$.dipendenti[0].periodi[0].direzione", togli(DIP + "periodi.0.direzione"), "16", "manca"),
    (
        "$.dipendenti[0].periodi[1]",
        metti(DIP + "periodi", periodi(("2024-01-01", "2024-06-30"), ("2024-06-30", "2024-12-31"), ("2025-01-01", None), direzione="D1")),
        "16",
        "sovrappone",
    ),
    ("$.dipendenti[0].comportamenti.servizio", metti(DIP + "comportamenti.servizio", []), "20", "vuoto"),
    ("$.dipendenti[0].comportamenti.costruttivita[0]", metti(DIP + "comportamenti.costruttivita", [4]), "20", "da 0 a 3"),
    ("$.dipendenti[1].matricola", lambda v: v["dipendenti"].append(dipendente()), "22", "[0]"),
    # fund
    ("$.fondo_produttivita", metti("fondo_produttivita", "0.001"), "22", "due decimali"),
    ("$.fondo_produttivita", metti("dipendenti", []), "22", "nessuno"),
    ("$.fondo_produttivita", metti(DIP + "periodi", []), "22", "nessuno"),
    ("$.fondo_produttivita", metti(DIP + "periodi.0.dal", "2026-01-01"), "22", "nessuno"),
    ("$.parametri_categoria", togli("parametri_categoria"), "22", "manca"),
    ("$.parametri_categoria.C", togli("parametri_categoria.C"), "22", "manca"),
    ("$.parametri_categoria.E", metti("parametri_categoria.E", 1), "22", "sconosciuta"),
    ("$.parametri_categoria.A", metti("parametri_categoria.A", 0), "22", "maggiore di zero"),
    ("$.parametri_categoria", metti("parametri_categoria", []), "22", "oggetto"),
    ("$.risparmi", metti("risparmi", -1), "27", "negativo"),
    # progressions
    ("$.progressioni[0].posti", metti(PRO + "posti", -1), "22", "negativo"),
    ("$.progressioni[0].posti", metti(PRO + "posti", "1"), "22", "intero"),
    ("$.progressioni[0].categoria", metti(PRO + "categoria", "Z"), "22", "A, B, C, D"),
    ("$.progressioni[0].decorrenza", metti(PRO + "decorrenza", "2026-02-30"), "22", "data che esiste"),
    ("$.progressioni[0].candidati[0].maturazione", metti(PRO + "candidati.0.maturazione", 20), "22", "0, 10, 30, 40"),
    ("$.progressioni[0].candidati[0].maturazione", metti(PRO + "candidati.0.maturazione", "10"), "22", "intero"),
    ("$.progressioni[0].candidati[0].posizione_dal", togli(PRO + "candidati.0.posizione_dal"), "22", "manca"),
    ("$.progressioni[0].candidati[0].punteggi", metti(PRO + "candidati.0.punteggi", [200] * 4), "22", "al massimo 3"),
    ("$.progressioni[0].candidati[0].punteggi[2]", metti(PRO + "candidati.0.punteggi", [200, 200, 301]), "22", "fra 0 e 300"),
    ("$.progressioni[0].candidati[0].punteggi[0]", metti(PRO + "candidati.0.punteggi", ["x", 200, 200]), "22", "numero"),
    ("$.progressioni[0].candidati[1].matricola", lambda v: v["progressioni"][0]["candidati"].append(candidato()), "22", "[0]"),
]


@pytest.mark.parametrize(("percorso", "guasto", "articolo", "parola"), CASI, ids=[f"{n}-{c[0]}" for n, c in enumerate(CASI)])
def test_ogni_difetto_e_rifiutato_una_volta_sola(percorso: str, guasto: Guasto, articolo: str, parola: str) -> None:
    valore = completi()
    guasto(valore)
    (difetto,) = difetti(valore)
    assert (difetto.percorso, difetto.articolo) == (percorso, articolo)
    assert parola in difetto.messaggio


def test_art_6_un_peso_di_zero_dice_anche_la_somma() -> None:
    valore = completi()
    metti(INC + "obiettivi.1.peso", 0)(valore)
    assert [d.percorso for d in difetti(valore)] == ["$.incarichi[0].obiettivi[1].peso", "$.incarichi[0].obiettivi"]


@pytest.mark.parametrize("testo", ["1_000", " 1 ", "١", "+1", "1e3", "0x1", "1,5", "", ".5", "5.", "--1", "NaN", "Infinity", "1\n"])
def test_i_numeri_scritti_in_altro_modo_sono_rifiutati(testo: str) -> None:
    (difetto,) = difetti(fatti(risparmi=testo))
    assert difetto.percorso == "$.risparmi"


@pytest.mark.parametrize(
    "numero", ["NaN", "Infinity", "-Infinity", "1e999999", "1e99999999999999999999", "1e-999999", "9" * 100_000, "0." + "0" * 200_000 + "1"]
)
def test_numeri_senza_misura_sono_rifiutati_subito_col_loro_posto(numero: str) -> None:
    inizio = time.process_time()
    testo = json.dumps(completi() | {"risparmi": 0}).replace('"risparmi": 0', f'"risparmi": {numero}')
    (difetto,) = difetti(testo)
    assert difetto.percorso == "$.risparmi"
    assert len(difetto.messaggio) < 120
    assert time.process_time() - inizio < 2


@pytest.mark.parametrize(
    "grezzo",
    [b"", b"{", b"\xff\xfe{}", b"[1,]", b'{"a": 01}', b"nul", b"[" * 100_000, b'{"formato": "smvp-calcolo/1"} 1', b"'a'"],
)
def test_cio_che_non_e_json_e_un_difetto_solo(grezzo: bytes) -> None:
    (difetto,) = difetti(grezzo)
    assert difetto.percorso == "$"
    assert difetto.articolo == "19"


@pytest.mark.parametrize("grezzo", [b"[]", b"null", b"1", b'"x"', b"NaN"])
def test_cio_che_non_e_un_oggetto_e_un_difetto_solo(grezzo: bytes) -> None:
    (difetto,) = difetti(grezzo)
    assert difetto.percorso == "$"


def test_una_chiave_ripetuta_non_passa_inosservata() -> None:
    testo = json.dumps(fatti(dipendenti=[dipendente()])).replace('"struttura": "100"', '"struttura": "100", "struttura": "0"')
    (difetto,) = difetti(testo)
    assert difetto.percorso == "$.dipendenti[0].struttura"
    assert "più volte" in difetto.messaggio


@pytest.mark.parametrize(
    ("secondo", "attesi"),
    [
        (incarico(ruolo="po", direzione="D2"), ["$.incarichi[1].periodi"]),
        (incarico(periodi=periodi(("2024-01-01", "2025-01-01"))), ["$.incarichi[1].periodi"]),
        (incarico(periodi=periodi(("2020-01-01", "2024-12-31"))), []),
        (incarico(ad_interim=True), []),
        (incarico(ruolo="segretario"), []),
        (incarico("0002"), []),
    ],
)
def test_art_24_incarichi_che_si_sovrappongono(secondo: Fatti, attesi: list[str]) -> None:
    valore = fatti(incarichi=[incarico(), secondo])
    if attesi:
        (difetto,) = difetti(valore)
        assert ([difetto.percorso], difetto.articolo) == (attesi, "24")
    else:
        simula(json.dumps(valore))


def test_si_dicono_tutti_i_difetti_non_solo_il_primo() -> None:
    valore = completi()
    attesi = set()
    for percorso, guasto, _, _ in CASI:
        if percorso in ("$.esercizio", "$.incarichi[0].limiti_eta", "$.dipendenti[0].tempo", "$.risparmi", "$.progressioni[0].posti"):
            guasto(valore)
            attesi.add(percorso)
            if percorso == "$.esercizio":
                valore["esercizio"] = "x"
    valore["incarichi"].append(incarico(ruolo="po"))
    assert {d.percorso for d in difetti(valore)} == attesi | {"$.incarichi[1].periodi"}


def test_un_difetto_sta_su_una_riga_anche_se_il_valore_no() -> None:
    for difetto in difetti(fatti(**{"chiave\nstrana\u2028": 1, "risparmi": "1\n2" * 100})):
        assert len(str(difetto).splitlines()) == 1
        assert len(str(difetto)) < 200


def test_molti_incarichi_della_stessa_persona_non_fermano_la_macchina() -> None:
    inizio = time.process_time()
    trovati = difetti(fatti(incarichi=[incarico() for _ in range(1500)]))
    assert len(trovati) == 1499
    assert time.process_time() - inizio < 10
