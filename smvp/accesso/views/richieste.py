"""The register of the requests, one request, its steps and files (art. 35)."""

from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smvp.documenti.allegati import manda
from smvp.documenti.fogli import XLSX, scrivi_xlsx
from smvp.flusso.conferma import con_modulo, conferma, dati_di
from smvp.flusso.letture import esercizio_di_lavoro
from smvp.organizzazione.models import Ente
from smvp.orologio import adesso, oggi
from smvp.regolamento.lettore import CODICE_PREDEFINITO, carica
from smvp.regolamento.modello import Regolamento

from ..documenti.tipi import documenti_della_richiesta
from ..forms.moduli import DomandaForm, EsternaForm
from ..letture import richieste as letture
from ..letture.attesa import che_si_aspetta
from ..models import RichiestaAccesso
from ..operazioni import richieste as operazioni
from ..operazioni.registro import esporta_registro
from ..permessi import DA_FUORI, allegati_visibili, dell_ufficio
from .mosse import CON_ALTRO, azioni_di

MODULO = "accesso_atti/modulo.html"


def prendi(richiesta: HttpRequest, pk: int) -> RichiestaAccesso:
    """The request of the address: what one may not see does not exist."""
    riga = letture.richiesta_visibile(richiesta.user, pk)
    if riga is None:
        raise Http404
    return riga


def regole_di_oggi() -> Regolamento:
    """The regulation by which one asks today: that of the year in course, or of the exercise at hand."""
    giorno = oggi()
    esercizio = esercizio_di_lavoro(giorno, giorno.year) or esercizio_di_lavoro(giorno)
    return esercizio.reg if esercizio else carica(CODICE_PREDEFINITO)


@require_safe
def registro(richiesta: HttpRequest) -> HttpResponse:
    """Of the office the register, of anybody else their own requests."""
    utente: Any = richiesta.user
    ufficio = rules.has_perm("accesso.registro", utente)
    elenco = letture.registro(utente, richiesta.GET)
    reg = regole_di_oggi()
    return render(richiesta, "accesso_atti/registro.html", {
        "registro": elenco, "righe": [(r, che_si_aspetta(r, oggi())) for r in elenco.righe], "ufficio": ufficio,
        "registra": rules.has_perm("accesso.registrare", utente), "chiede": rules.has_perm("accesso.chiedere", utente),
        "regole": reg.garanzie.accesso, "esenti": reg.garanzie.accesso_esenti,
    })  # fmt: skip


@require_POST
def esporta(richiesta: HttpRequest) -> HttpResponse:
    """The register as it is filtered, as a spreadsheet."""
    foglio = esporta_registro(scelte=richiesta.GET, utente=richiesta.user, quando=adesso())
    intestazioni = {"Content-Disposition": 'attachment; filename="registro-accessi.xlsx"', "Cache-Control": "no-store"}
    return HttpResponse(scrivi_xlsx(foglio), content_type=XLSX, headers=intestazioni)


@require_http_methods(["GET", "HEAD", "POST"])
def chiedi(richiesta: HttpRequest) -> HttpResponse:
    """A person of the Ente asks."""
    if not rules.has_perm("accesso.chiedere", richiesta.user):
        raise PermissionDenied("La richiesta la presenta una persona dell’Ente, dal suo accesso.")
    return con_modulo(
        richiesta, DomandaForm(dati_di(richiesta)[0], reg=regole_di_oggi()),
        lambda f: operazioni.presenta(domanda=f.domanda(), utente=richiesta.user, quando=adesso()),
        fatto="Richiesta presentata: la ricevuta si sta preparando.", dove=lambda r: r.get_absolute_url(), modello=MODULO,
        contesto={
            "titolo": "Chiedi l’accesso agli atti", "pulsante": "Presenta la richiesta",
            "prima": "La leggono la segreteria del NCVP e il Segretario generale, che mette il Visto (art. 35). Se gli atti parlano di "
            "altri, li avvisano: sapranno che cosa chiedi e perché.",
        },
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def registra(richiesta: HttpRequest) -> HttpResponse:
    """The office writes in a request from outside."""
    if not rules.has_perm("accesso.registrare", richiesta.user):
        raise PermissionDenied(DA_FUORI)
    return con_modulo(
        richiesta, EsternaForm(*dati_di(richiesta), reg=regole_di_oggi()),
        lambda f: operazioni.registra_esterna(
            domanda=f.domanda(), chi=f.esterno(), file=f.cleaned_data["allegati"], utente=richiesta.user, quando=adesso(),
        ),
        fatto="Richiesta registrata.", dove=lambda r: r.get_absolute_url(), modello=MODULO,
        contesto={
            "titolo": "Registra una richiesta arrivata in ufficio", "pulsante": "Registra", "con_file": True,
            "prima": "Di chi è fuori dall’Ente, o non entra nel sito. Le lettere si scaricano dalla pagina della richiesta.",
        },
    )  # fmt: skip


@require_safe
def richiesta(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """One request: what is asked, who is concerned, the visto, what was handed over, papers, history."""
    riga = prendi(richiesta, pk)
    utente: Any = richiesta.user
    riga.calendario = Ente.corrente().calendario
    ufficio = dell_ufficio(utente).filter(pk=riga.pk).exists()
    prima, altre = azioni_di(riga, utente, oggi())
    return render(richiesta, "accesso_atti/richiesta.html", {
        "riga": riga, "ufficio": ufficio, "prima": prima, "altre": altre, "aspetta": che_si_aspetta(riga, oggi()),
        "istruisce": rules.has_perm("accesso.istruire", utente, riga), "documenti": documenti_della_richiesta(utente, riga),
        "allegati": list(allegati_visibili(utente, riga)), "storia": letture.storia(riga, dell_ufficio=ufficio),
        "tardi": riga.da_vistare and oggi() > riga.entro,
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def passaggio(richiesta: HttpRequest, pk: int, azione: str) -> HttpResponse:
    """A step that needs nothing but a confirmation."""
    riga = prendi(richiesta, pk)
    if azione in CON_ALTRO:
        raise Http404
    return conferma(richiesta, riga, azione, modello="accesso_atti/passaggio.html", contesto={"riga": riga})


@require_safe
def allegato(richiesta: HttpRequest, pk: int, allegato: int) -> HttpResponseBase:
    """A file of the request, to be saved: what was handed over only to who asked and to the office."""
    riga = prendi(richiesta, pk)
    return manda(get_object_or_404(allegati_visibili(richiesta.user, riga), pk=allegato))
