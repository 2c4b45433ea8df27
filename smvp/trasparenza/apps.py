from django.apps import AppConfig


class TrasparenzaConfig(AppConfig):
    name = "smvp.trasparenza"
    verbose_name = "Trasparenza"
