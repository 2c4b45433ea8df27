"""Artt. 32 and 34: the register of the NCVP, the guidance it is given, its yearly report."""

from django.apps import AppConfig


class NcvpConfig(AppConfig):
    name = "smvp.ncvp"
    verbose_name = "NCVP"

    def ready(self) -> None:
        from smvp.flusso.navigazione import Voce, registra_voce

        from . import agenda, permessi  # noqa: F401
        from .documenti import tipi  # noqa: F401
        from .operazioni import nomine, rapporti  # noqa: F401

        registra_voce(Voce(60, "NCVP", "ncvp:registro", "ncvp", permessi.VEDONO, con_anno=False))
