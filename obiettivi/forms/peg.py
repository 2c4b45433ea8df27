"""The degrees of realisation of the P.E.G., a row for each Direzione."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms

from smvp.organizzazione.forms import FoglioForm
from smvp.organizzazione.models import Direzione

from ..letture.quadri.file_peg import FONTE_MASSIMA
from ..letture.quadri.peg import Grado
from ..operazioni.peg import Modifica, difetto_del_grado
from .campi import PERCENTUALE, NumeroField


class GradoForm(forms.Form):
    """One Direzione: the percentage and its source, and what they were when the page was read."""

    percentuale = NumeroField(label="Percentuale", decimali=2, minimo=Decimal(0), massimo=Decimal(100), fissi=True, che=PERCENTUALE)
    fonte = forms.CharField(
        label="Fonte", required=False, max_length=FONTE_MASSIMA, widget=forms.TextInput(attrs={"class": "form-control"}),
        error_messages={"max_length": f"Al massimo {FONTE_MASSIMA} caratteri."},
    )  # fmt: skip
    prima_percentuale = NumeroField(decimali=2, widget=forms.HiddenInput, fissi=True)
    prima_fonte = forms.CharField(required=False, max_length=FONTE_MASSIMA, widget=forms.HiddenInput, strip=False)

    def __init__(self, *args: Any, direzione: Direzione, prima: Grado, dopo: Grado | None = None, **kwargs: Any) -> None:
        nuovo = dopo or prima
        iniziali = {
            "percentuale": nuovo.percentuale, "fonte": nuovo.fonte, "prima_percentuale": prima.percentuale, "prima_fonte": prima.fonte,
        }  # fmt: skip
        super().__init__(*args, prefix=direzione.codice.replace(".", "_"), initial=iniziali, **kwargs)
        self.direzione = direzione
        self.fields["percentuale"].label, self.fields["fonte"].label = f"Percentuale di {direzione}", f"Fonte di {direzione}"
        self.fields["percentuale"].widget.attrs |= {"class": "form-control percentuale", "aria-label": f"Percentuale, {direzione}"}
        self.fields["fonte"].widget.attrs["aria-label"] = f"Fonte, {direzione}"

    def clean(self) -> dict[str, Any]:
        dati = super().clean() or self.cleaned_data
        if not self.errors and (difetto := difetto_del_grado(Grado(dati["percentuale"], dati["fonte"]))):
            self.add_error(*difetto)
        return dati

    @property
    def modifica(self) -> Modifica:
        """Of a valid form."""
        d = self.cleaned_data
        return Modifica(self.direzione, Grado(d["prima_percentuale"], d["prima_fonte"]), Grado(d["percentuale"], d["fonte"]))


def moduli_dei_gradi(direzioni: Iterable[Direzione], salvati: Mapping[int, Grado], dati: Any = None) -> list[GradoForm]:
    """One form for each office; nothing is changed of one that was not sent."""
    moduli = [GradoForm(dati, direzione=d, prima=salvati.get(d.pk, Grado())) for d in direzioni]
    return [m for m in moduli if dati is None or m.add_prefix("percentuale") in dati]


def moduli_dopo_un_conflitto(
    inviati: Iterable[GradoForm], direzioni: Iterable[Direzione], salvati: Mapping[int, Grado]
) -> list[GradoForm]:  # fmt: skip
    """The forms again, on top of what is there now, with what the person had typed where they had changed something."""
    scritti = {m.direzione.pk: m.modifica for m in inviati}

    def tenuto(d: Direzione) -> Grado:
        modifica = scritti.get(d.pk)
        return modifica.dopo if modifica is not None and modifica.dopo != modifica.prima else salvati.get(d.pk, Grado())

    return [GradoForm(direzione=d, prima=salvati.get(d.pk, Grado()), dopo=tenuto(d)) for d in direzioni]


class FilePegForm(FoglioForm):
    """The sheet to import."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = "Foglio con i gradi di realizzazione"
