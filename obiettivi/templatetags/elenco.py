"""What the rows of the list ask of the bar that acts on them."""

from django import template

from ..letture.elenco.blocco import Barra
from ..models import Obiettivo

register = template.Library()


@register.filter
def azioni_su(barra: Barra, obiettivo: Obiettivo) -> str:
    """The codes of the bulk actions that a sheet can take now, for the script that shows their buttons."""
    return barra.per_scheda.get(obiettivo.pk, "")
