"""Money and percentages as people type them."""

from decimal import Decimal

import pytest
from django import forms

from smvp.flusso.forms import EuroField, PercentualeField
from smvp.nucleo.formati import IMPORTO_MASSIMO

D = Decimal
NON_E_UN_IMPORTO = "Scrivi un importo in euro"
FISSO, STRETTO = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"


class Modulo(forms.Form):
    importo = EuroField()
    altro = forms.CharField()


@pytest.mark.parametrize(
    ("scritto", "letto"),
    [
        ("1.234,56", "1234.56"), ("1234,56", "1234.56"), ("1234.56", "1234.56"), ("1234,5", "1234.50"), ("1.234", "1234.00"),
        ("0", "0.00"), ("0,00", "0.00"), ("0,5", "0.50"), ("0.5", "0.50"), ("007", "7.00"), ("  85 ", "85.00"),
        ("€ 1.000,00", "1000.00"), ("1.000,00 €", "1000.00"), (f"1.000,00{FISSO}€", "1000.00"), ("€1", "1.00"), ("1 000,00", "1000.00"),
        (f"1{FISSO}000{FISSO}000", "1000000.00"), (f"12{STRETTO}345,6", "12345.60"), ("12.345", "12345.00"), ("1.234.567,8", "1234567.80"),
        ("1,50", "1.50"), ("9.999.999.999,99", "9999999999.99"), ("1\n", "1.00"),
    ],
)  # fmt: skip
def test_un_importo_si_scrive_all_italiana(scritto: str, letto: str) -> None:
    valore = EuroField().clean(scritto)
    assert (valore, valore.as_tuple().exponent) == (D(letto), -2)


@pytest.mark.parametrize(
    ("scritto", "parola"),
    [
        ("12,345", "due decimali"), ("1.234,567", "due decimali"), ("1.2345", "due decimali"), ("0,001", "due decimali"),
        ("0.500", "dopo la virgola"), ("0.123.456", "dopo la virgola"), ("-1", "negativo"), ("\N{MINUS SIGN}1", "negativo"),
        ("-0", "negativo"), ("€ -5", "negativo"), ("10.000.000.000", "troppo grande"), ("9999999999,999", "troppo grande"),
        ("1" * 39, "troppo grande"), ("1e3", NON_E_UN_IMPORTO), ("1E+3", NON_E_UN_IMPORTO), ("NaN", NON_E_UN_IMPORTO),
        ("Infinity", NON_E_UN_IMPORTO), ("sNaN", NON_E_UN_IMPORTO), ("+1", NON_E_UN_IMPORTO), ("１２３", NON_E_UN_IMPORTO),
        ("١٢٣", NON_E_UN_IMPORTO), ("1\x00", NON_E_UN_IMPORTO), ("\x00", NON_E_UN_IMPORTO), ("1_000", NON_E_UN_IMPORTO),
        ("1 00", NON_E_UN_IMPORTO), ("1  000", NON_E_UN_IMPORTO), ("1.23.456", NON_E_UN_IMPORTO), ("1,234.56", NON_E_UN_IMPORTO),
        ("1,2,3", NON_E_UN_IMPORTO), ("mille", NON_E_UN_IMPORTO), ("€", NON_E_UN_IMPORTO), ("€ € 1", NON_E_UN_IMPORTO),
        ("0x10", NON_E_UN_IMPORTO), ("1/2", NON_E_UN_IMPORTO), (",5", NON_E_UN_IMPORTO), ("5,", NON_E_UN_IMPORTO),
        ("½", NON_E_UN_IMPORTO), ("1" * 1_000_000, NON_E_UN_IMPORTO), ("1" + " " * 1_000_000 + "1", NON_E_UN_IMPORTO),
        ("", NON_E_UN_IMPORTO), ("   ", NON_E_UN_IMPORTO), (FISSO, NON_E_UN_IMPORTO), (None, NON_E_UN_IMPORTO),
    ],
)  # fmt: skip
def test_cio_che_non_e_un_importo_e_rifiutato_in_parole(scritto: str | None, parola: str) -> None:
    with pytest.raises(forms.ValidationError, match=parola):
        EuroField().clean(scritto)


def test_i_limiti_si_dicono_all_italiana() -> None:
    with pytest.raises(forms.ValidationError, match=r"almeno 0,01"):
        EuroField(minimo=D("0.01")).clean("0")
    with pytest.raises(forms.ValidationError, match=r"al massimo 1\.500,00"):
        EuroField(massimo=D(1500)).clean("1.500,01")
    assert EuroField().clean("9999999999,99") == IMPORTO_MASSIMO
    assert EuroField(required=False).clean("  ") is None


def test_si_mostra_all_italiana_e_niente_si_perde() -> None:
    """What is understood is shown as it is kept; what is not comes back as it was typed."""
    assert 'value="1.234,50"' in str(Modulo(initial={"importo": D("1234.5")})["importo"])
    assert 'value="1.234,00"' in str(Modulo({"importo": "1.234", "altro": ""})["importo"])
    for scritto in ("12,345", "1e3", "-1", "milledue", "1" * 50):
        modulo = Modulo({"importo": scritto, "altro": "x"})
        assert not modulo.is_valid()
        assert f'value="{scritto}"' in str(modulo["importo"])
    assert "value" not in str(Modulo({"importo": "", "altro": "x"})["importo"])


@pytest.mark.parametrize(
    ("prima", "scritto", "cambiato"),
    [(D("1234.00"), "1.234", False), (D("1234.00"), "€ 1234,00", False), (None, "", False), (D(1), "2", True), (D(1), "x", True)],
)
def test_lo_stesso_importo_scritto_in_un_altro_modo_non_e_un_cambio(prima: Decimal | None, scritto: str, cambiato: bool) -> None:
    assert EuroField(required=False).has_changed(prima, scritto) is cambiato


@pytest.mark.parametrize("scritta", ["0", "92", "70.50", "1234.5", "99999.99"])
def test_una_percentuale_mostrata_si_puo_rimandare_com_e(scritta: str) -> None:
    """The sheet is saved whole, as it is shown: a value that has been accepted once is not refused the next time."""
    campo = PercentualeField()
    assert campo.clean(campo.prepare_value(D(scritta))) == D(scritta)
