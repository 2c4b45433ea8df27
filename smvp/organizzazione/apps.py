from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.contrib.auth.signals import user_logged_in


class OrganizzazioneConfig(AppConfig):
    name = "smvp.organizzazione"
    verbose_name = "Organizzazione"

    def ready(self) -> None:
        from . import permessi  # noqa: F401  (the permissions are known from the start)
        from .sessioni import segna_accesso

        user_logged_in.connect(segna_accesso, dispatch_uid="organizzazione.segna_accesso")


class AmministrazioneConfig(admin.AdminConfig):
    """In INSTALLED_APPS in the place of django.contrib.admin: its site is ours."""

    default = False
    default_site = "smvp.organizzazione.amministrazione.Amministrazione"
