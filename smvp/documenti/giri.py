"""Pages that look again by themselves until something is ready: how often, for how long, and the piece of a page that comes back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.context_processors import csrf
from django.template.loader import render_to_string

# Seconds between one look and the next: soon at first, then less often. After a quarter of an hour the page stops looking, or a
# page left open would keep the session alive for ever.
ATTESE = ((10, 1), (30, 2), (60, 5), (100, 15))


def giro_di(richiesta: HttpRequest) -> dict[str, int | None]:
    """How many times the page has looked already, and how long it waits now (None: no longer)."""
    grezzo = richiesta.GET.get("giro", "")
    giro = int(grezzo) if grezzo.isascii() and grezzo.isdigit() and len(grezzo) < 5 else 0
    return {"giro": giro + 1, "attesa": next((secondi for fino_a, secondi in ATTESE if giro < fino_a), None)}


def frammento(richiesta: HttpRequest, modello: str, contesto: dict[str, Any]) -> HttpResponse:
    """A piece of a page, asked for every second: without what the whole page would read (tabs, exercises, things to do)."""
    return HttpResponse(render_to_string(modello, {**csrf(richiesta), **contesto}))
