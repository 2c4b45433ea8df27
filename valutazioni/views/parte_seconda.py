"""Allegato D, part two, in the browser: the dirigente writes it, the evaluatee and the office of the staff read it."""

from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from smvp.documenti.letture import ultimo_documento
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi
from smvp.orologio import adesso

from ..documenti.tipi import SCHEDA_D2, e_superato
from ..forms.personale import ParteSecondaForm
from ..letture.personale import scheda_per_parte_seconda, scheda_personale_visibile
from ..models import ParteSeconda, SchedaPersonale
from ..operazioni.personale import difetti_di, salva_parte_seconda


@require_http_methods(["GET", "HEAD", "POST"])
def parte_seconda(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Read part two, or write it. Who may not read it is told what a missing page tells."""
    riga = scheda_per_parte_seconda(richiesta.user, pk)
    if riga is None or not rules.has_perm("valutazioni.leggere_parte_seconda", richiesta.user, riga):
        raise Http404
    richiesta.esercizio = riga.esercizio
    scrive = rules.has_perm("valutazioni.scrivere_parte_seconda", richiesta.user, riga)
    if richiesta.method == "POST":
        if not scrive:
            raise PermissionDenied("La parte seconda la scrive il Dirigente, fino alla firma del valutato.")
        return _scrivi(richiesta, riga)
    seconda = _seconda(riga)
    return _mostra(richiesta, riga, ParteSecondaForm(scheda=riga, seconda=seconda) if scrive else None)


def _scrivi(richiesta: HttpRequest, riga: SchedaPersonale) -> HttpResponse:
    """Save what this page has changed; what somebody else has changed in another way is shown beside it, and nothing is lost."""
    dati = richiesta.POST.copy()
    if "tieni_miei" in dati:  # the answer to a conflict: the other text has been read and is to be replaced
        dati["versione"] = dati["tieni_miei"]
    seconda = _seconda(riga)
    form = ParteSecondaForm(dati, scheda=riga, seconda=seconda)
    if not form.is_valid():
        return _mostra(richiesta, riga, form)
    if difetti := difetti_di(form.parte(), riga.esercizio):
        for difetto in difetti:
            form.add_error(difetto.campo or None, str(difetto))
        return _mostra(richiesta, riga, form)
    adesso_e = seconda.versione if seconda else 0
    contesi = set() if form.cleaned_data["versione"] == adesso_e else form.contesi()
    if contesi:
        return _mostra(richiesta, riga, form, contesi, status=409)
    try:
        salva_parte_seconda(scheda=riga, parte=form.parte(), utente=richiesta.user, quando=adesso(), versione=adesso_e)
    except ConflittoDiVersione:
        return _scrivi(richiesta, riga)
    except DatiNonValidi as errore:
        form.add_error(errore.campo or None, str(errore))
        return _mostra(richiesta, riga, form)
    messages.success(richiesta, "Parte seconda salvata.")
    return redirect("valutazioni:parte_seconda", riga.pk)


def _seconda(riga: SchedaPersonale) -> ParteSeconda | None:
    return ParteSeconda.objects.filter(scheda=riga).select_related("compilata_da__persona").first()


def _mostra(
    richiesta: HttpRequest,
    riga: SchedaPersonale,
    form: ParteSecondaForm | None,
    contesi: set[str] = frozenset(),  # type: ignore[assignment]
    status: int = 200,
) -> HttpResponse:
    documento = ultimo_documento(richiesta.user, tipo=SCHEDA_D2, oggetto_id=riga.pk)
    contesto: dict[str, Any] = {
        "scheda": riga,
        "seconda": _seconda(riga),
        "pdf_url": "valutazioni:pdf_seconda",
        "documento": documento,
        "superato": e_superato(documento, riga),
        "form": form,
        "conflitto": form.differenze(contesi) if form and contesi else None,
        "reg": riga.esercizio.reg,
        "legge_scheda": scheda_personale_visibile(richiesta.user, riga.pk) is not None,
    }
    return render(richiesta, "valutazioni/parte_seconda.html", contesto, status=status)
