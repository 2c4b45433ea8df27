"""What was published by hand, from ``pubblicazioni.toml``."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from .modello_pubblicazioni import FilePubblicato
from .testi import tipografia

TESTI, MOMENTI = ("titolo", "perche"), ("il", "ritirata_il")


def leggi_pubblicazioni(dati: Mapping[str, Any], anno: int) -> list[FilePubblicato]:
    return [FilePubblicato(**{k: _valore(k, v) for k, v in p.items() if k != "anno"}) for p in dati["pubblicazione"] if p["anno"] == anno]


def _valore(chiave: str, valore: Any) -> Any:
    if chiave in TESTI:
        return tipografia(valore)
    return valore.replace(tzinfo=settings.FUSO) if chiave in MOMENTI else valore
