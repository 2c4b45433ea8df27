"""The evaluatee's own marks as a form."""

from collections.abc import Iterable
from typing import Any

from django import forms

from ..letture.autovalutazione import GruppoProprio
from ..models import Scheda, SchedaPersonale, VotoFattore, VotoVoce


def _titolo(voto: VotoFattore | VotoVoce) -> str:
    return voto.titolo if isinstance(voto, VotoFattore) else voto.voce.titolo


class AutovalutazioneForm(forms.Form):
    """One mark for each factor or item; all are needed, because they are sent once."""

    def __init__(self, *args: Any, scheda: Scheda | SchedaPersonale, gruppi: Iterable[GruppoProprio], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scelte = [(s.voto, s.giudizio) for s in scheda.esercizio.reg.scala]
        for voto in (v for g in gruppi for v in g.voti):
            self.fields[f"voto_{voto.pk}"] = forms.TypedChoiceField(
                label=_titolo(voto), choices=scelte, coerce=int, widget=forms.RadioSelect,
                error_messages={"required": "Manca il voto.", "invalid_choice": "Scegli un voto della scala."},
            )  # fmt: skip

    @property
    def voti(self) -> dict[int, int]:
        return {int(nome.removeprefix("voto_")): voto for nome, voto in self.cleaned_data.items()}
