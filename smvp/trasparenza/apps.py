from django.apps import AppConfig


class TrasparenzaConfig(AppConfig):
    name = "smvp.trasparenza"
    verbose_name = "Trasparenza"

    def ready(self) -> None:
        from smvp.flusso.navigazione import Voce, registra_voce

        from . import permessi

        registra_voce(Voce(80, "Trasparenza", "trasparenza:gestione", "trasparenza", permessi.GUARDANO, con_anno=False))
