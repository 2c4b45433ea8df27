"""Fields and forms of this floor: the act of the municipality, chosen among those that are registered or written in; files."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet

from smvp.nucleo.formati import data

from .allegati import ALLEGATI_MASSIMI, BYTE_IN_TUTTO, File
from .atti import DatiAtto
from .models import Atto
from .ricevuti import ACCETTATE, AMMESSI, BYTE_MASSIMI

NUMERO_MASSIMO = 1_000_000
AIUTO_FILE = f"{AMMESSI}, senza macro. Al massimo {BYTE_MASSIMI >> 20} MB a file e {ALLEGATI_MASSIMI} file in tutto."
NUOVO = {"tipo": "il tipo", "numero": "il numero", "data": "la data", "oggetto": "l’oggetto"}


def nome_dell_atto(atto: Atto) -> str:
    return f"n. {atto.numero} del {data(atto.data)} · {atto.oggetto}"


def nome_con_tipo(atto: Atto) -> str:
    return f"{atto.get_tipo_display()} {nome_dell_atto(atto)}"


class ModuloAtto(forms.Form):
    """An act that is there already, or a new one: not both. ``tipi``: of which kinds it may be; where they are many, one says which."""

    tipi: ClassVar[Sequence[Atto.Tipo]] = (Atto.Tipo.GIUNTA,)

    atto_esistente = forms.ModelChoiceField(
        queryset=Atto.objects.none(), label="Atto già registrato", required=False, empty_label="Un altro: lo scrivo qui sotto",
        error_messages={"invalid_choice": "Questo atto qui non va bene: scegline o scrivine un altro."},
    )  # fmt: skip
    tipo = forms.ChoiceField(label="Tipo di atto", required=False)
    numero = forms.IntegerField(label="Numero", required=False, min_value=1, max_value=NUMERO_MASSIMO)
    data = forms.DateField(label="Data", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    oggetto = forms.CharField(label="Oggetto", required=False, max_length=500)

    def __init__(self, *args: Any, tipi: Sequence[Atto.Tipo] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ammessi = tuple(tipi or self.tipi)
        if len(self.ammessi) == 1:
            del self.fields["tipo"]
        else:
            self.fields["tipo"].choices = [("", "Scegli"), *((t.value, t.label) for t in self.ammessi)]  # type: ignore[attr-defined]

    def offri(self, atti: QuerySet[Atto], nome: Callable[[Atto], str] | None = None) -> None:
        """The acts to choose from, and how each is called; to be called once the form is made."""
        campo = self.fields["atto_esistente"]
        campo.queryset = atti  # type: ignore[attr-defined]
        campo.label_from_instance = nome or (nome_dell_atto if len(self.ammessi) == 1 else nome_con_tipo)  # type: ignore[attr-defined]
        for nuovo, che in self._nuovo().items():
            self.fields[nuovo].required = not self.data.get("atto_esistente")
            self.fields[nuovo].error_messages["required"] = f"Scrivi {che} dell’atto, oppure scegline uno già registrato."

    def _nuovo(self) -> dict[str, str]:
        return {campo: che for campo, che in NUOVO.items() if campo in self.fields}

    def clean(self) -> dict[str, Any]:
        dati = super().clean() or {}
        if dati.get("atto_esistente") and any(dati.get(c) for c in self._nuovo()):
            self.add_error("atto_esistente", "Scegli un atto già registrato, oppure scrivine uno nuovo: non tutti e due.")
        return dati

    def atto(self) -> Atto | DatiAtto:
        dati = self.cleaned_data
        tipo = Atto.Tipo(dati["tipo"]) if dati.get("tipo") else self.ammessi[0]
        return dati["atto_esistente"] or DatiAtto(dati["numero"], dati["data"], dati["oggetto"], tipo)


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
        if len(dati) > ALLEGATI_MASSIMI or sum(f.size or 0 for f in dati) > BYTE_IN_TUTTO:  # before any of it is read into memory
            raise forms.ValidationError(f"Al massimo {ALLEGATI_MASSIMI} file e {BYTE_IN_TUTTO >> 20} MB in tutto: riuniscili o riducili.")
        for f in dati:
            if (f.size or 0) > BYTE_MASSIMI:
                raise forms.ValidationError(f"«{f.name}» supera i {BYTE_MASSIMI >> 20} MB: riducilo o dividilo.")
        return [File(f.name or "", f.read()) for f in dati]
