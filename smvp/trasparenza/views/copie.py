"""Pages that anybody may keep a copy of for a while: no login, no cookie, validators by which a copy is known to be still good.

Who has logged in sees the same pages with their own head: those copies nobody keeps (NienteCopieMiddleware).
"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition, require_safe

from smvp.organizzazione.models import Ente
from smvp.templatetags.formati import versione

from ..letture.sezione import leggi_vista

SECONDI = 300
"""Short: what is withdrawn because it should never have been there is soon nowhere."""
Vista = Callable[..., HttpResponseBase]


def per_tutti(vista: Vista) -> Vista:
    """A public page of the section: it gets ``richiesta.vista``, what is in sight."""

    @wraps(vista)
    def pagina(richiesta: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        richiesta.vista = leggi_vista()  # type: ignore[attr-defined]
        risposta = con_segni(richiesta, *args, **kwargs)
        if risposta.status_code in (200, 304):
            patch_cache_control(risposta, public=True, max_age=SECONDI)
        return risposta

    con_segni = condition(etag_func=_segno, last_modified_func=_cambiata)(vista)
    return login_not_required(require_safe(pagina))


def _segno(richiesta: HttpRequest, *args: Any, **kwargs: Any) -> str | None:
    """What the page depends on: the address, what is in sight, the program, the name and clock in its head."""
    if richiesta.user.is_authenticated:
        return None
    righe = [(p.pk, p.titolo, p.impronta_file or p.documento_id) for p in richiesta.vista.righe]  # type: ignore[attr-defined]
    testa = Ente.corrente(), settings.OGGI, versione()
    grezzo = repr((richiesta.path, righe, *map(str, testa)))
    return f'W/"{hashlib.sha256(grezzo.encode()).hexdigest()[:32]}"'


def _cambiata(richiesta: HttpRequest, *args: Any, **kwargs: Any) -> datetime | None:
    return None if richiesta.user.is_authenticated else richiesta.vista.cambiata_il  # type: ignore[attr-defined]
