"""The term of comparison for pages: a bare Django page with six queries, through the middleware of a new project and nothing more."""

from collections.abc import Callable

from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path

from smvp.organizzazione.models import Direzione, Esercizio, Incarico, Persona

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "smvp.management.pagina_nuda.SessioneSoloLetta",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "smvp.management.pagina_nuda.qui",
]
RIGHE = 20


class SessioneSoloLetta(SessionMiddleware):
    """In a new project a session is saved only when it changes, and here it never does; our settings would save it each time."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        return response


MODELLO = Engine().from_string("""<!doctype html><title>Nuda</title><p>{{ utente.username }}</p>
{% for righe in tabelle %}<table>{% for riga in righe %}<tr><td>{{ riga.pk }}</td><td>{{ riga }}</td></tr>{% endfor %}</table>{% endfor %}
""")


def pagina(richiesta: HttpRequest) -> HttpResponse:
    """Session and user are two queries, these are four."""
    tabelle = (
        Esercizio.objects.all()[:RIGHE],
        Direzione.objects.all()[:RIGHE],
        Persona.objects.all()[:RIGHE],
        Incarico.objects.select_related("persona", "direzione")[:RIGHE],
    )
    return HttpResponse(MODELLO.render(Context({"utente": richiesta.user, "tabelle": tabelle})))


urlpatterns = [path("", pagina)]


def qui(risposta: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: this module's address in place of the site's."""

    def instrada(richiesta: HttpRequest) -> HttpResponse:
        richiesta.urlconf = __name__
        return risposta(richiesta)

    return instrada
