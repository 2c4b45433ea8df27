"""In, out, and one's own password."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse_lazy

from smvp.organizzazione.forms import AccessoForm
from smvp.organizzazione.letture import personaggi
from smvp.orologio import adesso, oggi
from smvp.registro.operazioni import registra


class Accedi(LoginView):
    """The login. In the demo it also lists the cast: a click sends name and password through this same form, there is no other way in."""

    template_name = "accesso/accedi.html"
    authentication_form = AccessoForm

    def setup(self, *args: Any, **kwargs: Any) -> None:
        super().setup(*args, **kwargs)
        self.redirect_authenticated_user = not settings.DEMO  # in the demo one changes person without leaving first

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cast = {"cast": personaggi(oggi())} if settings.DEMO else {}
        return super().get_context_data(**kwargs) | cast


class Esci(LogoutView):
    """Out, by POST only."""


class CambiaPassword(PasswordChangeView):
    template_name = "accesso/password.html"
    success_url = reverse_lazy("scrivania")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        with transaction.atomic():
            risposta = super().form_valid(form)
            utente = self.request.user
            registra(azione="accesso.password", oggetto="utente", oggetto_id=str(utente.pk), utente=utente.get_username(), quando=adesso())
        messages.success(self.request, "Hai cambiato la password.")
        return risposta
