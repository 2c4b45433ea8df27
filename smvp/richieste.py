"""Requests that no browser of ours sends: answered 400 before any view sees them."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

NULLI = ("\0", "%00")


class NienteNulliMiddleware:
    """PostgreSQL takes no NUL in a text: one in the address would make any search fail. Forms refuse theirs by themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, richiesta: HttpRequest) -> HttpResponse:
        domanda = richiesta.META.get("QUERY_STRING", "")
        if "\0" in richiesta.path_info or any(nullo in domanda for nullo in NULLI):
            raise BadRequest("L'indirizzo contiene un carattere nullo.")
        return self.get_response(richiesta)
