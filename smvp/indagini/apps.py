"""Artt. 18 and 33: surveys of staff and of those who use the services, with answers that lead to nobody."""

from django.apps import AppConfig


class IndaginiConfig(AppConfig):
    name = "smvp.indagini"
    verbose_name = "Indagini"

    def ready(self) -> None:
        from smvp.flusso.navigazione import Voce, registra_voce

        from . import agenda, permessi  # noqa: F401
        from .documenti import tipi  # noqa: F401
        from .operazioni import passaggi  # noqa: F401

        registra_voce(Voce(60, "Indagini", "indagini:elenco", "indagini", permessi.GESTISCONO, pagine=frozenset({"indagini:elenco"})))
