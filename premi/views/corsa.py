"""One run in the browser: what it pays, to whom, what changes from the one before, and the steps that lead to payment."""

from datetime import datetime
from typing import Any

import rules
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from smvp.documenti.giri import frammento, giro_di
from smvp.flusso.conferma import conferma, passo_da_confermare
from smvp.flusso.forms import sulla_versione
from smvp.nucleo.errori import ConflittoDiVersione, ErroreDominio
from smvp.orologio import adesso, oggi

from ..forms.corse import AttoCorsaForm
from ..letture.corsa import (
    conti_di,
    corsa_visibile,
    destinazioni_di,
    elenco_linee,
    prima_di,
    prospetti_emessi,
    storia_della_corsa,
    testa_di,
)
from ..letture.differenze import confronto
from ..models import Corsa
from ..operazioni.corse import ATTESA, approva_corsa, liquida_corsa
from ..stati import CALCOLATE, IN_CALCOLO
from .mosse import CON_ATTO, DEL_CALCOLO, mosse_di

OPERAZIONI = {"approva": approva_corsa, "liquida": liquida_corsa}
PER_PAGINA = 50


def prendi(richiesta: HttpRequest, pk: int) -> Corsa:
    """The run of the address, through the permission: what one may not see does not exist."""
    riga = corsa_visibile(richiesta.user, pk)
    if riga is None:
        raise Http404
    richiesta.esercizio = riga.esercizio
    return riga


def _calcolata(richiesta: HttpRequest, pk: int) -> Corsa:
    riga = prendi(richiesta, pk)
    if riga.stato not in CALCOLATE:
        raise Http404
    return riga


@require_safe
def corsa(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Artt. 22 and 24: one run, whatever has become of it."""
    riga = prendi(richiesta, pk)
    contesto = {
        "corsa": riga,
        "storia": storia_della_corsa(riga),
        "puo_calcolare": rules.has_perm("premi.calcolare", richiesta.user),
        "mosse": mosse_di(riga, richiesta.user, oggi()),
    }
    if riga.stato in CALCOLATE:
        contesto |= _importi(richiesta, riga)
    else:
        contesto |= _attesa(richiesta, riga, adesso()) | {"difetti": riga.difetti.splitlines()}
    return render(richiesta, "premi/corsa.html", contesto)


def _importi(richiesta: HttpRequest, riga: Corsa) -> dict[str, Any]:
    quanto = {"destinazioni": destinazioni_di(riga)} if riga.di_risultato else {"conti": conti_di(riga)}
    return {
        "testa": testa_di(riga), "prima": prima_di(riga), "elenco": elenco_linee(riga, richiesta.GET),
        "documenti": prospetti_emessi(richiesta.user, riga), **quanto,
    }  # fmt: skip


def _attesa(richiesta: HttpRequest, riga: Corsa, quando: datetime) -> dict[str, Any]:
    """How far the computation has got; ``da_troppo``: nobody has taken it, and one may ask again."""
    return {"da_troppo": abs(quando - (riga.accodata_il or riga.chiesta_il)) > ATTESA, **giro_di(richiesta)}


@require_safe
def avanzamento(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """The fragment with a run's progress, for htmx."""
    riga = prendi(richiesta, pk)
    contesto = {
        "corsa": riga, "finita": riga.stato != IN_CALCOLO, "puo_calcolare": rules.has_perm("premi.calcolare", richiesta.user),
        **_attesa(richiesta, riga, adesso()),
    }  # fmt: skip
    return frammento(richiesta, "premi/_parti/avanzamento.html", contesto)


@require_safe
def differenze(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Who gains and who loses between the run before and this one."""
    riga = _calcolata(richiesta, pk)
    prima = prima_di(riga)
    if prima is None:
        raise Http404
    c = confronto(riga, prima)
    pagina = Paginator(c.differenze, PER_PAGINA).get_page(richiesta.GET.get("pagina"))
    return render(richiesta, "premi/differenze.html", {"corsa": riga, "prima": prima, "confronto": c, "pagina": pagina})


# --- the steps ------------------------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def passaggio(richiesta: HttpRequest, pk: int, azione: str) -> HttpResponse:
    """Confirm a step: what it does, what is missing, the act or the reason where one is needed."""
    riga = prendi(richiesta, pk)
    if azione in DEL_CALCOLO:
        raise Http404
    if azione in CON_ATTO:
        return _con_atto(richiesta, riga, azione)
    return conferma(richiesta, riga, azione, modello="premi/passaggio.html", contesto={"corsa": riga, **_cifre(riga)})


def _cifre(riga: Corsa) -> dict[str, Any]:
    return {"testa": testa_di(riga) if riga.stato in CALCOLATE else None}


def _con_atto(richiesta: HttpRequest, riga: Corsa, azione: str) -> HttpResponse:
    passo = passo_da_confermare(riga, azione, richiesta.user)
    if passo is None:
        messages.info(richiesta, f"La corsa è «{riga.stato_attuale.parola}»: questo passaggio è già fatto, o non è il suo momento.")
        return redirect(riga)
    form = AttoCorsaForm(richiesta.POST if richiesta.method == "POST" else None, corsa=riga, azione=azione, tipo=CON_ATTO[azione])
    if form.is_valid():
        try:
            fatta = OPERAZIONI[azione](
                corsa=riga, atto=form.atto(), utente=richiesta.user, quando=adesso(), versione=form.cleaned_data["versione"]
            )
        except ConflittoDiVersione as errore:
            form.add_error(None, f"{errore} Quello che hai scritto è qui sotto: registralo solo se la corsa com’è ora ti va bene.")
            sulla_versione(form, prendi(richiesta, riga.pk).versione)
        except ErroreDominio as errore:
            form.add_error(errore.campo if errore.campo in form.fields else None, str(errore))
        else:
            messages.success(richiesta, f"{passo.transizione.fatto} ({fatta})")
            return redirect(riga)
    contesto = {"corsa": riga, "passo": passo, "form": form, **_cifre(riga)}
    return render(richiesta, "premi/atto.html", contesto, status=422 if form.errors else 200)
