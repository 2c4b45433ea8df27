from django.apps import AppConfig


class SistemaConfig(AppConfig):
    name = "smvp.sistema"
    verbose_name = "Sistema"

    def ready(self) -> None:
        from smvp.flusso.navigazione import Voce, registra_voce

        from . import agenda, permessi  # noqa: F401
        from .operazioni import revisioni  # noqa: F401

        registra_voce(Voce(70, "Sistema", "sistema:quadro", "sistema", permessi.VEDONO, con_anno=False))
