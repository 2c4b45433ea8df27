"""Fields that the forms of a case share: a reason, files, a day."""

from typing import Any

from django import forms

from smvp.documenti.ricevuti import ACCETTATE, AMMESSI, BYTE_MASSIMI
from smvp.flusso.forms import TestoField

from ..models import TESTO_MASSIMO
from ..operazioni.allegati import ALLEGATI_MASSIMI, BYTE_PER_CASO, File

AIUTO_FILE = f"{AMMESSI}, senza macro. Al massimo {BYTE_MASSIMI >> 20} MB a file e {ALLEGATI_MASSIMI} file in tutto."


def testo(etichetta: str, aiuto: str = "", *, righe: int = 5, obbligatorio: bool = True) -> TestoField:
    """A text as long as the print holds."""
    return TestoField(
        label=etichetta, help_text=aiuto, max_length=TESTO_MASSIMO, required=obbligatorio, widget=forms.Textarea(attrs={"rows": righe}),
        error_messages={"required": "Scrivi almeno una frase."},
    )  # fmt: skip


def giorno(etichetta: str, aiuto: str = "") -> forms.DateField:
    return forms.DateField(
        label=etichetta, help_text=aiuto, widget=forms.DateInput(attrs={"type": "date", "class": "campo-corto"}, format="%Y-%m-%d"),
        error_messages={"required": "Scrivi il giorno."},
    )  # fmt: skip


class _PiuFile(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FileField(forms.FileField):
    """Several files, read; one that is too large is refused by its name before it is read."""

    def __init__(self, **kwargs: Any) -> None:
        di_solito = {"label": "Documenti", "required": False, "help_text": AIUTO_FILE,
                     "widget": _PiuFile(attrs={"accept": ACCETTATE, "class": "form-control"})}  # fmt: skip
        super().__init__(**di_solito | kwargs)
        self.error_messages["required"] = "Scegli almeno un file."

    def clean(self, data: Any, initial: Any = None) -> list[File]:
        dati = data if isinstance(data, list | tuple) else [data] if data else []
        if not dati and self.required:
            raise forms.ValidationError(self.error_messages["required"])
        if len(dati) > ALLEGATI_MASSIMI or sum(f.size or 0 for f in dati) > BYTE_PER_CASO:  # before any of it is read into memory
            raise forms.ValidationError(f"Al massimo {ALLEGATI_MASSIMI} file e {BYTE_PER_CASO >> 20} MB in tutto: riuniscili o riducili.")
        for f in dati:
            if (f.size or 0) > BYTE_MASSIMI:
                raise forms.ValidationError(f"«{f.name}» supera i {BYTE_MASSIMI >> 20} MB: riducilo o dividilo.")
        return [File(f.name or "", f.read()) for f in dati]
