"""The error pages: they say in words what happened and what to do, and nothing about the inside."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template import loader


def richiesta_non_valida(richiesta: HttpRequest, exception: Exception) -> HttpResponse:
    """What arrived is not in the form that a page of ours gives it; of what is too big, how much may be sent at once."""
    troppe = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS if isinstance(exception, TooManyFieldsSent) else None
    mega = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2 if isinstance(exception, RequestDataTooBig) else None
    return render(richiesta, "400.html", {"troppe": troppe, "mega": mega}, status=400)


def vietato(richiesta: HttpRequest, exception: Exception) -> HttpResponse:
    return render(richiesta, "403.html", {"motivo": str(exception)}, status=403)


def non_trovato(richiesta: HttpRequest, exception: Exception) -> HttpResponse:
    return render(richiesta, "404.html", status=404)


def guasto(richiesta: HttpRequest) -> HttpResponse:
    """Drawn without context: whatever broke may be in the context."""
    return HttpResponseServerError(loader.render_to_string("500.html"))


def csrf_rifiutato(richiesta: HttpRequest, reason: str = "") -> HttpResponse:
    return render(richiesta, "csrf.html", status=403)
