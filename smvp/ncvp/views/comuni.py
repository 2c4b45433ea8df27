"""What the pages share: only Segretario, Sindaco and NCVP come in; a term that one may not read does not exist."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from smvp.flusso.conferma import con_modulo as con_modulo_su
from smvp.organizzazione.models import Esercizio

from ..letture.registro import incarico_visibile
from ..models import IncaricoNcvp
from ..permessi import DI_CHI_E

Vista = Callable[..., HttpResponseBase]
con_modulo = partial(con_modulo_su, modello="ncvp/modulo.html")


def di_casa(vista: Vista) -> Vista:
    """403 for whoever does not read the register."""

    @wraps(vista)
    def controllata(richiesta: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not rules.has_perm("ncvp.vedere", richiesta.user):
            raise PermissionDenied(DI_CHI_E)
        return vista(richiesta, *args, **kwargs)

    return controllata


def vuole(richiesta: HttpRequest, permesso: str, rifiuto: str, oggetto: Any = None) -> None:
    """403, before anything of a form is read."""
    if not (rules.has_perm(permesso, richiesta.user) if oggetto is None else rules.has_perm(permesso, richiesta.user, oggetto)):
        raise PermissionDenied(rifiuto)


def prendi(richiesta: HttpRequest, pk: int) -> IncaricoNcvp:
    riga = incarico_visibile(richiesta.user, pk)
    if riga is None:
        raise Http404
    return riga


def prendi_anno(richiesta: HttpRequest, anno: int) -> Esercizio:
    esercizio = get_object_or_404(Esercizio, anno=anno)
    richiesta.esercizio = esercizio
    return esercizio
