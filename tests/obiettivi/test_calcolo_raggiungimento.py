"""Artt. 8, 18, 20, All. A: what the actual values of the indicators propose."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from obiettivi.calcolo import IndicatoreMisurato, esito_di, proponi, punteggio, punteggio_a_conteggio
from smvp.nucleo.errori import DatiNonValidi
from smvp.regolamento.lettore import carica
from smvp.regolamento.modello import Soglia

D = Decimal
N = "\N{NO-BREAK SPACE}"
reg = carica("domodossola-2020")
FINE_ANNO, PRIMA, DOPO = date(2026, 12, 31), date(2026, 11, 30), date(2027, 1, 1)


def numero(verso: str, valore: str | None, atteso: str | None, base: str | None = None, lettera: str = "A") -> IndicatoreMisurato:
    v, a, b = (None if x is None else D(x) for x in (valore, atteso, base))
    return IndicatoreMisurato(lettera, "numero", verso, base=b, atteso=a, valore=v)


def giorno(raggiunto: date | None, *, fatto: bool | None = None, atteso: date | None = FINE_ANNO) -> IndicatoreMisurato:
    return IndicatoreMisurato("A", "data", atteso_entro=atteso, valore_data=raggiunto, fatto=fatto)


def fatto(si: bool | None, lettera: str = "A") -> IndicatoreMisurato:
    return IndicatoreMisurato(lettera, "si_no", fatto=si)


@pytest.mark.parametrize(
    ("verso", "base", "atteso", "valore", "percentuale", "soddisfatto"),
    [
        # higher is better: how much of what was expected
        ("alto", None, "95", "95", "100", True),
        ("alto", None, "95", "76", "80", False),
        ("alto", None, "12", "18", "150", True),  # more than 100 is shown (A2)
        ("alto", None, "12", "0", "0", False),
        ("alto", "86.4", "95", "76", "80", False),  # art. 8 measures against what was expected, not against the start
        # lower is better: the other way round
        ("basso", None, "9", "9", "100", True),
        ("basso", None, "9", "12", "75", False),
        ("basso", "14.2", "9", "6", "150", True),
        ("basso", None, "9", "0", "100", True),
        ("basso", None, "0", "0", "100", True),
        # below zero a ratio has no sense: how far from the start to the target
        ("basso", "-2", "-5", "-5", "100", True),
        ("basso", "-2", "-5", "-4.4", "80", False),
        ("basso", "-2", "-5", "-8", "200", True),
        ("basso", "-2", "-5", "1", "0", False),  # worse than at the start: not below 0
        ("basso", "4", "-1", "0", "80", False),
        ("basso", "40", "0", "10", "75", False),
        ("alto", "-100", "0", "-25", "75", False),
        ("alto", "-10", "10", "5", "75", False),
        ("alto", "2", "5", "-1", "0", False),
        # no start, or a start that is no worse than the target: only what is reached can be told
        ("basso", None, "-5", "-6", "100", True),
        ("basso", None, "-5", "-4", None, False),
        ("basso", "-5", "-5", "-4", None, False),
        ("basso", "-7", "-5", "-4", None, False),
        ("basso", None, "0", "3", None, False),
        ("alto", None, "5", "-1", None, False),
        ("alto", "3", "0", "1", "100", True),
        # something is missing
        ("alto", "3", "5", None, None, None),
        ("alto", "3", None, "5", None, None),
    ],
)
def test_art_8_il_risultato_di_un_indicatore_con_un_numero(
    verso: str, base: str | None, atteso: str | None, valore: str | None, percentuale: str | None, soddisfatto: bool | None
) -> None:
    esito = esito_di(numero(verso, valore, atteso, base))
    assert (esito.percentuale, esito.soddisfatto) == (None if percentuale is None else Fraction(percentuale), soddisfatto)


@pytest.mark.parametrize(
    ("indicatore", "percentuale", "soddisfatto", "dice"),
    [
        (giorno(PRIMA), 100, True, "entro il 31/12/2026"),
        (giorno(FINE_ANNO), 100, True, "entro il 31/12/2026"),
        (giorno(DOPO), 0, False, "dopo il 31/12/2026"),
        (giorno(None, fatto=False), 0, False, "non raggiunto"),
        (giorno(None), None, None, "manca la data raggiunta"),
        (giorno(None, fatto=True), None, None, "manca la data raggiunta"),
        (giorno(PRIMA, atteso=None), None, None, "manca la data attesa"),
        (fatto(True), 100, True, "fatto"),
        (fatto(False), 0, False, "non fatto"),
        (fatto(None), None, None, "manca il dato"),
    ],
)
def test_art_8_il_risultato_di_una_data_e_di_un_fatto(
    indicatore: IndicatoreMisurato, percentuale: int | None, soddisfatto: bool | None, dice: str
) -> None:
    esito = esito_di(indicatore)
    assert (esito.percentuale, esito.soddisfatto) == (percentuale, soddisfatto)
    assert dice in esito.spiegazione


@pytest.mark.parametrize(
    ("indicatore", "frase"),
    [
        (
            replace(numero("alto", "76", "95"), unita="fatture"),
            f"Indicatore A: raggiunto 76{N}fatture, atteso 95{N}fatture, più alto è meglio; 100 × 76 ÷ 95: 80{N}%.",
        ),
        (numero("basso", "12.5", "9"), f"Indicatore A: raggiunto 12,5, atteso 9, più basso è meglio; 100 × 9 ÷ 12,5: 72{N}%."),
        (
            numero("basso", "-4.4", "-5", "-2"),
            f"Indicatore A: raggiunto -4,4, atteso -5, più basso è meglio; dal valore di partenza -2, 100 × (-2,4) ÷ (-3): 80{N}%.",
        ),
        (
            numero("basso", "-4", "-5"),
            "Indicatore A: raggiunto -4, atteso -5, più basso è meglio; "
            "non si può proporre una percentuale senza un valore di partenza: decide chi misura.",
        ),
        # 99,999 is not 100, and is not shown as 100
        (
            numero("alto", "99.999", "100"),
            f"Indicatore A: raggiunto 99,999, atteso 100, più alto è meglio; 100 × 99,999 ÷ 100: 99,99…{N}%.",
        ),
    ],
)
def test_la_regola_usata_e_detta_in_parole(indicatore: IndicatoreMisurato, frase: str) -> None:
    assert esito_di(indicatore).spiegazione == frase


@pytest.mark.parametrize(
    ("indicatori", "percentuale", "punti"),
    [
        ([numero("alto", "76", "95")], "80.00", 2),
        ([numero("alto", "18", "12")], "150.00", 3),  # one indicator: shown as it is
        ([numero("alto", "18", "12"), numero("basso", "12", "9")], "87.50", 2),  # (100 + 75) ÷ 2: no surplus makes up for a shortfall
        ([numero("alto", "2", "3"), fatto(True), giorno(DOPO)], "55.56", 1),  # (66,66… + 100 + 0) ÷ 3, half-up
        ([fatto(False), fatto(False)], "0.00", 0),
        ([numero("alto", "95.995", "100")], "96.00", 3),  # the printed figure is the one that counts
        ([numero("alto", "95.994", "100")], "95.99", 2),
        ([numero("basso", "0.0001", "90000")], "99999.99", 3),  # what a report can hold
    ],
)
def test_art_18_la_percentuale_proposta(indicatori: list[IndicatoreMisurato], percentuale: str, punti: int) -> None:
    proposta = proponi(indicatori, "percentuale", reg)
    assert (proposta.percentuale, proposta.punti, proposta.motivo) == (D(percentuale), punti, "")
    assert str(proposta.percentuale) == percentuale
    assert len(proposta.esiti) == len(indicatori)


def test_i_passi_si_possono_rifare_a_mano() -> None:
    proposta = proponi([numero("alto", "2", "3"), fatto(True, "B")], "percentuale", reg)
    assert proposta.passi == (
        f"Indicatore A: raggiunto 2, atteso 3, più alto è meglio; 100 × 2 ÷ 3: 66,66…{N}%.",
        f"Indicatore B: fatto: 100{N}%.",
        f"Media dei 2 indicatori, ciascuno per non più di 100: 83,33{N}%.",
        f"L’83,33{N}% vale 2{N}punti (art.{N}20).",
    )


def test_dove_il_regolamento_tace_la_proposta_lo_dice() -> None:
    assert "dove il regolamento tace" in proponi([numero("alto", "70.5", "100")], "percentuale", reg).passi[-1]
    assert f"supera il 100{N}%" in proponi([numero("alto", "18", "12")], "percentuale", reg).passi[-1]


@pytest.mark.parametrize(
    ("soddisfatti", "indicatori", "percentuale", "punti"),
    [(3, 3, "100", 3), (2, 3, "71", 2), (1, 3, "51", 1), (0, 3, "0", 0), (2, 2, "100", 3), (1, 2, "51", 1), (0, 2, "0", 0),
     (1, 1, "100", 3), (0, 1, "0", 0)],
)  # fmt: skip
def test_allegato_a_a_conteggio_i_punti_e_la_percentuale_che_li_vale(
    soddisfatti: int, indicatori: int, percentuale: str, punti: int
) -> None:
    proposta = proponi([fatto(n < soddisfatti) for n in range(indicatori)], "conteggio", reg)
    assert (proposta.percentuale, proposta.punti) == (D(percentuale), punti)
    assert f"Indicatori soddisfatti: {soddisfatti} su {indicatori}, quindi" in proposta.passi[indicatori]
    assert ("sono soddisfatti tutti" if soddisfatti == indicatori else "è la più bassa che vale") in proposta.passi[-1]


def test_allegato_a_a_conteggio_il_97_per_cento_non_e_soddisfatto() -> None:
    proposta = proponi([numero("alto", "97", "100"), fatto(True), fatto(True)], "conteggio", reg)
    assert (proposta.percentuale, proposta.punti) == (71, 2)


def test_allegato_a_a_conteggio_basta_sapere_se_e_raggiunto() -> None:
    senza_base = numero("basso", "-4", "-5")
    assert proponi([senza_base, fatto(True), fatto(True)], "conteggio", reg).punti == 2
    assert proponi([senza_base, fatto(True), fatto(True)], "percentuale", reg).percentuale is None


@pytest.mark.parametrize("gradazione", ["percentuale", "conteggio"])
def test_se_un_indicatore_non_dice_nulla_non_si_propone_nulla(gradazione: str) -> None:
    proposta = proponi([fatto(True), numero("alto", None, "5", lettera="B")], gradazione, reg)
    assert (proposta.percentuale, proposta.punti) == (None, None)
    assert proposta.motivo == "Indicatore B: manca il valore raggiunto."
    assert len(proposta.passi) == 2


@pytest.mark.parametrize("gradazione", ["percentuale", "conteggio"])
def test_senza_indicatori_decide_chi_misura(gradazione: str) -> None:
    assert proponi([], gradazione, reg).motivo == "Non ci sono indicatori: decide chi misura."


def test_lettura_a3_piu_indicatori_di_quanti_il_conteggio_conosce() -> None:
    with pytest.raises(DatiNonValidi, match="fino a 3 indicatori, e qui sono 4: scegli la gradazione in percentuale") as errore:
        proponi([fatto(True)] * 4, "conteggio", reg)
    assert (errore.value.campo, errore.value.articolo) == ("gradazione", "A")


def altro_regolamento(*soglie: tuple[str, int], a1: str = "nessuno") -> SimpleNamespace:
    """A regulation with other thresholds (lower bound, points) and another reading A1."""
    grading = [Soglia(D(da), D(100), punti, "", articolo="20", dal=PRIMA) for da, punti in soglie]
    return SimpleNamespace(grading=grading, conteggio=reg.conteggio, scelta=lambda _: a1, articolo_di=lambda _: "20")


@pytest.mark.parametrize(
    ("soglie", "a1", "percentuale"),
    [
        ((("96", 3), ("70.4", 2), ("50.5", 1), ("0", 0)), "nessuno", "70.4"),
        ((("96", 3), ("70.4", 2), ("50.5", 1), ("0", 0)), "intero", "71"),  # 70,4 would be rounded to 70, which is below 70,4
        ((("96", 3), ("70.5", 2), ("50.5", 1), ("0", 0)), "intero", "70.5"),
        ((("96", 3), ("51", 1), ("0", 0)), "nessuno", None),  # no percentage gives 2 points
    ],
)
def test_lettura_a1_la_percentuale_del_conteggio_vale_davvero_quei_punti(
    soglie: tuple[tuple[str, int], ...], a1: str, percentuale: str | None
) -> None:
    proposta = proponi([fatto(True), fatto(True), fatto(False)], "conteggio", altro_regolamento(*soglie, a1=a1))  # type: ignore[arg-type]
    assert proposta.percentuale == (None if percentuale is None else D(percentuale))
    assert bool(proposta.motivo) is (percentuale is None)


# --- properties ---------------------------------------------------------------------------------------------------------------------

numeri = st.decimals(-1000, 1000, places=2)
versi = st.sampled_from(["alto", "basso"])
forse = st.one_of(st.none(), numeri)


@given(versi, forse, numeri, numeri)
def test_soddisfatto_e_lo_stesso_che_almeno_100(verso: str, base: Decimal | None, atteso: Decimal, valore: Decimal) -> None:
    esito = esito_di(IndicatoreMisurato("A", "numero", verso, base=base, atteso=atteso, valore=valore))
    assert esito.soddisfatto is (valore >= atteso if verso == "alto" else valore <= atteso)
    if esito.percentuale is not None:
        assert esito.percentuale >= 0
        assert (esito.percentuale >= 100) is esito.soddisfatto


@given(versi, forse, numeri, numeri, numeri)
def test_un_risultato_migliore_non_vale_mai_meno(verso: str, base: Decimal | None, atteso: Decimal, a: Decimal, b: Decimal) -> None:
    peggio, meglio = sorted([a, b], reverse=verso == "basso")
    uno, due = (
        esito_di(IndicatoreMisurato("A", "numero", verso, base=base, atteso=atteso, valore=v)).percentuale for v in (peggio, meglio)
    )
    assume(uno is not None and due is not None)
    assert min(uno, 100) <= min(due, 100)  # type: ignore[type-var]


casuali = st.one_of(
    st.builds(IndicatoreMisurato, st.just("A"), st.just("numero"), versi, base=forse, atteso=forse, valore=forse),
    st.builds(IndicatoreMisurato, st.just("A"), st.just("data"), atteso_entro=st.sampled_from([None, FINE_ANNO]),
              valore_data=st.sampled_from([None, PRIMA, DOPO]), fatto=st.sampled_from([None, False])),
    st.builds(IndicatoreMisurato, st.just("A"), st.just("si_no"), fatto=st.sampled_from([None, True, False])),
)  # fmt: skip


@given(st.lists(casuali, max_size=3), st.sampled_from(["percentuale", "conteggio"]))
def test_una_proposta_sta_in_piedi_o_dice_perche_non_c_e(indicatori: list[IndicatoreMisurato], gradazione: str) -> None:
    proposta = proponi(indicatori, gradazione, reg)
    if proposta.percentuale is None:
        assert proposta.punti is None
        assert proposta.motivo
        return
    assert proposta.punti == punteggio(proposta.percentuale, reg)
    assert proposta.percentuale.as_tuple().exponent == -2
    if gradazione == "conteggio":
        soddisfatti = sum(bool(e.soddisfatto) for e in proposta.esiti)
        assert proposta.punti == punteggio_a_conteggio(soddisfatti, len(indicatori), reg)
    if len(indicatori) > 1:
        assert proposta.percentuale <= 100
