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

from smvp.nucleo.errori import ErroreDominio
from smvp.nucleo.formati import IMPORTO_MASSIMO, data, leggi_numero, numero, troppo_lungo

TESTO_MASSIMO = 5_000  # characters: what can always be printed
NOME_DI_PAGINA = 40  # characters, as flusso.models.Salvato keeps it
SALVATAGGI = 2_000_000_000
DI_SERVIZIO = frozenset({"versione", "pagina", "numero", "prima"})
PRIMA_MASSIMO = 200_000
# A longer text is remembered by its hash: the page need not carry it twice.
TESTO_RICORDATO = 200
# Beyond 100 the grade no longer grows (reading A2). No separator of thousands: "1.234" must not become 1234 per cent.
CHE_VOLTANO = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
PERCENTUALE = re.compile(r"[0-9]{1,5}([.,][0-9]{1,2})?")
LUNGHEZZA_IMPORTO = 40
COME_SI_SCRIVE = "Scrivi un importo in euro, per esempio 1.234,50."
EURO_ATTORNO = re.compile(r"^€\s*|\s*€$")
MIGLIAIA_CON_SPAZI = re.compile(r"[0-9]{1,3}(\s[0-9]{3})+(,[0-9]+)?")
# "0.500" is no 500: somebody means half a euro, with one zero too many.
ZERO_E_MIGLIAIA = re.compile(r"0[0-9]*\.[0-9]{3}\b.*")


def metti_errore(form: forms.Form, errore: ErroreDominio) -> None:
    """Show a broken rule beside the field that it names, or above the form."""
    form.add_error(errore.campo if errore.campo in form.fields else None, str(errore))


def sulla_versione(form: forms.BaseForm, versione: int) -> None:
    """Put what was typed on top of the version that holds now: after a conflict it may be sent again, by choice."""
    form.data = form.data.copy()
    form.data[form.add_prefix("versione")] = str(versione)


class RigaField(forms.CharField):
    """A text on one line, without the signs that turn the direction of what follows: they would make it read otherwise than it is."""

    def to_python(self, value: Any) -> str:
        return CHE_VOLTANO.sub("", super().to_python(value))

    def run_validators(self, value: str) -> None:
        """Of one that is too long how much is to be taken away, in our words and not in Django's."""
        if self.max_length is not None and len(value) > self.max_length:
            raise forms.ValidationError(f"È troppo lungo: {troppo_lungo(value, self.max_length)}.", code="max_length")
        super().run_validators(value)


class TestoField(RigaField):
    """A text of several lines, kept as it was typed but for the line ends, which browsers send in their own way."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "strip": False} | kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No maxlength: a browser cuts in silence what is pasted, while the answer to the save says how long it may be."""
        return {n: v for n, v in super().widget_attrs(widget).items() if n != "maxlength"}

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n")


def testo(
    etichetta: str, aiuto: str = "", *, righe: int = 5, obbligatorio: bool = True, manca: str = "Scrivi almeno una frase.", **altro: Any
) -> TestoField:
    """The field of a text as long as the print holds."""
    return TestoField(
        label=etichetta, help_text=aiuto, max_length=TESTO_MASSIMO, required=obbligatorio, widget=forms.Textarea(attrs={"rows": righe}),
        error_messages={"required": manca}, **altro,
    )  # fmt: skip


def giorno(etichetta: str, aiuto: str = "", *, obbligatorio: bool = True) -> forms.DateField:
    """The field of a day."""
    return forms.DateField(
        label=etichetta, help_text=aiuto, required=obbligatorio, error_messages={"required": "Scrivi il giorno."},
        widget=forms.DateInput(attrs={"type": "date", "class": "campo-corto"}, format="%Y-%m-%d"),
    )  # fmt: skip


class PercentualeField(forms.CharField):
    """A percentage typed by an Italian: "92", "70,5", "70.50"; empty is "not scored"."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=12, **kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off", "class": "form-control n percentuale"}

    def prepare_value(self, value: Any) -> str:
        """As it may be typed back: without the dots of the thousands."""
        return numero(value).replace(".", "") if isinstance(value, Decimal) else (value or "")

    def clean(self, value: Any) -> Decimal | None:
        testo = super().clean(value).removesuffix("%").strip()
        if not testo:
            return None
        if testo.startswith("-"):
            raise forms.ValidationError("La percentuale non può essere negativa.")
        if not PERCENTUALE.fullmatch(testo):
            raise forms.ValidationError("Scrivi la percentuale con al massimo due decimali e senza punti per le migliaia: 92 oppure 70,50.")
        return Decimal(testo.replace(",", "."))


class EuroField(forms.Field):
    """An amount of money typed by an Italian: "1.234,56", "1234,5", "1234.56", "€ 1.000", "1 000,00"; "1.234" is 1.234,00 euros.

    Empty is None. What is understood is shown as it is kept ("1.234,00"), even on a page that comes back for another field's fault; what
    is not comes back as it was typed. ``minimo``: the least that may be typed, zero unless said.
    """

    widget = forms.TextInput
    default_error_messages = {"required": COME_SI_SCRIVE}

    def __init__(self, *, minimo: Decimal = Decimal("0.00"), massimo: Decimal = IMPORTO_MASSIMO, **kwargs: Any) -> None:
        self.minimo, self.massimo = minimo, massimo
        super().__init__(**kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off", "class": "form-control n euro"}

    def prepare_value(self, value: Any) -> str:
        try:
            letto = self.to_python(value)
        except forms.ValidationError:
            return str(value)
        return "" if letto is None else numero(letto)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except forms.ValidationError:
            return True

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        testo = str(value).strip()
        if not testo:
            return None
        if len(testo) > LUNGHEZZA_IMPORTO:
            raise forms.ValidationError(COME_SI_SCRIVE)
        testo = EURO_ATTORNO.sub("", testo)
        if testo.startswith(("-", "\N{MINUS SIGN}")):
            raise forms.ValidationError("L’importo non può essere negativo.")
        if MIGLIAIA_CON_SPAZI.fullmatch(testo):
            testo = re.sub(r"\s", "", testo)
        if ZERO_E_MIGLIAIA.fullmatch(testo):
            raise forms.ValidationError("Scrivi i decimali dopo la virgola, due al massimo: per esempio 0,50.")
        try:
            letto = leggi_numero(testo)
        except ValueError as errore:
            raise forms.ValidationError(COME_SI_SCRIVE) from errore
        return self._nei_limiti(letto)

    def _nei_limiti(self, letto: Decimal) -> Decimal:
        if letto > self.massimo:  # before the cents: they cannot be cut from a number of too many digits
            raise forms.ValidationError(f"L’importo è troppo grande: al massimo {numero(self.massimo)}.")
        esatto = letto.quantize(Decimal("0.01"))
        if esatto != letto:
            raise forms.ValidationError("Al massimo due decimali: gli importi si scrivono al centesimo.")
        if letto < self.minimo:
            raise forms.ValidationError(f"Scrivi almeno {numero(self.minimo)}.")
        return esatto


class NomeDiPaginaField(forms.CharField):
    """The name that a page gives itself; what no page of ours would send names no page: it is a save like another."""

    def clean(self, value: Any) -> str:
        nome: str = super().clean(value)
        return nome if len(nome) <= NOME_DI_PAGINA else ""


class NumeroDiSalvataggioField(forms.IntegerField):
    """The order of a page's saves; what no page of ours would send comes before all the others."""

    def clean(self, value: Any) -> int:
        try:
            numero = super().clean(value) or 0
        except forms.ValidationError:
            return 0
        return numero if 0 <= numero <= SALVATAGGI else 0


class ModuloConfrontato(forms.Form):
    """The base of a form that several windows may fill in at once: only what a page has changed is written.

    ``prima`` is what each field held when the page was drawn; comparing it with what was typed and with what the database holds
    now (the initial values) tells whose change is whose.
    """

    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    pagina = NomeDiPaginaField(required=False, widget=forms.HiddenInput)
    # The order of the saves of one page (static/js/scheda.js): an older one that arrives late is not taken for the last.
    numero = NumeroDiSalvataggioField(required=False, initial=1, widget=forms.HiddenInput)
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
