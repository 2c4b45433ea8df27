"""Access to acts, information to the OO.SS. and the revision of the Sistema from ``garanzie.toml``."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from .modello_garanzie import MossaGaranzie
from .testi import tipografia

DI_SERVIZIO = ("anno", "pratica", "azione", "il", "da")
COM_E = ("file", "nome_file", "recapito", "ricevuta")  # not words of a text: no spaces that do not break


def leggi_garanzie(dati: Mapping[str, Any], anno: int) -> list[MossaGaranzie]:
    """The acts of an exercise, in the order of the file."""
    return [
        MossaGaranzie(
            m.get("pratica", ""), m["azione"], m["il"].replace(tzinfo=settings.FUSO), m["da"],
            {k: tipografia(v) if isinstance(v, str) and k not in COM_E else v for k, v in m.items() if k not in DI_SERVIZIO},
        )
        for m in dati["mossa"] if m["anno"] == anno
    ]  # fmt: skip
