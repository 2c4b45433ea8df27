"""Guidance and the yearly report as forms."""

from typing import Any

from django import forms

from smvp.documenti.forms import FileField
from smvp.flusso.forms import ModuloConfrontato, TestoField, testo

from ..models import RapportoNcvp
from ..models.incarico import TESTO_MASSIMO

ATTRIBUTI = {"rows": 12, "class": "form-control"}


class IndirizziForm(forms.Form):
    """``visti``: how many of the year the page has seen (operazioni.indirizzi)."""

    testo = testo("Gli indirizzi", "Quelli che vengono dalle Linee programmatiche, dal D.U.P. e dai documenti di programmazione.", righe=10)
    allegati = FileField(label="Documenti")
    visti = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class RapportoForm(ModuloConfrontato):
    """A text for each part of the report, saved as one types."""

    def __init__(self, *args: Any, rapporto: RapportoNcvp, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["versione"].initial = rapporto.versione
        scritti = rapporto.scritti()
        self.parti = rapporto.esercizio.reg.garanzie.ncvp_rapporto
        for p in self.parti:
            self.fields[p.codice] = TestoField(
                label=p.titolo, help_text=p.descrizione, max_length=TESTO_MASSIMO, initial=scritti.get(p.codice, ""),
                widget=forms.Textarea(attrs=ATTRIBUTI | {"aria-describedby": f"aiuto-{p.codice} errore-{p.codice}"}),
            )  # fmt: skip
        self.ricorda()
