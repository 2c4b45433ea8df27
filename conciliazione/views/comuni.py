"""What the pages of a case share: the case through the permission, a form that loses nothing of what was typed."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from smvp.documenti.ricevuti import FileRifiutato
from smvp.flusso.forms import metti_errore, sulla_versione
from smvp.nucleo.errori import ConflittoDiVersione, ErroreDominio

from ..letture.casi import caso_visibile, scheda_visibile
from ..models import Istanza

F = TypeVar("F", bound=forms.Form)
SCEGLI_DI_NUOVO = "I testi sono qui sotto, i file vanno scelti di nuovo."


def prendi(richiesta: HttpRequest, pk: int) -> Istanza:
    """The case of the address: what one may not see does not exist."""
    istanza = caso_visibile(richiesta.user, pk)
    if istanza is None:
        raise Http404
    richiesta.esercizio = istanza.esercizio
    return istanza


def prendi_scheda(richiesta: HttpRequest, tipo: str, pk: int) -> Any:
    scheda = scheda_visibile(richiesta.user, tipo, pk)
    if scheda is None:
        raise Http404
    richiesta.esercizio = scheda.esercizio
    return scheda


def dati_di(richiesta: HttpRequest) -> tuple[Any, Any]:
    """What a form is bound to: nothing, until it is sent."""
    return (richiesta.POST, richiesta.FILES) if richiesta.method == "POST" else (None, None)


def con_modulo(
    richiesta: HttpRequest, form: F, compi: Callable[[F], Any], *, fatto: str, dove: Callable[[Any], str], contesto: dict[str, Any],
    modello: str = "conciliazione/modulo.html", versione: Callable[[], int] | None = None,
) -> HttpResponse:  # fmt: skip
    """Show the form, or do what it asks and go on. A broken rule comes back beside its field, with all that was typed.

    ``versione``: of a form that carries one, the version that holds now.
    """
    stato = 200
    if richiesta.method == "POST":
        stato = 422
        if form.is_valid():
            try:
                esito = compi(form)
            except ConflittoDiVersione as errore:
                form.add_error(None, f"{errore} Quello che hai scritto è qui sotto: invialo di nuovo solo se ti va ancora bene.")
                stato = 409
                if versione is not None:
                    sulla_versione(form, versione())
            except ErroreDominio as errore:
                metti_errore(form, errore)
                if isinstance(errore, FileRifiutato):
                    form.add_error(None, SCEGLI_DI_NUOVO)
            else:
                messages.success(richiesta, fatto)
                return redirect(dove(esito))
    return render(richiesta, modello, {"form": form, **contesto}, status=stato)
