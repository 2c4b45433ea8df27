"""Saving a form that several windows may fill in at once, with a button: what others have changed meanwhile is shown, nothing is lost."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from smvp.flusso.forms import ModuloConfrontato, metti_errore
from smvp.nucleo.errori import ConflittoDiVersione, ErroreDominio


@dataclass(frozen=True, slots=True)
class Modulo:
    """A form on a row: read the row again, make the form on it, write what it says but for the fields in ``contesi``."""

    leggi: Callable[[], Any]
    form: Callable[[Any, QueryDict | None], Any]
    scrivi: Callable[[Any, Any, frozenset[str]], object]


@dataclass(frozen=True, slots=True)
class Salvato:
    """How it went: the form to show again (None if all is saved), the values on which two people disagree."""

    form: Any = None
    conflitto: list[dict[str, Any]] | None = None

    @property
    def stato(self) -> int:
        return 409 if self.conflitto else 422


def salva(dati: QueryDict, modulo: Modulo) -> Salvato:
    """Save what the page has changed. What somebody else has changed in another way is left alone and shown, with both texts."""
    if "tieni_miei" in dati:  # the answer to a conflict: the other text has been read and is to be replaced
        dati = dati.copy()
        dati["versione"] = dati["tieni_miei"]
    return _salva(dati, modulo)


def _salva(dati: QueryDict, modulo: Modulo) -> Salvato:
    riga = modulo.leggi()
    form = modulo.form(riga, dati)
    if not form.is_valid():
        return Salvato(form)
    contesi = frozenset() if form.cleaned_data["versione"] == riga.versione else frozenset(form.contesi())
    try:
        modulo.scrivi(riga, form, contesi)
    except ConflittoDiVersione:  # somebody has saved in this very moment: look again
        return _salva(dati, modulo)
    except ErroreDominio as errore:
        metti_errore(form, errore)
        return Salvato(form)
    return _da_decidere(dati, modulo, contesi) if contesi else Salvato()


def _da_decidere(dati: QueryDict, modulo: Modulo, contesi: frozenset[str]) -> Salvato:
    """The page again: what is contested as it was typed here, the rest as it is saved now."""
    riga = modulo.leggi()
    form: ModuloConfrontato = modulo.form(riga, dati)
    form.is_valid()
    altrui, ora = form.cambiati_da_altri(), form.valori_salvati()
    nuovi = dati.copy()
    for nome in altrui:
        campo = form.fields[nome]
        nuovi[nome] = _come_si_manda(campo.prepare_value(form.get_initial_for_field(campo, nome)))
    nuovi["versione"] = str(riga.versione)
    nuovi["prima"] = json.dumps(json.loads(form.prima_dopo(contesi)) | {n: ora[n] for n in altrui}, ensure_ascii=False)
    nuovo = modulo.form(riga, nuovi)
    nuovo.is_valid()
    return Salvato(nuovo, nuovo.differenze(contesi))


def _come_si_manda(valore: Any) -> str:
    if isinstance(valore, bool):
        return "si" if valore else ""
    return "" if valore is None else str(valore)
