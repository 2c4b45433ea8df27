"""The confirmations of the acts on many sheets."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from smvp.documenti.forms import ModuloAtto, nome_dell_atto
from smvp.documenti.models import Atto
from smvp.flusso.stati import e_un_motivo
from smvp.nucleo.formati import data
from smvp.organizzazione.models import Esercizio

from ..letture.elenco.assegnazione import Assegnabile, atti_possibili, escluse_da
from ..models import TESTO_MASSIMO, Obiettivo

TARDI = "Il termine è passato: scrivi il motivo del ritardo, con almeno una frase."


class BloccoForm(forms.Form):
    """The reason, where some of the steps are late."""

    motivo = forms.CharField(
        max_length=TESTO_MASSIMO, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Vale per le schede segnate come in ritardo, e resta nella loro storia.",
    )  # fmt: skip

    def __init__(self, *args: Any, etichetta_motivo: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not etichetta_motivo:
            del self.fields["motivo"]
            return
        self.fields["motivo"].label = etichetta_motivo
        self.fields["motivo"].required = True
        self.fields["motivo"].error_messages["required"] = "Scrivi almeno una frase."

    def clean_motivo(self) -> str:
        motivo: str = self.cleaned_data["motivo"]
        if not e_un_motivo(motivo):
            raise forms.ValidationError(self.fields["motivo"].error_messages["required"])
        return motivo


def _codici(righe: Sequence[Assegnabile]) -> str:
    return ", ".join(r.obiettivo.codice for r in righe)


class AssegnaForm(ModuloAtto):
    """Art. 14: the Giunta's act, chosen or written in, and the sheets that it assigns."""

    motivo = forms.CharField(
        label="Motivo del ritardo", max_length=TESTO_MASSIMO, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Il termine dell’art. 14 è passato per una o più schede: scrivi perché.",
    )  # fmt: skip
    schede = forms.MultipleChoiceField(
        label="Schede da assegnare", required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Una delle schede scelte non è più da assegnare: rileggi l’elenco."},
    )  # fmt: skip

    def __init__(self, *args: Any, esercizio: Esercizio, righe: Sequence[Assegnabile], giorno: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.righe = {str(r.obiettivo.pk): r for r in righe}
        self.spuntate = [self.righe[pk] for pk in self["schede"].value() or () if pk in self.righe]
        self.offri(atti_possibili(esercizio, self.spuntate, giorno), self._nome_dell_atto)
        if dal := max((r.dal for r in self.spuntate if r.dal), default=None):
            self.fields["data"].help_text = f"Dal {data(dal)} in poi: il giorno in cui l’ultima delle schede scelte è stata firmata."
        self.fields["schede"].choices = [(pk, str(r.obiettivo)) for pk, r in self.righe.items()]  # type: ignore[attr-defined]
        if not any(r.tardi for r in righe):
            self.fields["motivo"].widget = forms.HiddenInput()
        self.fields["motivo"].required = bool(righe) and all(r.tardi for r in righe)
        self.fields["motivo"].error_messages["required"] = TARDI

    def _nome_dell_atto(self, atto: Atto) -> str:
        nome = nome_dell_atto(atto)
        escluse = escluse_da(atto.data, self.spuntate)
        return f"{nome} (non per {_codici(escluse)}: togli la spunta)" if escluse else nome

    def clean(self) -> dict[str, Any]:
        dati = super().clean() or {}
        if "schede" not in self.errors and not dati.get("schede"):
            self.add_error("schede", "Scegli almeno una scheda da assegnare.")
        if any(self.righe[pk].tardi for pk in dati.get("schede", ())) and "motivo" not in self.errors and not e_un_motivo(dati["motivo"]):
            self.add_error("motivo", TARDI)
        self._controlla_il_giorno(dati)
        return dati

    def _controlla_il_giorno(self, dati: dict[str, Any]) -> None:
        """Art. 14: validated, signed, then approved."""
        campo = "atto_esistente" if dati.get("atto_esistente") else "data"
        giorno = dati["atto_esistente"].data if dati.get("atto_esistente") else dati.get("data")
        escluse = escluse_da(giorno, (self.righe[pk] for pk in dati.get("schede", ()))) if giorno else []
        if escluse:
            ultima = data(max(r.dal for r in escluse if r.dal))
            frase = f"L’atto è di prima della firma di {_codici(escluse)} (l’ultima è del {ultima}): togli la spunta o cambia l’atto."
            self.add_error(campo, frase)

    def scelte(self) -> list[Obiettivo]:
        return [self.righe[pk].obiettivo for pk in self.cleaned_data["schede"]]
