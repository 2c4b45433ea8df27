from django.apps import AppConfig


class AccessoConfig(AppConfig):
    name = "smvp.accesso"
    verbose_name = "Accesso agli atti"

    def ready(self) -> None:
        from smvp.flusso.navigazione import Voce, registra_voce

        from . import agenda, permessi  # noqa: F401
        from .documenti import tipi  # noqa: F401
        from .operazioni import emissioni  # noqa: F401

        registra_voce(Voce(60, "Accesso agli atti", "accesso:registro", "accesso", con_anno=False))
