"""Artt. 29 and 30 as forms: the conciliation and its outcome, the measures."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from smvp.documenti.forms import FileField
from smvp.flusso.forms import giorno, testo
from valutazioni.letture.riesame import VoceCorreggibile

from ..models import Esito410
from .cifre import ConLeCifre


class ConciliazioneForm(forms.Form):
    sede = forms.CharField(
        label="Davanti a chi", max_length=300, help_text="Per esempio: Ispettorato del lavoro di Novara, commissione di conciliazione.",
        error_messages={"required": "Scrivi davanti a chi si tenta la conciliazione."},
    )  # fmt: skip
    richiesta_il = giorno("Richiesta del")
    oggetto = testo("Che cosa si chiede")
    allegati = FileField()


# Of an agreement the record says whether it changes the evaluation, and then which figures.
CAMBIA, NON_CAMBIA = "accordo_cambia", "accordo_resta"
ESITI = ((CAMBIA, "Accordo che cambia la valutazione"), (NON_CAMBIA, "Accordo che non cambia la valutazione"),
         (Esito410.MANCATO.value, Esito410.MANCATO.label))  # fmt: skip


class EsitoForm(ConLeCifre):
    """The outcome, what the minutes say and, if the agreement changes the evaluation, the figures agreed beside those of now."""

    fermi = (NON_CAMBIA, Esito410.MANCATO)
    cambia = dict(ESITI)[CAMBIA]
    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    esito = forms.ChoiceField(
        label="Esito", widget=forms.RadioSelect, choices=ESITI, error_messages={"required": "Scegli l’esito."}
    )  # fmt: skip
    esito_del = giorno("Verbale del")
    contenuto = testo("Che cosa dice il verbale", "Se l’accordo cambia la valutazione, è il motivo che porta la scheda nuova.")
    allegati = FileField()

    def __init__(self, *args: Any, righe: Sequence[VoceCorreggibile], voto_massimo: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.metti_le_cifre(righe, voto_massimo)

    @property
    def scelto(self) -> Esito410:
        return Esito410.MANCATO if self.cleaned_data["esito"] == Esito410.MANCATO else Esito410.ACCORDO

    @property
    def concordati(self) -> dict[str, Decimal | int] | None:
        """The figures that the agreement changes; None if it changes none."""
        return self.nuovi() if self.cleaned_data["esito"] == CAMBIA else None


class MisuraForm(forms.Form):
    proposta = testo("Misura proposta", "In proporzione al grado di non adeguatezza all’incarico (art. 29).")
    perche = testo("Perché è proporzionata", "Quali risultati o comportamenti sono mancati, e quanto.")
