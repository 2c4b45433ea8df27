"""The approval of the Giunta and the final evaluations in the browser (artt. 18 and 29)."""

from collections.abc import Callable, Sequence

import rules
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from smvp.nucleo.errori import ErroreDominio
from smvp.organizzazione.models import Esercizio
from smvp.orologio import adesso, oggi

from ..forms.approvazione import PER_PAGINA, ApprovaForm, DefinitiveForm
from ..letture.approvazione import Firmata, Riepilogo, quadro_di
from ..letture.documenti import elenchi_emessi
from ..letture.elenco_giunta import nell_ultimo_elenco
from ..letture.schede import quante_da_firmare, scadenza
from ..letture.vuoti import vuoto_approvazione
from ..operazioni.approvazione import approva_con_atto, rendi_definitive
from ..stati import SCHEDA

# What the buttons send: which of the two acts, and on the page that confirms it whether to do it or to go back.
DEFINITIVE, CONFERMA, INDIETRO = "definitive", "conferma", "indietro"


@require_http_methods(["GET", "HEAD", "POST"])
def approva(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Register the Giunta's act on the ticked sheets of both kinds, all of them or none; make final those past the term for a review.

    Each is first shown sheet by sheet; it is done only when that page is confirmed.
    """
    esercizio = get_object_or_404(Esercizio, anno=anno)
    if not rules.has_perm("valutazioni.approvare_in_blocco", richiesta.user):
        raise PermissionDenied("Registra l’atto della Giunta il Segretario generale; sulla sua scheda, il Sindaco.")
    quadro = quadro_di(richiesta.user, esercizio, oggi())
    inviato = richiesta.POST if richiesta.method == "POST" else None
    finali = inviato is not None and DEFINITIVE in inviato
    volute = richiesta.GET.getlist("s")
    dell_elenco = [] if volute else _dell_elenco(esercizio, quadro.da_approvare)
    form = ApprovaForm(
        None if finali else inviato, esercizio=esercizio, righe=quadro.da_approvare, giorno=oggi(),
        pagina=richiesta.GET.get("pagina"), volute=volute or dell_elenco,
    )  # fmt: skip
    definitive = DefinitiveForm(inviato if finali else None, righe=quadro.definitive, pagina=richiesta.GET.get("pagina"), prefix="d")
    scelto = definitive if finali else form
    if inviato is not None and INDIETRO not in inviato and scelto.is_valid():
        if CONFERMA not in inviato:
            return _da_confermare(richiesta, esercizio, scelto)
        if quante := _prova(scelto, _opera(richiesta, scelto)):
            messages.success(richiesta, f"{'Rese definitive' if finali else 'Approvate'}: {quante}.")
            return redirect("valutazioni:approva", anno)
    contesto = {
        "esercizio": esercizio, "quadro": quadro, "form": form, "definitive": definitive, "scadenza": scadenza(esercizio),
        "elenchi": elenchi_emessi(richiesta.user, esercizio), "fa_elenchi": rules.has_perm("valutazioni.elenchi_giunta", richiesta.user),
        "finali": finali, "dell_elenco": len(dell_elenco),
        "vuoto": None if quadro.da_approvare else vuoto_approvazione(richiesta.ruoli, da_firmare=quante_da_firmare(esercizio)),
    }  # fmt: skip
    return render(richiesta, "valutazioni/approva.html", contesto, status=422 if form.errors or definitive.errors else 200)


def _dell_elenco(esercizio: Esercizio, righe: Sequence[Firmata]) -> list[str]:
    """What the act approves is what its list holds: the sheets to tick, if they are some and not all."""
    nell_elenco = nell_ultimo_elenco(esercizio)
    sue = [r.chiave for r in righe if r.chiave in nell_elenco]
    return sue if len(sue) < len(righe) else []


def _da_confermare(richiesta: HttpRequest, esercizio: Esercizio, form: ApprovaForm | DefinitiveForm) -> HttpResponse:
    """What is about to be done, sheet by sheet: nothing is done yet, and what was typed goes on with the page."""
    atto = form.atto() if isinstance(form, ApprovaForm) else None
    passo = SCHEDA.transizione("approva" if atto else "rendi_definitiva")
    nomi = [form.add_prefix(n) for n in form.fields if n != "schede"]
    return render(richiesta, "valutazioni/approva_conferma.html", {
        "esercizio": esercizio, "atto": atto, "passo": passo, "riepilogo": Riepilogo(form.scelte_per_nome(), PER_PAGINA),
        "tenuti": [(n, form.data[n]) for n in nomi if form.data.get(n)],
    })  # fmt: skip


def _opera(richiesta: HttpRequest, form: ApprovaForm | DefinitiveForm) -> Callable[[], int]:
    if isinstance(form, ApprovaForm):
        return lambda: approva_con_atto(schede=form.scelte(), atto=form.atto(), utente=richiesta.user, quando=adesso())
    return lambda: rendi_definitive(schede=form.scelte(), utente=richiesta.user, quando=adesso())


def _prova(form: forms.Form, opera: Callable[[], int]) -> int:
    """Do it; what stands in the way is said on the form, and nothing typed is lost."""
    try:
        return opera()
    except ErroreDominio as errore:
        campo = getattr(errore, "campo", "")
        form.add_error(campo if campo in form.fields else None, str(errore))
        return 0
