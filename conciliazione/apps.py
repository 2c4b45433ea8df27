from django.apps import AppConfig


class ConciliazioneConfig(AppConfig):
    name = "conciliazione"
    verbose_name = "Conciliazione"

    def ready(self) -> None:
        from smvp.flusso.navigazione import Voce, registra_voce

        from . import agenda, permessi  # noqa: F401
        from .documenti import tipi  # noqa: F401
        from .letture import pendenti  # noqa: F401
        from .operazioni import emissioni, istanze, nel_fascicolo, organismo  # noqa: F401

        pagine = frozenset({"conciliazione:casi", "conciliazione:conteggi"})
        registra_voce(Voce(40, "Riesami", "conciliazione:casi", "conciliazione", permessi.TENGONO, pagine=pagine))
