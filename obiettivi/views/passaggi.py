"""The steps of a sheet: the page that confirms one, and the signature for acceptance (artt. 13–15)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from smvp.flusso.conferma import conferma, passo_da_confermare
from smvp.nucleo.errori import ConflittoDiVersione, ErroreDominio
from smvp.orologio import adesso

from ..forms.esame import FirmaForm
from ..letture.azioni import ATTO, FIRMA, url_dell_atto
from ..letture.esame import firme_di
from ..letture.schede import incarichi_da_firmare
from ..letture.versioni import cambiato_da
from ..operazioni.passaggi import firma_accettazione
from ..stati import ACCETTATA
from .schede import prendi

VERIFICA = "verifica"


@require_http_methods(["GET", "HEAD", "POST"])
def passaggio(richiesta: HttpRequest, pk: int, azione: str) -> HttpResponse:
    """Confirm a step. The signature, the half-year check and the Giunta’s act have a page of their own."""
    obiettivo = prendi(richiesta, pk)
    if azione == FIRMA:
        return redirect("obiettivi:firma", pk)
    if azione == VERIFICA:
        return redirect("obiettivi:verifica", pk)
    if azione == ATTO and obiettivo.stato == ACCETTATA:
        return redirect(url_dell_atto(obiettivo))
    contesto = {"obiettivo": obiettivo, "assegnazioni": list(obiettivo.assegnazioni.all()), "da_confrontare": cambiato_da(obiettivo)}
    return conferma(richiesta, obiettivo, azione, modello="obiettivi/passaggio.html", contesto=contesto)


@require_http_methods(["GET", "HEAD", "POST"])
def firma(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Art. 14: read the validated text and sign it; whoever has signed, or waits for the others, sees who is missing."""
    obiettivo = prendi(richiesta, pk)
    passo = passo_da_confermare(obiettivo, FIRMA, richiesta.user)
    if passo is None:
        messages.info(richiesta, f"La scheda è «{obiettivo.stato_attuale.parola}»: ora non c’è niente da firmare.")
        return redirect(obiettivo)
    da_firmare = incarichi_da_firmare(obiettivo, richiesta.user)
    form = FirmaForm(richiesta.POST or None, etichetta_motivo=passo.motivo)
    stato = 200
    if richiesta.method == "POST" and not da_firmare:
        messages.info(richiesta, "Hai già firmato questa scheda.")
        return redirect(obiettivo)
    if form.is_valid():
        try:
            fatta = firma_accettazione(
                obiettivo=obiettivo, utente=richiesta.user, quando=adesso(), impronta_letta=form.cleaned_data["impronta"],
                motivo=form.cleaned_data.get("motivo", ""),
            )  # fmt: skip
        except ConflittoDiVersione as errore:
            form.add_error(None, str(errore))
            stato = 409
        except ErroreDominio as errore:
            messages.error(richiesta, str(errore))
            return redirect(obiettivo)
        else:
            messages.success(richiesta, _firmata(fatta.mancano_firme()))
            return redirect(obiettivo)
    contesto = {
        "obiettivo": obiettivo,
        "passo": passo,
        "form": form,
        "da_firmare": da_firmare,
        "da_confrontare": cambiato_da(obiettivo),
        **firme_di(obiettivo, richiesta.user),
    }
    return render(richiesta, "obiettivi/firma.html", contesto, status=stato)


def _firmata(mancano: list[str]) -> str:
    return " ".join(["Hai firmato per accettazione.", *(mancano or ["Le firme ci sono tutte: ora la scheda si può assegnare."])])
