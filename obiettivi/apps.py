from django.apps import AppConfig


class ObiettiviConfig(AppConfig):
    name = "obiettivi"
    verbose_name = "Obiettivi"

    def ready(self) -> None:
        from . import permessi  # noqa: F401  (the permissions and the effects of the steps register themselves)
        from .operazioni import consuntivi, emissioni, passaggi  # noqa: F401
