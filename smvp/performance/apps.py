from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    name = "smvp.performance"
    verbose_name = "Performance"

    def ready(self) -> None:
        from smvp.flusso.navigazione import Voce, registra_voce

        from . import agenda, permessi  # noqa: F401
        from .documenti import tipi  # noqa: F401
        from .operazioni import passaggi, validazione  # noqa: F401  (what the steps do)

        registra_voce(Voce(50, "Piano e Relazione", "performance:indice", "performance", permessi.VEDONO, con_anno=False))
