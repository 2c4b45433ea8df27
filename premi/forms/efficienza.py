"""Art. 27 as forms: the criteria and the sum, somebody directly involved, the act."""

from decimal import Decimal
from typing import Any

from django import forms

from obiettivi.forms.campi import NumeroField
from premi.calcolo import Efficienza
from smvp.documenti.forms import ModuloAtto
from smvp.documenti.models import Atto
from smvp.flusso.forms import EuroField
from smvp.nucleo.formati import euro

from ..models import RipartoEfficienza
from ..models.efficienza import PESO
from ..operazioni.efficienza import PESO_MASSIMO
from ..operazioni.premialita import ATTI_DI_CONFERIMENTO
from .fondi import VERSIONI
from .innovazione import PersoneField
from .premialita import FraseField


class RipartoForm(forms.Form):
    """The criteria of the bargaining, and how much goes to those involved."""

    criteri = FraseField(label="Criteri della contrattazione integrativa")
    al_personale = EuroField(label="Alle persone coinvolte, in euro", minimo=Decimal("0.01"))
    versione = forms.IntegerField(min_value=0, max_value=VERSIONI, widget=forms.HiddenInput)

    def __init__(self, *args: Any, riparto: RipartoEfficienza | None, efficienza: Efficienza, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        massimo = efficienza.massimo_al_personale
        self.fields["al_personale"].help_text = f"Al massimo {euro(massimo)}: il resto del premio va al fondo di tutto il personale."
        self.initial |= {"versione": riparto.versione if riparto else 0, "al_personale": riparto.al_personale if riparto else massimo}
        if riparto:
            self.initial["criteri"] = riparto.criteri


class QuotaForm(forms.Form):
    """Somebody directly involved, how much they weigh, why."""

    persona = PersoneField(label="Persona", widget=forms.TextInput, help_text="Nome e cognome, o matricola.")
    peso = NumeroField(
        label="Peso", decimali=2, minimo=PESO, massimo=PESO_MASSIMO, required=True, initial=Decimal(1),
        help_text="Quanto conta rispetto agli altri: 2 prende il doppio di 1.", error_messages={"required": "Scrivi il peso."},
    )  # fmt: skip
    motivo = FraseField(label="Perché è direttamente coinvolta", widget=forms.Textarea(attrs={"rows": 2}))


class ConferimentoEfficienzaForm(ModuloAtto):
    """The act that confers the premium, and the version that was on the page."""

    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, versione: int, **kwargs: Any) -> None:
        super().__init__(*args, tipi=ATTI_DI_CONFERIMENTO, initial={"versione": versione}, **kwargs)
        self.offri(Atto.objects.filter(tipo__in=self.ammessi).order_by("-data", "-numero"))
