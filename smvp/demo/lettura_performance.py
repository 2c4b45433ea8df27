"""Piano and Relazione of the exercises from ``performance.toml``."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from .modello_performance import PassoScritto, ScrittoDemo
from .testi import tipografia


def leggi_performance(dati: Mapping[str, Any], anno: int) -> list[ScrittoDemo]:
    """The Piano and the Relazione of an exercise, those that there are."""
    return [_scritto(s) for s in dati["scritto"] if s["anno"] == anno]


def _scritto(s: Mapping[str, Any]) -> ScrittoDemo:
    return ScrittoDemo(
        s["che"], s["da"], _momento(s["aperto_il"]), _momento(s["scritto_il"]), {k: tipografia(v) for k, v in s["testi"].items()},
        collegamenti=[(genere, tipografia(titolo), url) for genere, titolo, url in s.get("collegamenti", ())],
        passi=[_passo(m) for m in s.get("mosse", ())],
        verifiche={codice: (esito, tipografia(motivo)) for codice, (esito, motivo) in s.get("verifiche", {}).items()},
        conclusioni=tipografia(s.get("conclusioni", "")),
    )  # fmt: skip


def _passo(m: Mapping[str, Any]) -> PassoScritto:
    altro = {k: tipografia(v) if isinstance(v, str) else v for k, v in m.items() if k not in ("azione", "da", "il")}
    return PassoScritto(m["azione"], m["da"], _momento(m["il"]), altro)


def _momento(quando: datetime) -> datetime:
    return quando.replace(tzinfo=settings.FUSO)
