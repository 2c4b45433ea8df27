"""What holds a signed sheet still before the Giunta's act and before pay (art. 29, reading A52), asked of whoever knows.

A case is of those who are part of it: pages and messages say that the sheet is not approvable yet, and never why.
"""

from collections.abc import Callable, Collection
from typing import Any

from django.db.models import Q, QuerySet

from ..models import Valutazione

Fermo = Callable[[type[Valutazione]], QuerySet[Any] | Collection[int]]
PAROLE = "non è ancora approvabile"

_fermi: list[Fermo] = []


def registra(fermo: Fermo) -> Fermo:
    """Register who knows which sheets of a kind are held: their keys, none of them null. A queryset becomes a subquery."""
    if fermo not in _fermi:
        _fermi.append(fermo)
    return fermo


def sospesa(modello: type[Valutazione]) -> Q:
    """Those that are held, among the sheets of a kind: to filter by, or to exclude."""
    return Q(*(Q(pk__in=fermo(modello)) for fermo in _fermi), _connector=Q.OR) if _fermi else Q(pk__in=())


def sospese_fra(modello: type[Valutazione], chiavi: Collection[int]) -> set[int]:
    """The same among these keys."""
    if not _fermi or not chiavi:
        return set()
    return set(modello.objects.filter(sospesa(modello), pk__in=chiavi).order_by().values_list("pk", flat=True))
