"""The texts of a section, saved while one types; the documents to which a Piano is tied."""

from collections.abc import Mapping
from typing import Any

from django import forms

from smvp.flusso.forms import ModuloConfrontato, RigaField, TestoField
from smvp.regolamento.garanzie import SezioneSchema

from ..calcolo.scrittura import PAROLE, SEGNI_MASSIMI, pulisci
from ..models import Collegamento


class TestoRicco(TestoField):
    """A text with its marks, made safe as soon as it arrives: what is compared and kept is the clean one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=SEGNI_MASSIMI, widget=forms.Textarea(attrs={"rows": 10, "data-ricco": "", "class": "form-control"}), **kwargs
        )

    def to_python(self, value: Any) -> str:
        return pulisci(super().to_python(value))


class TestiForm(ModuloConfrontato):
    """The texts of one section; ``versione`` is the revision of all the texts that the page has read."""

    def __init__(self, *args: Any, sezione: SezioneSchema, scritti: Mapping[str, str], revisione: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["versione"].initial = revisione
        for t in sezione.testi:
            self.fields[t.codice] = TestoRicco(label=t.titolo, help_text=t.invito, initial=scritti.get(t.codice, ""))
        self.ricorda()

    def in_parole(self, campo: forms.Field, valore: Any) -> str:
        """Two texts are compared in words, without their marks."""
        return " ".join(PAROLE.sub(" ", str(valore or "")).split())


class CollegamentoForm(forms.Form):
    """Art. 12: a document of planning, with its address."""

    genere = forms.ChoiceField(label="Che cos’è", choices=[("", "Scegli"), *Collegamento.Genere.choices],
                               error_messages={"required": "Scegli che documento è."})  # fmt: skip
    titolo = RigaField(label="Titolo", max_length=200, error_messages={"required": "Scrivi il titolo del documento."})
    url = forms.URLField(
        label="Indirizzo", max_length=500, assume_scheme="https", help_text="Comincia con https://",
        error_messages={"required": "Scrivi l’indirizzo.", "invalid": "Scrivi un indirizzo intero, che comincia con https://"},
    )  # fmt: skip

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if not url.lower().startswith("https://"):
            raise forms.ValidationError("Scrivi un indirizzo che comincia con https://")
        return url
