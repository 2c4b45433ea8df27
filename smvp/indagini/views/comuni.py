"""What the pages of a survey share."""

from django.http import Http404, HttpRequest
from django.urls import reverse

from ..letture import indagini as letture
from ..models import Indagine


def prendi(richiesta: HttpRequest, pk: int) -> Indagine:
    """The survey of the address; the tabs keep to its exercise."""
    riga = letture.indagine(pk)
    if riga is None:
        raise Http404
    richiesta.esercizio = riga.esercizio  # type: ignore[attr-defined]
    return riga


def indirizzo_pubblico(richiesta: HttpRequest, riga: Indagine) -> str:
    """Where users answer, as one writes it on a poster; empty until it opens."""
    return richiesta.build_absolute_uri(reverse("indagini:utenti", args=[riga.gettone])) if riga.gettone else ""
