from django.apps import AppConfig


class IndaginiConfig(AppConfig):
    name = "smvp.indagini"
    verbose_name = "Indagini"
