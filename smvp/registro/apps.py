from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import post_migrate


class RegistroConfig(AppConfig):
    name = "smvp.registro"
    verbose_name = "Registro degli atti"

    def ready(self) -> None:
        from . import segnali
        from .guardie import rimetti_guardie

        post_migrate.connect(rimetti_guardie, sender=self, dispatch_uid="registro.guardie")
        user_logged_in.connect(segnali.entrato, dispatch_uid="registro.entrato")
        user_logged_out.connect(segnali.uscito, dispatch_uid="registro.uscito")
        user_login_failed.connect(segnali.respinto, dispatch_uid="registro.respinto")
