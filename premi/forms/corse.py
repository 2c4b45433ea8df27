"""The act that a step of a run asks for: the Giunta's, which approves the amounts; the determination that pays them (art. 18)."""

from typing import Any

from django import forms

from smvp.documenti.forms import ModuloAtto
from smvp.documenti.models import Atto

from ..letture.corse import dal_quale
from ..models import Corsa

CHIAMATI = {Atto.Tipo.GIUNTA: "deliberazione", Atto.Tipo.DETERMINAZIONE: "determinazione"}


class AttoCorsaForm(ModuloAtto):
    """An act of that kind, not older than what it rests on, and the version of the run that was on the page."""

    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, corsa: Corsa, azione: str, tipo: Atto.Tipo, **kwargs: Any) -> None:
        super().__init__(*args, tipi=[tipo], initial={"versione": corsa.versione}, **kwargs)
        self.atto_chiamato = CHIAMATI[tipo]
        giorno = dal_quale(corsa, azione)[0]
        self.offri(Atto.objects.filter(tipo=tipo, **({"data__gte": giorno} if giorno else {})))
