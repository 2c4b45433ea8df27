from django.apps import AppConfig


class PremiConfig(AppConfig):
    name = "premi"
    verbose_name = "Premi"

    def ready(self) -> None:
        from smvp.flusso.navigazione import Voce, registra_voce
        from smvp.organizzazione.ruoli import Ruolo

        from . import agenda, permessi  # noqa: F401  (they register themselves)

        registra_voce(Voce(30, "Premi", "premi:risultato", "premi", frozenset({Ruolo.PERSONALE, Ruolo.SEGRETARIO})))
