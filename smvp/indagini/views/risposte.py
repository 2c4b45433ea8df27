"""Where one answers: the staff with their account, users with an address that nobody can guess. Plain pages, that work without scripts.

An answer that is not complete comes back with status 200, not 4xx: the server writes each 4xx in its log with the moment, and of who
answers no moment may stand anywhere. For the same reason nothing here raises PermissionDenied, which the register of acts keeps.
"""

import secrets
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from smvp.flusso.forms import metti_errore
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa
from smvp.orologio import oggi

from ..forms.risposta import RispostaForm
from ..letture import indagini as letture
from ..models import Indagine
from ..operazioni.urna import GIA_RISPOSTO, GiaRisposto, perche_non_si_risponde, rispondi_da_utente
from ..operazioni.urna import rispondi as imbuca
from ..stati import BOZZA
from .comuni import prendi
from .limite import MINUTI, troppe

SALE = "indagini.modulo"
TROPPE = f"Da questo indirizzo sono arrivate troppe risposte insieme. Le tue sono qui sotto: inviale di nuovo fra {MINUTI} minuti."
ALTRA_PAGINA = "La pagina era di un’altra volta. Le tue risposte sono qui sotto: controllale e inviale di nuovo."


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rispondi(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """One of the staff answers. Who is not invited finds nothing here."""
    riga = prendi(richiesta, pk)
    persona = richiesta.persona  # type: ignore[attr-defined]
    invito = letture.invito_di(riga, persona)
    if invito is None or riga.stato == BOZZA:
        raise Http404
    if invito.ha_risposto:
        return _fermo(richiesta, riga, GIA_RISPOSTO)
    return _questionario(
        richiesta, riga, "indagini/rispondi.html",
        lambda f: imbuca(indagine=riga, persona=persona, valori=f.valori, testi=f.testi, giorno=oggi()),
        lambda: redirect("indagini:grazie", riga.pk), {},
    )  # fmt: skip


@require_safe
def grazie(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """The same for whoever is invited: it does not say whether one has answered."""
    riga = prendi(richiesta, pk)
    if letture.invito_di(riga, richiesta.persona) is None:  # type: ignore[attr-defined]
        raise Http404
    return render(richiesta, "indagini/grazie.html", {"indagine": riga})


# --- users -------------------------------------------------------------------------------------------------------------------------------


def _pubblica(richiesta: HttpRequest, gettone: str) -> Indagine:
    """The survey of the address. Whoever is logged in is nobody here: the page is the same for all, and sets no cookie."""
    riga = letture.del_gettone(gettone)
    if riga is None:
        raise Http404
    richiesta.user, richiesta.persona, richiesta.ruoli = AnonymousUser(), None, frozenset()  # type: ignore[attr-defined]
    return riga


@login_not_required
@never_cache
@csrf_exempt  # it acts for nobody's account, and its token would be a cookie
@require_http_methods(["GET", "HEAD", "POST"])
def utenti(richiesta: HttpRequest, gettone: str) -> HttpResponse:
    """Somebody who uses the service answers."""
    riga = _pubblica(richiesta, gettone)
    contesto = {"pubblica": True}
    if richiesta.method == "POST" and not perche_non_si_risponde(riga, oggi()):
        if troppe(richiesta, gettone):
            return _di_nuovo(richiesta, riga, contesto, TROPPE, status=429)
        if _modulo_di(richiesta) is None:
            return _di_nuovo(richiesta, riga, contesto, ALTRA_PAGINA)
    return _questionario(
        richiesta, riga, "indagini/utenti.html",
        lambda f: rispondi_da_utente(
            indagine=riga, modulo=_modulo_di(richiesta) or "", valori=f.valori, testi=f.testi, giorno=oggi()
        ),
        lambda: redirect("indagini:grazie_utenti", gettone), contesto,
    )  # fmt: skip


@login_not_required
@require_safe
def grazie_utenti(richiesta: HttpRequest, gettone: str) -> HttpResponse:
    return render(richiesta, "indagini/grazie.html", {"indagine": _pubblica(richiesta, gettone), "pubblica": True})


def _modulo_nuovo() -> str:
    return signing.Signer(salt=SALE).sign(secrets.token_urlsafe(16))


def _modulo_di(richiesta: HttpRequest) -> str | None:
    """The name of the form that was sent, if one of our pages gave it."""
    try:
        return signing.Signer(salt=SALE).unsign(richiesta.POST.get("modulo", ""))
    except signing.BadSignature:
        return None


def _di_nuovo(richiesta: HttpRequest, riga: Indagine, contesto: dict[str, Any], perche: str, status: int = 200) -> HttpResponse:
    """The page with all that was answered, and a name of its own again."""
    dati = richiesta.POST.copy()
    if _modulo_di(richiesta) is None:
        dati["modulo"] = _modulo_nuovo()
    form = RispostaForm(dati, questionario=riga.domande)
    form.add_error(None, perche)
    return render(richiesta, "indagini/utenti.html", {"indagine": riga, "form": form, **contesto}, status=status)


# --- both --------------------------------------------------------------------------------------------------------------------------------


def _questionario(
    richiesta: HttpRequest, riga: Indagine, modello: str, compi: Callable[[RispostaForm], Any], fatto: Callable[[], HttpResponse],
    contesto: dict[str, Any],
) -> HttpResponse:  # fmt: skip
    """Show the questions, or take the answers. What is not right comes back with all that was answered."""
    if perche := perche_non_si_risponde(riga, oggi()):
        return _fermo(richiesta, riga, perche, **contesto)
    prima = {"modulo": _modulo_nuovo()} if contesto else {}
    form = RispostaForm(richiesta.POST if richiesta.method == "POST" else None, initial=prima, questionario=riga.domande)
    if form.is_valid():
        try:
            compi(form)
        except GiaRisposto as errore:
            return _fermo(richiesta, riga, str(errore), **contesto)
        except DatiNonValidi as errore:
            metti_errore(form, errore)
        except OperazioneNonAmmessa as errore:  # it has been closed in this very moment
            return _fermo(richiesta, riga, str(errore), **contesto)
        else:
            return fatto()
    return render(richiesta, modello, {"indagine": riga, "form": form, **contesto})


def _fermo(richiesta: HttpRequest, riga: Indagine, perche: str, **contesto: Any) -> HttpResponse:
    return render(richiesta, "indagini/fermo.html", {"indagine": riga, "perche": perche, **contesto})
