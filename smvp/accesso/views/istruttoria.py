"""Those whom the acts concern, the visto, what is handed over (art. 35)."""

from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from smvp.flusso.conferma import con_modulo, dati_di
from smvp.nucleo.errori import ErroreDominio
from smvp.orologio import adesso, oggi

from ..calcolo import costo
from ..documenti.tipi import documenti_dell_avviso
from ..forms.moduli import ConsegnaForm, RispostaForm, RispostaUfficioForm, TerzoForm, VistoForm
from ..models import Controinteressato, RichiestaAccesso, Risposta
from ..operazioni import istruttoria as operazioni
from ..permessi import avvisi_di
from ..stati import AVVISATI, DA_EVADERE, DIFFERITA, PRESENTATA, VISTABILI
from .richieste import MODULO, prendi


def _non_ora(richiesta: HttpRequest, riga: RichiestaAccesso) -> HttpResponse:
    messages.info(richiesta, f"La richiesta è «{riga.stato_attuale.parola}»: questo passaggio è già fatto, o non è il suo momento.")
    return redirect(riga)


def _puo(richiesta: HttpRequest, che: str, riga: RichiestaAccesso, rifiuto: str) -> None:
    if not rules.has_perm(f"accesso.{che}", richiesta.user, riga):
        raise PermissionDenied(rifiuto)


@require_http_methods(["GET", "HEAD", "POST"])
def terzo(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """One more of those whom the acts concern."""
    riga = prendi(richiesta, pk)
    _puo(richiesta, "istruire", riga, operazioni.CHI_ISTRUISCE)
    if riga.stato != PRESENTATA and richiesta.method != "POST":
        return _non_ora(richiesta, riga)
    return con_modulo(
        richiesta, TerzoForm(dati_di(richiesta)[0]),
        lambda f: operazioni.aggiungi_terzo(
            richiesta=riga, persona=f.cleaned_data["matricola"], nome=f.cleaned_data["nome"], recapito=f.cleaned_data["recapito"],
            quali_atti=f.cleaned_data["quali_atti"], utente=richiesta.user, quando=adesso(),
        ),
        fatto="Controinteressato aggiunto: quando l’elenco è completo, avvisali.", dove=lambda _: riga.get_absolute_url(), modello=MODULO,
        contesto={
            "titolo": "Aggiungi un controinteressato", "pulsante": "Aggiungi", "riga": riga,
            "prima": "Chi vedrebbe compromessa la sua riservatezza va avvisato prima del Visto (d.P.R. 184/2006, art. 3).",
        },
    )  # fmt: skip


@require_POST
def togli_terzo(richiesta: HttpRequest, pk: int, terzo: int) -> HttpResponse:
    """Take one off the list before the notice."""
    riga = prendi(richiesta, pk)
    suo = get_object_or_404(Controinteressato, pk=terzo, richiesta=riga)
    try:
        operazioni.togli_terzo(terzo=suo, utente=richiesta.user, quando=adesso())
    except ErroreDominio as errore:
        messages.error(richiesta, str(errore))
    else:
        messages.success(richiesta, f"Tolto dall’elenco: {suo.chi}.")
    return redirect(riga)


@require_http_methods(["GET", "HEAD", "POST"])
def risposta(richiesta: HttpRequest, pk: int, terzo: int) -> HttpResponse:
    """The office writes in what one of them has answered."""
    riga = prendi(richiesta, pk)
    _puo(richiesta, "istruire", riga, operazioni.CHI_ISTRUISCE)
    suo = get_object_or_404(Controinteressato.objects.select_related("persona"), pk=terzo, richiesta=riga)
    if (riga.stato != AVVISATI or suo.risposta) and richiesta.method != "POST":
        return _non_ora(richiesta, riga)
    return con_modulo(
        richiesta, RispostaUfficioForm(*dati_di(richiesta)),
        lambda f: operazioni.rispondi(
            terzo=suo, risposta=Risposta(f.cleaned_data["risposta"]), testo=f.cleaned_data["testo"],
            del_giorno=f.cleaned_data["del_giorno"],
            file=f.cleaned_data["allegati"], utente=richiesta.user, quando=adesso(),
        ),
        fatto="Risposta registrata.", dove=lambda _: riga.get_absolute_url(), modello=MODULO,
        contesto={"titolo": f"Risposta di {suo.chi}", "pulsante": "Registra", "riga": riga, "con_file": True},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def opposizione(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Who is concerned reads what is asked about them, and answers."""
    suo = avvisi_di(richiesta.user).select_related("richiesta__esercizio", "richiesta__persona", "persona").filter(pk=pk).first()
    if suo is None:
        raise Http404
    aperta = rules.has_perm("accesso.opporsi", richiesta.user, suo) and not suo.risposta
    contesto: dict[str, Any] = {"terzo": suo, "riga": suo.richiesta, "aperta": aperta}
    contesto["documenti"] = documenti_dell_avviso(richiesta.user, suo)
    if not aperta and richiesta.method != "POST":
        return render(richiesta, "accesso_atti/opposizione.html", contesto)
    return con_modulo(
        richiesta, RispostaForm(dati_di(richiesta)[0]),
        lambda f: operazioni.rispondi(
            terzo=suo, risposta=Risposta(f.cleaned_data["risposta"]), testo=f.cleaned_data["testo"], utente=richiesta.user, quando=adesso()
        ),
        fatto="Risposta inviata.", dove=lambda t: t.get_absolute_url(), modello="accesso_atti/opposizione.html", contesto=contesto,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def visto(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """The Segretario's visto."""
    riga = prendi(richiesta, pk)
    _puo(richiesta, "vistare", riga, operazioni.CHI_VISTA)
    if riga.stato not in VISTABILI and richiesta.method != "POST":
        return _non_ora(richiesta, riga)
    differita = riga.stato == DIFFERITA
    termine = riga.differita_al if differita else riga.entro
    tardi = termine is not None and oggi() > termine
    form = VistoForm(dati_di(richiesta)[0], initial={"versione": riga.versione}, tardi=tardi, gia_differita=differita)
    return con_modulo(
        richiesta, form,
        lambda f: operazioni.vista(
            richiesta=riga, visto=f.visto(), utente=richiesta.user, quando=adesso(), versione=f.cleaned_data["versione"]
        ),
        fatto="Visto messo: la lettera si sta preparando.", dove=lambda r: r.get_absolute_url(), modello="accesso_atti/visto.html",
        contesto={"riga": riga, "aspetta": [*riga.manca_avviso(), *riga.manca("mancano_opposizioni", oggi())]},
        versione=lambda: prendi(richiesta, pk).versione,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def evadi(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """What was seen or handed over."""
    riga = prendi(richiesta, pk)
    _puo(richiesta, "evadere", riga, operazioni.CHI_ISTRUISCE)
    if riga.stato not in DA_EVADERE and richiesta.method != "POST":
        return _non_ora(richiesta, riga)
    form = ConsegnaForm(
        *dati_di(richiesta), initial={"versione": riga.versione, "esente": riga.qualita, "pagine": 0}, reg=riga.esercizio.reg, oggi=oggi()
    )
    return con_modulo(
        richiesta, form,
        lambda f: operazioni.evadi(
            richiesta=riga, dati=f.consegna(), file=f.cleaned_data["allegati"], utente=richiesta.user, quando=adesso(),
            versione=f.cleaned_data["versione"],
        ),
        fatto="Richiesta evasa: la nota di consegna si sta preparando.", dove=lambda r: r.get_absolute_url(),
        modello="accesso_atti/evadi.html", contesto={"riga": riga, "dieci": costo(10, riga.regole, esente=False)},
        versione=lambda: prendi(richiesta, pk).versione,
    )  # fmt: skip
