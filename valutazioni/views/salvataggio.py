"""A sheet's page that saves as one types: what was typed is compared with what is saved, and nothing is lost. The same for both sheets."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string

from smvp.flusso.forms import ModuloConfrontato
from smvp.flusso.models import NESSUNA_PAGINA, Pagina
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, ErroreDominio
from smvp.nucleo.formati import giorni_mancanti
from smvp.orologio import adesso, oggi

from ..letture.rimandi import rimando_di
from ..letture.schede import scadenza
from .condivisione import condivisione_di
from .mosse import mosse_di

NESSUNO: frozenset[str] = frozenset()
CONFLITTO = "valutazioni/_parti/conflitto.html"


@dataclass(frozen=True, slots=True)
class Foglio:
    """What a kind of sheet has of its own. A prospect is all that its page shows, read once; its ``scheda`` is the row."""

    leggi: Callable[[HttpRequest, int], Any]
    """The prospect, for who may read the sheet; Http404 otherwise."""
    modulo: Callable[..., Any]
    """The form, a ModuloConfrontato: (dati, prospetto=, utente=). ``modificabile`` says whether the user may write at all."""
    scrivi: Callable[..., object]
    """The operation: (scheda=, voti=, utente=, quando=, versione=, pagina=)."""
    contesto: Callable[[HttpRequest, Any], dict[str, Any]]
    """What page and fragments show beside prospect and form."""
    intorno: Callable[[HttpRequest, Any], dict[str, Any]]
    """What only the whole page shows."""
    pagina: str
    aggiornamento: str
    passaggio: str
    salva: str
    """Two templates, and the names of two addresses: of a step, and of the save as one types."""

    def legato(self, dati: Any, prospetto: Any, utente: Any) -> Any:
        """The form with what the page sends."""
        return self.modulo(dati, prospetto=prospetto, utente=utente)


def pagina(richiesta: HttpRequest, pk: int, foglio: Foglio) -> HttpResponse:
    """One sheet: read it, fill it in, go on to the next step. A POST saves everything that is on the page."""
    prospetto = foglio.leggi(richiesta, pk)
    if richiesta.method != "POST":
        form = foglio.modulo(prospetto=prospetto, utente=richiesta.user, initial={"pagina": get_random_string(24)})
        return _mostra(richiesta, foglio, prospetto, form)
    dati = richiesta.POST.copy()
    if "tieni_miei" in dati:  # the answer to a conflict: the other text has been read and is to be replaced
        dati["versione"] = dati["tieni_miei"]
    form = foglio.legato(dati, prospetto, richiesta.user)
    contesi = _salva(richiesta, foglio, prospetto, form)
    if isinstance(contesi, HttpResponse):
        return contesi
    if contesi:
        return _mostra(richiesta, foglio, foglio.leggi(richiesta, pk), form, contesi, status=409)
    if not form.is_valid():
        return _mostra(richiesta, foglio, foglio.leggi(richiesta, pk), form)
    azione = prospetto.scheda.flusso.transizione(richiesta.POST.get("azione", ""))
    if azione is not None:
        return redirect(foglio.passaggio, pk, azione.azione)
    messages.success(richiesta, "Scheda salvata.")
    return redirect(prospetto.scheda.get_absolute_url())


def salva(richiesta: HttpRequest, pk: int, foglio: Foglio) -> HttpResponse:
    """The save as one types (htmx): answers with what the server computes again."""
    prospetto = foglio.leggi(richiesta, pk)
    form = foglio.legato(richiesta.POST, prospetto, richiesta.user)
    contesi = _salva(richiesta, foglio, prospetto, form)
    if isinstance(contesi, HttpResponse):
        return contesi
    contesto = _contesto(richiesta, foglio, foglio.leggi(richiesta, pk), form, contesi) | {"oob": True}
    return render(richiesta, CONFLITTO if contesi else foglio.aggiornamento, contesto)


def _salva(richiesta: HttpRequest, foglio: Foglio, prospetto: Any, form: Any) -> frozenset[str] | HttpResponse:
    """Save what the page has changed and is valid. Returns the names of the fields that others have changed in another way.

    Those are left alone, everything else is saved: the answer shows them with both texts. Somebody who saves in this very
    moment makes us look again.
    """
    riga = prospetto.scheda
    form.is_valid()
    if "versione" not in form.cleaned_data:
        raise Http404
    if not form.modificabile:  # the sheet has gone on while somebody was typing, or it never was theirs: nothing is saved, and we say so
        raise PermissionDenied(
            f"La scheda è «{riga.stato_attuale.parola}» e non puoi cambiarla: quello che hai scritto non è salvato. "
            "Torna indietro con il browser se vuoi copiarlo."
        )
    numerata = Pagina(form.cleaned_data.get("pagina", ""), form.cleaned_data.get("numero") or 0)
    mia = form.cleaned_data["versione"] == riga.versione or numerata.viene_dopo(riga, richiesta.user)
    contesi = NESSUNO if mia else frozenset(form.contesi())
    try:
        foglio.scrivi(
            scheda=riga,
            voti=form.voti(tralascia=contesi),
            utente=richiesta.user,
            quando=adesso(),
            versione=riga.versione,
            pagina=numerata if mia else NESSUNA_PAGINA,
        )
    except ConflittoDiVersione:
        fresco = foglio.leggi(richiesta, riga.pk)
        return _salva(richiesta, foglio, fresco, foglio.legato(form.data, fresco, richiesta.user))
    except DatiNonValidi as errore:
        form.add_error(None, str(errore))  # nothing is saved, and everything typed is still on the page
    except ErroreDominio as errore:
        messages.error(richiesta, str(errore))
        risposta = redirect(riga.get_absolute_url())
        return HttpResponse(headers={"HX-Redirect": risposta.url}) if richiesta.htmx else risposta
    return contesi


def _contesto(richiesta: HttpRequest, foglio: Foglio, prospetto: Any, form: Any, contesi: frozenset[str] = NESSUNO) -> dict[str, Any]:
    riga = prospetto.scheda
    inviato = form.is_bound
    # What is compared with what was typed is what the database holds now, not when the form was made.
    fresca = foglio.legato(form.data, prospetto, richiesta.user) if inviato else form
    if inviato:
        fresca.is_valid()
    termine = scadenza(riga.esercizio)
    return {
        "prima": _prima(form, fresca, contesi) if inviato else form.fields["prima"].initial,
        "conflitto": fresca.differenze(contesi) if contesi else None,
        "altri": fresca.differenze(fresca.cambiati_da_altri()) if inviato and not contesi else [],
        "mia_altra_finestra": riga.salvata_da_id == richiesta.user.pk,
        "scheda": riga, "prospetto": prospetto, "form": form,
        "passaggio_url": foglio.passaggio, "salva_url": foglio.salva,
        "mosse": mosse_di(riga, richiesta.user, oggi()),
        "scadenza": termine,
        "mancano": giorni_mancanti(oggi(), termine),
        **foglio.contesto(richiesta, prospetto),
    }  # fmt: skip


def _prima(form: ModuloConfrontato, fresca: ModuloConfrontato, contesi: frozenset[str]) -> str:
    """What the page is to remember; if nothing was saved, exactly what it remembered before."""
    return form.data.get("prima", "") if form.non_field_errors() else fresca.prima_dopo(contesi)


def _mostra(
    richiesta: HttpRequest, foglio: Foglio, prospetto: Any, form: Any, contesi: frozenset[str] = NESSUNO, status: int = 200
) -> HttpResponse:
    contesto = _contesto(richiesta, foglio, prospetto, form, contesi) | foglio.intorno(richiesta, prospetto)
    contesto["condivisione"] = condivisione_di(prospetto.scheda, contesto["mosse"], richiesta.user)
    contesto["rimando"] = rimando_di(prospetto.scheda)
    return render(richiesta, foglio.pagina, contesto, status=status)
