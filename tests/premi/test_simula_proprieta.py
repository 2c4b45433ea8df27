"""What must hold whatever the facts: parts add up, order does not matter, more points never pay less."""

import json
from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from premi.simulazione import FattiNonValidi, simula

from .fatti_di_prova import Fatti, fatti

D = Decimal
VOTI = st.lists(st.integers(0, 3), min_size=1, max_size=5)
PERCENTO = st.decimals(0, 100, places=2).map(str)
EURO = st.integers(0, 10**9).map(lambda centesimi: f"{centesimi // 100}.{centesimi % 100:02d}")
GIORNI = st.dates(date(2024, 1, 1), date(2026, 12, 31))


@st.composite
def periodi(disegna: st.DrawFn, *, con_direzione: bool = False) -> list[Fatti]:
    """Periods that do not overlap."""
    confini = sorted(disegna(st.lists(GIORNI, min_size=2, max_size=6, unique=True)))
    voci = [{"dal": str(dal), "al": str(al)} for dal, al in zip(confini[::2], confini[1::2], strict=False)]
    return [voce | ({"direzione": disegna(st.sampled_from(["D1", "D2", "D10"]))} if con_direzione else {}) for voce in voci]


@st.composite
def dipendenti(disegna: st.DrawFn) -> list[Fatti]:
    """Members of staff, at least one who served all the year."""
    quanti = disegna(st.integers(1, 12))
    return [disegna(dipendente(str(numero), sicuro=not numero)) for numero in range(quanti)]


@st.composite
def dipendente(disegna: st.DrawFn, matricola: str, *, sicuro: bool) -> Fatti:
    esonero = disegna(st.booleans())
    fermo = [{"direzione": "D1", "dal": "2025-01-01", "al": None}]
    return {
        "matricola": matricola,
        "categoria": disegna(st.sampled_from("ABCD")),
        "tempo": disegna(st.sampled_from(["1", "0.5", "0.33"])),
        "periodi": fermo if sicuro else disegna(periodi(con_direzione=True)),
        "struttura": disegna(PERCENTO),
        "specifici": None if esonero else disegna(PERCENTO),
        "esonero_specifici": esonero,
        "comportamenti": {g: disegna(VOTI) for g in ("realizzativa", "servizio", "miglioramento", "costruttivita")},
    }


@st.composite
def incarichi(disegna: st.DrawFn) -> list[Fatti]:
    """Appointments of different people."""
    return [disegna(incarico(str(numero))) for numero in range(disegna(st.integers(0, 5)))]


@st.composite
def incarico(disegna: st.DrawFn, matricola: str) -> Fatti:
    pesi = disegna(st.sampled_from([("40", "15", "15"), ("40", "10", "20"), ("40", "12.5", "17.5")]))
    return {
        "matricola": matricola,
        "ruolo": disegna(st.sampled_from(["dirigente", "po", "segretario"])),
        "direzione": "D1",
        "ad_interim": disegna(st.booleans()),
        "periodi": disegna(periodi()),
        "limiti_eta": disegna(st.booleans()),
        "retribuzione": disegna(EURO),
        "tempi_pagamento": disegna(st.sampled_from([None, "rispettati", "non_rispettati"])),
        "obiettivi": [
            {"codice": str(n), "tipo": "individuale" if n else "generale", "peso": peso, "raggiungimento": disegna(PERCENTO)}
            for n, peso in enumerate(pesi)
        ],
        "comportamenti": {m: disegna(VOTI) for m in ("manageriali", "trasversali", "specialistiche")},
    }


PARAMETRI = {"A": "1.00", "B": "1.06", "C": "1.19", "D": "1.40"}


def esito(valore: Fatti) -> dict[str, Any]:
    return json.loads(simula(json.dumps(valore)))


@settings(max_examples=60)
@given(dipendenti(), EURO)
def test_le_parti_sommano_al_fondo(persone: list[Fatti], fondo: str) -> None:
    trovato = esito(fatti(dipendenti=persone, fondo_produttivita=fondo, parametri_categoria=PARAMETRI))
    per_direzione: dict[str, Decimal] = defaultdict(Decimal)
    for persona in trovato["dipendenti"]:
        assert D(persona["premio"]) == sum(D(q["premio"]) for q in persona["quote"])
        assert [q["direzione"] for q in persona["quote"]] == sorted(q["direzione"] for q in persona["quote"])
        for quota in persona["quote"]:
            per_direzione[quota["direzione"]] += D(quota["quota"])
            assert D(0) <= D(quota["premio"]) <= D(quota["quota"])
    assert sum(D(d["fondo"]) for d in trovato["direzioni"]) == D(fondo)
    for direzione in trovato["direzioni"]:
        assert per_direzione[direzione["direzione"]] == D(direzione["fondo"]) == D(direzione["distribuito"]) + D(direzione["residuo"])


@settings(max_examples=60)
@given(dipendenti(), incarichi(), EURO, st.randoms(use_true_random=False))
def test_l_ordine_in_cui_arrivano_non_conta(persone: list[Fatti], chi: list[Fatti], fondo: str, caso: Any) -> None:
    valore = fatti(dipendenti=persone, incarichi=chi, fondo_produttivita=fondo, parametri_categoria=PARAMETRI, monte_risultato=fondo)
    mescolato = json.loads(json.dumps(valore))
    for voci in (mescolato["dipendenti"], mescolato["incarichi"], *(p["periodi"] for p in mescolato["dipendenti"])):
        caso.shuffle(voci)
    prima, dopo = esito(valore), esito(mescolato)
    for elenco in ("dipendenti", "incarichi"):
        prima[elenco].sort(key=lambda voce: voce["matricola"])
        dopo[elenco].sort(key=lambda voce: voce["matricola"])
    assert prima == dopo


@settings(max_examples=60)
@given(dipendenti(), EURO)
def test_un_voto_in_piu_non_paga_mai_meno_e_non_tocca_gli_altri(persone: list[Fatti], fondo: str) -> None:
    valore = fatti(dipendenti=persone, fondo_produttivita=fondo, parametri_categoria=PARAMETRI)
    prima = esito(valore)["dipendenti"]
    voti = persone[0]["comportamenti"]["servizio"]
    voti[0] = min(3, voti[0] + 1)
    dopo = esito(valore)["dipendenti"]
    assert D(dopo[0]["totale"]) >= D(prima[0]["totale"])
    assert D(dopo[0]["premio"]) >= D(prima[0]["premio"])
    assert prima[1:] == dopo[1:]


@settings(max_examples=60)
@given(incarichi(), EURO)
def test_il_monte_e_distribuito_piu_economie(chi: list[Fatti], monte: str) -> None:
    trovato = esito(fatti(incarichi=chi, monte_risultato=monte))
    conto = trovato["monte_risultato"]
    assert D(conto["distribuito"]) == sum(D(i["importo"]) for i in trovato["incarichi"])
    assert D(conto["distribuito"]) + D(conto["economie"]) == D(conto["stanziato"]) == D(monte)
    for voce, originale in zip(trovato["incarichi"], chi, strict=True):
        assert D(0) <= D(voce["importo"]) <= D(originale["retribuzione"])
        assert voce["valutabile"] is (voce["motivo"] is None)


NOMI = st.sampled_from(["formato", "esercizio", "matricola", "dal", "A", "D"]) | st.text(max_size=5)
SEMPLICI = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["1", "2025-01-01", "A", "po"])
VALORI = st.recursive(SEMPLICI, lambda dentro: st.lists(dentro, max_size=4) | st.dictionaries(NOMI, dentro, max_size=4), max_leaves=10)
CHIAVI = st.sampled_from(
    ["incarichi", "dipendenti", "progressioni", "fondo_produttivita", "parametri_categoria", "regolamento", "risparmi"]
)


@given(st.dictionaries(CHIAVI, VALORI, max_size=4))
def test_qualunque_cosa_arrivi_o_si_calcola_o_si_rifiuta(guasti: Fatti) -> None:
    """No facts, however odd, end in anything but results or a list of faults."""
    try:
        json.loads(simula(json.dumps(fatti(**guasti))))
    except FattiNonValidi as errore:
        assert errore.difetti
