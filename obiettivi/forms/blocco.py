"""The confirmations of the acts on many sheets."""

from collections.abc import Sequence
from typing import Any

from django import forms

from smvp.documenti.models import Atto
from smvp.flusso.stati import e_un_motivo
from smvp.organizzazione.models import Esercizio

from ..letture.assegnazione import Assegnabile, atti_della_giunta
from ..models import TESTO_MASSIMO, Obiettivo
from ..operazioni.blocco import DatiAtto

NUMERO_MASSIMO = 1_000_000
NUOVO = {"numero": "il numero", "data": "la data", "oggetto": "l’oggetto"}
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


class AssegnaForm(forms.Form):
    """Art. 14: the Giunta's act, chosen or written in, and the sheets that it assigns."""

    atto_esistente = forms.ModelChoiceField(
        queryset=Atto.objects.none(), label="Deliberazione già registrata", required=False, empty_label="Un’altra: la scrivo qui sotto"
    )
    numero = forms.IntegerField(label="Numero", required=False, min_value=1, max_value=NUMERO_MASSIMO)
    data = forms.DateField(label="Data", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    oggetto = forms.CharField(label="Oggetto", required=False, max_length=500)
    motivo = forms.CharField(
        label="Motivo del ritardo", max_length=TESTO_MASSIMO, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Il termine dell’art. 14 è passato per una o più schede: scrivi perché.",
    )  # fmt: skip
    schede = forms.MultipleChoiceField(
        label="Schede da assegnare", required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Una delle schede scelte non è più da assegnare: rileggi l’elenco."},
    )  # fmt: skip

    def __init__(self, *args: Any, esercizio: Esercizio, righe: Sequence[Assegnabile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.righe = {str(r.obiettivo.pk): r for r in righe}
        atti = self.fields["atto_esistente"]
        atti.queryset = atti_della_giunta(esercizio)  # type: ignore[attr-defined]
        atti.label_from_instance = lambda a: f"n. {a.numero} del {a.data:%d/%m/%Y} · {a.oggetto}"  # type: ignore[attr-defined]
        self.fields["schede"].choices = [(pk, str(r.obiettivo)) for pk, r in self.righe.items()]  # type: ignore[attr-defined]
        if not any(r.tardi for r in righe):
            self.fields["motivo"].widget = forms.HiddenInput()
        self.fields["motivo"].required = bool(righe) and all(r.tardi for r in righe)
        self.fields["motivo"].error_messages["required"] = TARDI
        for campo, che in NUOVO.items():
            self.fields[campo].required = not self.data.get("atto_esistente")
            self.fields[campo].error_messages["required"] = f"Scrivi {che} della deliberazione, oppure scegline una già registrata."

    def clean(self) -> dict[str, Any]:
        dati = super().clean() or {}
        scritto = [dati.get(c) for c in ("numero", "data", "oggetto")]
        if dati.get("atto_esistente") and any(scritto):
            self.add_error("atto_esistente", "Scegli una deliberazione già registrata, oppure scrivine una nuova: non tutte e due.")
        if "schede" not in self.errors and not dati.get("schede"):
            self.add_error("schede", "Scegli almeno una scheda da assegnare.")
        if any(self.righe[pk].tardi for pk in dati.get("schede", ())) and "motivo" not in self.errors and not e_un_motivo(dati["motivo"]):
            self.add_error("motivo", TARDI)
        return dati

    def scelte(self) -> list[Obiettivo]:
        return [self.righe[pk].obiettivo for pk in self.cleaned_data["schede"]]

    def atto(self) -> Atto | DatiAtto:
        dati = self.cleaned_data
        return dati["atto_esistente"] or DatiAtto(dati["numero"], dati["data"], dati["oggetto"])
