"""What the pages of the examination ask of their form: no rule lives here."""

from django import forms, template

from ..letture.scheda.esame import Voce
from ..models import Indicatore, Parte

register = template.Library()


@register.simple_tag
def campi_requisito(form: forms.Form, voce: Voce) -> dict[str, forms.BoundField]:
    """The tick and the note of a requisite."""
    return {"esito": form[f"esito_{voce.nome}"], "nota": form[f"nota_{voce.nome}"]}


@register.filter
def quanti_su(conti: dict[str, int] | None, campo: str) -> int:
    """How many remarks are open on a field: ``{{ rilievi_per_campo|quanti_su:"descrizione" }}``."""
    return (conti or {}).get(campo, 0)


@register.filter
def quanti_su_indicatore(conti: dict[str, int] | None, indicatore: Indicatore) -> int:
    return quanti_su(conti, f"indicatore-{indicatore.pk}")


@register.filter
def quanti_su_parte(conti: dict[str, int] | None, parte: Parte) -> int:
    return quanti_su(conti, f"parte-{parte.pk}")
