"""The simulator in the browser: what if the bands, the weights, the amounts were these? Nothing of the exercise is written."""

from collections.abc import Callable
from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smvp.documenti.fogli import XLSX as TIPO_XLSX
from smvp.flusso.forms import metti_errore, sulla_versione
from smvp.nucleo.errori import ConflittoDiVersione, ErroreDominio
from smvp.organizzazione.models import Esercizio
from smvp.orologio import adesso
from valutazioni.letture.equita.grafici import affiancate

from ..forms.simulatore import IpotesiForm, NomeForm, versione_in
from ..letture import simulatore as letture
from ..models import Scenario
from ..operazioni import scenari as operazioni

NON_CALCOLATO = "Non è cambiato niente: qui sotto c’è quello che avevi scritto. Se calcoli di nuovo, vale questo."
DIFETTI_MOSTRATI = 20
FILE = {"xlsx": ("simulazione", "xlsx", TIPO_XLSX), "fatti": ("fatti", "json", "application/json"),
        "regolamento": ("ipotesi", "toml", "application/toml; charset=utf-8")}  # fmt: skip


def _esercizio(richiesta: HttpRequest, anno: int) -> Esercizio:
    if not rules.has_perm("premi.simulare", richiesta.user):
        raise PermissionDenied(operazioni.CHI)
    richiesta.esercizio = esercizio = get_object_or_404(Esercizio, anno=anno)
    return esercizio


def _prendi(richiesta: HttpRequest, pk: int) -> Scenario:
    """The scenario of the address, through the permission: what one may not see does not exist."""
    riga = letture.scenario_visibile(richiesta.user, pk)
    if riga is None:
        raise Http404
    richiesta.esercizio = riga.esercizio
    return riga


def _e_suo(richiesta: HttpRequest, riga: Scenario) -> None:
    if not rules.has_perm("premi.cambiare_scenario", richiesta.user, riga):
        raise PermissionDenied(operazioni.SUO)


@require_safe
def simulatore(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """The scenarios of an exercise, and where a new one begins."""
    return _casa(richiesta, _esercizio(richiesta, anno))


def _casa(richiesta: HttpRequest, esercizio: Esercizio, difetti: list[str] | None = None) -> HttpResponse:
    trovati = list(letture.scenari_di(esercizio, richiesta.user))
    contesto = {
        "esercizio": esercizio, "prova": next((s for s in trovati if not s.nome), None), "tenuti": [s for s in trovati if s.nome],
        "difetti": difetti or [],
    }  # fmt: skip
    return render(richiesta, "premi/simulatore/casa.html", contesto, status=422 if difetti else 200)


@require_POST
def inizia(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Begin a trial, or go back to the one that was left; ``da_capo`` throws that one away."""
    esercizio = _esercizio(richiesta, anno)
    try:
        prova = operazioni.inizia_prova(esercizio=esercizio, utente=richiesta.user, quando=adesso(), da_capo="da_capo" in richiesta.POST)
    except ErroreDominio as errore:
        return _casa(richiesta, esercizio, str(errore).splitlines()[:DIFETTI_MOSTRATI])
    return redirect(prova)


@require_http_methods(["GET", "HEAD", "POST"])
def scenario(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """What changes on the left, what comes of it on the right."""
    riga = _prendi(richiesta, pk)
    gruppi = letture.gruppi_di(riga)
    if richiesta.method != "POST":
        return _pagina(richiesta, riga, IpotesiForm(scenario=riga, gruppi=gruppi))
    _e_suo(richiesta, riga)
    if richiesta.POST.get("comando") == "vigente":
        return _calcola(richiesta, riga, IpotesiForm(scenario=riga, gruppi=gruppi), {}, versione_in(richiesta.POST))
    form = IpotesiForm(richiesta.POST, scenario=riga, gruppi=gruppi)
    if not form.is_valid():
        return _pagina(richiesta, riga, form, 422)
    return _calcola(richiesta, riga, form, form.ipotesi(), form.cleaned_data["versione"])


def _calcola(richiesta: HttpRequest, riga: Scenario, form: IpotesiForm, ipotesi: dict[str, str], versione: int) -> HttpResponse:
    try:
        operazioni.cambia_scenario(scenario=riga, ipotesi=ipotesi, versione=versione, utente=richiesta.user, quando=adesso())
    except operazioni.IpotesiNonValida as errore:
        form.metti_difetti(errore.difetti)
        return _pagina(richiesta, riga, form, 422)
    except ConflittoDiVersione as errore:
        dati = richiesta.POST.copy()
        dati["versione"] = str(riga.versione)
        form = IpotesiForm(dati, scenario=riga, gruppi=form.gruppi)
        form.add_error(None, f"{errore} {NON_CALCOLATO}")
        return _pagina(richiesta, riga, form, 409)
    return redirect(f"{riga.get_absolute_url()}#esito")


def _pagina(richiesta: HttpRequest, riga: Scenario, form: IpotesiForm, stato: int = 200, nome: NomeForm | None = None) -> HttpResponse:
    q = letture.quadro(riga, richiesta.user)
    disegni = [(i, affiancate([("prima", i.prima), ("dopo", i.dopo)] if i.prima else [("", i.dopo)])) for i in q.istogrammi]
    return render(richiesta, "premi/simulatore/scenario.html", {
        "scenario": riga, "esercizio": riga.esercizio, "form": form, "riquadri": form.riquadri(), "quadro": q, "disegni": disegni,
        "cambiate": letture.cambiate(riga, form.gruppi), "non_calcolato": stato != 200 and nome is None,
        "puo": rules.has_perm("premi.cambiare_scenario", richiesta.user, riga),
        "puo_fatti": rules.has_perm("premi.esportare_fatti", richiesta.user),
        "nome": nome or NomeForm(initial={"nome": riga.nome, "versione": riga.versione}),
    }, status=stato)  # fmt: skip


@require_POST
def tieni(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Give the scenario a name; what is wrong with it is said beside the name."""
    riga = _prendi(richiesta, pk)
    _e_suo(richiesta, riga)
    nome = NomeForm(richiesta.POST)
    if nome.is_valid():
        try:
            riga = operazioni.tieni_scenario(scenario=riga, **nome.cleaned_data, utente=richiesta.user, quando=adesso())
        except ConflittoDiVersione as errore:
            sulla_versione(nome, riga.versione)
            nome.add_error(None, str(errore))
        except ErroreDominio as errore:
            metti_errore(nome, errore)
        else:
            messages.success(richiesta, f"Tenuto come «{riga}»: lo ritrovi nell’elenco del simulatore.")
            return redirect(riga)
    return _pagina(richiesta, riga, IpotesiForm(scenario=riga, gruppi=letture.gruppi_di(riga)), 422, nome)


@require_POST
def copia(richiesta: HttpRequest, pk: int) -> HttpResponse:
    nuovo = operazioni.copia_scenario(scenario=_prendi(richiesta, pk), utente=richiesta.user, quando=adesso())
    messages.success(richiesta, f"Questa è «{nuovo}», ed è tua: cambiala e dalle un altro nome.")
    return redirect(nuovo)


@require_POST
def aggiorna(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """The same changes on the facts of today."""
    riga = _prendi(richiesta, pk)

    def fai() -> str:
        cambiati = operazioni.aggiorna_fatti(scenario=riga, versione=versione_in(richiesta.POST), utente=richiesta.user, quando=adesso())[1]
        return "Ricalcolato sui fatti di oggi." if cambiati else "I fatti di oggi sono quelli già copiati: non cambia niente."

    return _prova(richiesta, riga, fai)


def _prova(richiesta: HttpRequest, riga: Scenario, fai: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(richiesta, fai())
    except ErroreDominio as errore:
        messages.error(richiesta, " ".join(str(errore).splitlines()[:DIFETTI_MOSTRATI]))
    return redirect(riga)


@require_http_methods(["GET", "HEAD", "POST"])
def elimina(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Throw a scenario away, after a page that says what goes."""
    riga = _prendi(richiesta, pk)
    _e_suo(richiesta, riga)
    if richiesta.method != "POST":
        cambiate = letture.cambiate(riga, letture.gruppi_di(riga))
        return render(richiesta, "premi/simulatore/elimina.html", {"scenario": riga, "esercizio": riga.esercizio, "cambiate": cambiate})
    try:
        operazioni.elimina_scenario(scenario=riga, versione=versione_in(richiesta.POST), utente=richiesta.user, quando=adesso())
    except ErroreDominio as errore:
        messages.error(richiesta, str(errore))
        return redirect(riga)
    messages.success(richiesta, f"«{riga}» eliminato.")
    return redirect("premi:simulatore", riga.esercizio.anno)


@require_safe
def persone(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Person by person, for whom the names are due."""
    riga = _prendi(richiesta, pk)
    if not rules.has_perm("premi.simulare_per_persona", richiesta.user):
        raise PermissionDenied("Gli importi di ciascuno li vedono l’ufficio del personale e il Segretario generale.")
    contesto: dict[str, Any] = {
        "scenario": riga, "esercizio": riga.esercizio, "elenco": letture.elenco_persone(riga, richiesta.GET),
        "con_punti": rules.has_perm("premi.simulare_con_punti", richiesta.user),
    }  # fmt: skip
    return render(richiesta, "premi/simulatore/persone.html", contesto)


@require_POST
def esporta(richiesta: HttpRequest, pk: int, formato: str) -> HttpResponse:
    """The outcome as a spreadsheet, or the files with which ``simula`` gives it again."""
    riga = _prendi(richiesta, pk)
    if formato not in FILE:
        raise Http404
    contenuto = operazioni.esporta_scenario(scenario=riga, formato=formato, utente=richiesta.user, quando=adesso())
    che, estensione, tipo = FILE[formato]
    nome = f"{che}-{riga.esercizio.anno}-{slugify(riga.nome) or 'prova'}.{estensione}"
    return HttpResponse(
        contenuto, content_type=tipo, headers={"Content-Disposition": f'attachment; filename="{nome}"', "Cache-Control": "no-store"}
    )
