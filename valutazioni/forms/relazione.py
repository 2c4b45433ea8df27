"""The NCVP's document that validates the Relazione sulla performance."""

from django import forms

from smvp.documenti.atti import DatiAtto
from smvp.documenti.forms import NUMERO_MASSIMO
from smvp.flusso.forms import RigaField


class ValidazioneForm(forms.Form):
    """Number, day and subject of the document."""

    numero = forms.IntegerField(label="Numero del verbale", min_value=1, max_value=NUMERO_MASSIMO,
                                error_messages={"required": "Scrivi il numero del verbale."})  # fmt: skip
    data = forms.DateField(label="Data", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                           error_messages={"required": "Scrivi la data del verbale."})  # fmt: skip
    oggetto = RigaField(label="Oggetto", max_length=500, error_messages={"required": "Scrivi l’oggetto del verbale."})

    def atto(self) -> DatiAtto:
        return DatiAtto(**self.cleaned_data)
