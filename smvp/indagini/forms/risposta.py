"""A questionnaire as the form of who answers it: plain radio buttons, check boxes and texts, that work without scripts."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms

from smvp.flusso.forms import TestoField

from ..calcolo.questionario import RISPOSTA_MASSIMA, Domanda, Genere, Questionario, Risposta, Sezione, Valore

SCEGLI = {"required": "Questa risposta serve.", "invalid_choice": "Scegli una delle risposte.", "invalid_list": "Scegli fra le risposte."}
CASELLA = {"rows": 4, "autocomplete": "off", "class": "form-control"}
NON_RISPONDO = ("", "Non rispondo")


@dataclass(frozen=True, slots=True)
class Quesito:
    """A question with its field, ready for the page."""

    domanda: Domanda
    campo: forms.BoundField

    @property
    def scala(self) -> bool:
        return self.domanda.genere == Genere.SCALA

    @property
    def di_testo(self) -> bool:
        return self.domanda.genere == Genere.TESTO


class RispostaForm(forms.Form):
    """``modulo``: the name of the form that was sent, of users."""

    modulo = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, questionario: Questionario, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questionario = questionario
        for d in questionario.domande:
            self.fields[d.codice] = _campo(d)

    def sezioni(self) -> Iterator[tuple[Sezione, list[Quesito]]]:
        for s in self.questionario.sezioni:
            yield s, [Quesito(d, self[d.codice]) for d in s.domande]

    def clean(self) -> dict[str, Any]:
        puliti = super().clean() or {}
        if not self.errors and not self.valori and not self.testi:
            raise forms.ValidationError("Non hai ancora risposto a nessuna domanda.")
        return puliti

    @property
    def valori(self) -> Risposta:
        """The marks and the choices; what was left out is not there."""
        dati: dict[str, Valore] = {}
        for d in self.questionario.domande:
            scelto = self.cleaned_data.get(d.codice)
            if d.genere == Genere.TESTO or not scelto:
                continue
            dati[d.codice] = tuple(sorted(map(int, scelto))) if d.genere == Genere.PIU else int(scelto)
        return dati

    @property
    def testi(self) -> dict[str, str]:
        scritti = {d.codice: self.cleaned_data.get(d.codice, "").strip() for d in self.questionario.di_testo}
        return {codice: testo for codice, testo in scritti.items() if testo}


def _campo(d: Domanda) -> forms.Field:
    fatti: dict[str, Any] = {"label": d.testo, "required": d.obbligatoria, "error_messages": SCEGLI}
    if d.genere == Genere.TESTO:
        fatti["error_messages"] = {"required": "Scrivi la risposta."}
        return TestoField(max_length=RISPOSTA_MASSIMA, widget=forms.Textarea(attrs=CASELLA), **fatti)
    scelte = [(str(v), nome) for v, nome in d.scelte]
    if d.genere == Genere.PIU:
        return forms.MultipleChoiceField(choices=scelte, widget=forms.CheckboxSelectMultiple, **fatti)
    if not d.obbligatoria:
        scelte.append(NON_RISPONDO)
    return forms.ChoiceField(choices=scelte, widget=forms.RadioSelect, **fatti)
