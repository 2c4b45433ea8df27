"""The register of what the OO.SS. have been told, and the small registry of the organisations (art. 32)."""

from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smvp.documenti.allegati import manda
from smvp.documenti.fogli import XLSX, scrivi_xlsx
from smvp.flusso.conferma import con_modulo, dati_di
from smvp.orologio import adesso

from ..forms.moduli import CorrezioneForm, InformativaForm, OrganizzazioneForm, RiscontroForm
from ..letture import registro as letture
from ..models import Allegato, Informativa, Organizzazione
from ..operazioni import informazioni as operazioni
from ..permessi import CHI_INFORMA, CHI_VEDE

MODULO = "sistema/modulo.html"


def controlla(richiesta: HttpRequest, che: str, rifiuto: str) -> None:
    if not rules.has_perm(f"sistema.{che}", richiesta.user):
        raise PermissionDenied(rifiuto)


def _prendi(richiesta: HttpRequest, pk: int) -> Informativa:
    controlla(richiesta, "vedere", CHI_VEDE)
    riga = letture.informativa(pk)
    if riga is None:
        raise Http404
    return riga


@require_safe
def registro(richiesta: HttpRequest) -> HttpResponse:
    controlla(richiesta, "vedere", CHI_VEDE)
    return render(richiesta, "sistema/registro.html", {
        "registro": letture.registro(richiesta.GET), "informa": rules.has_perm("sistema.informare", richiesta.user),
    })  # fmt: skip


@require_POST
def esporta(richiesta: HttpRequest) -> HttpResponse:
    """The register as it is filtered, as a spreadsheet."""
    foglio = operazioni.esporta_registro(scelte=richiesta.GET, utente=richiesta.user, quando=adesso())
    intestazioni = {"Content-Disposition": 'attachment; filename="informazioni-oo-ss.xlsx"', "Cache-Control": "no-store"}
    return HttpResponse(scrivi_xlsx(foglio), content_type=XLSX, headers=intestazioni)


@require_http_methods(["GET", "HEAD", "POST"])
def nuova(richiesta: HttpRequest) -> HttpResponse:
    """Write in what has been told."""
    controlla(richiesta, "informare", CHI_INFORMA)
    prima = {"revisione": richiesta.GET.get("revisione"), "che": "modifiche"} if richiesta.GET.get("revisione", "").isdecimal() else {}
    contesto = {
        "titolo": "Registra un’informazione alle OO.SS.", "pulsante": "Registra", "articolo": "32", "con_file": True,
        "prima": "" if Organizzazione.objects.filter(attiva=True).exists() else "Prima aggiungi le organizzazioni da informare.",
    }  # fmt: skip
    return con_modulo(
        richiesta, InformativaForm(*dati_di(richiesta), initial=prima),
        lambda f: operazioni.informa(
            informazione=f.informazione(), file=f.cleaned_data["allegati"], utente=richiesta.user, quando=adesso()
        ),
        fatto="Informazione registrata.", dove=lambda r: r.get_absolute_url(), modello=MODULO, contesto=contesto,
    )  # fmt: skip


@require_safe
def informativa(richiesta: HttpRequest, pk: int) -> HttpResponse:
    return render(richiesta, "sistema/informativa.html", {
        "riga": _prendi(richiesta, pk), "informa": rules.has_perm("sistema.informare", richiesta.user),
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def correggi(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """A new row in the place of a wrong one, which stays."""
    riga = _prendi(richiesta, pk)
    controlla(richiesta, "informare", CHI_INFORMA)
    prima = {n: getattr(riga, n) for n in ("che", "oggetto", "esercizio", "giorno", "come", "testo", "pubblicazione", "revisione")}
    prima["organizzazioni"] = [d.organizzazione_id for d in riga.destinatarie.all()]
    return con_modulo(
        richiesta, CorrezioneForm(*dati_di(richiesta), initial=prima),
        lambda f: operazioni.informa(
            informazione=f.informazione(), file=f.cleaned_data["allegati"], corregge=riga, motivo=f.cleaned_data["motivo"],
            utente=richiesta.user, quando=adesso(),
        ),
        fatto="Correzione registrata: la riga di prima resta, con il rimando.", dove=lambda r: r.get_absolute_url(), modello=MODULO,
        contesto={"titolo": f"Correggi l’{str(riga)[0].lower()}{str(riga)[1:]}", "pulsante": "Registra la correzione", "articolo": "32",
                  "con_file": True, "torna": riga.get_absolute_url()},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def riscontro(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """What one of those informed has answered; ``?corregge=``: in the place of an answer that was wrong."""
    riga = _prendi(richiesta, pk)
    controlla(richiesta, "informare", CHI_INFORMA)
    chiave = richiesta.GET.get("corregge", "")
    sbagliato = get_object_or_404(riga.riscontri, pk=int(chiave)) if chiave.isascii() and chiave.isdecimal() and len(chiave) < 10 else None
    prima: dict[str, Any] = (
        {"organizzazione": sbagliato.organizzazione_id, "giorno": sbagliato.giorno, "testo": sbagliato.testo} if sbagliato else {}
    )
    return con_modulo(
        richiesta, RiscontroForm(*dati_di(richiesta), initial=prima, informativa=riga),
        lambda f: operazioni.registra_riscontro(
            informativa=riga, organizzazione=f.cleaned_data["organizzazione"], giorno=f.cleaned_data["giorno"],
            testo=f.cleaned_data["testo"],
            corregge=sbagliato, file=f.cleaned_data["allegati"], utente=richiesta.user, quando=adesso(),
        ),
        fatto="Riscontro registrato.", dove=lambda _: riga.get_absolute_url(), modello=MODULO,
        contesto={"titolo": "Correggi il riscontro" if sbagliato else "Registra un riscontro", "pulsante": "Registra", "articolo": "32",
                  "con_file": True, "torna": riga.get_absolute_url()},
    )  # fmt: skip


@require_safe
def allegato(richiesta: HttpRequest, pk: int, allegato: int) -> HttpResponseBase:
    """A file of what has been told, or of an answer to it."""
    riga = _prendi(richiesta, pk)
    suo = get_object_or_404(Allegato, pk=allegato)
    if riga.pk not in (suo.informativa_id, suo.riscontro.informativa_id if suo.riscontro else None):
        raise Http404
    return manda(suo)


@require_http_methods(["GET", "HEAD", "POST"])
def organizzazioni(richiesta: HttpRequest) -> HttpResponse:
    """The organisations, and one more."""
    controlla(richiesta, "informare", CHI_INFORMA)
    return con_modulo(
        richiesta, OrganizzazioneForm(dati_di(richiesta)[0]),
        lambda f: operazioni.salva_organizzazione(organizzazione=None, utente=richiesta.user, quando=adesso(), **f.cleaned_data),
        fatto="Organizzazione aggiunta.", dove=lambda _: reverse("sistema:organizzazioni"), modello="sistema/organizzazioni.html",
        contesto={"organizzazioni": Organizzazione.objects.all()},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def organizzazione(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """How one is called and reached from now on."""
    controlla(richiesta, "informare", CHI_INFORMA)
    riga = get_object_or_404(Organizzazione, pk=pk)
    prima = {"denominazione": riga.denominazione, "recapito": riga.recapito, "attiva": riga.attiva}
    return con_modulo(
        richiesta, OrganizzazioneForm(dati_di(richiesta)[0], initial=prima),
        lambda f: operazioni.salva_organizzazione(organizzazione=riga, utente=richiesta.user, quando=adesso(), **f.cleaned_data),
        fatto="Organizzazione salvata.", dove=lambda _: reverse("sistema:organizzazioni"), modello=MODULO,
        contesto={"titolo": riga.denominazione, "pulsante": "Salva", "articolo": "32", "torna": reverse("sistema:organizzazioni"),
                  "prima": "Ciò che è già stato registrato resta com’era."},
    )  # fmt: skip
