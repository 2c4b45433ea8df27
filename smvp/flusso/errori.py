"""The error pages: they say in words what happened and what to do, and nothing about the inside."""

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template import loader


def richiesta_non_valida(richiesta: HttpRequest, exception: Exception) -> HttpResponse:
    return render(richiesta, "400.html", status=400)


def vietato(richiesta: HttpRequest, exception: Exception) -> HttpResponse:
    return render(richiesta, "403.html", {"motivo": str(exception)}, status=403)


def non_trovato(richiesta: HttpRequest, exception: Exception) -> HttpResponse:
    return render(richiesta, "404.html", status=404)


def guasto(richiesta: HttpRequest) -> HttpResponse:
    """Drawn without context: whatever broke may be in the context."""
    return HttpResponseServerError(loader.render_to_string("500.html"))


def csrf_rifiutato(richiesta: HttpRequest, reason: str = "") -> HttpResponse:
    return render(richiesta, "csrf.html", status=403)
