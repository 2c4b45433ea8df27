"""How long a session lasts, who the request is from, and what a browser may keep of our pages."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from smvp.orologio import oggi
from smvp.registro.segnali import negato

from .ruoli import persona_di, ruoli_di

Risposta = Callable[[HttpRequest], HttpResponse]
ACCESSO_IL = "accesso_il"
VISTO_IL = "visto_il"
RINNOVO_SECONDI = 60


def segna_accesso(sender: Any, request: HttpRequest | None = None, **_: Any) -> None:
    """Receiver of user_logged_in: from here the absolute limit runs, on the real clock, not on the demo's."""
    if request is not None and hasattr(request, "session"):
        request.session[ACCESSO_IL] = int(timezone.now().timestamp())


class SessioneLimitataMiddleware:
    """Ends a session 12 hours after the login, however busy, and gives the request its ``ruoli`` and ``persona`` (two queries).

    A disabled user needs nothing here: Django's back end stops knowing them at the next request.
    """

    def __init__(self, get_response: Risposta) -> None:
        self.get_response = get_response

    def __call__(self, richiesta: HttpRequest) -> HttpResponse:
        if SESSION_KEY in richiesta.session and _scaduta(richiesta):
            logout(richiesta)
        _riconosci(richiesta)
        _rinnova(richiesta)
        return self.get_response(richiesta)

    def process_exception(self, richiesta: HttpRequest, errore: Exception) -> None:
        """A refusal is logged; the page for it comes as usual."""
        if isinstance(errore, PermissionDenied) and richiesta.user.is_authenticated:
            negato(richiesta)


def _scaduta(richiesta: HttpRequest) -> bool:
    """Also a session that does not say when it began."""
    inizio = richiesta.session.get(ACCESSO_IL, 0)
    return timezone.now().timestamp() - inizio >= timedelta(hours=settings.SESSIONE_ASSOLUTA_ORE).total_seconds()


def _rinnova(richiesta: HttpRequest) -> None:
    """Start the idle time again, by writing the session once a minute at most: a write at each page would make every reader a writer."""
    adesso = int(timezone.now().timestamp())
    if richiesta.user.is_authenticated and adesso - richiesta.session.get(VISTO_IL, 0) >= RINNOVO_SECONDI:
        richiesta.session[VISTO_IL] = adesso


def _riconosci(richiesta: Any) -> None:
    richiesta.ruoli, richiesta.persona = frozenset(), None
    if richiesta.user.is_authenticated:
        richiesta.user.ricorda_ruoli()
        richiesta.ruoli = ruoli_di(richiesta.user, oggi())
        richiesta.persona = persona_di(richiesta.user)


class NienteCopieMiddleware:
    """ASVS 14.3.2: no cache keeps a page made for somebody who has logged in."""

    def __init__(self, get_response: Risposta) -> None:
        self.get_response = get_response

    def __call__(self, richiesta: HttpRequest) -> HttpResponse:
        risposta = self.get_response(richiesta)
        if richiesta.user.is_authenticated:
            risposta["Cache-Control"] = "no-store"
        return risposta
