"""Fields as an Italian fills them in: numbers, days, letters, ticks; each empty while it is not written."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from smvp.nucleo.formati import esatto, leggi_numero, numero

CIFRE_INTERE = 10
UNITA_IN_CODA = re.compile(r"\s*[%€]$")


class NumeroField(forms.CharField):
    """A number typed by an Italian: "12.500,00", "-5", "86,4"; empty is none. ``decimali`` at most; ``fissi`` shows them all."""

    def __init__(
        self, *, decimali: int, minimo: Decimal | None = None, massimo: Decimal | None = None, fissi: bool = False, **kwargs: Any
    ) -> None:
        self.decimali, self.minimo, self.massimo, self.fissi = decimali, minimo, massimo, fissi
        super().__init__(**{"required": False, "max_length": 40} | kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off", "class": "form-control numero-breve"}

    def prepare_value(self, value: Any) -> str:
        if not isinstance(value, Decimal):
            return value or ""
        return numero(value, self.decimali) if self.fissi else esatto(value)

    def clean(self, value: Any) -> Decimal | None:
        testo = UNITA_IN_CODA.sub("", super().clean(value)).replace("\N{MINUS SIGN}", "-")
        if not testo:
            return None
        try:
            letto = leggi_numero(testo)
        except ValueError as errore:
            raise forms.ValidationError(str(errore)) from errore
        if letto.adjusted() >= CIFRE_INTERE:  # before the decimals: they cannot be cut from a number of too many digits
            raise forms.ValidationError("Il numero è troppo grande.")
        if letto.quantize(Decimal(1).scaleb(-self.decimali)) != letto:
            raise forms.ValidationError(f"Al massimo {self.decimali} decimali." if self.decimali else "Scrivi un numero intero.")
        if self.minimo is not None and letto < self.minimo:
            raise forms.ValidationError(f"Scrivi almeno {esatto(self.minimo)}.")
        if self.massimo is not None and letto > self.massimo:
            raise forms.ValidationError(f"Scrivi al massimo {esatto(self.massimo)}.")
        return letto


class InteroField(NumeroField):
    """A whole number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(decimali=0, **kwargs)

    def prepare_value(self, value: Any) -> str:
        return "" if value in (None, "") else str(value)

    def clean(self, value: Any) -> int | None:
        letto = super().clean(value)
        return None if letto is None else int(letto)


class DataField(forms.DateField):
    """A day, picked or typed."""

    def __init__(self, **kwargs: Any) -> None:
        scritta = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"})
        formati = ["%Y-%m-%d", "%d/%m/%Y"]
        super().__init__(
            **{"required": False, "widget": scritta, "input_formats": formati, "error_messages": {"invalid": "Questa data non c’è."}}
            | kwargs
        )

    def clean(self, value: Any) -> date | None:
        giorno = super().clean(value)
        if giorno and not 1990 <= giorno.year <= 2100:
            raise forms.ValidationError("Controlla l’anno.")
        return giorno


class SpuntaWidget(forms.CheckboxInput):
    """A tick with its absence: a hidden field of the same name goes before it, so that "not ticked" is an answer too."""

    template_name = "obiettivi/_parti/casella.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> bool:
        return data.get(name) == "si"

    def __init__(self) -> None:
        super().__init__(attrs={"value": "si"})


class SpuntaField(forms.BooleanField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "widget": SpuntaWidget()} | kwargs)


class LettereWidget(forms.CheckboxSelectMultiple):
    """The same for several ticks."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        valori = data.getlist(name) if isinstance(data, QueryDict) else data.get(name) or []
        return [v for v in valori if v]


class LettereField(forms.MultipleChoiceField):
    """Letters of art. 5. Those that the chosen Area does not admit are left out, not refused: the Area has just been changed."""

    widget = LettereWidget

    def clean(self, value: Any) -> list[str]:
        ammesse = {v for v, _ in self.choices}
        return [v for v in dict.fromkeys(value or []) if v in ammesse]
