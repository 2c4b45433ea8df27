"""Artt. 10, 16, 20, 22, 24, All. B and D: scores of appointments and staff, days, explanation."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import combinations_with_replacement, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smvp.nucleo.errori import DatiNonValidi
from smvp.nucleo.periodi import Periodo
from smvp.regolamento.lettore import carica, carica_da
from smvp.regolamento.modello import Regolamento
from valutazioni.calcolo import (
    ObiettivoValutato,
    PunteggioIncarico,
    calcola_incarico,
    calcola_personale,
    fascia_di,
    giorni_e_valutabilita,
    spiega,
)

D, G = Decimal, date.fromisoformat
N = "\N{NO-BREAK SPACE}"
reg = carica("domodossola-2020")
VOTI = st.integers(0, 3)


def obiettivi(*voci: tuple[str, str | None]) -> list[ObiettivoValutato]:
    """Objectives by (weight, attainment); the first is general."""
    return [
        ObiettivoValutato(f"O{n}", "individuale" if n else "generale", D(peso), None if raggiungimento is None else D(raggiungimento))
        for n, (peso, raggiungimento) in enumerate(voci)
    ]


def comportamenti(b1: Sequence[int | None], b2: Sequence[int | None], b3: Sequence[int | None]) -> Mapping[str, Sequence[int | None]]:
    return {"manageriali": b1, "trasversali": b2, "specialistiche": b3}


TRE = (("40", "100"), ("15", "100"), ("15", "100"))
BUONI = comportamenti([3, 2, 3], [2, 3, 2], [3, 2, 3])


def test_allegato_b_ipotesi_1() -> None:
    p = calcola_incarico(obiettivi(("40", "75"), ("10", "100"), ("10", "100"), ("10", "0")), comportamenti([2], [3], [3]), "dirigente", reg)
    assert [r.pesato for r in p.obiettivi] == [D("80.00"), D("30.00"), D("30.00"), D("0.00")]
    assert (p.p_a, p.p_b, p.p_finale) == (D("140.00"), D("80.00"), D("220.00"))
    assert p.fascia is not None
    assert (p.fascia.numero, p.fascia.percentuale) == (3, 85)


def test_allegato_b_ipotesi_2() -> None:
    p = calcola_incarico(obiettivi(*TRE), comportamenti([3], [3], [3]), "dirigente", reg)
    assert (p.p_a, p.p_b, p.p_finale, p.intero) == (D("210.00"), D("90.00"), D("300.00"), 300)


def test_si_arrotonda_una_volta_sola() -> None:
    """66.666… + 125 is 191.67, and 76.666… + 140 is 216.67, though the printed parts may add up to a cent more or less."""
    p = calcola_incarico(obiettivi(("40", "92"), ("15", "100"), ("15", "70.5")), BUONI, "dirigente", reg)
    assert [r.punti for r in p.fattori.values()] == [D("26.67"), D("23.33"), D("26.67")]
    assert [r.media for r in p.fattori.values()] == [D("2.67"), D("2.33"), D("2.67")]
    assert (p.p_b, p.p_finale, p.intero) == (D("76.67"), D("216.67"), 217)


def test_un_obiettivo_a_conteggio_porta_i_suoi_punti() -> None:
    p = calcola_incarico(
        [ObiettivoValutato("1", "generale", D(40), None, 2), ObiettivoValutato("2", "individuale", D(30), D(100))], BUONI, "po", reg
    )
    assert p.p_a == D("170.00")


@pytest.mark.parametrize(
    ("p_finale", "fascia"),
    [
        ("0.00", 1),
        ("75.00", 1),
        ("75.49", 1),
        ("75.50", 2),
        ("76.00", 2),
        ("150.49", 2),
        ("150.50", 3),
        ("225.49", 3),
        ("225.50", 4),
        ("300.00", 4),
    ],
)
@pytest.mark.parametrize("ruolo", ["dirigente", "po", "segretario"])
def test_art_24_fascia_dal_punteggio_arrotondato_all_intero(p_finale: str, fascia: int, ruolo: str) -> None:
    assert fascia_di(D(p_finale), ruolo, reg).numero == fascia


@pytest.mark.parametrize(
    ("scelta", "attese"),
    [
        ("limite_superiore", {"75.00": 1, "75.01": 2, "150.83": 3, "225.33": 4, "300.00": 4}),
        ("limite_inferiore", {"75.99": 1, "76.00": 2, "150.83": 2, "225.99": 3, "226.00": 4}),
    ],
)
def test_art_24_le_altre_letture_delle_fasce(scelta: str, attese: dict[str, int], tmp_path: Path) -> None:
    altro = con_lettura(tmp_path, "A11", scelta)
    assert {p: fascia_di(D(p), "dirigente", altro).numero for p in attese} == attese


def test_art_20_l_altra_lettura_dei_buchi_arrotonda_prima(tmp_path: Path) -> None:
    altro = con_lettura(tmp_path, "A1", "intero")
    p = calcola_incarico(obiettivi(("40", "95.5"), ("15", "70.49"), ("15", "50")), BUONI, "dirigente", altro)
    assert [r.punteggio for r in p.obiettivi] == [3, 1, 0]
    assert spiega(p, altro)[0].testo == f"O0: il 95,50{N}% si arrotonda a 96, quindi 3{N}punti."


def con_lettura(tmp_path: Path, codice: str, scelta: str) -> Regolamento:
    """The regulation with another choice for one reading."""
    cartella = tmp_path / "altro"
    cartella.mkdir()
    for file in (Path(__file__).parents[2] / "smvp/regolamento/domodossola-2020").glob("*.toml"):
        testo = file.read_text(encoding="utf-8")
        if file.name == "letture.toml":
            prima, dopo = testo.split(f'codice = "{codice}"')
            testo = f'{prima}codice = "{codice}"' + dopo.replace("scelta = ", f'scelta = "{scelta}" #', 1)
        (cartella / file.name).write_text(testo, encoding="utf-8")
    return carica_da(cartella)


@pytest.mark.parametrize("p_finale", ["-0.01", "300.01"])
def test_art_24_fuori_dalle_fasce_e_rifiutato(p_finale: str) -> None:
    with pytest.raises(DatiNonValidi):
        fascia_di(D(p_finale), "dirigente", reg)


def test_con_pesi_multipli_di_5_e_pochi_fattori_nessun_punteggio_cade_fra_due_fasce() -> None:
    """Reading A11: with 40/15/15 and three factors in each group the choice of rounding changes nothing."""
    somme = {Fraction(10 * sum(v), 3) for v in combinations_with_replacement(range(4), 3)}
    a = {40 * g + 15 * x + 15 * y for g, x, y in product(range(4), repeat=3)}
    for punti in {x + b for x in a for b in (p + q + r for p, q, r in combinations_with_replacement(sorted(somme), 3))}:
        assert not any(limite < punti < limite + 1 for limite in (75, 150, 225))


def test_cio_che_manca_non_e_mai_zero() -> None:
    p = calcola_incarico(obiettivi(("40", None), ("15", "100"), ("15", "0")), comportamenti([3, None, 3], [2, 3, 2], []), "dirigente", reg)
    assert (p.p_a, p.p_b, p.p_finale, p.intero, p.fascia, p.completo) == (None, None, None, None, None, False)
    assert (p.parziale_a, p.parziale_b, p.parziale) == (D("45.00"), D("23.33"), D("68.33"))
    assert p.obiettivi[0].punteggio is None
    assert p.fattori["manageriali"].media is None
    assert p.mancanti == ("O0: manca il raggiungimento", "B.1: 1 fattore non valutato", "B.3: nessun fattore")


def test_art_16_senza_obiettivi_la_parte_a_non_e_valutata_salvo_che_non_siano_stati_assegnati() -> None:
    assert calcola_incarico([], BUONI, "dirigente", reg).mancanti == ("nessun obiettivo assegnato",)
    p = calcola_incarico([], BUONI, "dirigente", reg, assegnati=False)
    assert (p.p_a, p.p_finale, p.completo) == (D("0.00"), D("76.67"), True)


@pytest.mark.parametrize("voto", [4, -1, True, 2.0, "2"])
def test_art_20_solo_voti_interi_della_scala(voto: object) -> None:
    with pytest.raises(DatiNonValidi, match="da 0 a 3"):
        calcola_incarico(obiettivi(*TRE), comportamenti([voto], [1], [1]), "dirigente", reg)  # type: ignore[list-item]


def test_gruppi_e_ruoli_sconosciuti_sono_rifiutati() -> None:
    with pytest.raises(DatiNonValidi, match="boh"):
        calcola_incarico(obiettivi(*TRE), {"boh": [1]}, "dirigente", reg)
    with pytest.raises(DatiNonValidi, match="ruolo"):
        calcola_incarico(obiettivi(*TRE), BUONI, "sindaco", reg)


def casuale(dati: st.DataObject) -> PunteggioIncarico:
    raggiunti = dati.draw(st.tuples(*[st.decimals(0, 110, places=2)] * 3))
    voti = dati.draw(st.tuples(*[st.lists(VOTI, min_size=1, max_size=6)] * 3))
    return calcola_incarico(obiettivi(*zip(("40", "15", "15"), map(str, raggiunti), strict=True)), comportamenti(*voti), "po", reg)


@given(st.data())
def test_l_ordine_non_conta_e_il_finale_e_la_somma_esatta(dati: st.DataObject) -> None:
    p = casuale(dati)
    rovescio = calcola_incarico(
        [ObiettivoValutato(r.codice, r.tipo, r.peso, r.raggiungimento) for r in reversed(p.obiettivi)],
        {codice: r.voti[::-1] for codice, r in reversed(p.fattori.items())},
        "po",
        reg,
    )
    assert (p.p_a, p.p_b, p.p_finale, p.fascia) == (rovescio.p_a, rovescio.p_b, rovescio.p_finale, rovescio.fascia)
    esatto = sum(Fraction(r.peso) * (r.punteggio or 0) for r in p.obiettivi) + sum(r.esatti for r in p.fattori.values())
    assert p.p_finale is not None
    assert abs(Fraction(p.p_finale) - esatto) <= Fraction(1, 200)


@given(st.data())
def test_un_voto_piu_alto_non_abbassa_mai_il_punteggio_ne_la_fascia(dati: st.DataObject) -> None:
    p = casuale(dati)
    meglio = {codice: tuple(min(3, (v or 0) + 1) for v in r.voti) for codice, r in p.fattori.items()}
    q = calcola_incarico([ObiettivoValutato(r.codice, r.tipo, r.peso, r.raggiungimento) for r in p.obiettivi], meglio, "po", reg)
    assert p.p_finale is not None
    assert q.p_finale is not None
    assert p.fascia is not None
    assert q.fascia is not None
    assert q.p_finale >= p.p_finale
    assert q.fascia.numero >= p.fascia.numero


# --- explanation ---


def test_perche_questo_punteggio() -> None:
    p = calcola_incarico(obiettivi(("40", "92"), ("15", "100"), ("15", "70.5")), BUONI, "dirigente", reg)
    passi = spiega(p, reg)
    assert [(passo.testo, passo.formula) for passo in passi] == [
        (f"O0: il 92,00{N}% sta tra 71 e 95, quindi 2{N}punti.", "40 × 2 = 80,00"),
        (f"O1: il 100,00{N}% è almeno 96, quindi 3{N}punti.", "15 × 3 = 45,00"),
        (f"O2: il 70,50{N}% non arriva a 71, quindi 1{N}punto.", "15 × 1 = 15,00"),
        ("Componente A: si sommano i punteggi pesati.", "80 + 45 + 15 = 140,00"),
        ("Componente B: media dei fattori per il peso di ciascun macrofattore.", "10 × (8/3 + 7/3 + 8/3) = 76,67"),
        ("Punteggio finale, arrotondato al centesimo.", "140 + 76,666… = 216,67"),
        ("Per la fascia conta l’intero più vicino, 217: sta tra 151 e 225.", f"Fascia 3, quindi 85{N}%"),
    ]
    assert [passo.silente for passo in passi] == [False, False, True, False, False, False, False]
    assert passi[0].articoli == ("20", "B")
    assert passi[-1].articoli == ("24",)


@pytest.mark.parametrize(
    ("raggiungimento", "detto"),
    [
        ("0", "non arriva a 51"),
        ("50.5", "non arriva a 51"),
        ("51", "sta tra 51 e 70"),
        ("95", "non arriva a 96"),
        ("120", "supera 100"),
        ("84", f"l’84,00{N}% sta tra"),
        ("0", f"lo 0,00{N}% non arriva"),
    ],
)
def test_ogni_zona_del_grading_ha_le_sue_parole(raggiungimento: str, detto: str) -> None:
    p = calcola_incarico(obiettivi(("40", raggiungimento)), BUONI, "dirigente", reg)
    assert detto in spiega(p, reg)[0].testo


def test_una_scheda_incompleta_spiega_cio_che_manca() -> None:
    passi = spiega(calcola_incarico(obiettivi(("40", None)), comportamenti([1], [1], [None]), "dirigente", reg), reg)
    assert passi[0].testo == "O0: non valutato, manca il raggiungimento."
    assert passi[-1].testo == "Il punteggio finale non c’è ancora: O0: manca il raggiungimento; B.3: 1 fattore non valutato."


# --- art. 16: days and the three months ---


@pytest.mark.parametrize(
    ("periodi", "giorni", "motivo"),
    [
        ([("2025-10-01", "2025-12-31")], 92, None),
        ([("2025-10-02", "2025-12-31")], 91, "servizio_insufficiente"),
        ([("2025-01-31", "2025-04-29")], 89, None),  # months, not days
        ([("2024-11-15", "2025-02-13")], 44, "servizio_insufficiente"),  # clipped first
        ([("2025-10-03", "2025-10-31"), ("2025-11-01", None)], 90, "servizio_insufficiente"),  # adjoining: one run
        ([("2025-01-01", "2025-02-14"), ("2025-11-01", "2025-12-15")], 90, None),  # several runs, 90 days
        ([("2025-01-01", "2025-02-14"), ("2025-11-01", "2025-12-14")], 89, "servizio_insufficiente"),
        ([("2024-01-01", "2024-12-31"), ("2025-10-03", None)], 90, "servizio_insufficiente"),  # outside the exercise: ignored
        ([], 0, "servizio_insufficiente"),
        ([("2020-01-01", None)], 365, None),
    ],
)
def test_art_16_almeno_tre_mesi(periodi: list[tuple[str, str | None]], giorni: int, motivo: str | None) -> None:
    servizio = giorni_e_valutabilita([Periodo(G(dal), al and G(al)) for dal, al in periodi], 2025, reg, ruolo="dirigente")  # type: ignore[arg-type]
    assert (servizio.giorni, servizio.giorni_anno, servizio.valutabile, servizio.motivo) == (giorni, 365, motivo is None, motivo)


@pytest.mark.parametrize(
    ("ruolo", "ad_interim", "limiti_eta", "assegnati", "motivo"),
    [
        ("dirigente", False, False, True, "servizio_insufficiente"),
        ("dirigente", False, True, True, None),
        ("po", False, True, False, "obiettivi_non_assegnati"),
        ("po", False, False, False, "obiettivi_non_assegnati"),
        ("segretario", False, True, False, "segretario_generale"),
        ("segretario", False, True, True, "segretario_generale"),
        ("segretario", True, True, True, None),
        ("segretario", True, False, True, "servizio_insufficiente"),
        ("segretario", True, True, False, "obiettivi_non_assegnati"),
    ],
)
def test_artt_16_e_24_perche_un_incarico_non_e_valutabile(
    ruolo: str, ad_interim: bool, limiti_eta: bool, assegnati: bool, motivo: str | None
) -> None:
    breve = [Periodo(G("2025-01-01"), G("2025-02-10"))]
    servizio = giorni_e_valutabilita(breve, 2025, reg, ruolo=ruolo, ad_interim=ad_interim, limiti_eta=limiti_eta, assegnati=assegnati)
    assert (servizio.motivo, servizio.valutabile) == (motivo, motivo is None)


# --- All. D ---

GRUPPI = ("realizzativa", "servizio", "miglioramento", "costruttivita")


def scheda_d(*voti: Sequence[int | None]) -> dict[str, Sequence[int | None]]:
    return dict(zip(GRUPPI, voti, strict=True))


def test_allegato_d_massimo() -> None:
    p = calcola_personale(D(100), D(100), scheda_d([3], [3], [3], [3]), reg)
    assert (p.a, p.b1, p.b2, p.totale, p.intero) == (60, 60, 180, 300, 300)
    assert list(p.gruppi.values()) == [63, 63, 18, 36]


def test_allegato_d_esonerato_dagli_obiettivi_specifici() -> None:
    p = calcola_personale(D(90), None, scheda_d([1, 1], [1, 3, 2], [2], [3]), reg, esonero=True)
    assert (p.a, p.b1, p.b2, p.totale, p.completo) == (D("54.00"), None, D("111.00"), D("206.25"), True)


def test_allegato_d_cio_che_manca_non_e_zero() -> None:
    p = calcola_personale(None, None, scheda_d([1, None], [1], [], [2]), reg)
    assert (p.a, p.b1, p.b2, p.totale, p.completo) == (None, None, None, None, False)
    assert p.parziale == D("45.00")
    assert len(p.mancanti) == 4


@pytest.mark.parametrize(("struttura", "specifici"), [("100.01", "0"), ("-0.01", "0"), ("0", "100.01"), ("0", "-1")])
def test_allegato_d_percentuali_fra_0_e_100(struttura: str, specifici: str) -> None:
    with pytest.raises(DatiNonValidi, match="fra 0 e 100"):
        calcola_personale(D(struttura), D(specifici), scheda_d([1], [1], [1], [1]), reg)


def test_allegato_d_chi_e_esonerato_non_ha_percentuale() -> None:
    with pytest.raises(DatiNonValidi, match="esonerato"):
        calcola_personale(D(1), D(1), scheda_d([1], [1], [1], [1]), reg, esonero=True)


@given(
    st.decimals(0, 100, places=2), st.decimals(0, 100, places=2), st.lists(st.lists(VOTI, min_size=1, max_size=5), min_size=4, max_size=4)
)
def test_allegato_d_il_totale_e_la_somma_esatta_arrotondata(a: Decimal, b: Decimal, voti: list[list[int]]) -> None:
    p = calcola_personale(a, b, scheda_d(*voti), reg)
    esatto = Fraction(a) * 60 / 100 + Fraction(b) * 60 / 100
    esatto += sum(m * Fraction(sum(v), 3 * len(v)) for m, v in zip((63, 63, 18, 36), voti, strict=True))
    assert p.totale is not None
    assert abs(Fraction(p.totale) - esatto) <= Fraction(1, 200)
    assert p == calcola_personale(a, b, scheda_d(*(v[::-1] for v in voti)), reg)
