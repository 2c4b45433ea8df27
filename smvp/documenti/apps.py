from django.apps import AppConfig


class DocumentiConfig(AppConfig):
    name = "smvp.documenti"
    verbose_name = "Documenti"
