"""Forms of this floor."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.files.uploadedfile import UploadedFile

from .fogli_ricevuti import BYTE_MASSIMI


class AccessoForm(AuthenticationForm):
    """Django's login, refusing in our words."""

    def get_invalid_login_error(self) -> forms.ValidationError:
        return forms.ValidationError("Nome utente o password non corretti. Maiuscole e minuscole contano.", code="invalid_login")


class FoglioForm(forms.Form):
    """A sheet to import. What is inside is judged by whoever reads it; here only that it is not enormous."""

    file = forms.FileField(
        label="File",
        help_text="Un foglio .xlsx oppure .csv, al massimo 10 MB. Si legge il primo foglio.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": "Scegli un file.", "empty": "Il file è vuoto.", "missing": "Scegli un file."},
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is None or file.size > BYTE_MASSIMI:
            raise forms.ValidationError("Il file supera i 10 MB.")
        return file


class FilePersonaleForm(FoglioForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = "File del personale"


class ConfermaForm(forms.Form):
    """What the person saw, and confirms."""

    impronta = forms.RegexField(regex=r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
