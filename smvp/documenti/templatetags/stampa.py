"""Italian formats for print: the frozen content carries decimals and dates as text, and here they become numbers and days again."""

from datetime import date, datetime
from decimal import Decimal

from django import template

from smvp.nucleo import formati

register = template.Library()
NON_VALUTATO = "non valutato"
Numerabile = Decimal | int | str
Giorno = date | str


def _decimale(x: Numerabile) -> Decimal:
    return Decimal(x)


def _giorno(giorno: Giorno) -> date:
    return date.fromisoformat(giorno) if isinstance(giorno, str) else giorno


@register.filter
def numero(x: Numerabile | None, decimali: int = 2) -> str:
    """1.234,50; what has not been valued says so, and is never a zero."""
    return NON_VALUTATO if x is None or x == "" else formati.numero(_decimale(x), decimali)


@register.filter
def cifra(x: Numerabile | None) -> str:
    """A weight, a maximum: only the decimals it needs. 40; 12,5."""
    if x is None or x == "":
        return NON_VALUTATO
    testo = formati.numero(_decimale(x))
    return testo.rstrip("0").rstrip(",")


@register.filter
def percento(x: Numerabile | None, decimali: int | None = None) -> str:
    return NON_VALUTATO if x is None or x == "" else formati.percento(_decimale(x), decimali)


@register.filter
def data(giorno: Giorno | None) -> str:
    return formati.data(_giorno(giorno)) if giorno else ""


@register.filter
def data_estesa(giorno: Giorno | None) -> str:
    """31 dicembre 2025, without its weekday."""
    return formati.data_lunga(_giorno(giorno)).partition(" ")[2] if giorno else ""


@register.filter
def momento(quando: datetime | None) -> str:
    """Venerdì 10 aprile 2026 alle 10:45, in lower case, as Rome's clocks had it."""
    if quando is None:
        return ""
    return f"{formati.data_lunga(quando.astimezone(formati.FUSO).date())} alle {formati.ora(quando)}"


@register.filter
def frase(testo: str) -> str:
    """A sentence ends with a full stop, whoever wrote it."""
    return testo if testo.rstrip().endswith((".", ":", "!", "?", "…")) else f"{testo.rstrip()}."


@register.filter
def senza_punto(testo: str) -> str:
    """A sentence that goes on: without its full stop."""
    return testo.rstrip().removesuffix(".")


@register.filter
def con_articolo(testo: str, preposizione: str = "il") -> str:
    """Il 71 %, l’84 %; with "dal": dal 71 %, dall’84 %."""
    return formati.con_articolo(testo, preposizione)


@register.filter
def articoli(citazioni: list[str]) -> str:
    """["20", "B"] → "art. 20, All. B"; two articles or more: "artt. 8 e 20"."""
    numeri = [c for c in citazioni if c[:1].isdigit()]
    allegati = [f"All.{formati.FISSO}{c}" for c in citazioni if not c[:1].isdigit()]
    parti = []
    if numeri:
        parti.append(f"art{'t' if len(numeri) > 1 else ''}.{formati.FISSO}{_elenca(numeri)}")
    return ", ".join([*parti, *allegati])


def _elenca(voci: list[str]) -> str:
    return " e ".join([", ".join(voci[:-1]), voci[-1]] if len(voci) > 1 else voci)
