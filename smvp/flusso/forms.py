"""Forms that save as one types: what this page has changed, what others have changed meanwhile, and what both have."""

import hashlib
import json
import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms

from smvp.nucleo.formati import data, numero

DI_SERVIZIO = frozenset({"versione", "pagina", "numero", "prima"})
PRIMA_MASSIMO = 200_000
# A longer text is remembered by its hash: the page need not carry it twice.
TESTO_RICORDATO = 200
# Beyond 100 the grade no longer grows (reading A2). No separator of thousands: "1.234" must not become 1234 per cent.
PERCENTUALE = re.compile(r"[0-9]{1,5}([.,][0-9]{1,2})?")


class TestoField(forms.CharField):
    """A text of several lines, kept as it was typed but for the line ends, which browsers send in their own way."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "strip": False} | kwargs)

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n")


class PercentualeField(forms.CharField):
    """A percentage typed by an Italian: "92", "70,5", "70.50"; empty is "not scored"."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=12, **kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off", "class": "form-control n percentuale"}

    def prepare_value(self, value: Any) -> str:
        return numero(value) if isinstance(value, Decimal) else (value or "")

    def clean(self, value: Any) -> Decimal | None:
        testo = super().clean(value).removesuffix("%").strip()
        if not testo:
            return None
        if testo.startswith("-"):
            raise forms.ValidationError("La percentuale non può essere negativa.")
        if not PERCENTUALE.fullmatch(testo):
            raise forms.ValidationError("Scrivi la percentuale con al massimo due decimali e senza punti per le migliaia: 92 oppure 70,50.")
        return Decimal(testo.replace(",", "."))


class ModuloConfrontato(forms.Form):
    """The base of a form that several windows may fill in at once: only what a page has changed is written.

    ``prima`` is what each field held when the page was drawn; comparing it with what was typed and with what the database holds
    now (the initial values) tells whose change is whose.
    """

    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    pagina = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    # The order of the saves of one page (static/js/scheda.js): an older one that arrives late is not taken for the last.
    numero = forms.IntegerField(min_value=0, max_value=2_000_000_000, required=False, initial=1, widget=forms.HiddenInput)
    prima = forms.CharField(required=False, max_length=PRIMA_MASSIMO, widget=forms.HiddenInput)

    def ricorda(self) -> None:
        """To be called once all the fields are there: the page remembers what each of them holds."""
        self.fields["prima"].initial = json.dumps(self.valori_salvati(), ensure_ascii=False)

    def campi_confrontati(self) -> list[tuple[str, forms.Field]]:
        return [(nome, campo) for nome, campo in self.fields.items() if nome not in DI_SERVIZIO]

    def valori_salvati(self) -> dict[str, str]:
        """What each field holds in the database now, as text that compares."""
        return {nome: confrontabile(self.get_initial_for_field(campo, nome)) for nome, campo in self.campi_confrontati()}

    @cached_property
    def alla_lettura(self) -> dict[str, str]:
        """What each field held when the page was drawn; nothing if the browser does not say it in a way that one can read."""
        try:
            letto = json.loads(self.cleaned_data.get("prima") or "{}")
        except (ValueError, RecursionError):
            return {}
        return {str(k): str(v) for k, v in letto.items()} if isinstance(letto, dict) else {}

    @cached_property
    def toccati(self) -> set[str]:
        """The valid fields that this page has changed: only these are written."""
        validi = {nome for nome, _ in self.campi_confrontati() if nome in self.cleaned_data and nome in self.data}
        return {nome for nome in validi if self.alla_lettura.get(nome) != confrontabile(self.cleaned_data[nome])}

    def contesi(self) -> set[str]:
        """The fields that this page and somebody else have changed in different ways."""
        ora = self.valori_salvati()
        return {n for n in self.toccati if ora[n] not in (self.alla_lettura.get(n), confrontabile(self.cleaned_data[n]))}

    def cambiati_da_altri(self) -> set[str]:
        """The fields that somebody else has changed and this page has not."""
        ora = self.valori_salvati()
        return {n for n, prima in self.alla_lettura.items() if n in ora and n not in self.toccati and ora[n] != prima}

    def prima_dopo(self, contesi: Iterable[str]) -> str:
        """What the page is to remember after a save: for the fields just written their new value, for the others as before."""
        scritti = {n: confrontabile(self.cleaned_data[n]) for n in self.toccati.difference(contesi)}
        return json.dumps(self.alla_lettura | scritti, ensure_ascii=False)

    def scritti(self, tralascia: Iterable[str] = ()) -> dict[str, Any]:
        """What this page has changed and is valid, but for ``tralascia``."""
        return {n: self.cleaned_data[n] for n in self.toccati.difference(tralascia)}

    def differenze(self, nomi: Iterable[str]) -> list[dict[str, Any]]:
        """For the conflict: the fields of ``nomi``, what is saved now and what was typed beside each other, in the order of the page."""
        scelti = set(nomi)
        return [
            {
                "etichetta": campo.label,
                "attuale": self.in_parole(campo, self.get_initial_for_field(campo, nome)),
                "tuo": self.in_parole(campo, self.cleaned_data.get(nome)),
            }
            for nome, campo in self.campi_confrontati()
            if nome in scelti
        ]

    def in_parole(self, campo: forms.Field, valore: Any) -> str:
        """A value as a person reads it; empty if there is none."""
        return in_parole(campo, valore)


def confrontabile(valore: Any) -> str:
    """A value as text that compares: the same number and the same lines are the same text; a long one is its hash."""
    if valore is None:
        return ""
    if isinstance(valore, bool):
        return "sì" if valore else ""
    if isinstance(valore, Decimal):
        return format(valore.normalize(), "f") if valore else "0"
    if isinstance(valore, list | tuple | set):
        return ", ".join(sorted(map(str, valore)))
    testo = (valore.isoformat() if isinstance(valore, date) else str(valore)).replace("\r\n", "\n")
    return testo if len(testo) <= TESTO_RICORDATO else hashlib.sha256(testo.encode("utf-8", "surrogatepass")).hexdigest()


def in_parole(campo: forms.Field, valore: Any) -> str:
    if valore in (None, "", []):
        return ""
    if isinstance(valore, bool):
        return "sì" if valore else "no"
    if isinstance(valore, Decimal):
        return numero(valore)
    if isinstance(valore, date):
        return data(valore)
    if isinstance(valore, list | tuple):
        return ", ".join(map(str, valore))
    scelte = getattr(campo, "choices", None)
    return next((str(nome) for v, nome in scelte if str(v) == str(valore)), str(valore)) if scelte else str(valore)
