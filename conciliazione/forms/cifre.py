"""The figures of a sheet as fields, each beside what it says now: for a decision (art. 29) and for an agreement (art. 30)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from smvp.flusso.forms import PercentualeField
from smvp.nucleo.formati import percento
from valutazioni.letture.riesame import VoceCorreggibile

from ..letture.modifiche import in_modifiche

STILE = {"class": "form-select campo-corto"}


class ConLeCifre(forms.Form):
    """A form that may change marks and percentages; the subclass has ``esito`` and says where the figures stand among its fields."""

    righe: Sequence[VoceCorreggibile] = ()
    fermi: Sequence[str] = ()  # the outcomes that leave the figures as they are
    cambia = ""  # how the page calls the one that changes them

    def metti_le_cifre(self, righe: Sequence[VoceCorreggibile], voto_massimo: int) -> None:
        self.righe = righe
        voti = [(str(n), str(n)) for n in range(voto_massimo + 1)]
        for r in righe:
            if r.percentuale:
                self.fields[r.campo] = PercentualeField(label=r.titolo, initial=r.valore)
                continue
            # A mark that is there becomes another one; neither it nor a percentage is taken away.
            scelte = [("", "non valutato"), *voti] if r.valore is None else voti
            self.fields[r.campo] = forms.ChoiceField(
                label=r.titolo, choices=scelte, required=False, initial=str(r.valore), widget=forms.Select(attrs=STILE)
            )

    def clean(self) -> dict[str, Any]:
        dati: dict[str, Any] = super().clean() or {}
        for r in self.righe:
            if r.percentuale and r.valore is not None and dati.get(r.campo, r.valore) is None:
                self.add_error(r.campo, f"{r.titolo}: scrivi la percentuale, anche se resta {percento(r.valore)}.")
        if dati.get("esito") in self.fermi and in_modifiche(self.righe, self.nuovi()):  # they would be lost without a word
            self.add_error("esito", f"Hai cambiato delle cifre: scegli «{self.cambia}», oppure rimettile com’erano.")
        return dati

    def nuovi(self) -> dict[str, Decimal | int]:
        """The figures as they are written; one that was not there and is left empty is not among them."""
        scritti: dict[str, Decimal | int] = {}
        for r in self.righe:
            valore = self.cleaned_data.get(r.campo)
            if valore not in (None, ""):
                scritti[r.campo] = valore if r.percentuale else int(valore)
        return scritti

    def tavola(self) -> list[tuple[VoceCorreggibile, forms.BoundField]]:
        return [(r, self[r.campo]) for r in self.righe]
