"""What the pages of the examination ask of their form: no rule lives here."""

from django import forms, template

from ..letture.esame import Voce

register = template.Library()


@register.simple_tag
def campi_requisito(form: forms.Form, voce: Voce) -> dict[str, forms.BoundField]:
    """The tick and the note of a requisite."""
    return {"esito": form[f"esito_{voce.nome}"], "nota": form[f"nota_{voce.nome}"]}


@register.filter
def quanti_su(conti: dict[str, int] | None, campo: str) -> int:
    """How many remarks are open on a field: ``{{ rilievi_per_campo|quanti_su:"descrizione" }}``."""
    return (conti or {}).get(campo, 0)
