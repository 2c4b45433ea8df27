"""The reviews and conciliations of the exercises from ``riesami.toml``."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from .modello_riesami import Caso, Mossa
from .testi import tipografia


def leggi_riesami(dati: Mapping[str, Any], anno: int) -> list[Caso]:
    """The cases of an exercise out of ``riesami.toml``."""
    return [
        Caso(c["incarico"], [
            Mossa(m["azione"], m["il"].replace(tzinfo=settings.FUSO), m["da"],
                  {k: tipografia(v) if isinstance(v, str) else v for k, v in m.items() if k not in ("azione", "il", "da")})
            for m in c["mosse"]
        ])
        for c in dati["caso"] if c["anno"] == anno
    ]  # fmt: skip
