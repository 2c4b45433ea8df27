"""Artt. 25–27 as forms: the decision that turns a premium on, the proposal of a bonus, the act of a step."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from smvp.documenti.forms import ModuloAtto
from smvp.documenti.models import Atto
from smvp.flusso.forms import EuroField
from smvp.flusso.stati import e_un_motivo
from smvp.organizzazione.models import Esercizio

from ..letture.premialita import dal_quale
from ..models import Accensione, Attribuzione, Premialita
from ..models.premialita import DELLE_ECONOMIE
from ..operazioni.premialita import ATTI_DI_ACCENSIONE, ATTI_DI_CONFERIMENTO, ATTI_DI_LIQUIDAZIONE
from .fondi import MOTIVO_MASSIMO, ModuloVersione

ALMENO_UNA_FRASE = "Scrivi almeno una frase."
ATTI_DEI_PASSI = {"conferisci": ATTI_DI_CONFERIMENTO, "liquida": ATTI_DI_LIQUIDAZIONE}


class FraseField(forms.CharField):
    """A reason: a sentence at least."""

    def __init__(self, **kwargs: Any) -> None:
        di_solito: dict[str, Any] = {
            "max_length": MOTIVO_MASSIMO, "widget": forms.Textarea(attrs={"rows": 4}), "error_messages": {"required": ALMENO_UNA_FRASE},
        }  # fmt: skip
        super().__init__(**di_solito | kwargs)

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not e_un_motivo(value):
            raise forms.ValidationError(ALMENO_UNA_FRASE)


class AccensioneForm(ModuloVersione):
    """Reading A42: on or off, with what sum, by which act, and why."""

    motivo_sempre = True
    tipi = ATTI_DI_ACCENSIONE
    field_order = ("acceso", "somma")

    acceso = forms.ChoiceField(label="Nell’esercizio il premio è", choices=[("si", "Acceso"), ("no", "Spento")])
    somma = EuroField(label="Somma a disposizione, in euro", required=False)

    def __init__(self, *args: Any, esercizio: Esercizio, istituto: Premialita, corrente: Accensione | None, **kwargs: Any) -> None:
        super().__init__(*args, esercizio=esercizio, corrente=corrente, **kwargs)
        self.fields["motivo"].label = "Motivo della decisione"
        self.fields["motivo"].help_text = "Resta nella storia: dice con quale titolo il premio si attribuisce, o perché non si attribuisce."
        self.initial.setdefault("acceso", "si" if corrente is None or corrente.acceso else "no")
        self.initial.setdefault("somma", corrente.somma if corrente and corrente.somma else None)
        self.fields["somma"].help_text = "Si paga con le economie della retribuzione di risultato, e non le supera mai."
        self.fields["somma"].required = not (self.is_bound and self.data.get("acceso") == "no")
        if istituto not in DELLE_ECONOMIE:
            del self.fields["somma"]

    def valori(self) -> dict[str, Any]:
        dati = self.cleaned_data
        return {"acceso": dati["acceso"] == "si", "somma": dati.get("somma") or Decimal("0.00")}


class BonusForm(forms.Form):
    """Art. 25: how much, why; and why this person where others are left out (reading A67)."""

    importo = EuroField(label="Importo del bonus, in euro", minimo=Decimal("0.01"))
    motivo = FraseField(label="Perché proponi questa persona")
    scelta = FraseField(label="Perché la scelta cade su questa persona e non sulle altre")

    def __init__(self, *args: Any, del_bonus: Decimal | None, con_scelta: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("importo", del_bonus)
        if del_bonus is not None:
            self.fields["importo"].help_text = "È già fissato per l’esercizio, ed è uguale per tutti."
        if not con_scelta:
            del self.fields["scelta"]


class PagamentoForm(ModuloAtto):
    """The determination that pays many sums at once."""

    tipi = ATTI_DI_LIQUIDAZIONE

    def __init__(self, *args: Any, dal: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offri(Atto.objects.filter(tipo__in=self.ammessi, data__gte=dal).order_by("-data", "-numero"))


class AttoDelPassoForm(ModuloAtto):
    """The act that a step on a sum asks for, not older than what it rests on, and the version that was on the page."""

    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, attribuzione: Attribuzione, azione: str, **kwargs: Any) -> None:
        super().__init__(*args, tipi=ATTI_DEI_PASSI[azione], initial={"versione": attribuzione.versione}, **kwargs)
        dal = dal_quale(attribuzione, azione)[0]
        self.offri(Atto.objects.filter(tipo__in=self.ammessi, data__gte=dal).order_by("-data", "-numero"))
