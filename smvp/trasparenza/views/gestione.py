"""The publication page: what anybody reads, since when, by which act; publish a file, withdraw, look at an edition as the public would."""

import rules
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from smvp.documenti.models import Documento, Pubblicazione
from smvp.documenti.permessi import puo_vedere_documento
from smvp.flusso.conferma import con_modulo, dati_di
from smvp.orologio import adesso

from ..forms import PubblicaForm, RimettiForm, RitiraForm
from ..letture.gestione import quadro, rimettibili
from ..letture.regolamento import regolamento_vigente
from ..letture.sezione import SFOGLIABILI
from ..operazioni.pubblicazioni import pubblica_file, rimetti, ritira_pubblicazione


@require_safe
def gestione(richiesta: HttpRequest) -> HttpResponse:
    """What is in the public section, and what is missing from it?"""
    if not rules.has_perm("trasparenza.guardare", richiesta.user):
        raise PermissionDenied("Questa pagina è del Segretario generale e di chi vigila. La sezione pubblica la leggono tutti.")
    puo = rules.has_perm("trasparenza.pubblicare", richiesta.user)
    return render(richiesta, "trasparenza/gestione.html", {"quadro": quadro(), "puo": puo})


@require_http_methods(["GET", "HEAD", "POST"])
def pubblica(richiesta: HttpRequest) -> HttpResponse:
    """Publish a file received."""
    _solo_chi_pubblica(richiesta)
    return con_modulo(
        richiesta, PubblicaForm(*dati_di(richiesta)),
        lambda f: pubblica_file(
            voce=f.cleaned_data["voce"], anno=f.cleaned_data["anno"], titolo=f.cleaned_data["titolo"], file=f.cleaned_data["file"],
            atto=f.atto_se_c_e(), utente=richiesta.user, quando=adesso(),
        ),
        fatto="Pubblicato: da adesso lo legge chiunque.", dove=lambda p: reverse("trasparenza:gestione"), contesto={},
        modello="trasparenza/pubblica.html",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def ritira(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Take a publication out of sight."""
    _solo_chi_pubblica(richiesta)
    riga = get_object_or_404(Pubblicazione.objects.select_related("atto").filter(ritirata_il__isnull=True), pk=pk)
    voce = regolamento_vigente().garanzie.voce_web(riga.voce)
    return con_modulo(
        richiesta, RitiraForm(*dati_di(richiesta)),
        lambda f: ritira_pubblicazione(
            pubblicazione=riga, motivo=f.cleaned_data["motivo"], utente=richiesta.user, quando=adesso()
        ),
        fatto="Ritirata: nella sezione pubblica non c’è più.", dove=lambda _: reverse("trasparenza:gestione"),
        contesto={"riga": riga, "voce": voce.titolo if voce else riga.voce}, modello="trasparenza/ritira.html",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def rimetti_in_vista(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """What was withdrawn comes back: what a workflow publishes it publishes once, and nothing else could."""
    _solo_chi_pubblica(richiesta)
    riga = get_object_or_404(rimettibili(), pk=pk)
    return con_modulo(
        richiesta, RimettiForm(dati_di(richiesta)[0]), lambda f: rimetti(pubblicazione=riga, utente=richiesta.user, quando=adesso()),
        fatto="È di nuovo in vista: da adesso lo legge chiunque.", dove=lambda p: reverse("trasparenza:gestione"),
        contesto={"riga": riga}, modello="trasparenza/rimetti.html",
    )  # fmt: skip


@require_safe
def anteprima(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """An edition, published or not, as the public would read it: for who may see that document."""
    documento = get_object_or_404(Documento, pk=pk, tipo__in=SFOGLIABILI)
    if not puo_vedere_documento(richiesta.user, documento):
        raise Http404
    dati = documento.payload
    pagina = {"dati": dati, "sezioni": dati["sezioni"], "minimo": dati["minimo"], "documento": documento}
    return render(richiesta, "trasparenza/anteprima.html", pagina)


def _solo_chi_pubblica(richiesta: HttpRequest) -> None:
    if not rules.has_perm("trasparenza.pubblicare", richiesta.user):
        raise PermissionDenied("Nella sezione pubblica pubblica il Segretario generale.")
