"""Reading A52: a sheet under review or in conciliation is not approved nor paid on before its outcome. Nobody is told why."""

from typing import Any

from django.db.models import QuerySet

from valutazioni.letture.sospese import registra
from valutazioni.models import Scheda, Valutazione

from ..models import Conciliazione, Istanza, SuUnaScheda
from ..stati import APERTA, PENDENTI


@registra
def sotto_riesame(modello: type[Valutazione]) -> QuerySet[Any]:
    """The sheets of a kind on which a review is pending."""
    return _schede(Istanza, modello, PENDENTI)


@registra
def in_conciliazione(modello: type[Valutazione]) -> QuerySet[Any]:
    """The sheets of a kind on which a conciliation is open."""
    return _schede(Conciliazione, modello, (APERTA,))


def _schede(casi: type[SuUnaScheda], modello: type[Valutazione], stati: tuple[str, ...]) -> QuerySet[Any]:
    campo = "scheda_b" if modello is Scheda else "scheda_d"
    return casi._default_manager.filter(stato__in=stati, **{f"{campo}__isnull": False}).order_by().values(campo)
