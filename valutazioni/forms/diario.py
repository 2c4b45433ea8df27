"""A remark of the diary as a form."""

from django import forms

from smvp.flusso.forms import TestoField

from ..models import TESTO_MASSIMO


class AnnotazioneForm(forms.Form):
    """One remark: what happened, with no mark."""

    testo = TestoField(
        label="Annotazione", required=True, max_length=TESTO_MASSIMO, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Che cosa è successo e quando: un fatto che tutti e due potrete ritrovare nella valutazione.",
        error_messages={"required": "Scrivi l’annotazione."},
    )  # fmt: skip
