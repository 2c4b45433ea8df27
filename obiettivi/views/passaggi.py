"""The steps of a sheet: the page that confirms one, and the signature for acceptance (artt. 13–15)."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from smvp.flusso.conferma import conferma, passo_da_confermare
from smvp.nucleo.errori import ConflittoDiVersione, ErroreDominio
from smvp.orologio import adesso, oggi

from ..forms.esame import FirmaForm
from ..letture.scheda.azioni import ATTO, FIRMA, url_dell_atto
from ..letture.scheda.esame import firme_di
from ..letture.scheda.esiti import esiti_di
from ..letture.scheda.rilievi import aperti_su, in_parole
from ..letture.scheda.schede import incarichi_da_firmare
from ..letture.scheda.seguito import seguito_di
from ..letture.scheda.versioni import cambiato_da
from ..models import Assegnazione, Obiettivo
from ..operazioni.passaggi import firma_accettazione
from ..stati import ACCETTATA, OBIETTIVO
from .schede import prendi

VERIFICA = "verifica"
VALUTA = "valuta"
CON_CIFRE = frozenset({"misura", VALUTA})
VALIDAZIONI = frozenset({"valida", "valida_po"})
DOVE_PESANO = frozenset(t.azione for t in OBIETTIVO.transizioni if "mancano_pesi" in t.richiede)


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
    rilievi = aperti_su(obiettivo) if azione in VALIDAZIONI else []
    contesto = {
        "obiettivo": obiettivo, "assegnazioni": list(obiettivo.assegnazioni.all()), "da_confrontare": cambiato_da(obiettivo),
        "avvisi": obiettivo.avvisi_dei_pesi() if azione in DOVE_PESANO else [],
        "rilievi": rilievi, "quanti_rilievi": sum(r.quanti for r in rilievi),
        **(_cifre(richiesta, obiettivo, azione) if azione in CON_CIFRE else {}),
    }  # fmt: skip
    return conferma(richiesta, obiettivo, azione, modello="obiettivi/passaggio.html", contesto=contesto, resta=in_parole(rilievi))


def _cifre(richiesta: HttpRequest, obiettivo: Obiettivo, azione: str) -> dict[str, Any]:
    """Art. 18: the percentages that the step closes, and with the last one what they do to whoever is evaluated with them."""
    return {
        "esiti": esiti_di(obiettivo, richiesta.user, oggi()),
        "seguito": seguito_di(obiettivo, richiesta.user) if azione == VALUTA else [],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def firma(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Art. 14: read the validated text and sign it; whoever has signed, or waits for the others, sees who is missing."""
    obiettivo = prendi(richiesta, pk)
    passo = passo_da_confermare(obiettivo, FIRMA, richiesta.user)
    if passo is None:
        messages.info(richiesta, f"La scheda è «{obiettivo.stato_attuale.parola}»: ora non c’è niente da firmare.")
        return redirect(obiettivo)
    da_firmare = incarichi_da_firmare(obiettivo, richiesta.user, oggi())
    form = FirmaForm(richiesta.POST or None, etichetta_motivo=passo.motivo)
    stato = 200
    if richiesta.method == "POST" and not da_firmare and not passo.pronto:
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
            messages.success(richiesta, _firmata(fatta.mancano_firme(oggi()), da_firmare))
            return redirect(obiettivo)
    contesto = {
        "obiettivo": obiettivo,
        "passo": passo,
        "conseguenza": passo.transizione.conseguenza,
        "form": form,
        "da_firmare": da_firmare,
        "da_confrontare": cambiato_da(obiettivo),
        **firme_di(obiettivo, richiesta.user, oggi()),
    }
    return render(richiesta, "obiettivi/firma.html", contesto, status=stato)


def _firmata(mancano: list[str], firmate: Sequence[Assegnazione]) -> str:
    prima = ["Hai firmato per accettazione."] if firmate else []
    return " ".join([*prima, *(mancano or ["Le firme ci sono tutte: ora la scheda si può assegnare."])])
