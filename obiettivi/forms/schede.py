"""Starting a sheet, and throwing a draft away (art. 7)."""

from collections.abc import Sequence
from typing import Any

from django import forms

from smvp.organizzazione.models import Incarico
from smvp.organizzazione.ruoli import Ruolo

from ..models import TESTO_MASSIMO, Tipo

SEGRETARIO = "0"
"""The answer to "who fills it in" for a collective objective that no Direzione leads."""


class NuovoForm(forms.Form):
    """Kind, title and who answers for it. ``segretario``: may start it for anybody."""

    tipo = forms.ChoiceField(
        label="Che obiettivo è", widget=forms.RadioSelect, initial=Tipo.INDIVIDUALE, choices=Tipo.choices,
        help_text="Individuale, oppure generale o collettivo: vi partecipano almeno due Direzioni, ognuna con la sua parte (art. 7).",
    )  # fmt: skip
    titolo = forms.CharField(label="Titolo", max_length=200, help_text="In una riga, che cosa cambia e per chi (art. 8).")
    responsabile = forms.ChoiceField(label="Chi ne risponde")

    def __init__(self, *args: Any, incarichi: Sequence[Incarico], segretario: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.incarichi = {str(i.pk): i for i in incarichi}
        if incarichi and not segretario and all(i.ruolo == Ruolo.PO for i in incarichi):
            del self.fields["tipo"]  # art. 7: a collective one is led by a dirigente
        scelte = [(pk, str(i)) for pk, i in self.incarichi.items()]
        if segretario:
            self.fields[
                "responsabile"
            ].help_text = "Chi compila la scheda; per un obiettivo collettivo, il Dirigente della Direzione capofila (art. 7)."
            scelte = [("", "Da scegliere"), (SEGRETARIO, "Nessuna capofila: la compila il Segretario generale"), *scelte]
        self.fields["responsabile"].choices = scelte
        if len(scelte) == 1:
            self.fields["responsabile"].initial = scelte[0][0]
            self.fields["responsabile"].widget = forms.HiddenInput()

    @property
    def tipo_scelto(self) -> str:
        return str(self.cleaned_data.get("tipo", Tipo.INDIVIDUALE))

    @property
    def incarico(self) -> Incarico | None:
        return self.incarichi.get(self.cleaned_data["responsabile"])


class EliminaForm(forms.Form):
    """The reason why a draft is thrown away, and the version that the user has seen."""

    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    motivo = forms.CharField(
        label="Perché la elimini", max_length=TESTO_MASSIMO, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Resta nel registro, con il codice e il titolo della scheda.", error_messages={"required": "Scrivi perché la elimini."},
    )  # fmt: skip
