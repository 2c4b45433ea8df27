"""The pages of the examination: requisites, remarks, interviews, versions compared (artt. 7, 9, 13, 15, 19)."""

from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smvp.flusso.forms import metti_errore
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, ErroreDominio
from smvp.orologio import adesso, oggi

from ..forms.esame import ColloquioForm, ConfrontoForm, EsameForm, RilievoForm
from ..letture.scheda.esame import colloqui_di, requisiti_di
from ..letture.scheda.rilievi import SCHEDA, campi_di, contesto_di_rilievi
from ..letture.scheda.versioni import cambiato_da, capo, confronta, da_confrontare, quante_cambiate, versioni_di
from ..models import Obiettivo
from ..operazioni.esame import riscontra, risolvi_rilievo, scrivi_rilievo, verbalizza
from .schede import prendi

LEGGONO = "chi propone l’obiettivo e chi ne risponde, il Segretario generale, il NCVP con la sua segreteria, e per le P.O. il Dirigente"


@require_http_methods(["GET", "HEAD", "POST"])
def esame(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Tick or reject the requisites, saved as one goes (htmx) or all at once."""
    obiettivo = prendi(richiesta, pk)
    if not rules.has_perm("obiettivi.riscontrare", richiesta.user, obiettivo):
        raise PermissionDenied(
            f"I requisiti li esamina chi valida, quando la scheda gli è trasmessa: ora è «{obiettivo.stato_attuale.parola}»."
        )
    gruppi = requisiti_di(obiettivo)
    form = EsameForm(richiesta.POST if richiesta.method == "POST" else None, gruppi=gruppi, versione=obiettivo.versione)
    stato = 200
    if richiesta.method == "POST":
        form.is_valid()
        try:
            riscontra(obiettivo=obiettivo, giudizi=form.giudizi(), utente=richiesta.user, quando=adesso(),
                      versione=form.cleaned_data.get("versione", 0))  # fmt: skip
        except ConflittoDiVersione as errore:
            form.add_error(None, str(errore))
            stato = 409
        except DatiNonValidi as errore:
            nota = f"nota_{errore.campo}"
            form.add_error(nota if nota in form.fields else None, str(errore))
        if not form.errors and not richiesta.htmx:
            messages.success(richiesta, "Requisiti salvati.")
            return redirect("obiettivi:esame", pk)
        gruppi = requisiti_di(prendi(richiesta, pk))
    contesto = {
        "obiettivo": obiettivo, "form": form, "gruppi": gruppi, "prima_salvata": _prima(form, gruppi), "salvato_il": adesso(),
        "da_confrontare": None if richiesta.htmx else cambiato_da(obiettivo),
        "da_esaminare": sum(not v.esito for g in gruppi for v in g.voci),
        "respinti": sum(g.respinti for g in gruppi), "oob": bool(richiesta.htmx),
    }  # fmt: skip
    modello = "obiettivi/_parti/esame_salvato.html" if richiesta.htmx else "obiettivi/esame.html"
    return render(richiesta, modello, contesto, status=stato)


def _prima(form: EsameForm, gruppi: list[Any]) -> str:
    """What the page is to remember: of the fields with an error, what it had read; of the others, what is saved now."""
    adesso_ = EsameForm(gruppi=gruppi, versione=1).salvati()
    return form.ricorda(adesso_)


@require_http_methods(["GET", "HEAD", "POST"])
def rilievi(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """The threads of a sheet, and the form for a new remark or an answer."""
    obiettivo = prendi(richiesta, pk)
    if not rules.has_perm("obiettivi.leggere_rilievi", richiesta.user, obiettivo):
        raise PermissionDenied(f"I rilievi li leggono {LEGGONO}, e i Dirigenti delle parti di un obiettivo collettivo.")
    campi = campi_di(obiettivo)
    campo = richiesta.GET.get("campo", SCHEDA)
    form = RilievoForm(richiesta.POST or None, campi=campi, initial={"campo": campo if campo in campi else SCHEDA})
    if form.is_valid():
        risponde_a = form.cleaned_data["risponde_a"]
        try:
            scrivi_rilievo(
                obiettivo=obiettivo, campo=form.cleaned_data["campo"], testo=form.cleaned_data["testo"], utente=richiesta.user,
                quando=adesso(), risponde_a=get_object_or_404(obiettivo.rilievi, pk=risponde_a) if risponde_a else None,
            )  # fmt: skip
        except ErroreDominio as errore:
            metti_errore(form, errore)
        else:
            messages.success(richiesta, "Risposta scritta." if risponde_a else "Rilievo scritto.")
            return redirect(f"{obiettivo.get_absolute_url()}#rilievi")
    elif richiesta.method == "POST" and not rules.has_perm("obiettivi.rilevare", richiesta.user, obiettivo):
        raise PermissionDenied("Scrivono rilievi chi risponde dell’obiettivo, chi lo negozia e chi lo valida, finché non è valutato.")
    contesto = {"obiettivo": obiettivo, "form": form, **contesto_di_rilievi(obiettivo, richiesta.user)}
    return render(richiesta, "obiettivi/rilievi.html", contesto)


@require_POST
def risolvi(richiesta: HttpRequest, pk: int, rilievo: int) -> HttpResponse:
    """Close a thread."""
    obiettivo = prendi(richiesta, pk)
    try:
        risolvi_rilievo(rilievo=get_object_or_404(obiettivo.rilievi, pk=rilievo), utente=richiesta.user, quando=adesso())
    except ErroreDominio as errore:
        messages.info(richiesta, str(errore))
    else:
        messages.success(richiesta, "Rilievo risolto.")
    return redirect(f"{obiettivo.get_absolute_url()}#rilievi")


@require_http_methods(["GET", "HEAD", "POST"])
def colloqui(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """The minutes of the interviews, and the form for new ones."""
    obiettivo = prendi(richiesta, pk)
    if not rules.has_perm("obiettivi.leggere_colloqui", richiesta.user, obiettivo):
        raise PermissionDenied(f"I verbali dei colloqui li leggono {LEGGONO} (art. 13).")
    puo = rules.has_perm("obiettivi.verbalizzare", richiesta.user, obiettivo)
    if richiesta.method == "POST" and not puo:
        raise PermissionDenied("Il verbale lo scrive chi negozia o chi valida, finché l’obiettivo non è valutato.")
    form = ColloquioForm(richiesta.POST or None, initial={"tenuto_il": oggi()})
    if form.is_valid():
        try:
            verbalizza(obiettivo=obiettivo, utente=richiesta.user, quando=adesso(), **form.cleaned_data)
        except ErroreDominio as errore:
            metti_errore(form, errore)
        else:
            messages.success(richiesta, "Verbale registrato.")
            return redirect("obiettivi:colloqui", pk)
    contesto = {"obiettivo": obiettivo, "form": form if puo else None, "colloqui": colloqui_di(obiettivo, richiesta.user)}
    return render(richiesta, "obiettivi/colloqui.html", contesto)


@require_safe
def confronto(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Art. 15: two versions beside each other, section by section; without a choice, what the present text is to be read beside."""
    obiettivo = prendi(richiesta, pk)
    versioni = versioni_di(obiettivo)
    form = ConfrontoForm(richiesta.GET or None, versioni=[(v.versione.numero, f"{v.versione.numero} · {v.nome}") for v in versioni])
    if form.is_bound and not form.is_valid():
        raise Http404
    prima, dopo = _capi(obiettivo, form)
    sezioni = confronta(prima.dati, dopo.dati, obiettivo.esercizio.reg) if prima and dopo else []
    if not form.is_bound and prima:
        form = ConfrontoForm(initial={"da": prima.numero, "a": ""}, versioni=form.fields["a"].choices[1:])  # type: ignore[attr-defined]
    contesto = {
        "obiettivo": obiettivo, "form": form, "versioni": versioni, "prima": prima, "dopo": dopo, "sezioni": sezioni,
        "cambiate": quante_cambiate(sezioni), "tutto": "tutto" in richiesta.GET,
    }  # fmt: skip
    return render(richiesta, "obiettivi/confronto.html", contesto)


def _capi(obiettivo: Obiettivo, form: ConfrontoForm) -> tuple[Any, Any]:
    """The two ends that the address asks for, or those that matter now: the last version at least, if there is one."""
    if form.is_bound:
        return capo(obiettivo, form.cleaned_data["da"]), capo(obiettivo, form.cleaned_data["a"])
    prima = da_confrontare(obiettivo) or obiettivo.versioni.last()
    return (capo(obiettivo, prima.numero), capo(obiettivo, None)) if prima else (None, None)
