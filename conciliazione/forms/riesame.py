"""Art. 29 as forms: the request, counter-arguments, the hearing, papers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings

from smvp.documenti.forms import FileField
from smvp.flusso.forms import giorno, testo
from smvp.organizzazione.models import Persona

from ..models import Assistente, Presenza


class RichiestaForm(forms.Form):
    """What the evaluatee writes."""

    motivi = testo("Perché non condividi la valutazione", "Di’ quali voti o quali fatti riguardano: la richiesta va motivata.", righe=8)
    chiede = testo("Che cosa chiedi all’Organismo", "Per esempio quale voto o quale percentuale chiedi, e perché.", righe=3)
    allegati = FileField(label="Documenti che lo provano")


class AllegaForm(forms.Form):
    allegati = FileField(required=True, label="Aggiungi documenti")


class ChiediForm(forms.Form):
    """Counter-arguments, of whom."""

    a = forms.ModelChoiceField(
        queryset=Persona.objects.none(), label="A chi", empty_label="Scegli", error_messages={"required": "Scegli a chi."}
    )
    domanda = testo("Che cosa chiedi", "Chi risponde legge i motivi della richiesta e questa domanda, e nient’altro del caso.")
    entro = giorno("Entro il")

    def __init__(self, *args: Any, possibili: Sequence[Persona], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campo = self.fields["a"]
        campo.queryset = Persona.objects.filter(pk__in=[p.pk for p in possibili]).order_by("cognome", "nome")  # type: ignore[attr-defined]
        campo.label_from_instance = lambda p: p.con_titolo  # type: ignore[attr-defined]


class ControdeduciForm(forms.Form):
    testo = testo("Le tue controdeduzioni", "Il valutato le può leggere nel fascicolo del caso.", righe=8)
    allegati = FileField()


class ConvocaForm(forms.Form):
    """When and where."""

    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    giorno = giorno("Giorno dell’audizione")
    ora = forms.TimeField(
        label="Ora", widget=forms.TimeInput(attrs={"type": "time", "class": "campo-corto"}, format="%H:%M"),
        error_messages={"required": "Scrivi l’ora."},
    )  # fmt: skip
    luogo = forms.CharField(label="Luogo", max_length=200, error_messages={"required": "Scrivi dove si tiene."})
    motivo = testo("Perché è rinviata", "Il valutato lo legge nel caso.", righe=3)

    def __init__(self, *args: Any, rinvia: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not rinvia:
            del self.fields["motivo"]

    def fissata_per(self) -> datetime:
        return datetime.combine(self.cleaned_data["giorno"], self.cleaned_data["ora"], tzinfo=settings.FUSO)


class VerbaleForm(forms.Form):
    """Who was there, and what was said."""

    presenza = forms.ChoiceField(
        label="Il valutato era", widget=forms.RadioSelect, choices=[(p.value, p.label) for p in (Presenza.PRESENTE, Presenza.ASSENTE)],
        error_messages={"required": "Di’ se era presente o assente."},
    )  # fmt: skip
    assistente = forms.ChoiceField(label="Assistito da", choices=Assistente.choices, required=False)
    nome_assistente = forms.CharField(label="Nome di chi lo assiste", max_length=150, required=False)
    verbale = testo("Verbale", "Che cosa si è detto; di un assente, come è stato convocato.", righe=8)
