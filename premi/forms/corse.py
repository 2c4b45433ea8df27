"""The act that a step of a run asks for: the Giunta's, which approves the amounts; the determination that pays them (art. 18)."""

from typing import Any

from django import forms

from smvp.documenti.forms import ModuloAtto
from smvp.documenti.models import Atto
from smvp.nucleo.formati import FUSO

from ..models import Corsa

CHIAMATI = {Atto.Tipo.GIUNTA: "deliberazione", Atto.Tipo.DETERMINAZIONE: "determinazione"}


class AttoCorsaForm(ModuloAtto):
    """An act of that kind, not older than the computation, and the version of the run that was on the page."""

    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, corsa: Corsa, tipo: Atto.Tipo, **kwargs: Any) -> None:
        super().__init__(*args, tipi=[tipo], initial={"versione": corsa.versione}, **kwargs)
        self.atto_chiamato = CHIAMATI[tipo]
        giorno = corsa.calcolata_il.astimezone(FUSO).date() if corsa.calcolata_il else None
        self.offri(Atto.objects.filter(tipo=tipo, **({"data__gte": giorno} if giorno else {})))
