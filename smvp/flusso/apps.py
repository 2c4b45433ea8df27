from django.apps import AppConfig


class FlussoConfig(AppConfig):
    name = "smvp.flusso"
    verbose_name = "Flusso di lavoro"

    def ready(self) -> None:
        from smvp.organizzazione.ruoli import Ruolo

        from . import ricerca  # noqa: F401  (teaches SQLite to look for words)
        from .navigazione import Voce, registra_voce

        registra_voce(Voce(0, "Scrivania", "scrivania", "", con_anno=False))
        # The tabs of organizzazione stand here because it lies below this floor and cannot add them itself.
        chi_importa = frozenset({Ruolo.PERSONALE, Ruolo.AMMINISTRATORE})
        registra_voce(Voce(90, "Personale", "organizzazione:importa_personale", "organizzazione", chi_importa, con_anno=False))
        registra_voce(Voce(95, "Amministrazione", "admin:index", "admin", frozenset({Ruolo.AMMINISTRATORE}), con_anno=False))
