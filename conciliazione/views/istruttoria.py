"""Counter-arguments and hearing in the browser."""

import rules
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from smvp.orologio import adesso

from ..forms.riesame import ChiediForm, ControdeduciForm, ConvocaForm, VerbaleForm
from ..letture.casi import controdeduzione_propria
from ..models import Assistente, Istanza, Presenza
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


@require_http_methods(["GET", "HEAD", "POST"])
def convoca(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Summon the evaluatee to a hearing."""
    istanza = _nel_merito(richiesta, pk)
    form = ConvocaForm(dati_di(richiesta)[0], initial={"versione": istanza.versione})
    return con_modulo(
        richiesta, form,
        lambda f: operazioni.convoca_audizione(
            istanza=istanza, fissata_per=f.fissata_per(), luogo=f.cleaned_data["luogo"], utente=richiesta.user, quando=adesso(),
            versione=f.cleaned_data["versione"],
        ),
        fatto="Valutato convocato: la convocazione si sta preparando.", dove=lambda _: istanza.get_absolute_url(),
        contesto={
            "istanza": istanza, "titolo": "Convoca il valutato", "pulsante": "Convoca",
            "prima": "Il valutato può farsi assistere da un avvocato di fiducia o da un rappresentante sindacale (art. 29).",
        },
        versione=lambda: prendi(richiesta, pk).versione,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def verbale(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """The minutes of the hearing."""
    istanza = _nel_merito(richiesta, pk)
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
