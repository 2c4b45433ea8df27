"""Counter-arguments and hearing in the browser."""

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from smvp.nucleo.formati import FUSO, data_lunga, ora
from smvp.orologio import adesso, oggi

from ..forms.riesame import ChiediForm, ControdeduciForm, ConvocaForm, VerbaleForm
from ..letture.casi import controdeduzione_propria
from ..models import Assistente, Audizione, Istanza, Presenza
from ..operazioni import istruttoria as operazioni
from ..stati import NEL_MERITO
from .comuni import con_modulo, dati_di, prendi


def _nel_merito(richiesta: HttpRequest, pk: int) -> Istanza:
    istanza = prendi(richiesta, pk)
    if not rules.has_perm("conciliazione.nel_merito", richiesta.user, istanza):
        raise PermissionDenied(operazioni.NELL_ISTRUTTORIA)
    return istanza


@require_http_methods(["GET", "HEAD", "POST"])
def chiedi(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Ask who evaluated for counter-arguments."""
    istanza = _nel_merito(richiesta, pk)
    form = ChiediForm(dati_di(richiesta)[0], possibili=operazioni.a_chi_chiederle(istanza), initial={"entro": istanza.orologio.entro})
    return con_modulo(
        richiesta, form,
        lambda f: operazioni.chiedi_controdeduzioni(istanza=istanza, utente=richiesta.user, quando=adesso(), **f.cleaned_data),
        fatto="Controdeduzioni chieste.", dove=lambda _: istanza.get_absolute_url(),
        contesto={"istanza": istanza, "titolo": "Chiedi controdeduzioni", "pulsante": "Chiedi"},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def controdeduci(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Who is asked reads the reasons of the request and answers."""
    riga = controdeduzione_propria(richiesta.user, pk)
    if riga is None:
        raise Http404
    richiesta.esercizio = riga.istanza.esercizio  # type: ignore[attr-defined]
    form = ControdeduciForm(*dati_di(richiesta))
    return con_modulo(
        richiesta, form,
        lambda f: operazioni.controdeduci(
            richiesta=riga, testo=f.cleaned_data["testo"], file=f.cleaned_data["allegati"], utente=richiesta.user, quando=adesso()
        ),
        fatto="Controdeduzioni inviate.", dove=lambda r: richiesta.path, modello="conciliazione/controdeduci.html",
        contesto={"riga": riga, "istanza": riga.istanza, "aperta": riga.data_il is None and riga.istanza.stato in NEL_MERITO},
    )  # fmt: skip


def _fissata(audizione: Audizione | None) -> str:
    if audizione is None:
        return ""
    return f"Era fissata per {data_lunga(audizione.fissata_per.astimezone(FUSO).date())} alle {ora(audizione.fissata_per)}. "


@require_http_methods(["GET", "HEAD", "POST"])
def convoca(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Summon the evaluatee to a hearing."""
    istanza = _nel_merito(richiesta, pk)
    prima = istanza.audizione_da_tenere
    form = ConvocaForm(
        dati_di(richiesta)[0], rinvia=prima is not None, initial={"versione": istanza.versione, "luogo": prima and prima.luogo}
    )
    return con_modulo(
        richiesta, form,
        lambda f: operazioni.convoca_audizione(
            istanza=istanza, fissata_per=f.fissata_per(), luogo=f.cleaned_data["luogo"], motivo=f.cleaned_data.get("motivo", ""),
            utente=richiesta.user, quando=adesso(), versione=f.cleaned_data["versione"],
        ),
        fatto="Valutato convocato: la convocazione si sta preparando.", dove=lambda _: istanza.get_absolute_url(),
        contesto={
            "istanza": istanza, "titolo": "Rinvia l’audizione" if prima else "Convoca il valutato",
            "pulsante": "Rinvia" if prima else "Convoca",
            "prima": f"{_fissata(prima)}L’Organismo decide entro {data_lunga(istanza.orologio.entro)}. Il valutato può farsi assistere "
            "da un avvocato di fiducia o da un rappresentante sindacale (art. 29).",
        },
        versione=lambda: prendi(richiesta, pk).versione,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def verbale(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """The minutes of the hearing."""
    istanza = _nel_merito(richiesta, pk)
    if richiesta.method != "POST" and (istanza.audizione_da_tenere is None or istanza.audizione_attesa(oggi())):
        convocata = istanza.audizione_da_tenere
        quando = data_lunga(convocata.fissata_per.astimezone(FUSO).date()) if convocata else ""
        attesa = f"{operazioni.NON_TENUTA} è {quando}, e il verbale si scrive da quel giorno."
        messages.info(richiesta, attesa if convocata else operazioni.DA_VERBALIZZARE)
        return redirect(istanza)
    form = VerbaleForm(dati_di(richiesta)[0])
    return con_modulo(
        richiesta, form,
        lambda f: operazioni.verbalizza_audizione(
            istanza=istanza, presenza=Presenza(f.cleaned_data["presenza"]), assistente=Assistente(f.cleaned_data["assistente"]),
            nome_assistente=f.cleaned_data["nome_assistente"], verbale=f.cleaned_data["verbale"], utente=richiesta.user, quando=adesso(),
        ),
        fatto="Verbale salvato.", dove=lambda _: istanza.get_absolute_url(),
        contesto={"istanza": istanza, "titolo": "Verbale dell’audizione", "pulsante": "Salva il verbale"},
    )  # fmt: skip
