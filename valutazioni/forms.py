"""The sheet as a form: only the fields that the user may fill in now."""

import json
import re
from decimal import Decimal
from functools import cached_property
from typing import Any

import rules
from django import forms

from smvp.nucleo.formati import numero

from .letture import Prospetto
from .models import TESTO_MASSIMO, VotoFattore, VotoObiettivo
from .operazioni import Voti

DI_SERVIZIO = frozenset({"versione", "pagina", "numero", "prima"})
PRIMA_MASSIMO = 20 * TESTO_MASSIMO
# Beyond 100 the grade no longer grows (reading A2). No separator of thousands: "1.234" must not become 1234 per cent.
PERCENTUALE = re.compile(r"[0-9]{1,5}([.,][0-9]{1,2})?")


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


class TestoField(forms.CharField):
    """A text of several lines, kept as it was typed but for the line ends, which browsers send in their own way."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=TESTO_MASSIMO, strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n")


class SchedaForm(forms.Form):
    """Component A, the factors of B, the reasons and the notes, as far as the user may write them."""

    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    pagina = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    # The order of the saves of one page (static/js/scheda.js): an older one that arrives late is not taken for the last.
    numero = forms.IntegerField(min_value=0, max_value=2_000_000_000, required=False, initial=1, widget=forms.HiddenInput)
    # JSON: what each field held when the page was drawn; so two people who change different fields do not disturb each other.
    prima = forms.CharField(required=False, max_length=PRIMA_MASSIMO, widget=forms.HiddenInput)

    def __init__(self, *args: Any, prospetto: Prospetto, utente: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scheda = prospetto.scheda
        self.vota_a = rules.has_perm("valutazioni.votare_a", utente, scheda)
        self.vota_b = rules.has_perm("valutazioni.votare_b", utente, scheda)
        self.annota = rules.has_perm("valutazioni.annotare", utente, scheda)
        self.decide = self.vota_b and not scheda.di_po and not scheda.con_proposta
        self.fields["versione"].initial = scheda.versione
        if self.vota_a:
            for riga in prospetto.righe_a:
                self._campo_obiettivo(riga.voto)
        if self.vota_b:
            scelte = [(s.voto, s.giudizio) for s in scheda.esercizio.reg.scala]
            for gruppo in prospetto.gruppi_b:
                for voto in gruppo.voti:
                    self._campi_fattore(voto, scelte, scheda.con_proposta)
        if self.annota:
            self.fields["note"] = TestoField(
                label="Note del valutatore", initial=scheda.note_valutatore,
                widget=forms.Textarea(attrs={"rows": 4, "class": "form-control", "aria-describedby": "note-aiuto"}),
            )  # fmt: skip

        self.fields["prima"].initial = json.dumps(self.valori_salvati())

    @property
    def modificabile(self) -> bool:
        return self.vota_a or self.vota_b or self.annota

    def _campo_obiettivo(self, voto: VotoObiettivo) -> None:
        codice = voto.assegnazione.obiettivo.codice
        self.fields[f"raggiungimento_{voto.pk}"] = campo = PercentualeField(
            label=f"Percentuale raggiunta di {codice}", initial=voto.raggiungimento
        )
        campo.widget.attrs |= {"aria-label": campo.label, "aria-describedby": f"errore-raggiungimento_{voto.pk}"}

    def _campi_fattore(self, voto: VotoFattore, scelte: list[tuple[int, str]], proposta: bool) -> None:
        if voto.escluso:
            return
        self.fields[f"voto_{voto.pk}"] = forms.TypedChoiceField(
            label=voto.titolo, choices=scelte, coerce=int, empty_value=None, required=False, initial=voto.vale(proposta=proposta),
            widget=forms.RadioSelect, error_messages={"invalid_choice": "Scegli un voto della scala."},
        )  # fmt: skip
        if self.decide:
            self.fields[f"motivo_{voto.pk}"] = TestoField(
                label="Motivo del voto diverso dalla proposta", initial=voto.motivo,
                widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
            )  # fmt: skip

    # --- what this page has changed, and what others have meanwhile ---------------------------------------------------
    def valori_salvati(self) -> dict[str, str]:
        """What each field holds in the database now, as text."""
        return {nome: _testo(self.get_initial_for_field(campo, nome)) for nome, campo in self._campi()}

    def _campi(self) -> list[tuple[str, forms.Field]]:
        return [(nome, campo) for nome, campo in self.fields.items() if nome not in DI_SERVIZIO]

    @cached_property
    def _alla_lettura(self) -> dict[str, str]:
        """What each field held when the page was drawn; nothing if the browser does not say it in a way that one can read."""
        try:
            letto = json.loads(self.cleaned_data.get("prima") or "{}")
        except ValueError:
            return {}
        return {str(k): str(v) for k, v in letto.items()} if isinstance(letto, dict) else {}

    @cached_property
    def toccati(self) -> set[str]:
        """The valid fields that this page has changed: only these are written."""
        validi = {nome for nome, _ in self._campi() if nome in self.cleaned_data and nome in self.data}
        return {nome for nome in validi if self._alla_lettura.get(nome) != _testo(self.cleaned_data[nome])}

    def contesi(self) -> set[str]:
        """The fields that this page and somebody else have changed in different ways."""
        ora = self.valori_salvati()
        return {n for n in self.toccati if ora[n] not in (self._alla_lettura.get(n), _testo(self.cleaned_data[n]))}

    def cambiati_da_altri(self) -> set[str]:
        """The fields that somebody else has changed and this page has not."""
        ora = self.valori_salvati()
        return {n for n, prima in self._alla_lettura.items() if n in ora and n not in self.toccati and ora[n] != prima}

    def prima_dopo(self, contesi: set[str]) -> str:
        """What the page is to remember after a save: for the fields just written their new value, for the others as before."""
        scritti = {n: _testo(self.cleaned_data[n]) for n in self.toccati - contesi}
        return json.dumps(self._alla_lettura | scritti)

    def voti(self, tralascia: set[str] = frozenset()) -> Voti:  # type: ignore[assignment]
        """What this page has changed and is valid, but for ``tralascia``; a mark that is not chosen is left as it was."""
        puliti = {n: self.cleaned_data[n] for n in self.toccati - tralascia}
        return Voti(
            raggiungimenti={int(n.removeprefix("raggiungimento_")): v for n, v in puliti.items() if n.startswith("raggiungimento_")},
            fattori={int(n.removeprefix("voto_")): v for n, v in puliti.items() if n.startswith("voto_") and v is not None},
            motivi={int(n.removeprefix("motivo_")): v for n, v in puliti.items() if n.startswith("motivo_")},
            note=puliti.get("note"),
        )

    def differenze(self, nomi: set[str]) -> list[dict[str, Any]]:
        """For the conflict: the fields of ``nomi``, what is saved now and what was typed beside each other, in the order of the page."""
        return [
            {
                "etichetta": campo.label,
                "attuale": _mostra(campo, self.get_initial_for_field(campo, nome)),
                "tuo": _mostra(campo, self.cleaned_data.get(nome)),
            }
            for nome, campo in self._campi()
            if nome in nomi
        ]


class FattoreForm(forms.Form):
    """One factor of B.3; a line left empty is no factor."""

    titolo = forms.CharField(label="Titolo", required=False, max_length=200)
    descrizione = forms.CharField(
        label="Che cosa si guarda", required=False, max_length=TESTO_MASSIMO, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> dict[str, Any]:
        dati = super().clean() or {}
        if dati.get("descrizione") and not dati.get("titolo"):
            self.add_error("titolo", "Scrivi il titolo di questo fattore, oppure togli la descrizione.")
        return dati


RIGHE_FATTORI = 6
FattoriFormSet = forms.formset_factory(FattoreForm, extra=0, min_num=RIGHE_FATTORI, max_num=RIGHE_FATTORI, absolute_max=RIGHE_FATTORI)


def _testo(valore: Any) -> str:
    """A value as text that compares: two decimals for percentages, line ends as the database keeps them."""
    if valore is None:
        return ""
    if isinstance(valore, Decimal):
        return f"{valore:.2f}"
    return str(valore).replace("\r\n", "\n")


def _mostra(campo: forms.Field, valore: Any) -> str:
    if isinstance(valore, Decimal):
        return numero(valore)
    if isinstance(campo, forms.TypedChoiceField) and valore is not None:
        return next((f"{v} · {giudizio}" for v, giudizio in campo.choices if str(v) == str(valore)), str(valore))
    return str(valore) if valore not in (None, "") else ""
