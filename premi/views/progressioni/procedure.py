"""The procedures of an exercise, one of them, its call, its downloads."""

from dataclasses import replace

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smvp.documenti.fogli import XLSX
from smvp.flusso.forms import metti_errore, sulla_versione
from smvp.flusso.operazioni import Passaggio, passaggi
from smvp.nucleo.errori import ConflittoDiVersione, ErroreDominio
from smvp.organizzazione.letture import uffici_attivi
from smvp.organizzazione.models import Direzione, Esercizio
from smvp.orologio import adesso, oggi
from valutazioni.views.mosse import Mossa, Mosse

from ...forms.progressioni import BandoForm
from ...letture.progressioni.procedura import (
    Quadro,
    progressione_visibile,
    progressioni_dell_anno,
    quadro_della_procedura,
    storia_della_procedura,
)
from ...letture.progressioni.verticale import mancanti
from ...models import Progressione
from ...operazioni import progressioni as operazioni
from ...operazioni.scarichi import PAGHE, scarica_graduatoria
from ...permessi import direzioni_lette, ha_progressioni
from ...stati import BANDO, CHIUSA

FORMATI = {"xlsx": ("graduatoria", "xlsx", XLSX), PAGHE: ("passaggi", "csv", "text/csv; charset=utf-8")}


def prendi(richiesta: HttpRequest, pk: int) -> Progressione:
    """The procedure of the address, through the permission: what one may not see does not exist."""
    riga = progressione_visibile(richiesta.user, pk)
    if riga is None:
        raise Http404
    richiesta.esercizio = riga.esercizio  # type: ignore[attr-defined]
    return riga


@require_safe
def progressioni(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """The procedures of an exercise; for the personnel office what the people still lack."""
    if not ha_progressioni(richiesta.user):
        raise PermissionDenied("Le progressioni le vedono l’ufficio del personale, il Segretario, il NCVP e i Dirigenti interessati.")
    esercizio = get_object_or_404(Esercizio, anno=anno)
    istruisce = rules.has_perm("premi.istruire_progressioni", richiesta.user)
    contesto = {
        "esercizio": esercizio, "procedure": progressioni_dell_anno(richiesta.user, esercizio), "istruisce": istruisce,
        "mancano": mancanti(esercizio, oggi()) if istruisce else None, "vede_tutto": direzioni_lette(richiesta.user) is None,
        "anni": range(anno - esercizio.reg.progressioni.anni_valutati, anno),
    }  # fmt: skip
    return render(richiesta, "premi/progressioni/elenco.html", contesto)


@require_safe
def progressione(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """One procedure, whatever has become of it."""
    riga = prendi(richiesta, pk)
    quadro = quadro_della_procedura(riga, direzioni_lette(richiesta.user))
    contesto = {
        "procedura": riga, "quadro": quadro, "mosse": _mosse(richiesta, riga, quadro), "storia": storia_della_procedura(riga),
        "mie": [d for d in quadro.direzioni if rules.has_perm("premi.valutare_maturazione", richiesta.user, d.pk)],
        "scarica": rules.has_perm("premi.rivedere_progressione", richiesta.user) and quadro.graduatoria is not None,
        "scarica_paghe": rules.has_perm("premi.istruire_progressioni", richiesta.user) and riga.stato == CHIUSA,
        "corregge": riga.stato == BANDO and rules.has_perm("premi.istruire_progressioni", richiesta.user),
        "precedenti": riga.graduatorie.defer("fatti").order_by("-numero")[1:] if quadro.graduatoria else [],
    }  # fmt: skip
    return render(richiesta, "premi/progressioni/procedura.html", contesto)


def _mosse(richiesta: HttpRequest, riga: Progressione, quadro: Quadro) -> Mosse:
    """The steps of the user; the ranking is not formed while somebody's growth is not valued."""
    tutte = []
    for p in passaggi(riga, richiesta.user, oggi()):
        azione = p.transizione.azione
        passo = _con_maturazioni(p, quadro) if azione == "forma" else p
        if azione in ("approva", "revoca"):  # the act is asked for on its page
            passo = replace(p, mancanze=tuple(riga.parita_decise() if azione == "approva" else ()))
        tutte.append(Mossa(passo, reverse("premi:progressione_passaggio", args=[riga.pk, azione]), passo.pronto))
    principale = next((m for m in tutte if not m.passo.transizione.motivo), None)
    return Mosse(principale, [m for m in tutte if m is not principale])


def _con_maturazioni(passo: Passaggio, quadro: Quadro) -> Passaggio:
    n = quadro.senza_maturazione
    if not n:
        return passo
    manca = "Manca la maturazione professionale di un candidato." if n == 1 else f"Manca la maturazione professionale di {n} candidati."
    return replace(passo, mancanze=(*passo.mancanze, manca))


# --- the call -------------------------------------------------------------------------------------------------------------------------


def _apici() -> list[Direzione]:
    return list(uffici_attivi(oggi()).filter(padre=None))


@require_http_methods(["GET", "HEAD", "POST"])
def nuova(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Prepare a call."""
    esercizio = get_object_or_404(Esercizio, anno=anno)
    _istruisce(richiesta)
    form = BandoForm(richiesta.POST if richiesta.method == "POST" else None, esercizio=esercizio, direzioni=_apici())
    if form.is_valid():
        try:
            riga = operazioni.prepara_progressione(
                esercizio=esercizio, bando=form.bando(), posti=form.posti(), atto=form.atto(), utente=richiesta.user, quando=adesso()
            )
        except ErroreDominio as errore:
            metti_errore(form, errore)
        else:
            messages.success(richiesta, f"Bando scritto: {riga}. Quando è pronto, apri la procedura.")
            return redirect(riga)
    return _pagina_bando(richiesta, esercizio, form)


@require_http_methods(["GET", "HEAD", "POST"])
def bando(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Write the call again while it is being prepared."""
    riga = prendi(richiesta, pk)
    _istruisce(richiesta)
    if riga.stato != BANDO:
        messages.info(richiesta, "La procedura è aperta: bando e posti non cambiano più.")
        return redirect(riga)
    inviati = richiesta.POST if richiesta.method == "POST" else None
    form, stato = BandoForm(inviati, esercizio=riga.esercizio, direzioni=_apici(), procedura=riga), 0
    if form.is_valid():
        try:
            operazioni.correggi_bando(
                procedura=riga, bando=form.bando(), posti=form.posti(), atto=form.atto(), utente=richiesta.user, quando=adesso(),
                versione=form.cleaned_data["versione"],
            )  # fmt: skip
        except ConflittoDiVersione as errore:
            form.add_error(None, f"{errore} Non è stato salvato niente: se salvi di nuovo, vale quello che hai scritto qui.")
            sulla_versione(form, prendi(richiesta, pk).versione)
            stato = 409
        except ErroreDominio as errore:
            metti_errore(form, errore)
        else:
            messages.success(richiesta, "Bando salvato.")
            return redirect(riga)
    return _pagina_bando(richiesta, riga.esercizio, form, riga, stato)


def _pagina_bando(
    richiesta: HttpRequest, esercizio: Esercizio, form: BandoForm, procedura: Progressione | None = None, stato: int = 0
) -> HttpResponse:
    contesto = {"esercizio": esercizio, "form": form, "procedura": procedura}
    return render(richiesta, "premi/progressioni/bando.html", contesto, status=stato or (422 if form.errors else 200))


def _istruisce(richiesta: HttpRequest) -> None:
    if not rules.has_perm("premi.istruire_progressioni", richiesta.user):
        raise PermissionDenied(operazioni.ISTRUISCE)


@require_POST
def scarica(richiesta: HttpRequest, pk: int, formato: str) -> HttpResponse:
    """The ranking as a spreadsheet, or what the payroll needs of it."""
    riga = prendi(richiesta, pk)
    if formato not in FORMATI:
        raise Http404
    try:
        contenuto = scarica_graduatoria(procedura=riga, formato=formato, utente=richiesta.user, quando=adesso())
    except ErroreDominio as errore:
        messages.error(richiesta, str(errore))
        return redirect(riga)
    nome, estensione, tipo = FORMATI[formato]
    file = f"{nome}-{riga.esercizio.anno}-{riga.numero}.{estensione}"
    return HttpResponse(contenuto, content_type=tipo, headers={"Content-Disposition": f'attachment; filename="{file}"'})
