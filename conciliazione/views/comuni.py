"""What the pages of a case share: the case through the permission, the form of an act."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest

from smvp.flusso.conferma import con_modulo as con_modulo_su
from smvp.flusso.conferma import dati_di

from ..letture.casi import caso_visibile, scheda_visibile
from ..models import Istanza

__all__ = ["con_modulo", "dati_di", "prendi", "prendi_scheda"]


def prendi(richiesta: HttpRequest, pk: int) -> Istanza:
    """The case of the address: what one may not see does not exist."""
    istanza = caso_visibile(richiesta.user, pk)
    if istanza is None:
        raise Http404
    richiesta.esercizio = istanza.esercizio
    return istanza


def prendi_scheda(richiesta: HttpRequest, tipo: str, pk: int) -> Any:
    scheda = scheda_visibile(richiesta.user, tipo, pk)
    if scheda is None:
        raise Http404
    richiesta.esercizio = scheda.esercizio
    return scheda


# The form of a case, unless its page has more to show.
con_modulo = partial(con_modulo_su, modello="conciliazione/modulo.html")
