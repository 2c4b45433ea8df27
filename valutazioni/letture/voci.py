"""Reading A25: the items of the behaviours, as an exercise has them, or as the regulation proposes while nobody has written any."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from smvp.organizzazione.models import Esercizio

from ..models import SchedaPersonale, Voce

REGISTRO = "voci"


@dataclass(frozen=True, slots=True)
class VoceScritta:
    """An item: its title, what one looks at."""

    titolo: str
    descrizione: str = ""


Catalogo = Mapping[str, tuple[VoceScritta, ...]]
"""The items of each group, in their order."""


def catalogo(esercizio: Esercizio) -> Catalogo:
    """The items of an exercise by group; those that the regulation proposes while there is none."""
    righe = list(Voce.objects.filter(esercizio=esercizio).order_by("gruppo", "ordine"))
    gruppi = esercizio.reg.personale.gruppi
    if not righe:
        return {g.codice: tuple(VoceScritta(v.titolo, v.descrizione) for v in g.voci) for g in gruppi}
    return {g.codice: tuple(VoceScritta(v.titolo, v.descrizione) for v in righe if v.gruppo == g.codice) for g in gruppi}


def impronta(voci: Catalogo) -> str:
    """What tells a catalogue from another: the page remembers it, so that nobody overwrites what they have not read."""
    testo = json.dumps({gruppo: [asdict(v) for v in sue] for gruppo, sue in voci.items()}, sort_keys=True)
    return hashlib.sha256(testo.encode()).hexdigest()


def perche_ferme(esercizio: Esercizio) -> str:
    """Why the items do not change any more; empty while they may."""
    if SchedaPersonale.objects.filter(esercizio=esercizio).exists():
        return f"Le schede del personale {esercizio.anno} sono aperte: le voci sono uguali per tutti e non cambiano più."
    return ""
