"""The forms of the examination: requisites, remarks, interviews, signature."""

from typing import Any

from django import forms

from smvp.flusso.conferma import PassaggioForm


class FirmaForm(PassaggioForm):
    """Art. 14: the signature: the hash of the text that was read and, after the term, the reason."""

    impronta = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["versione"]  # other people's signatures change it; what counts is the text
