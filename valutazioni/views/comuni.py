"""What the pages of a sheet share: the sheet of the address, through the permission."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import Http404, HttpRequest

from ..models import Valutazione

S = TypeVar("S", bound=Valutazione)


def prendi(richiesta: HttpRequest, pk: int, visibile: Callable[[Any, int], S | None]) -> S:
    """The sheet, if ``visibile`` gives it to the user: what one may not see does not exist."""
    scheda = visibile(richiesta.user, pk)
    if scheda is None:
        raise Http404
    richiesta.esercizio = scheda.esercizio  # type: ignore[attr-defined]
    return scheda
