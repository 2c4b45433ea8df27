"""The sheet of an objective (All. A)."""

from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from smvp.flusso.forms import metti_errore
from smvp.nucleo.errori import DatiNonValidi, ErroreDominio
from smvp.organizzazione.models import Esercizio
from smvp.organizzazione.ruoli import Ruolo
from smvp.orologio import adesso, oggi

from ..forms.schede import EliminaForm, NuovoForm
from ..letture.documenti import contesto_di_documenti
from ..letture.quadri.chiusura import si_negozia
from ..letture.scheda.azioni import GIA_USCITA, trattenuta
from ..letture.scheda.compilazione import chi_puo_rispondere, contesto_di_avvisi
from ..letture.scheda.esame import contesto_di_esame
from ..letture.scheda.esiti import contesto_di_esiti
from ..letture.scheda.pagina import contesto_di_scheda
from ..letture.scheda.schede import obiettivo_visibile, storia_di
from ..letture.scheda.subentro import contesto_di_subentro
from ..models import Obiettivo
from ..operazioni.compilazione import elimina_bozza
from ..operazioni.schede import FINITO, crea_obiettivo
from ..stati import CON_PARERE, MODIFICABILI, NEGOZIATA, RIDEFINITA, TRASMESSA

# While its text is being written or judged.
DA_ESAMINARE = frozenset({*MODIFICABILI, NEGOZIATA, CON_PARERE, TRASMESSA, RIDEFINITA})


def prendi(richiesta: HttpRequest, pk: int) -> Obiettivo:
    """The objective of the address, through the permission: what one may not see does not exist."""
    obiettivo = obiettivo_visibile(richiesta.user, pk)
    if obiettivo is None:
        raise Http404
    richiesta.esercizio = obiettivo.esercizio
    return obiettivo


def _contesto(richiesta: HttpRequest, obiettivo: Obiettivo) -> dict[str, Any]:
    """What the page of a sheet is made of: each owner adds a line ``**contesto_di_x(obiettivo, richiesta.user)``."""
    da_esaminare = obiettivo.stato in DA_ESAMINARE
    return {
        "obiettivo": obiettivo,
        **(contesto_di_avvisi(obiettivo, richiesta.user) if da_esaminare else {}),
        **contesto_di_scheda(obiettivo, richiesta.user, oggi(), storia_di(obiettivo)),
        **contesto_di_subentro(obiettivo, richiesta.user, oggi()),
        **contesto_di_esame(obiettivo, richiesta.user, oggi()),
        **contesto_di_esiti(obiettivo, richiesta.user, oggi()),
        **contesto_di_documenti(obiettivo, richiesta.user),
    }


@require_safe
def scheda(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """One sheet, as on paper but readable."""
    return render(richiesta, "obiettivi/scheda.html", _contesto(richiesta, prendi(richiesta, pk)))


@require_http_methods(["GET", "HEAD", "POST"])
def nuovo(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Start a sheet: kind, title, who answers for it; then one fills it in."""
    if not rules.has_perm("obiettivi.creare", richiesta.user):
        raise PermissionDenied("Creano le schede obiettivo i Dirigenti, le P.O. e il Segretario generale (art. 7).")
    esercizio = get_object_or_404(Esercizio, anno=anno)
    if not si_negozia(esercizio, oggi()):
        messages.info(richiesta, FINITO.format(anno=anno))
        return redirect("obiettivi:elenco", anno)
    form = NuovoForm(
        richiesta.POST or None, incarichi=chi_puo_rispondere(esercizio, richiesta.user, oggi()),
        segretario=Ruolo.SEGRETARIO in richiesta.ruoli,
    )  # fmt: skip
    if form.is_valid():
        try:
            creato = crea_obiettivo(
                esercizio=esercizio, tipo=form.tipo_scelto, titolo=form.cleaned_data["titolo"], responsabile=form.incarico,
                utente=richiesta.user, quando=adesso(),
            )  # fmt: skip
        except ErroreDominio as errore:
            metti_errore(form, errore)
        else:
            messages.success(richiesta, f"Bozza {creato.codice} creata.")
            propria = rules.has_perm("obiettivi.modificare", richiesta.user, creato)
            return redirect("obiettivi:modifica" if propria else "obiettivi:scheda", creato.pk)
    return render(richiesta, "obiettivi/nuovo.html", {"esercizio": esercizio, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def elimina(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away, with a reason."""
    obiettivo = prendi(richiesta, pk)
    if not rules.has_perm("obiettivi.eliminare", richiesta.user, obiettivo):
        perche = GIA_USCITA if trattenuta(obiettivo, richiesta.user) else "Si elimina solo una bozza, e la elimina chi la compila (art. 7)."
        raise PermissionDenied(perche)
    form = EliminaForm(richiesta.POST or None, initial={"versione": obiettivo.versione})
    if form.is_valid():
        try:
            elimina_bozza(
                obiettivo=obiettivo, motivo=form.cleaned_data["motivo"], utente=richiesta.user, quando=adesso(),
                versione=form.cleaned_data["versione"],
            )  # fmt: skip
        except DatiNonValidi as errore:
            form.add_error("motivo", str(errore))
        except ErroreDominio as errore:
            messages.error(richiesta, str(errore))
            return redirect(obiettivo)
        else:
            messages.success(richiesta, f"Bozza {obiettivo.codice} eliminata.")
            return redirect("obiettivi:elenco", obiettivo.esercizio.anno)
    return render(richiesta, "obiettivi/elimina.html", {"obiettivo": obiettivo, "form": form})
