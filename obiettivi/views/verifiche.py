"""Art. 17: the half-year check: each situation beside the observations on it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from smvp.flusso.conferma import passo_da_confermare
from smvp.nucleo.errori import ConflittoDiVersione, ErroreDominio
from smvp.nucleo.formati import data
from smvp.orologio import adesso, oggi

from ..forms.esiti import VerificaForm
from ..letture.scheda.esiti import esiti_di
from ..operazioni.monitoraggio import verifica_situazioni
from .schede import prendi


@require_http_methods(["GET", "HEAD", "POST"])
def verifica(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Read the situations, write what is observed, close the check. What was typed comes back if it could not be closed."""
    obiettivo = prendi(richiesta, pk)
    passo = passo_da_confermare(obiettivo, "verifica", richiesta.user)
    if passo is None:
        messages.info(richiesta, f"L’obiettivo è «{obiettivo.stato_attuale.parola}»: la verifica intermedia non è il suo momento.")
        return redirect(obiettivo)
    esiti = esiti_di(obiettivo, richiesta.user, oggi())
    aiuto = f"Il termine era {data(passo.termine)}: il motivo resta nella storia." if passo.tardi and passo.termine else ""
    form = VerificaForm(richiesta.POST or None, esiti=esiti, etichetta_motivo=passo.motivo, aiuto_motivo=aiuto)
    stato = 200
    if passo.pronto and form.is_valid():
        try:
            verifica_situazioni(
                obiettivo=obiettivo, osservazioni=form.osservazioni(), utente=richiesta.user, quando=adesso(),
                versione=form.cleaned_data["versione"], motivo=form.cleaned_data.get("motivo", ""),
            )  # fmt: skip
        except ConflittoDiVersione:
            form.add_error(
                None, "Nel frattempo la scheda è cambiata: qui vedi le situazioni come sono ora. Rileggile, poi registra la verifica."
            )
            stato = 409
        except ErroreDominio as errore:
            form.add_error(None, str(errore))
            stato = 422
        else:
            messages.success(richiesta, passo.transizione.fatto)
            return redirect(obiettivo)
    elif form.is_bound:
        stato = 422
    contesto = {"obiettivo": obiettivo, "passo": passo, "esiti": esiti, "form": form}
    return render(richiesta, "obiettivi/verifica.html", contesto, status=stato)
