"""Artt. 17 and 18: the pages where one writes how an objective went: situation, report, measure, mark. Each saves as one types."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_http_methods, require_POST

from smvp.flusso.models import NESSUNA_PAGINA, Pagina
from smvp.flusso.operazioni import passaggi
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, ErroreDominio
from smvp.nucleo.formati import giorni_mancanti
from smvp.orologio import adesso, oggi

from ..forms.esiti import CifreForm, ModuloEsiti, MonitoraggioForm, RendicontoForm
from ..letture.scheda.esiti import esiti_di, quote_scrivibili
from ..models import Obiettivo
from ..operazioni.consuntivi import MISURA, VALUTAZIONE, Cifra, salva_cifre, salva_rendicontazione
from ..operazioni.monitoraggio import salva_monitoraggio
from .allegati import allega_i_file, limiti, togli_quello_scelto
from .schede import prendi


@dataclass(frozen=True, slots=True)
class Foglio:
    """A page that saves as one types. ``passo`` is the step that it prepares, "" if somebody else takes it."""

    nome: str
    modello: str
    titolo: str
    permesso: str
    perche_no: str
    passo: str
    crea: Callable[..., ModuloEsiti]
    scrivi: Callable[..., Obiettivo]
    con_file: bool = False


def _scrivi_monitoraggio(form: MonitoraggioForm, contesi: set[str], **atto: Any) -> Obiettivo:
    return salva_monitoraggio(campi=form.per_riga(contesi | form.incomplete), **atto)


def _crea_rendiconto(*args: Any, conferma: bool, esiti: Any, utente: Any, **kwargs: Any) -> RendicontoForm:
    return RendicontoForm(*args, esiti=esiti, tutto=rules.has_perm("obiettivi.rendicontare", utente, esiti.obiettivo), **kwargs)


def _crea_monitoraggio(*args: Any, conferma: bool, utente: Any, **kwargs: Any) -> MonitoraggioForm:
    return MonitoraggioForm(*args, **kwargs)


def _scrivi_rendiconto(form: RendicontoForm, contesi: set[str], **atto: Any) -> Obiettivo:
    return salva_rendicontazione(testi=form.testi(contesi), valori=form.valori(contesi), **atto)


def _cifre(cifra: Cifra) -> tuple[Callable[..., CifreForm], Callable[..., Obiettivo]]:
    def crea(*args: Any, utente: Any, **kwargs: Any) -> CifreForm:
        return CifreForm(*args, cifra=cifra, **kwargs)

    def scrivi(form: CifreForm, contesi: set[str], **atto: Any) -> Obiettivo:
        return salva_cifre(cifra=cifra, campi=form.per_riga(contesi), **atto)

    return crea, scrivi


MONITORAGGIO = Foglio(
    "monitoraggio", "obiettivi/monitoraggio.html", "Stato di avanzamento", "obiettivi.monitorare",
    "Lo stato di avanzamento lo scrive chi risponde dell’obiettivo, dall’assegnazione alla rendicontazione.",
    "", _crea_monitoraggio, _scrivi_monitoraggio,
)  # fmt: skip
RENDICONTAZIONE = Foglio(
    "rendicontazione", "obiettivi/rendicontazione.html", "Rendicontazione", "obiettivi.rendicontare",
    "Rendiconta chi risponde dell’obiettivo, dopo la verifica intermedia e finché non ha trasmesso la rendicontazione.",
    "rendiconta", _crea_rendiconto, _scrivi_rendiconto, con_file=True,
)  # fmt: skip
MISURAZIONE = Foglio(
    "misurazione", "obiettivi/misurazione.html", "Misurazione", "obiettivi.scrivere_misura",
    "Misura il controllo di gestione, quando la rendicontazione è trasmessa, e mai un obiettivo proprio.", "misura", *_cifre(MISURA),
)  # fmt: skip
VALUTAZIONI = Foglio(
    "valutazione", "obiettivi/valutazione.html", "Valutazione dell’obiettivo", "obiettivi.scrivere_valutazione",
    "Valuta il NCVP, o il Dirigente per le P.O., quando la misurazione è trasmessa, e mai un obiettivo proprio.",
    "valuta", *_cifre(VALUTAZIONE),
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def monitoraggio(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Art. 17: the situation of the quotas."""
    return _pagina(richiesta, pk, MONITORAGGIO)


@require_POST
def salva_il_monitoraggio(richiesta: HttpRequest, pk: int) -> HttpResponse:
    return _mentre_si_scrive(richiesta, pk, MONITORAGGIO)


@require_http_methods(["GET", "HEAD", "POST"])
def rendicontazione(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Art. 18: the report, the actual values of the indicators, the evidence."""
    return _pagina(richiesta, pk, RENDICONTAZIONE)


@require_POST
def salva_la_rendicontazione(richiesta: HttpRequest, pk: int) -> HttpResponse:
    return _mentre_si_scrive(richiesta, pk, RENDICONTAZIONE)


@require_http_methods(["GET", "HEAD", "POST"])
def misurazione(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Art. 18: the controllo di gestione confirms or corrects each proposal."""
    return _pagina(richiesta, pk, MISURAZIONE)


@require_POST
def salva_la_misurazione(richiesta: HttpRequest, pk: int) -> HttpResponse:
    return _mentre_si_scrive(richiesta, pk, MISURAZIONE)


@require_http_methods(["GET", "HEAD", "POST"])
def valutazione(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Art. 18: who evaluates decides each percentage."""
    return _pagina(richiesta, pk, VALUTAZIONI)


@require_POST
def salva_la_valutazione(richiesta: HttpRequest, pk: int) -> HttpResponse:
    return _mentre_si_scrive(richiesta, pk, VALUTAZIONI)


# --- what the four pages do alike -----------------------------------------------------------------------------------------


def _pagina(richiesta: HttpRequest, pk: int, foglio: Foglio) -> HttpResponse:
    """A POST saves everything that is on the page, files too; then it goes on to the step that was asked for."""
    obiettivo = prendi(richiesta, pk)
    if richiesta.method != "POST":
        form = _form(richiesta, obiettivo, foglio, None)
        return _mostra(richiesta, foglio, form)
    dati = richiesta.POST.copy()
    if "tieni_miei" in dati:  # the answer to a conflict: the other text has been read and is to be replaced
        dati["versione"] = dati["tieni_miei"]
    form = _form(richiesta, obiettivo, foglio, dati, conferma=True)
    contesi = _salva(richiesta, obiettivo, foglio, form)
    if isinstance(contesi, HttpResponse):
        return contesi
    rifiutati = allega_i_file(richiesta, prendi(richiesta, pk), form.scrivibili) if foglio.con_file else {}
    if foglio.con_file:
        togli_quello_scelto(richiesta, pk)
    if contesi or rifiutati or form.errors:
        return _mostra(richiesta, foglio, form, contesi, rifiutati, status=409 if contesi else 422)
    if richiesta.POST.get("azione") == foglio.passo != "":
        return redirect("obiettivi:passaggio", pk, foglio.passo)
    if "salva" in richiesta.POST:
        messages.success(richiesta, "Salvato.")
    return redirect(f"obiettivi:{foglio.nome}", pk)


def _mentre_si_scrive(richiesta: HttpRequest, pk: int, foglio: Foglio) -> HttpResponse:
    """The save as one types (htmx): answers with what the server computes again."""
    obiettivo = prendi(richiesta, pk)
    form = _form(richiesta, obiettivo, foglio, richiesta.POST)
    contesi = _salva(richiesta, obiettivo, foglio, form)
    if isinstance(contesi, HttpResponse):
        return contesi
    modello = "obiettivi/_parti/esiti_conflitto.html" if contesi else "obiettivi/_parti/esiti_aggiornati.html"
    return render(richiesta, modello, _contesto(richiesta, foglio, form, contesi) | {"oob": True})


def _form(richiesta: HttpRequest, obiettivo: Obiettivo, foglio: Foglio, dati: Any, *, conferma: bool = False) -> ModuloEsiti:
    """The form with what the user may fill in now. Raises PermissionDenied if that is nothing."""
    scrivibili = quote_scrivibili(foglio.permesso, richiesta.user, obiettivo, oggi())
    if not scrivibili:
        scritto = " Quello che hai scritto non è salvato: torna indietro con il browser se vuoi copiarlo." if dati is not None else ""
        raise PermissionDenied(f"Ora l’obiettivo è «{obiettivo.stato_attuale.parola}». {foglio.perche_no}{scritto}")
    iniziali = {"pagina": get_random_string(24)} if dati is None else None
    return foglio.crea(
        dati, initial=iniziali, esiti=esiti_di(obiettivo, richiesta.user, oggi()), scrivibili=scrivibili, giorno=oggi(), conferma=conferma,
        utente=richiesta.user,
    )  # fmt: skip


def _salva(richiesta: HttpRequest, obiettivo: Obiettivo, foglio: Foglio, form: ModuloEsiti) -> set[str] | HttpResponse:
    """Save what the page has changed and is valid. Returns the names of the fields that others have changed in another way: those are
    left alone, and the answer shows them with both texts. Somebody who saves in this very moment makes us look again."""
    form.is_valid()
    if "versione" not in form.cleaned_data:
        raise Http404
    pagina = Pagina(form.cleaned_data.get("pagina", ""), form.cleaned_data.get("numero") or 0)
    mia = form.cleaned_data["versione"] == obiettivo.versione or pagina.viene_dopo(obiettivo, richiesta.user)
    contesi = set() if mia else form.contesi()
    try:
        foglio.scrivi(
            form, contesi, obiettivo=obiettivo, utente=richiesta.user, quando=adesso(), versione=obiettivo.versione,
            pagina=pagina if mia else NESSUNA_PAGINA,
        )  # fmt: skip
    except ConflittoDiVersione:
        fresco = prendi(richiesta, obiettivo.pk)
        return _salva(richiesta, fresco, foglio, _form(richiesta, fresco, foglio, form.data, conferma=getattr(form, "conferma", False)))
    except DatiNonValidi as errore:
        # nothing is saved, and everything typed is still on the page
        form.add_error(errore.campo if errore.campo in form.fields else None, str(errore))
    except ErroreDominio as errore:
        messages.error(richiesta, str(errore))
        risposta = redirect(obiettivo)
        return HttpResponse(headers={"HX-Redirect": risposta.url}) if richiesta.htmx else risposta
    return contesi


def _contesto(richiesta: HttpRequest, foglio: Foglio, form: ModuloEsiti, contesi: set[str] = frozenset()) -> dict[str, Any]:  # type: ignore[assignment]
    """The page as it stands after a save: what is compared with what was typed is what the database holds now."""
    fresca = form
    if form.is_bound:
        obiettivo = prendi(richiesta, form.esiti.obiettivo.pk)
        fresca = _form(richiesta, obiettivo, foglio, form.data, conferma=getattr(form, "conferma", False))
        fresca.is_valid()
        for nome, errori in form.errors.items():
            if nome not in fresca.errors:
                fresca.add_error(None if nome == "__all__" else nome, errori)
    obiettivo = fresca.esiti.obiettivo
    passo = next((p for p in passaggi(obiettivo, richiesta.user, oggi()) if p.transizione.azione == foglio.passo), None)
    return {
        "foglio": foglio, "form": fresca, "obiettivo": obiettivo, "esiti": fresca.esiti, "passo": passo,
        "qui": reverse(f"obiettivi:{foglio.nome}", args=[obiettivo.pk]),
        "mancano": giorni_mancanti(oggi(), passo.termine) if passo and passo.termine else "",
        "prima": _prima(form, fresca, contesi),
        "conflitto": fresca.differenze(contesi) if contesi else None,
        "altri": fresca.differenze(fresca.cambiati_da_altri()) if form.is_bound and not contesi else [],
        "mia_altra_finestra": obiettivo.salvata_da_id == richiesta.user.pk,
        "limiti": limiti() if foglio.con_file else None,
    }  # fmt: skip


def _prima(form: ModuloEsiti, fresca: ModuloEsiti, contesi: set[str]) -> str:
    """What the page is to remember; if nothing was saved, exactly what it remembered before."""
    if not form.is_bound:
        return form.fields["prima"].initial
    return form.data.get("prima", "") if form.non_field_errors() else fresca.prima_dopo(contesi)


def _mostra(
    richiesta: HttpRequest,
    foglio: Foglio,
    form: ModuloEsiti,
    contesi: set[str] = frozenset(),  # type: ignore[assignment]
    rifiutati: dict[int, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    contesto = _contesto(richiesta, foglio, form, contesi) | {"rifiutati": rifiutati or {}}
    return render(richiesta, foglio.modello, contesto, status=status)
