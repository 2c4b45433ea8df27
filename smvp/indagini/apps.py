"""Artt. 18 and 33: surveys of staff and of those who use the services, with answers that lead to nobody."""

from django.apps import AppConfig


class IndaginiConfig(AppConfig):
    name = "smvp.indagini"
    verbose_name = "Indagini"

    def ready(self) -> None:
        from . import permessi  # noqa: F401
