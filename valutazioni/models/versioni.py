"""Art. 29: a sheet that a review has determined anew has two versions; the one that counts is the last."""

from typing import Any, Self, TypeVar

from django.db import models

Versione = TypeVar("Versione", bound=models.Model, covariant=True)


class VersioniQuerySet(models.QuerySet[Versione]):
    """The versions of the sheets."""

    def correnti(self) -> Self:
        """Those that no review has superseded."""
        return self.filter(superata_il=None)

    def versioni(self, *, superate: bool) -> Self:
        """All of them, or those that count."""
        return self.all() if superate else self.correnti()


class VersioniCorrenti(models.Manager.from_queryset(VersioniQuerySet)):  # type: ignore[misc]
    """The one door to the sheets: without asking, one reads the version that counts."""

    def get_queryset(self) -> Any:
        return super().get_queryset().correnti()
