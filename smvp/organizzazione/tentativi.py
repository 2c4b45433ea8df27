"""Failed logins: each name is counted by itself, and so is each address, or one password could be tried on everybody's name."""

from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest


class DueLimiti(AxesDatabaseHandler):
    """Axes knows one limit. The failures from one address, which a whole office may share, are brought to its measure."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        del_nome: int = super().get_failures(request, credentials)
        return max(del_nome, _dall_indirizzo(request) * settings.AXES_FAILURE_LIMIT // settings.TENTATIVI_PER_INDIRIZZO)


def _dall_indirizzo(richiesta: Any) -> int:
    if richiesta.axes_ip_address is None:
        return 0
    recenti = AccessAttempt.objects.filter(ip_address=richiesta.axes_ip_address, attempt_time__gte=get_cool_off_threshold(richiesta))
    return recenti.aggregate(quanti=Sum("failures_since_start"))["quanti"] or 0
