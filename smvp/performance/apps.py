from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    name = "smvp.performance"
    verbose_name = "Performance"

    def ready(self) -> None:
        from . import permessi  # noqa: F401
        from .documenti import tipi  # noqa: F401
