"""Fields as an Italian fills them in: numbers, days, letters, ticks; each empty while it is not written."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from smvp.nucleo.formati import esatto, leggi_numero, numero

CIFRE_INTERE = 10
PRIMO_ANNO, ULTIMO_ANNO = 1990, 2100  # no indicator is older, no plan goes further
UNITA_IN_CODA = re.compile(r"\s*[%€]$")


# What a field asks for, with an example of its own kind: the end of "Scrivi …".
IN_EURO = "un importo in euro, per esempio 12.500,00"
PERCENTUALE = "una percentuale, per esempio 60 o 33,33"
INTERO = "un numero intero, per esempio 12"
PER_UNITA = {"%": PERCENTUALE, "€": IN_EURO, "euro": IN_EURO, "giorni": "un numero di giorni, per esempio 30"}


def che_numero(unita: str) -> str:
    """What a value in this unit looks like."""
    return PER_UNITA.get(str(unita).strip().lower(), "un numero, per esempio 12 o 86,4")


class NumeroField(forms.CharField):
    """A number typed by an Italian: "12.500,00", "-5", "86,4"; empty is none. ``decimali`` at most; ``fissi`` shows them all.

    ``che``: what one is asked to write instead, when it is no number.
    """

    def __init__(
        self, *, decimali: int, minimo: Decimal | None = None, massimo: Decimal | None = None, fissi: bool = False,
        che: str = "un numero, per esempio 12 o 86,4", **kwargs: Any,
    ) -> None:  # fmt: skip
        self.decimali, self.minimo, self.massimo, self.fissi, self.che = decimali, minimo, massimo, fissi, che
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
            raise forms.ValidationError(f"Scrivi {self.che}.") from errore
        if letto.adjusted() >= CIFRE_INTERE:  # before the decimals: they cannot be cut from a number of too many digits
            raise forms.ValidationError("Il numero è troppo grande.")
        if letto.quantize(Decimal(1).scaleb(-self.decimali)) != letto:
            raise forms.ValidationError(f"Al massimo {self.decimali} decimali." if self.decimali else f"Scrivi {self.che}.")
        if self.minimo is not None and letto < self.minimo:
            raise forms.ValidationError(f"Scrivi almeno {esatto(self.minimo)}.")
        if self.massimo is not None and letto > self.massimo:
            raise forms.ValidationError(f"Scrivi al massimo {esatto(self.massimo)}.")
        return letto


class InteroField(NumeroField):
    """A whole number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"decimali": 0, "che": INTERO} | kwargs)
        self.widget.attrs["inputmode"] = "numeric"

    def prepare_value(self, value: Any) -> str:
        return "" if value in (None, "") else str(value)

    def clean(self, value: Any) -> int | None:
        letto = super().clean(value)
        return None if letto is None else int(letto)


class AnnoField(InteroField):
    """A year, up to that of the exercise: no separator of thousands, here or in what is said of it."""

    def __init__(self, *, fino: int, **kwargs: Any) -> None:
        self.fino = fino
        super().__init__(che=f"un anno, per esempio {fino - 1}", **kwargs)

    def clean(self, value: Any) -> int | None:
        anno = super().clean(value)
        if anno is not None and not PRIMO_ANNO <= anno <= self.fino:
            raise forms.ValidationError(f"Scrivi un anno fra il {PRIMO_ANNO} e il {self.fino}.")
        return anno


class DataField(forms.DateField):
    """A day, picked or typed; with ``anno``, a day of that year."""

    def __init__(self, *, anno: int | None = None, **kwargs: Any) -> None:
        self.anno = anno
        scritta = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"})
        errori = {"invalid": "Questa data non c’è: scrivila così, 31/12/2025."}
        di_solito = {"required": False, "widget": scritta, "input_formats": ["%Y-%m-%d", "%d/%m/%Y"], "error_messages": errori}
        super().__init__(**di_solito | kwargs)

    def clean(self, value: Any) -> date | None:
        giorno: date | None = super().clean(value)
        if giorno and not PRIMO_ANNO <= giorno.year <= ULTIMO_ANNO:
            raise forms.ValidationError("Controlla l’anno.")
        if giorno and self.anno and giorno.year != self.anno:
            raise forms.ValidationError(f"È un giorno del {giorno.year}: il valore atteso è quello del {self.anno}.")
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
