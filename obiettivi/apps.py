from django.apps import AppConfig


class ObiettiviConfig(AppConfig):
    name = "obiettivi"
    verbose_name = "Obiettivi"

    def ready(self) -> None:
        from .operazioni import passaggi  # noqa: F401  (the effects of the steps register themselves)
