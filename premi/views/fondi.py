"""The amounts and the data of the exercise in the browser: what holds, its versions, the economies, the pages where one writes."""

from collections.abc import Callable
from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from smvp.flusso.forms import metti_errore
from smvp.nucleo.errori import ConflittoDiVersione, ErroreDominio
from smvp.nucleo.formati import euro
from smvp.organizzazione.models import Esercizio
from smvp.orologio import adesso, oggi

from ..forms.fondi import CriterioForm, FondoForm, ModuloVersione, ResiduoForm, TempiForm
from ..letture import fondi as letture
from ..letture.efficienza import accoglienze, residuo_del_premio
from ..models import Destinazione, Istituto, RipartoEfficienza, TempiPagamento
from ..operazioni import fondi as operazioni
from ..operazioni.efficienza import porta_al_fondo
from ..permessi import puo_scrivere_fondo
from ..stati import RIPARTO_CONFERITO

NON_SALVATO = "Non è stato salvato niente: qui sotto c’è quello che avevi scritto. Se salvi di nuovo, vale questo."
Modulo = Callable[..., ModuloVersione]


def _esercizio(richiesta: HttpRequest, anno: int) -> Esercizio:
    if not rules.has_perm("premi.vedere_fondi", richiesta.user):
        raise PermissionDenied("I fondi li vedono l’ufficio del personale, il Segretario generale e il NCVP.")
    return get_object_or_404(Esercizio, anno=anno)


@require_safe
def fondi(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Art. 23: the four amounts, the data of the year, the economies and where they go."""
    esercizio = _esercizio(richiesta, anno)
    voci = letture.voci(esercizio)
    return render(richiesta, "premi/fondi.html", {
        "esercizio": esercizio, "voci": [(v, puo_scrivere_fondo(richiesta.user, v.destinazione)) for v in voci],
        "mancano": sum(v.manca for v in voci), "criterio": letture.criterio(esercizio), "tempi": letture.tempi_di_pagamento(esercizio),
        "puo_scrivere": rules.has_perm("premi.scrivere_fondi", richiesta.user),
        "economie": letture.economie(esercizio) if rules.has_perm("premi.vedere_corse", richiesta.user) else None,
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def fondo(richiesta: HttpRequest, anno: int, destinazione: str) -> HttpResponse:
    """Art. 23: write one amount, or a new version of it; the savings are the NCVP's (art. 27)."""
    if destinazione not in Destinazione.values:
        raise Http404
    esercizio, quale = _esercizio(richiesta, anno), Destinazione(destinazione)
    if not puo_scrivere_fondo(richiesta.user, quale):
        raise PermissionDenied(operazioni.CERTIFICA_IL_NCVP if quale == Destinazione.RISPARMI else operazioni.SCRIVE_IL_PERSONALE)

    def modulo(dati: Any = None) -> FondoForm:
        voce = letture.voce(esercizio, quale)
        corrente = voce.dato.corrente if voce.dato else None
        return FondoForm(dati, esercizio=esercizio, destinazione=quale, corrente=corrente, giorno=oggi())

    def scrivi(**valori: Any) -> None:
        riga = operazioni.registra_fondo(esercizio=esercizio, destinazione=quale, utente=richiesta.user, quando=adesso(), **valori)
        messages.success(richiesta, f"{quale.label} {anno}: {euro(riga.importo)}, versione {riga.numero_versione}.")
        for avviso in (*letture.avvisi_del_fondo(esercizio, quale), letture.scoperto(esercizio, quale, riga.importo)):
            if avviso:
                messages.warning(richiesta, avviso)

    contesto = {
        "esercizio": esercizio, "nome": quale.label, "articolo": letture.ARTICOLI[quale], "destinazione": quale,
        "avvisi": letture.avvisi_del_fondo(esercizio, quale), "voce": letture.voce(esercizio, quale),
    }  # fmt: skip
    return _pagina(richiesta, modulo, scrivi, "premi/fondo.html", contesto)


@require_http_methods(["GET", "HEAD", "POST"])
def residuo_efficienza(richiesta: HttpRequest, anno: int, dove: int) -> HttpResponse:
    """Art. 27: what the premium of efficiency of ``anno`` leaves to all the staff, into the productivity of ``dove``."""
    delle_economie = _esercizio(richiesta, anno)
    _scrive_il_personale(richiesta)
    riparto = get_object_or_404(RipartoEfficienza.objects.select_related("esercizio", "fondo"), esercizio=delle_economie)
    if riparto.stato != RIPARTO_CONFERITO or riparto.entrato:
        gia = riparto.entrato
        messages.info(
            richiesta,
            f"È già entrato nella produttività {gia.esercizio}, versione {gia.numero_versione}." if gia
            else "Il premio di efficienza non è ancora conferito.",
        )  # fmt: skip
        return redirect(riparto)
    tutte = accoglienze(riparto)
    scelta = next((a for a in tutte if a.fondo.esercizio.anno == dove), None)
    if scelta is None:
        messages.error(richiesta, f"La somma della produttività {dove} non c’è ancora: prima va registrata, con i suoi parametri.")
        return redirect("premi:fondi", anno)
    esercizio, residuo = scelta.fondo.esercizio, residuo_del_premio(riparto)
    motivo = f"Art. 27: entra il residuo del premio di efficienza {anno}, {euro(residuo)}."

    def modulo(dati: Any = None) -> ResiduoForm:
        corrente = letture.voce(esercizio, Destinazione.PRODUTTIVITA).dato
        return ResiduoForm(dati, esercizio=esercizio, corrente=corrente.corrente if corrente else None, giorno=oggi(), motivo=motivo)

    def scrivi(**valori: Any) -> None:
        riga = porta_al_fondo(riparto=riparto, esercizio=esercizio, utente=richiesta.user, quando=adesso(), **valori)
        messages.success(richiesta, f"Produttività {dove}: {euro(riga.importo)}, versione {riga.numero_versione}.")
        _avvisa(richiesta, esercizio, Istituto.PRODUTTIVITA)

    contesto = {
        "esercizio": esercizio, "riparto": riparto, "residuo": residuo, "fondo": scelta.fondo, "dopo": scelta.fondo.importo + residuo,
        "altre": [a for a in tutte if a is not scelta], "avvisi": letture.avvisi_del_fondo(esercizio, Destinazione.PRODUTTIVITA),
    }  # fmt: skip
    return _pagina(richiesta, modulo, scrivi, "premi/residuo_efficienza.html", contesto)


@require_http_methods(["GET", "HEAD", "POST"])
def residui(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Art. 22: the criteria of the year on the residues of the Direzioni."""
    esercizio = _esercizio(richiesta, anno)
    _scrive_il_personale(richiesta)

    def modulo(dati: Any = None) -> CriterioForm:
        dato = letture.criterio(esercizio)
        return CriterioForm(dati, esercizio=esercizio, corrente=dato.corrente if dato else None, giorno=oggi())

    def scrivi(**valori: Any) -> None:
        riga = operazioni.registra_criterio(esercizio=esercizio, utente=richiesta.user, quando=adesso(), **valori)
        messages.success(richiesta, f"{riga}: al massimo {euro(riga.tetto)} a persona, versione {riga.numero_versione}.")
        _avvisa(richiesta, esercizio, Istituto.PRODUTTIVITA)

    avvisi = letture.corse_di(esercizio, Istituto.PRODUTTIVITA).avvisi
    contesto = {"esercizio": esercizio, "avvisi": avvisi, "dato": letture.criterio(esercizio)}
    return _pagina(richiesta, modulo, scrivi, "premi/residui.html", contesto)


def _pagina(richiesta: HttpRequest, modulo: Modulo, scrivi: Callable[..., None], modello: str, contesto: dict[str, Any]) -> HttpResponse:
    """A page where one writes a version: nothing that was typed is lost, whatever is wrong with it."""
    form, stato = modulo(richiesta.POST if richiesta.method == "POST" else None), 200
    if richiesta.method == "POST":
        stato = 422
        if form.is_valid():
            try:
                scrivi(**form.comuni())
            except ConflittoDiVersione as errore:
                form, stato = _dopo_un_conflitto(richiesta, modulo, errore), 409
            except ErroreDominio as errore:
                metti_errore(form, errore)
            else:
                return redirect("premi:fondi", contesto["esercizio"].anno)
    return render(richiesta, modello, contesto | {"form": form}, status=stato)


def _dopo_un_conflitto(richiesta: HttpRequest, modulo: Modulo, errore: ConflittoDiVersione) -> ModuloVersione:
    """The form again, with what was typed, on top of the version that holds now."""
    dati = richiesta.POST.copy()
    dati["versione"] = str(modulo().initial["versione"])
    form = modulo(dati)
    form.add_error(None, f"{errore} {NON_SALVATO}")
    return form


@require_http_methods(["GET", "HEAD", "POST"])
def tempi(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Reading A66: the payment times, appointment by appointment."""
    esercizio = _esercizio(richiesta, anno)
    puo = rules.has_perm("premi.scrivere_fondi", richiesta.user)
    if richiesta.method != "POST":
        return _tempi(richiesta, esercizio, TempiForm(quadro=letture.tempi_di_pagamento(esercizio)) if puo else None)
    _scrive_il_personale(richiesta)
    form = TempiForm(richiesta.POST, quadro=letture.tempi_di_pagamento(esercizio))
    if not form.is_valid():
        return _tempi(richiesta, esercizio, form, 422)
    try:
        quanti = operazioni.registra_tempi(
            esercizio=esercizio, esiti=form.esiti(), utente=richiesta.user, quando=adesso(), motivo=form.cleaned_data.get("motivo", "")
        )
    except ConflittoDiVersione as errore:
        nuovo = TempiForm(quadro=letture.tempi_di_pagamento(esercizio))
        nuovo = TempiForm(nuovo.con_versioni_di_oggi(richiesta.POST), quadro=nuovo.quadro)
        nuovo.add_error(None, f"{errore} {NON_SALVATO}")
        return _tempi(richiesta, esercizio, nuovo, 409)
    except ErroreDominio as errore:
        metti_errore(form, errore)
        return _tempi(richiesta, esercizio, form, 422)
    messages.success(richiesta, _quanti(quanti))
    if quanti:
        _avvisa(richiesta, esercizio, Istituto.RISULTATO)
    return redirect("premi:tempi", anno)


def _quanti(quanti: int) -> str:
    if not quanti:
        return "Non c’era niente di nuovo da salvare."
    return "Registrati i tempi di pagamento di un incarico." if quanti == 1 else f"Registrati i tempi di pagamento di {quanti} incarichi."


def _tempi(richiesta: HttpRequest, esercizio: Esercizio, form: TempiForm | None, stato: int = 200) -> HttpResponse:
    quadro = form.quadro if form else letture.tempi_di_pagamento(esercizio)
    avvisi = letture.corse_di(esercizio, Istituto.RISULTATO).avvisi if form else []
    return render(richiesta, "premi/tempi.html", {
        "esercizio": esercizio, "quadro": quadro, "form": form, "avvisi": avvisi, "reg": esercizio.reg,
        "righe": form.righe if form else [(r, None, None) for r in quadro.righe], "NON_RISPETTATI": TempiPagamento.Esito.NON_RISPETTATI,
    }, status=stato)  # fmt: skip


def _scrive_il_personale(richiesta: HttpRequest) -> None:
    if not rules.has_perm("premi.scrivere_fondi", richiesta.user):
        raise PermissionDenied(operazioni.SCRIVE_IL_PERSONALE)


def _avvisa(richiesta: HttpRequest, esercizio: Esercizio, istituto: str) -> None:
    for avviso in letture.corse_di(esercizio, istituto).avvisi:
        messages.warning(richiesta, avviso)
