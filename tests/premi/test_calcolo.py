"""Artt. 22, 24, 25, 27: the arithmetic of rewards at, on and beyond each threshold."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from premi.calcolo import (
    Candidatura,
    Graduatoria,
    InGraduatoria,
    Presenza,
    candidati_al_bonus,
    conto_direzioni,
    conto_monte,
    forma_graduatoria,
    importo_risultato,
    premio_di_efficienza,
    premio_di_produttivita,
    punti_risultati,
    riparti_fondo,
)
from premi.calcolo.spiegazione import spiega_posizione
from smvp.nucleo.errori import DatiNonValidi
from smvp.regolamento.lettore import carica

D, F = Decimal, Fraction
reg = carica("domodossola-2020")
EURO = st.integers(0, 10**9).map(lambda centesimi: D(f"{centesimi}E-2"))


# --- art. 24: result pay ---


@pytest.mark.parametrize(
    ("retribuzione", "percentuale", "giorni", "opzioni", "importo"),
    [
        ("10000", 85, 365, {}, "8500.00"),
        ("10000", 50, 92, {}, "1260.27"),
        ("10000", 85, 139, {"ad_interim": True}, "1618.49"),
        ("10000", 100, 41, {"tempi_pagamento": "non_rispettati"}, "786.30"),
        ("10000", 100, 365, {"tempi_pagamento": "rispettati"}, "10000.00"),
        ("10000", 100, 365, {"ad_interim": True, "tempi_pagamento": "non_rispettati"}, "3500.00"),
        ("10000", 0, 365, {}, "0.00"),
        ("10000", 100, 0, {}, "0.00"),
        ("10000", 100, 365, {"valutabile": False}, "0.00"),
        ("0.01", 50, 365, {}, "0.01"),  # half a cent goes up
    ],
)
def test_art_24_importo(retribuzione: str, percentuale: int, giorni: int, opzioni: dict[str, object], importo: str) -> None:
    assert str(importo_risultato(D(retribuzione), percentuale, giorni, 365, reg, **opzioni)) == importo  # type: ignore[arg-type]


def test_art_16_anno_bisestile() -> None:
    assert importo_risultato(D(3660), 100, 1, 366, reg) == 10


@given(EURO, st.sampled_from([0, 50, 85, 100]), st.integers(0, 365))
def test_art_24_un_giorno_o_una_fascia_in_piu_non_tolgono_mai_un_centesimo(base: Decimal, percentuale: int, giorni: int) -> None:
    importo = importo_risultato(base, percentuale, giorni, 365, reg)
    assert importo <= importo_risultato(base, percentuale, min(giorni + 1, 365), 365, reg)
    assert importo <= importo_risultato(base, 100, giorni, 365, reg) <= base
    assert importo_risultato(base, percentuale, giorni, 365, reg, ad_interim=True) <= importo


def test_art_23_le_economie_sotto_zero_dicono_che_il_monte_non_basta() -> None:
    monte = conto_monte(D("100"), [D("60.00"), D("52.00")])
    assert (str(monte.stanziato), str(monte.distribuito), str(monte.economie)) == ("100.00", "112.00", "-12.00")
    assert str(conto_monte(D(0), []).economie) == "0.00"


# --- art. 22: the fund ---

presenze = st.lists(
    st.builds(
        Presenza,
        matricola=st.integers(0, 40).map(str),
        direzione=st.sampled_from(["D1", "D2", "D10"]),
        parametro=st.sampled_from([D("1.00"), D("1.06"), D("1.19"), D("1.40")]),
        tempo=st.sampled_from([D(1), D("0.5"), D("0.8333")]),
        giorni=st.integers(1, 365),
    ),
    min_size=1,
    max_size=40,
    unique_by=lambda p: (p.matricola, p.direzione),
)


@given(EURO, presenze)
def test_art_22_le_parti_sommano_al_fondo_e_l_ordine_non_conta(fondo: Decimal, insieme: list[Presenza]) -> None:
    riparto = riparti_fondo(fondo, insieme, 365)
    assert sum(riparto.direzioni.values()) == fondo
    for direzione, quote in riparto.quote.items():
        assert sum(quote.values()) == riparto.direzioni[direzione]
    assert riparto == riparti_fondo(fondo, insieme[::-1], 365)
    assert list(riparto.direzioni) == sorted(riparto.direzioni)


@given(EURO, presenze)
def test_art_22_chi_pesa_di_piu_non_ha_mai_meno_quota(fondo: Decimal, insieme: list[Presenza]) -> None:
    quote = riparti_fondo(fondo, insieme, 365).quote
    for p in insieme:
        for altra in insieme:
            if p.direzione == altra.direzione and p.parametro * p.tempo * p.giorni > altra.parametro * altra.tempo * altra.giorni:
                assert quote[p.direzione][p.matricola] >= quote[p.direzione][altra.matricola] - D("0.01")


def test_art_22_a_parita_il_centesimo_va_alla_matricola_minore_come_testo() -> None:
    uguali = [Presenza(m, "D1", D(1), D(1), 365) for m in ("2", "10", "1")]
    assert riparti_fondo(D("0.02"), uguali, 365).quote["D1"] == {"2": D("0.00"), "10": D("0.01"), "1": D("0.01")}


def test_art_22_chi_non_ha_giorni_non_conta_e_la_sua_direzione_nemmeno() -> None:
    riparto = riparti_fondo(D("10"), [Presenza("1", "D1", D(1), D(1), 0), Presenza("2", "D2", D(1), D(1), 1)], 365)
    assert dict(riparto.direzioni) == {"D2": D("10.00")}


def test_art_22_un_fondo_senza_nessuno_e_rifiutato() -> None:
    with pytest.raises(DatiNonValidi):
        riparti_fondo(D("1"), [], 365)
    with pytest.raises(DatiNonValidi, match="due volte"):
        riparti_fondo(D("1"), [Presenza("1", "D1", D(1), D(1), 1)] * 2, 365)


@pytest.mark.parametrize(
    ("totale", "premio"),
    [("0.00", "0.00"), ("179.99", "0.00"), ("180.00", "600.00"), ("180.01", "600.03"), ("300.00", "1000.00")],
)
def test_art_22_il_premio_comincia_a_180_compreso(totale: str, premio: str) -> None:
    assert str(premio_di_produttivita(D("1000.00"), D(totale), reg)) == premio


@given(EURO, st.decimals(0, 300, places=2), st.decimals(0, 300, places=2))
def test_art_22_piu_punti_non_pagano_mai_meno(quota: Decimal, a: Decimal, b: Decimal) -> None:
    assert premio_di_produttivita(quota, min(a, b), reg) <= premio_di_produttivita(quota, max(a, b), reg) <= quota


def test_art_22_il_residuo_resta_alla_direzione() -> None:
    riparto = riparti_fondo(D("100"), [Presenza("1", "D2", D(1), D(1), 1), Presenza("1", "D1", D(1), D(1), 1)], 365)
    conti = conto_direzioni(riparto, [("D1", D("30.00")), ("D1", D("0.01"))])
    assert [(c.direzione, str(c.fondo), str(c.distribuito), str(c.residuo)) for c in conti] == [
        ("D1", "50.00", "30.01", "19.99"),
        ("D2", "50.00", "0.00", "50.00"),
    ]


# --- art. 25: excellences ---


def in_graduatoria(matricola: str, p_finale: str, *, ruolo: str = "po", **altro: bool) -> InGraduatoria:
    fascia = reg.fasce[ruolo][3 if D(p_finale) >= D("225.5") else 2]
    opzioni = {"ad_interim": False, "valutabile": True, **altro}
    return InGraduatoria(matricola, ruolo, p_finale=D(p_finale), fascia=fascia, **opzioni)


def test_art_25_chi_sta_nella_fascia_piu_alta() -> None:
    trovati = candidati_al_bonus(
        [
            in_graduatoria("1", "225.49"),
            in_graduatoria("2", "225.50"),
            in_graduatoria("3", "300.00", ad_interim=True),
            in_graduatoria("4", "300.00", valutabile=False),
            in_graduatoria("5", "240.00"),
            in_graduatoria("5", "250.00"),
            in_graduatoria("5", "230.00"),
            in_graduatoria("5", "230.00", ruolo="dirigente"),
            in_graduatoria("6", "300.00", ruolo="segretario"),
        ],
        [("9", D("240.49")), ("8", D("240.50")), ("7", D("241.00")), ("10", D("241.00"))],
        reg,
    )
    assert [(c.graduatoria, c.matricola, str(c.punteggio)) for c in trovati.candidati] == [
        ("dipendenti", "10", "241.00"),
        ("dipendenti", "7", "241.00"),
        ("dipendenti", "8", "240.50"),
        ("dirigenti", "5", "230.00"),
        ("po", "5", "250.00"),
        ("po", "2", "225.50"),
    ]


@pytest.mark.parametrize(("persone", "posti"), [(0, 0), (19, 0), (20, 1), (39, 1), (40, 2)])
def test_art_25_cinque_per_cento_delle_persone_per_difetto(persone: int, posti: int) -> None:
    dipendenti = [(str(n), D(300)) for n in range(persone)]
    assert candidati_al_bonus([], dipendenti, reg).posti_massimi == posti


def test_art_25_una_persona_in_due_graduatorie_conta_una_volta() -> None:
    incarichi = [in_graduatoria(str(n), "300.00") for n in range(19)] + [in_graduatoria("0", "300.00", ruolo="dirigente")]
    trovati = candidati_al_bonus(incarichi, [], reg)
    assert (len(trovati.candidati), trovati.posti_massimi) == (20, 0)


# --- art. 27: efficiency ---


@pytest.mark.parametrize(
    ("risparmi", "attesi"),
    [
        ("12345.67", ("12345.67", "3703.70", "2469.13", "1234.57")),
        ("0", ("0.00", "0.00", "0.00", "0.00")),
        ("0.05", ("0.05", "0.02", "0.01", "0.01")),  # 1.5 cents go up, then two thirds of the printed share go down
        ("100", ("100.00", "30.00", "20.00", "10.00")),
    ],
)
def test_art_27_trenta_per_cento_e_due_terzi(risparmi: str, attesi: tuple[str, ...]) -> None:
    e = premio_di_efficienza(D(risparmi), reg)
    assert tuple(map(str, (e.risparmi, e.quota, e.massimo_al_personale, e.al_fondo))) == attesi


@given(EURO)
def test_art_27_le_parti_sommano_alla_quota_e_il_personale_non_ha_piu_di_due_terzi(risparmi: Decimal) -> None:
    e = premio_di_efficienza(risparmi, reg)
    assert e.massimo_al_personale + e.al_fondo == e.quota
    assert F(e.massimo_al_personale) <= F(e.quota) * 2 / 3


# --- art. 22: progressions ---


def candidatura(
    matricola: str, punteggi: tuple[str, ...] = ("200", "200", "200"), dal: str = "2020-01-01", maturazione: int = 10
) -> Candidatura:
    return Candidatura(matricola, tuple(map(D, punteggi)), date.fromisoformat(dal), maturazione)


def graduatoria(*candidature: Candidatura, posti: int = 1) -> Graduatoria:
    return forma_graduatoria(candidature, posti, date(2026, 1, 1), reg)


@pytest.mark.parametrize(
    ("media", "punti"),
    [
        ("179.49", 0),
        ("180", 10),
        ("200.49", 10),
        ("200.5", 30),
        ("201", 30),
        ("220.49", 30),
        ("220.5", 40),
        ("240.49", 40),
        ("240.5", 60),
        ("241", 60),
        ("300", 60),
    ],
)
def test_art_22_punti_della_media_arrotondata(media: str, punti: int) -> None:
    assert punti_risultati(D(media), reg) == punti


def test_art_22_la_media_e_esatta() -> None:
    assert punti_risultati(F(601, 3), reg) == 10  # 200.333…
    assert punti_risultati(F(722, 3), reg) == 60  # 240.666…


@pytest.mark.parametrize(
    ("punteggi", "dal", "motivo"),
    [
        (("180.00", "300", "300"), "2020-01-01", "soglia_di_merito"),
        (("180.01", "180.01", "180.01"), "2020-01-01", None),
        (("300", "300"), "2020-01-01", "soglia_di_merito"),  # a year without evaluation
        ((), "2020-01-01", "soglia_di_merito"),
        (("300", "300", "300"), "2024-01-01", None),  # two years on the day
        (("300", "300", "300"), "2024-01-02", "soglia_temporale"),
        (("300", "300", "300"), "2027-01-01", "soglia_temporale"),
        (("180", "300", "300"), "2024-01-02", "soglia_di_merito"),  # merit first
    ],
)
def test_art_22_chi_accede(punteggi: tuple[str, ...], dal: str, motivo: str | None) -> None:
    trovata = graduatoria(candidatura("1", punteggi, dal))
    assert [e.motivo for e in trovata.esclusi] == ([motivo] if motivo else [])
    assert len(trovata.righe) == (0 if motivo else 1)


@pytest.mark.parametrize(
    ("posti", "esiti"),
    [
        (0, ["non_ammesso", "non_ammesso", "non_ammesso", "non_ammesso"]),
        (1, ["ammesso", "non_ammesso", "non_ammesso", "non_ammesso"]),
        (2, ["ammesso", "parita", "parita", "non_ammesso"]),
        (3, ["ammesso", "ammesso", "ammesso", "non_ammesso"]),
        (9, ["ammesso", "ammesso", "ammesso", "ammesso"]),
    ],
)
def test_art_22_una_parita_sull_ultimo_posto_non_la_scioglie_la_macchina(posti: int, esiti: list[str]) -> None:
    trovata = graduatoria(
        candidatura("d", ("190", "190", "190")),
        candidatura("c"),
        candidatura("b", ("199", "200", "201")),
        candidatura("a", ("250", "250", "250")),
        posti=posti,
    )
    assert [r.matricola for r in trovata.righe] == ["a", "b", "c", "d"]
    assert [r.esito for r in trovata.righe] == esiti


def test_art_22_a_pari_totale_prevale_la_media_esatta() -> None:
    trovata = graduatoria(candidatura("a", ("200.00", "200.00", "200.00")), candidatura("b", ("200.00", "200.00", "200.01")))
    assert [(r.matricola, str(r.media), r.esito) for r in trovata.righe] == [("b", "200.00", "ammesso"), ("a", "200.00", "non_ammesso")]


@pytest.mark.parametrize(
    ("scelta", "dal_b", "attesi"),
    [
        ("decisione_motivata", "2015-01-01", [("a", 1, "parita"), ("b", 1, "parita"), ("c", 3, "non_ammesso")]),
        ("anzianita", "2015-01-01", [("b", 1, "ammesso"), ("a", 2, "non_ammesso"), ("c", 3, "non_ammesso")]),
        ("anzianita", "2020-01-01", [("a", 1, "parita"), ("b", 1, "parita"), ("c", 3, "non_ammesso")]),
    ],
)
def test_lettura_a35_la_seconda_parita_e_una_scelta_del_regolamento(scelta: str, dal_b: str, attesi: list[tuple[str, int, str]]) -> None:
    """Seniority in the step only if the municipality says so; who is level even then is never chosen by the machine (A67)."""
    regole = replace(reg, letture={**reg.letture, "A35": replace(reg.letture["A35"], scelta=scelta)})
    tutte = (candidatura("a"), candidatura("b", dal=dal_b), candidatura("c", ("190", "190", "190"), dal="1999-01-01"))
    trovata = forma_graduatoria(tutte, 1, date(2026, 1, 1), regole)
    assert [(r.matricola, r.posto, r.esito) for r in trovata.righe] == attesi
    citate = [{x.codice for p in spiega_posizione(r, tutte[0], regole) for x in p.letture} & {"A35", "A67"} for r in trovata.righe]
    pari = {"A35", "A67"} if attesi[0][2] == "parita" else {"A35"}
    assert citate == [pari, pari, {"A35"} if scelta == "anzianita" else set()]


def test_art_22_gli_esclusi_stanno_per_matricola() -> None:
    trovata = graduatoria(candidatura("b", ()), candidatura("a", dal="2025-01-01"), candidatura("10", ()))
    assert [e.matricola for e in trovata.esclusi] == ["10", "a", "b"]


def test_art_22_maturazione_solo_dalla_tabella() -> None:
    with pytest.raises(DatiNonValidi, match="maturazione"):
        graduatoria(candidatura("a", maturazione=20))


candidature = st.lists(
    st.builds(
        Candidatura,
        matricola=st.integers(0, 99).map(str),
        punteggi=st.tuples(*[st.sampled_from([D("180"), D("181"), D("200"), D("201"), D("240.5"), D("300")])] * 3),
        posizione_dal=st.dates(date(2023, 6, 1), date(2024, 6, 1)),
        maturazione=st.sampled_from([0, 10, 30, 40]),
    ),
    max_size=12,
    unique_by=lambda c: c.matricola,
)


@given(candidature, st.integers(0, 12))
def test_art_22_mai_piu_ammessi_dei_posti_e_l_ordine_non_conta(insieme: list[Candidatura], posti: int) -> None:
    trovata = graduatoria(*insieme, posti=posti)
    assert trovata == graduatoria(*insieme[::-1], posti=posti)
    ammessi = [r for r in trovata.righe if r.esito == "ammesso"]
    pari = [r for r in trovata.righe if r.esito == "parita"]
    assert len(ammessi) <= posti
    assert len(ammessi) == min(posti, len(trovata.righe)) or len(ammessi) < posti < len(ammessi) + len(pari)
    assert len(trovata.righe) + len(trovata.esclusi) == len(insieme)
