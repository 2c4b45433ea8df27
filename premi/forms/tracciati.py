"""A column map as a page of rows: written, added, moved and taken away, then saved all together."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from smvp.flusso.forms import RigaField

from ..calcolo import tracciato as t
from ..models import Tracciato

LETTE_AL_MASSIMO = t.COLONNE_MASSIME + 10
CIFRE_LARGHEZZA = 4
SPUNTE = ("intestazioni", "anche_zero", "ulteriore_a_parte")
GENERALI = ("nome", "formato", "separatore", "decimale", "formato_data", "codifica", "fine_riga", "totali")
DI_COLONNA = ("campo", "intestazione", "testo", "larghezza", "allineamento", "riempimento")
Riga = dict[str, Any]


def _scelta(etichetta: str, scelte: Mapping[str, str], **altro: Any) -> forms.ChoiceField:
    errori = {"invalid_choice": "Scegli una voce dell’elenco.", "required": "Scegli una voce dell’elenco."}
    campo = forms.Select(attrs={"class": "form-select"})
    return forms.ChoiceField(label=etichetta, choices=list(scelte.items()), widget=campo, error_messages=errori, **altro)


def _testo(etichetta: str, massimo: int, **altro: Any) -> RigaField:
    attributi = {"class": "form-control", "autocomplete": "off"} | altro.pop("attrs", {})
    widget = forms.TextInput(attrs=attributi)
    return RigaField(label=etichetta, max_length=massimo, required=False, strip=False, widget=widget, **altro)


def _spunta(etichetta: str, aiuto: str = "") -> forms.BooleanField:
    return forms.BooleanField(label=etichetta, help_text=aiuto, required=False)


class TracciatoForm(forms.Form):
    """What holds for the whole file."""

    nome = forms.CharField(
        label="Nome", max_length=80, widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
        error_messages={"required": "Scrivi un nome.", "max_length": "Al massimo 80 caratteri."},
    )  # fmt: skip
    formato = _scelta("Formato", t.FORMATI)
    separatore = _scelta("Separatore", t.SEPARATORI)
    decimale = _scelta("Segno dei decimali", t.DECIMALI)
    formato_data = _scelta("Date", t.DATE)
    codifica = _scelta("Codifica dei caratteri", t.CODIFICHE)
    fine_riga = _scelta("Fine riga", t.FINI_RIGA)
    totali = _scelta("Totali di controllo", t.TOTALI)
    intestazioni = _spunta("La prima riga porta le intestazioni")
    anche_zero = _spunta("Anche chi non ha niente da avere", "Con importo zero e il motivo.")
    ulteriore_a_parte = _spunta("Il premio ulteriore su una riga sua", "Con la sua voce, invece che sommato al premio.")
    versione = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for chiave, nome in t.VOCI.items():
            self.fields[f"voce_{chiave}"] = _testo(nome, t.CODICE_MASSIMO)

    @property
    def voci(self) -> list[forms.BoundField]:
        return [self[f"voce_{chiave}"] for chiave in t.VOCI]


class ColonnaForm(forms.Form):
    """One column. What the page hides (of another format, of another field) is not looked at."""

    campo = _scelta("Che cosa contiene", {nome: c.etichetta for nome, c in t.CAMPI.items()})
    intestazione = _testo("Intestazione", t.TESTO_MASSIMO)
    testo = _testo("Testo fisso", t.TESTO_MASSIMO)
    larghezza = _testo("Larghezza", t.TESTO_MASSIMO, attrs={"inputmode": "numeric"})
    allineamento = _scelta("Allineata", t.ALLINEAMENTI, required=False)
    riempimento = _scelta("Riempita con", t.RIEMPIMENTI, required=False)
    taglia = _spunta("Taglia i testi più lunghi")

    def colonna(self) -> t.Colonna:
        d = self.cleaned_data
        return t.Colonna(
            d["campo"], d["intestazione"].strip(), _intero(d["larghezza"].strip()),
            d["allineamento"] or t.SINISTRA, d["riempimento"] or t.SPAZIO, d["testo"] if d["campo"] == t.COSTANTE else "",
            d["taglia"] and t.CAMPI[d["campo"]].si_taglia,
        )  # fmt: skip


def _intero(scritto: str) -> int:
    """Zero, which is no width, for what is not a number of a few figures: the map says it beside its column, with all the rest."""
    return int(scritto) if scritto.isascii() and scritto.isdecimal() and len(scritto) <= CIFRE_LARGHEZZA else 0


def leggi_righe(dati: QueryDict) -> list[Riga]:
    """The columns as they stand in the page, valid or not, in their order."""
    return [
        {nome: dati.get(f"colonna-{n}-{nome}", "") for nome in DI_COLONNA} | {"taglia": f"colonna-{n}-taglia" in dati}
        for n in range(LETTE_AL_MASSIMO)
        if f"colonna-{n}-campo" in dati
    ]


def leggi_generali(dati: QueryDict) -> dict[str, Any]:
    """The rest of the page as it stands."""
    nomi = (*GENERALI, "versione", *(f"voce_{chiave}" for chiave in t.VOCI))
    return {nome: dati.get(nome, "") for nome in nomi} | {nome: nome in dati for nome in SPUNTE}


def righe_di(tracciato: Tracciato) -> list[Riga]:
    """The columns of a saved map."""
    return [{**c, "larghezza": c["larghezza"] or ""} for c in tracciato.colonne]


def generali_di(tracciato: Tracciato) -> dict[str, Any]:
    """The rest of a saved map."""
    nomi = (*GENERALI, *SPUNTE, "versione")
    return {nome: getattr(tracciato, nome) for nome in nomi} | {f"voce_{k}": v for k, v in tracciato.voci.items()}


def moduli(righe: list[Riga], *, legati: bool = False) -> list[ColonnaForm]:
    """A form for each column; ``legati``: with what is wrong said beside it."""
    fatti = []
    for n, riga in enumerate(righe):
        prefisso = f"colonna-{n}"
        dati = {f"{prefisso}-{nome}": valore for nome, valore in riga.items()} if legati else None
        fatti.append(ColonnaForm(dati, prefix=prefisso, initial=riga))
    return fatti


def mappa_scritta(form: TracciatoForm, colonne: list[ColonnaForm]) -> t.Mappa | None:
    """The map that the page says; None if some field is not even that, and then the forms say which."""
    valide = [c.is_valid() for c in colonne]
    if not form.is_valid() or not all(valide):
        return None
    d = form.cleaned_data
    return t.Mappa(
        **{nome: d[nome] for nome in (*GENERALI[1:], *SPUNTE)}, colonne=tuple(c.colonna() for c in colonne),
        voci={chiave: codice for chiave in t.VOCI if (codice := d[f"voce_{chiave}"].strip())},
    )  # fmt: skip


def metti_difetti(form: TracciatoForm, colonne: list[ColonnaForm], difetti: list[Any]) -> None:
    """Each fault of a map beside its field."""
    for difetto in difetti:
        gruppo, _, resto = difetto.percorso.partition(".")
        if gruppo == "colonne":
            numero, _, nome = resto.partition(".")
            colonne[int(numero)].add_error(nome, difetto.messaggio)
        else:
            form.add_error(gruppo if gruppo in form.fields else None, difetto.messaggio)


def cambia(righe: list[Riga], comando: str) -> str:
    """Do what a button of the page asks ("su:2", "giu:2", "togli:2", "aggiungi"). Returns the column to go to."""
    azione, _, numero = comando.partition(":")
    n = int(numero) if numero.isascii() and numero.isdecimal() and len(numero) <= CIFRE_LARGHEZZA else 0
    if azione == "aggiungi" and len(righe) < t.COLONNE_MASSIME:
        righe.append(dict.fromkeys(DI_COLONNA, "") | {"campo": "matricola" if not righe else t.VUOTA, "taglia": False})
        return f"colonna-{len(righe) - 1}"
    if n >= len(righe):
        return ""
    if azione == "togli":
        del righe[n]
        return f"colonna-{min(n, len(righe) - 1)}" if righe else ""
    altra = n - 1 if azione == "su" else n + 1
    if azione in ("su", "giu") and 0 <= altra < len(righe):
        righe[n], righe[altra] = righe[altra], righe[n]
        return f"colonna-{altra}"
    return f"colonna-{n}"
