from django.apps import AppConfig


class SistemaConfig(AppConfig):
    name = "smvp.sistema"
    verbose_name = "Sistema"
