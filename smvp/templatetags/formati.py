"""What templates may say: Italian formats, the link to an article, icons, state badges, the gauge. No rule lives here."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from smvp.nucleo import formati
from smvp.orologio import oggi

register = template.Library()

SPRITE = "vendor/bootstrap-italia/svg/sprites.svg"
# One icon a state, everywhere: lists, badges, charts. A badge may pass another one when its word is more exact.
ICONE_STATO = {
    "bozza": "pencil",
    "corso": "arrow-right-circle",
    "tocca": "user",
    "esame": "search",
    "fatto": "check-circle",
    "ritardo": "clock",
}
ALLEGATO = re.compile(r"[A-Z]")
NEL_TESTO = re.compile(r"\b(?:art\.|All\.)[\s\N{NO-BREAK SPACE}]([0-9]+\b|[A-Z]\b)(?! (?:TUEL|d\.lgs\.|del d\.))")
DI_UNA_LEGGE = re.compile(r"[0-9]/[0-9]{4}, ?$")
"""Before the article of a law ("d.P.R. 184/2006, art. 3"): not one of the regulation."""
SIGLA = re.compile(r"\bP[_ ](A|B|FINALE)\b")
CITAZIONE = re.compile(r"(?:artt?\.|[Aa]ll(?:egato|\.))?\s*([0-9]+|[A-Z]\b)(.*)", re.DOTALL)
Numerabile = Decimal | Fraction | int


# --- formats --------------------------------------------------------------------------------------------------------
@register.filter
def numero(x: Numerabile | None, decimali: int = 2) -> str:
    """1.234,50; a missing number is a dash, never a zero."""
    return "–" if x is None or x == "" else formati.numero(x, int(decimali))


@register.filter
def esatto(x: Numerabile | None) -> str:
    """15, 12,5: with the decimals it needs."""
    return "–" if x is None or x == "" else formati.esatto(x)


@register.filter
def euro(x: Numerabile | None) -> str:
    return "–" if x is None or x == "" else formati.euro(x)


@register.filter
def percento(x: Numerabile | None, decimali: int | None = None) -> str:
    return "–" if x is None or x == "" else formati.percento(x, decimali)


@register.filter
def misura_file(byte: int) -> str:
    """How large a file is: "900 byte", "12 kB", "1,2 MB"."""
    if byte < 1000:
        return f"{byte}{formati.FISSO}byte"
    return f"{byte // 1000}{formati.FISSO}kB" if byte < 1_000_000 else f"{formati.numero(Decimal(byte) / 1_000_000, 1)}{formati.FISSO}MB"


@register.filter
def data(giorno: date | None) -> str:
    return formati.data(_giorno(giorno)) if giorno else ""


@register.filter
def data_lunga(giorno: date | None) -> str:
    return formati.data_lunga(_giorno(giorno)) if giorno else ""


@register.filter
def data_vicina(giorno: date | None, oggi: date | None) -> str:
    """The long date without its year when that is the year of ``oggi``: "venerdì 20 febbraio"."""
    lunga = data_lunga(giorno)
    return lunga.removesuffix(f" {oggi.year}") if giorno and oggi and giorno.year == oggi.year else lunga


@register.filter
def ora(momento: datetime | None) -> str:
    return formati.ora(momento) if momento else ""


@register.filter
def salvato(momento: datetime | None) -> str:
    """When something was saved: the hour, and of another day the day too ("alle 10:42", "il 09/04/2026 alle 10:42")."""
    if not momento:
        return ""
    giorno = _giorno(momento)
    return f"alle {formati.ora(momento)}" if giorno == oggi() else f"il {formati.data(giorno)} alle {formati.ora(momento)}"


def _giorno(giorno: date) -> date:
    """A moment falls on the day that Rome had."""
    return giorno.astimezone(formati.FUSO).date() if isinstance(giorno, datetime) and giorno.tzinfo else giorno


# --- articles, icons, states ------------------------------------------------------------------------------------------
@register.simple_tag
@lru_cache(maxsize=512)
def art(citazione: str | int) -> SafeString:
    """Link to the page of an article: ``{% art "18" %}`` → art. 18; annexes too: ``{% art "B" %}`` → All. B.

    A citation may go on after the number ("24, comma 3"): the whole of it is the text of the link.
    """
    trovata = CITAZIONE.fullmatch(str(citazione).strip())
    if trovata is None:
        return format_html("{}", citazione)
    codice, resto = trovata.groups()
    sigla = "All." if ALLEGATO.fullmatch(codice) else "art."
    return format_html('<a href="{}">{}\N{NO-BREAK SPACE}{}{}</a>', reverse("articolo", args=[codice]), sigla, codice, resto)


@register.simple_tag
def articoli(citazioni: Iterable[str]) -> SafeString:
    """Several links, parted by a dot: art. 20 · All. B."""
    return format_html_join("\N{NO-BREAK SPACE}· ", "{}", ((art(c),) for c in citazioni))


@register.filter
def con_articoli(testo: str) -> SafeString:
    """A text with its citations ("art. 18", "All. B") turned into links. What already holds HTML stays as it is."""
    if isinstance(testo, SafeString) and "<" in testo:
        return testo
    pulito = str if isinstance(testo, SafeString) else escape
    pezzi, inizio = [], 0
    for citazione in NEL_TESTO.finditer(str(testo)):
        if DI_UNA_LEGGE.search(str(testo), 0, citazione.start()):
            continue
        pezzi += [pulito(str(testo)[inizio : citazione.start()]), art(citazione[1])]
        inizio = citazione.end()
    return mark_safe("".join([*pezzi, pulito(str(testo)[inizio:])]))  # every piece is clean


@register.filter
def con_pedici(testo: str) -> SafeString:
    """P_A, P_B and P_FINALE (or "P FINALE") as the regulation prints them, with a subscript."""
    return mark_safe(SIGLA.sub(r"P<sub>\1</sub>", escape(testo)))


@register.simple_tag
@cache
def ico(nome: str, classe: str = "") -> SafeString:
    """An icon of the sprite; it repeats a word that stands beside it, so screen readers pass it over."""
    return format_html(
        '<svg class="ico{}{}" aria-hidden="true" focusable="false"><use href="{}#it-{}"></use></svg>',
        " " if classe else "", classe, static(SPRITE), nome,
    )  # fmt: skip


@register.simple_tag
def stato(classe: str, parola: str, icona: str = "") -> SafeString:
    """A state badge: word, icon and colour. ``classe``: bozza, corso, tocca, esame, fatto, ritardo."""
    return format_html('<span class="stato s-{}">{}{}</span>', classe, ico(icona or ICONE_STATO[classe]), parola)


@register.filter
def icona_stato(classe: str) -> str:
    return ICONE_STATO[classe]


@register.simple_tag
@cache
def versione() -> str:
    """The program's version, written once in pyproject.toml."""
    return str(tomllib.loads((settings.RADICE / "pyproject.toml").read_text())["project"]["version"])


@register.filter
def termine(scadenza: Any) -> str:
    """A term of the regulation in words: "28 febbraio dell'anno dopo", "5 giorni lavorativi"."""
    if scadenza.giorni is not None:
        unita = "giorno" if scadenza.giorni == 1 else "giorni"
        return f"{scadenza.giorni} {unita}{' lavorativi' if scadenza.tipo == 'giorni_lavorativi' else ''}"
    mese = formati.MESI[scadenza.mese - 1]
    giorno = "fine" if scadenza.giorno is None else "1°" if scadenza.giorno == 1 else str(scadenza.giorno)
    return f"{giorno}{formati.FISSO}{mese}{' dell’anno dopo' if scadenza.anno_successivo else ''}"


# --- gauge ----------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Tratto:
    """One band as drawn: where its words stand and where it ends, in per cent of the width."""

    numero: int
    centro: str
    fine: str
    da: str
    a: str
    paga: str
    raggiunta: bool
    ultima: bool


@register.inclusion_tag("_parti/misuratore.html")
def misuratore(
    punteggio: Numerabile | None,
    massimo: Numerabile,
    fasce: Iterable[Any],
    fascia: Any = None,
    etichetta: str = "",
    provvisorio: bool = False,
    soglia: Numerabile | None = None,
) -> dict[str, Any]:
    """The gauge of a score: track, cuts at the bands, mark. ``fascia``: the band reached, or nothing while the sheet is incomplete.

    ``provvisorio``: the number is what has been scored so far; it is drawn paler and no band is said. ``soglia``: without bands, the
    points that one must reach, named under the track.
    """
    tratti = _tratti(list(fasce), massimo, getattr(fascia, "numero", fascia))
    qui = next((t for t in tratti if t.raggiunta), None)
    return {
        "punteggio": punteggio,
        "massimo": massimo,
        "etichetta": etichetta,
        "provvisorio": provvisorio,
        "posto": None if punteggio is None else _percentuale(punteggio, massimo),
        "tratti": tratti,
        "qui": qui,
        "soglia": soglia,
        "posto_soglia": None if soglia is None else _percentuale(soglia, massimo),
    }


def _tratti(fasce: list[Any], massimo: Numerabile, raggiunta: int | None) -> list[Tratto]:
    tratti = []
    inizio: Numerabile = 0
    for fascia in fasce:
        fine = _campo(fascia, "a")
        tratti.append(
            Tratto(
                numero=_campo(fascia, "numero"),
                centro=_percentuale(Fraction(inizio + fine) / 2, massimo),
                fine=_percentuale(fine, massimo),
                da=formati.numero(_campo(fascia, "da"), 0),
                a=formati.numero(fine, 0),
                paga=formati.percento(_campo(fascia, "percentuale")) if _campo(fascia, "percentuale") else "zero",
                raggiunta=_campo(fascia, "numero") == raggiunta if raggiunta is not None else bool(_campo(fascia, "raggiunta")),
                ultima=fascia is fasce[-1],
            )
        )
        inizio = fine
    return tratti


def _campo(fascia: Any, nome: str) -> Any:
    return fascia.get(nome) if isinstance(fascia, Mapping) else getattr(fascia, nome, None)


def _percentuale(parte: Numerabile, tutto: Numerabile) -> str:
    """How far along the drawing a part of the whole reaches."""
    return formati.posto(Fraction(parte) / Fraction(tutto) * 100)


@register.simple_tag
def primo_sbagliato(form: BaseForm) -> str:
    """The id of the first field to put right; of a choice among buttons, its first button. Empty if only a hidden one is wrong."""
    campo = next((c for c in form.visible_fields() if c.errors), None)
    return "" if campo is None else campo.id_for_label or campo.subwidgets[0].id_for_label
