"""The diary of the year, where the regulation version has it; elsewhere these addresses do not exist."""

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from smvp.flusso.forms import metti_errore
from smvp.nucleo.errori import ErroreDominio
from smvp.organizzazione.models import Esercizio
from smvp.orologio import adesso, oggi

from ..forms.diario import AnnotazioneForm
from ..letture.diario import diari as leggi_diari
from ..letture.diario import note_di
from ..operazioni.diario import annota
from ..permessi import diari_visibili_a


def _esercizio(richiesta: HttpRequest, anno: int) -> Esercizio:
    """The exercise, if its version of the regulation has the diary."""
    esercizio = get_object_or_404(Esercizio, anno=anno)
    if not esercizio.reg.facolta.diario:
        raise Http404
    richiesta.esercizio = esercizio
    return esercizio


@require_safe
def diari(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """The people whose diary one reads and writes, oneself included."""
    esercizio = _esercizio(richiesta, anno)
    if not rules.has_perm("valutazioni.tenere_diari", richiesta.user):
        raise PermissionDenied("Il diario è di chi è valutato e di chi valuta.")
    testo = " ".join(richiesta.GET.get("q", "").split())
    pagina = leggi_diari(richiesta.user, esercizio, testo, richiesta.GET.get("pagina"))
    return render(richiesta, "valutazioni/diari.html", {"esercizio": esercizio, "pagina": pagina, "q": testo})


@require_http_methods(["GET", "HEAD", "POST"])
def diario(richiesta: HttpRequest, persona: int, anno: int) -> HttpResponse:
    """The remarks on one person, and a new one while the year lasts."""
    esercizio = _esercizio(richiesta, anno)
    di_chi = get_object_or_404(diari_visibili_a(richiesta.user, esercizio), pk=persona)
    form = AnnotazioneForm(richiesta.POST if richiesta.method == "POST" else None)
    if richiesta.method == "POST" and form.is_valid():
        try:
            annota(
                persona=di_chi, esercizio=esercizio, testo=form.cleaned_data["testo"], utente=richiesta.user, quando=adesso()
            )  # fmt: skip
        except ErroreDominio as errore:
            metti_errore(form, errore)
        else:
            messages.success(richiesta, "Annotazione scritta nel diario.")
            return redirect("valutazioni:diario", persona, anno)
    return render(richiesta, "valutazioni/diario.html", {
        "esercizio": esercizio, "di_chi": di_chi, "note": note_di(di_chi, esercizio), "form": form,
        "si_scrive": oggi().year == esercizio.anno, "proprio": di_chi.utente_id == richiesta.user.pk,
    }, status=422 if form.errors else 200)  # fmt: skip
