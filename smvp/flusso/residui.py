"""What a phase of the exercise has left undone: every app tells of its own objects, the line of time puts it together."""

from collections.abc import Callable, Mapping
from typing import Any

from smvp.organizzazione.models import Esercizio

Residui = Mapping[str, int | None]
"""By the code of the term that closes a phase: how many things are left to do, None if one cannot tell."""
Fonte = Callable[[Any, Esercizio], Residui]
_fonti: list[Fonte] = []


def registra_residui(fonte: Fonte) -> Fonte:
    """Add a source, which is given a user and an exercise; called by the ``apps.ready`` of each app through its import."""
    _fonti.append(fonte)
    return fonte


def residui(utente: Any, esercizio: Esercizio) -> dict[str, int | None]:
    """All that is left, as far as the user sees: zero only where every source says so."""
    somme: dict[str, int] = {}
    ignoti = set()
    for fonte in _fonti:
        for codice, quanti in fonte(utente, esercizio).items():
            somme[codice] = somme.get(codice, 0) + (quanti or 0)
            if quanti is None:
                ignoti.add(codice)
    return {codice: quanti or (None if codice in ignoti else 0) for codice, quanti in somme.items()}
