"""Art. 27 in the browser: the savings and what follows, who is involved, the steps to the act."""

from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smvp.flusso.conferma import conferma, passo_da_confermare
from smvp.flusso.forms import metti_errore, sulla_versione
from smvp.flusso.operazioni import passaggi
from smvp.nucleo.errori import ConflittoDiVersione, ErroreDominio
from smvp.organizzazione.models import Esercizio
from smvp.orologio import adesso, oggi
from valutazioni.views.mosse import Mossa, Mosse

from ..forms.efficienza import ConferimentoEfficienzaForm, QuotaForm, RipartoForm
from ..letture import efficienza as letture
from ..letture.premialita import accensione, attribuzioni_di
from ..models import Destinazione, Premialita, QuotaEfficienza, RipartoEfficienza
from ..operazioni import efficienza as operazioni
from ..operazioni.premialita import PROPONE_IL_SEGRETARIO
from ..permessi import puo_scrivere_fondo
from ..stati import BOZZA, RIPARTO_CONFERITO
from .fondi import NON_SALVATO
from .premialita import esercizio_dei_premi


def _propone_il_segretario(richiesta: HttpRequest) -> None:
    if not rules.has_perm("premi.proporre", richiesta.user):
        raise PermissionDenied(PROPONE_IL_SEGRETARIO)


def _mosse(riparto: RipartoEfficienza, utente: Any) -> Mosse:
    anno = riparto.esercizio.anno
    tutte = [
        Mossa(p, reverse("premi:conferisci_efficienza", args=[anno]), pronta=True) if p.transizione.azione == "conferisci" else
        Mossa(p, reverse("premi:passaggio_efficienza", args=[anno, p.transizione.azione]), p.pronto)
        for p in passaggi(riparto, utente, oggi())
    ]  # fmt: skip
    principale = next((m for m in tutte if not m.passo.transizione.motivo), None)
    return Mosse(principale, [m for m in tutte if m is not principale])


def _accoglie(riparto: RipartoEfficienza | None, utente: Any) -> Esercizio | None:
    """Into which productivity the personnel office may now bring what is left to all the staff."""
    if (
        riparto is None
        or riparto.stato != RIPARTO_CONFERITO
        or riparto.entrato
        or not puo_scrivere_fondo(utente, Destinazione.PRODUTTIVITA)
    ):
        return None
    return next((a.fondo.esercizio for a in letture.accoglienze(riparto)), None)


def _pagina(richiesta: HttpRequest, anno: int, form: QuotaForm | None = None, stato: int = 200) -> HttpResponse:
    esercizio = esercizio_dei_premi(richiesta, anno)
    quadro = letture.quadro_efficienza(esercizio)
    riparto = quadro.riparto
    puo_proporre = rules.has_perm("premi.proporre", richiesta.user)
    in_bozza = riparto is not None and riparto.stato == BOZZA
    return render(richiesta, "premi/premialita/efficienza.html", {
        "esercizio": esercizio, "quadro": quadro, "riparto": riparto, "acceso": accensione(esercizio, Premialita.EFFICIENZA),
        "puo_proporre": puo_proporre, "puo_scrivere": puo_proporre and in_bozza, "accoglie": _accoglie(riparto, richiesta.user),
        "mosse": _mosse(riparto, richiesta.user) if riparto else None, "storia": letture.storia_di(riparto) if riparto else [],
        "attribuzioni": attribuzioni_di(richiesta.user, esercizio, Premialita.EFFICIENZA),
        "form": form or (QuotaForm() if puo_proporre and in_bozza else None), "spenti": esercizio.reg.letture["A42"],
    }, status=stato)  # fmt: skip


@require_safe
def efficienza(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Art. 27: the certified savings, the share that is premium, who gets it."""
    return _pagina(richiesta, anno)


@require_http_methods(["GET", "HEAD", "POST"])
def ripartizione(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Write the criteria and the sum for those involved."""
    esercizio = esercizio_dei_premi(richiesta, anno)
    _propone_il_segretario(richiesta)
    quadro, stato = letture.quadro_efficienza(esercizio), 200
    if quadro.efficienza is None:
        messages.error(richiesta, "Il NCVP non ha ancora certificato i risparmi dell’esercizio.")
        return redirect("premi:efficienza", anno)
    dati = richiesta.POST if richiesta.method == "POST" else None
    form = RipartoForm(dati, riparto=quadro.riparto, efficienza=quadro.efficienza)
    if dati is not None:
        stato = 422
        if form.is_valid():
            try:
                operazioni.scrivi_riparto(esercizio=esercizio, utente=richiesta.user, quando=adesso(), **form.cleaned_data)
            except ConflittoDiVersione as errore:
                riparto, stato = letture.quadro_efficienza(esercizio).riparto, 409
                sulla_versione(form, riparto.versione if riparto else 0)
                form.add_error(None, f"{errore} {NON_SALVATO}")
            except ErroreDominio as errore:
                metti_errore(form, errore)
            else:
                messages.success(richiesta, "Ripartizione salvata: ora aggiungi le persone coinvolte.")
                return redirect("premi:efficienza", anno)
    return render(richiesta, "premi/premialita/ripartizione.html", {
        "esercizio": esercizio, "quadro": quadro, "form": form,
    }, status=stato)  # fmt: skip


@require_POST
def aggiungi(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Somebody directly involved; what was typed comes back if something is wrong with it."""
    esercizio = esercizio_dei_premi(richiesta, anno)
    _propone_il_segretario(richiesta)
    riparto = get_object_or_404(RipartoEfficienza.objects.select_related("esercizio"), esercizio=esercizio)
    form = QuotaForm(richiesta.POST)
    if not form.is_valid():
        return _pagina(richiesta, anno, form, 422)
    dati = form.cleaned_data
    try:
        quota = operazioni.aggiungi_persona(
            riparto=riparto, persona=dati["persona"][0], peso=dati["peso"], motivo=dati["motivo"], utente=richiesta.user, quando=adesso()
        )
    except ErroreDominio as errore:
        metti_errore(form, errore)
        return _pagina(richiesta, anno, form, 422)
    messages.success(richiesta, f"{quota}.")
    return redirect("premi:efficienza", anno)


@require_POST
def togli(richiesta: HttpRequest, anno: int, pk: int) -> HttpResponse:
    esercizio_dei_premi(richiesta, anno)
    _propone_il_segretario(richiesta)
    quote = QuotaEfficienza.objects.select_related("riparto__esercizio", "persona").filter(riparto__esercizio__anno=anno)
    quota = get_object_or_404(quote, pk=pk)
    try:
        operazioni.togli_persona(quota=quota, utente=richiesta.user, quando=adesso())
    except ErroreDominio as errore:
        messages.error(richiesta, str(errore))
    else:
        messages.success(richiesta, f"{quota.persona} non è più fra le persone coinvolte.")
    return redirect("premi:efficienza", anno)


def _riparto(richiesta: HttpRequest, anno: int) -> RipartoEfficienza:
    riparto = letture.quadro_efficienza(esercizio_dei_premi(richiesta, anno)).riparto
    if riparto is None:
        raise Http404
    return riparto


@require_http_methods(["GET", "HEAD", "POST"])
def passaggio(richiesta: HttpRequest, anno: int, azione: str) -> HttpResponse:
    """Confirm a step of the sharing."""
    riparto = _riparto(richiesta, anno)
    if azione == "conferisci":
        raise Http404
    contesto = {"riparto": riparto, "esercizio": riparto.esercizio, "persone": riparto.quote.count()}
    return conferma(richiesta, riparto, azione, modello="premi/premialita/passaggio_efficienza.html", contesto=contesto)


@require_http_methods(["GET", "HEAD", "POST"])
def conferisci(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Art. 27: the act that gives the premium to all those involved."""
    riparto = _riparto(richiesta, anno)
    passo = passo_da_confermare(riparto, "conferisci", richiesta.user)
    if passo is None:
        messages.info(
            richiesta, f"La ripartizione è «{riparto.stato_attuale.parola}»: questo passaggio è già fatto, o non è il suo momento."
        )
        return redirect(riparto)
    dati, stato = richiesta.POST if richiesta.method == "POST" else None, 200
    form = ConferimentoEfficienzaForm(dati, versione=riparto.versione)
    if dati is not None:
        stato = 422
        if form.is_valid():
            try:
                operazioni.conferisci_efficienza(
                    riparto=riparto, atto=form.atto(), utente=richiesta.user, quando=adesso(), versione=form.cleaned_data["versione"]
                )
            except ConflittoDiVersione as errore:
                sulla_versione(form, _riparto(richiesta, anno).versione)
                stato = 409
                form.add_error(None, f"{errore} {NON_SALVATO}")
            except ErroreDominio as errore:
                metti_errore(form, errore)
            else:
                messages.success(richiesta, passo.transizione.fatto)
                return redirect(riparto)
    contesto = {"riparto": riparto, "esercizio": riparto.esercizio, "passo": passo, "form": form, "persone": riparto.quote.count()}
    return render(richiesta, "premi/premialita/conferisci_efficienza.html", contesto, status=stato)
