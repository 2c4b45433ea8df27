"""Art. 16: who takes over which sheets, and why."""

from typing import Any

from django import forms

from smvp.flusso.stati import e_un_motivo
from smvp.organizzazione.models import Incarico

from ..letture.scheda.subentro import Subentro
from ..models import TESTO_MASSIMO, Obiettivo

MOTIVO = "Scrivi con quale atto o perché subentra, con almeno una frase."


class SubentroForm(forms.Form):
    """The successor, the sheets, the reason."""

    subentrante = forms.ChoiceField(
        label="Chi subentra", widget=forms.RadioSelect,
        error_messages={"required": "Scegli chi subentra.", "invalid_choice": "Questo incarico non può subentrare: rileggi l’elenco."},
    )  # fmt: skip
    schede = forms.MultipleChoiceField(
        label="Schede", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Scegli almeno una scheda.", "invalid_choice": "Una delle schede non si può più passare: rileggi."},
    )  # fmt: skip
    motivo = forms.CharField(
        label="Motivo", max_length=TESTO_MASSIMO, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Per esempio il decreto di nomina. Resta nella storia di ogni scheda.", error_messages={"required": MOTIVO},
    )  # fmt: skip

    def __init__(self, *args: Any, pagina: Subentro, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.incarichi = {str(c.incarico.pk): c.incarico for c in pagina.candidati}
        self.righe = {str(c.obiettivo.pk): c.obiettivo for c in pagina.pronte}
        self.fields["subentrante"].choices = [(pk, str(i)) for pk, i in self.incarichi.items()]  # type: ignore[attr-defined]
        self.fields["schede"].choices = [(pk, str(o)) for pk, o in self.righe.items()]  # type: ignore[attr-defined]

    def clean_motivo(self) -> str:
        motivo: str = self.cleaned_data["motivo"]
        if not e_un_motivo(motivo):
            raise forms.ValidationError(MOTIVO)
        return motivo

    def incarico(self) -> Incarico:
        return self.incarichi[self.cleaned_data["subentrante"]]

    def scelte(self) -> list[Obiettivo]:
        return [self.righe[pk] for pk in self.cleaned_data["schede"]]
