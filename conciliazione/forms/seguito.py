"""Artt. 29 and 30 as forms: the conciliation and its outcome, the measures."""

from django import forms

from ..models import Esito410
from .campi import FileField, giorno, testo


class ConciliazioneForm(forms.Form):
    sede = forms.CharField(
        label="Davanti a chi", max_length=300, help_text="Per esempio: Ispettorato del lavoro di Novara, commissione di conciliazione.",
        error_messages={"required": "Scrivi davanti a chi si tenta la conciliazione."},
    )  # fmt: skip
    richiesta_il = giorno("Richiesta del")
    oggetto = testo("Che cosa si chiede")
    allegati = FileField()


class EsitoForm(forms.Form):
    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    esito = forms.ChoiceField(
        label="Esito", widget=forms.RadioSelect, choices=Esito410.choices, error_messages={"required": "Scegli l’esito."}
    )
    esito_del = giorno("Verbale del")
    contenuto = testo("Che cosa dice il verbale", "Se l’accordo cambia la valutazione, scrivi quali voti.")
    allegati = FileField()


class MisuraForm(forms.Form):
    proposta = testo("Misura proposta", "In proporzione al grado di non adeguatezza all’incarico (art. 29).")
    perche = testo("Perché è proporzionata", "Quali risultati o comportamenti sono mancati, e quanto.")
