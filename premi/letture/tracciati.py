"""The column maps that can be chosen, and those that come with the program."""

import tomllib
from functools import cache
from pathlib import Path

from django.db.models import Count, Max, QuerySet

from ..calcolo.tracciato import Mappa, mappa_da
from ..models import Esportazione, Tracciato

FILE = Path(__file__).with_name("tracciati.toml")


def tracciati() -> QuerySet[Tracciato]:
    """Those in use."""
    return Tracciato.objects.filter(archiviato_il=None)


def con_uso() -> QuerySet[Tracciato]:
    """All of them, with how many files were made and when the last; the archived ones last."""
    conti = Tracciato.objects.annotate(quante=Count("esportazioni"), ultima=Max("esportazioni__scaricata_il"))
    return conti.select_related("salvato_da__persona").order_by("archiviato_il", "nome", "pk")


def ultimo_usato(fra: list[Tracciato]) -> Tracciato | None:
    """The one that the last file was made with, if it is among them; otherwise the first."""
    ultimo = Esportazione.objects.values_list("tracciato_id", flat=True).first()
    return next((t for t in fra if t.pk == ultimo), fra[0] if fra else None)


def usi(tracciato: Tracciato) -> QuerySet[Esportazione]:
    return tracciato.esportazioni.order_by("-scaricata_il")


@cache
def predefiniti() -> dict[str, Mappa]:
    """Name and map of those that come with the program (tracciati.toml)."""
    return {nome: mappa_da(dati) for nome, dati in tomllib.loads(FILE.read_text(encoding="utf-8")).items()}
