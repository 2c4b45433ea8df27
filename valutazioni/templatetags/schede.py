"""Pairs the rows of a sheet with the fields of its form; None where the user may not write."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BoundField

from smvp.flusso.forms import ModuloConfrontato
from valutazioni.forms.scheda import SchedaForm
from valutazioni.models import Scheda, Valutazione, VotoFattore, VotoObiettivo, VotoVoce

register = template.Library()


@dataclass(frozen=True, slots=True)
class CampiFattore:
    voto: BoundField | None
    motivo: BoundField | None


def _campo(form: ModuloConfrontato, nome: str) -> BoundField | None:
    return form[nome] if nome in form.fields else None


@register.simple_tag
def campo_obiettivo(form: SchedaForm, voto: VotoObiettivo) -> BoundField | None:
    return _campo(form, f"raggiungimento_{voto.pk}")


@register.simple_tag
def decisa(form: SchedaForm, voto: VotoObiettivo) -> Decimal | None:
    """The percentage that the Allegato A has decided for the row."""
    return form.decise.get(voto.pk)


@register.simple_tag
def campi_fattore(form: SchedaForm, voto: VotoFattore) -> CampiFattore:
    return CampiFattore(_campo(form, f"voto_{voto.pk}"), _campo(form, f"motivo_{voto.pk}"))


@register.simple_tag
def campo_voce(form: ModuloConfrontato, voto: VotoVoce) -> BoundField | None:
    return _campo(form, f"voto_{voto.pk}")


@register.simple_tag
def livello(scheda: Valutazione, voto: int | None) -> Any:
    """The level of the scale of a mark, None if there is no mark."""
    return next((livello for livello in scheda.esercizio.reg.scala if livello.voto == voto), None)


@register.simple_tag
def voto_letto(scheda: Scheda, voto: VotoFattore) -> Any:
    """The level of the scale that counts now for a factor, None if it is not scored."""
    return livello(scheda, voto.vale(proposta=scheda.con_proposta))
