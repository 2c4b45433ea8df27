"""The catalogue of the items as a page of rows: written, added, moved and taken away, then saved all together."""

from typing import Any

from django import forms
from django.http import QueryDict

from smvp.flusso.forms import RigaField, TestoField
from smvp.regolamento.modello import Regolamento

from ..letture.voci import Catalogo, VoceScritta
from ..models import TESTO_MASSIMO
from ..operazioni.voci import TITOLO_MASSIMO, VOCI_MASSIME

LETTE_AL_MASSIMO = VOCI_MASSIME + 10
CIFRE = 4  # of the number of a row


class VoceForm(forms.Form):
    """One item."""

    titolo = RigaField(
        label="Voce", max_length=TITOLO_MASSIMO, required=False, widget=forms.TextInput(attrs={"class": "form-control"}),
    )  # fmt: skip
    descrizione = TestoField(
        label="Che cosa si guarda", max_length=TESTO_MASSIMO, widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"})
    )

    def clean_titolo(self) -> str:
        titolo = str(self.cleaned_data["titolo"])
        if not titolo:
            raise forms.ValidationError("Scrivi il titolo, o togli la voce.")
        return titolo


def leggi(dati: QueryDict, reg: Regolamento) -> dict[str, list[VoceScritta]]:
    """The rows as they stand in the page, valid or not, in their order."""
    return {
        g.codice: [
            VoceScritta(dati[f"{g.codice}-{n}-titolo"], dati.get(f"{g.codice}-{n}-descrizione", "").replace("\r\n", "\n"))
            for n in range(LETTE_AL_MASSIMO)
            if f"{g.codice}-{n}-titolo" in dati
        ]
        for g in reg.personale.gruppi
    }


def cambia(voci: dict[str, list[VoceScritta]], comando: str) -> str:
    """Do what a button of the page asks ("su:gruppo:2", "giu:…", "togli:…", "aggiungi:gruppo"). Returns the row to go to."""
    azione, _, dove = comando.partition(":")
    gruppo, _, numero = dove.partition(":")
    righe, n = voci.get(gruppo, []), int(numero) if numero.isascii() and numero.isdecimal() and len(numero) < CIFRE else 0
    if azione == "aggiungi" and gruppo in voci:
        righe.append(VoceScritta(""))
        return f"{gruppo}-{len(righe) - 1}"
    if n >= len(righe):
        return gruppo
    if azione == "togli":
        del righe[n]
        return gruppo
    altra = n - 1 if azione == "su" else n + 1
    if azione in ("su", "giu") and 0 <= altra < len(righe):
        righe[n], righe[altra] = righe[altra], righe[n]
        return f"{gruppo}-{altra}"
    return f"{gruppo}-{n}"


def moduli(voci: Catalogo | dict[str, list[VoceScritta]], reg: Regolamento, *, legati: bool = False) -> list[dict[str, Any]]:
    """The groups of the regulation with a form for each row; ``legati``: with what is wrong said beside it."""
    gruppi = []
    for g in reg.personale.gruppi:
        righe = []
        for n, v in enumerate(voci[g.codice]):
            valori, prefisso = {"titolo": v.titolo, "descrizione": v.descrizione}, f"{g.codice}-{n}"
            dati = {f"{prefisso}-{c}": t for c, t in valori.items()} if legati else None
            righe.append(VoceForm(dati, prefix=prefisso, initial=valori))
        gruppi.append({"gruppo": g, "righe": righe})
    return gruppi
