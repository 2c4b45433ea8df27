from django.apps import AppConfig


class AccessoConfig(AppConfig):
    name = "smvp.accesso"
    verbose_name = "Accesso agli atti"
