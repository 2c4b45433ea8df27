"""The administration site: for the administrator of the system, and closed to everything that is an evaluation."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from .ruoli import Ruolo
from .views_accesso import Esci

APPLICAZIONE = "organizzazione"


class Amministrazione(AdminSite):
    """Django's site, with our login and our role, and only the models of this app: whatever others register is left out."""

    site_title = "Amministrazione"
    site_header = "Amministrazione del sistema"
    site_url = "/"
    index_title = "Persone, uffici, incarichi"
    enable_nav_sidebar = False

    def register(self, model_or_iterable: type[Model] | Iterable[type[Model]], admin_class: Any = None, **options: Any) -> None:
        modelli = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        nostri = [m for m in modelli if m._meta.app_label == APPLICAZIONE]
        super().register(nostri, admin_class or ModelAdmin, **options)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Django's list, and for each kind of thing the line that says what it is for."""
        applicazioni = super().get_app_list(request, app_label)
        for modello in (m for a in applicazioni for m in a["models"]):
            modello["spiegazione"] = getattr(self._registry[modello["model"]], "spiegazione", "")
        return applicazioni

    def has_permission(self, request: HttpRequest) -> bool:
        return Ruolo.AMMINISTRATORE in request.ruoli  # type: ignore[attr-defined]

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """One login for the whole house; who has logged in without the role is refused."""
        if request.user.is_authenticated:
            raise PermissionDenied("L’amministrazione è solo per l’amministratore di sistema.")
        return redirect_to_login(request.GET.get("next", ""))

    def logout(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return Esci.as_view()(request)

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("password")
