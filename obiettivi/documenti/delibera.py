"""Art. 14: the annex of the Giunta's act, with the sheets of an exercise one after the other."""

from collections.abc import Sequence
from typing import Any

from smvp.organizzazione.letture import Firmatari
from smvp.organizzazione.models import Ente, Esercizio

from ..letture.documenti import DELIBERA
from ..letture.scheda.contenuto import contenuto
from ..models import Obiettivo, Versione
from .allegato_a import accettazioni, corpo
from .scheda import intestazione

COLLETTIVI = "Obiettivi generali e collettivi"


def contenuto_delibera(
    esercizio: Esercizio, gruppi: Sequence[dict[str, Any]], fascicolo: dict[str, Any] | None, ente: Ente, firmatari: Firmatari
) -> dict[str, Any]:
    """``gruppi``: general objectives first, then Direzione by Direzione (``voci_delibera``)."""
    schede = [s for g in gruppi for s in g["voci"]]
    atti = sorted({(s["atto"]["data"], s["atto"]["numero"]) for s in schede if s["atto"]})
    return {
        **intestazione(DELIBERA, esercizio, ente),
        "gruppi": list(gruppi),
        "quante": len(schede),
        "atti": [{"numero": numero, "data": data} for data, numero in atti],
        "senza_atto": sum(not s["atto"] and not s["gia_approvata"] for s in schede),
        "fascicolo": fascicolo,
        "firme": [{"ruolo": "Il Sindaco", "nome": ""}, {"ruolo": "Il Segretario generale", "nome": firmatari.segretario}],
    }


def voci_delibera(obiettivi: Sequence[Obiettivo], in_vigore: dict[int, Versione]) -> list[dict[str, Any]]:
    """The sheets (fetched by ``da_stampare``) in groups. Of one under revision the signed text that still holds (``in_vigore``)."""
    gruppi: dict[tuple[int, str], dict[str, Any]] = {}
    for o in obiettivi:
        ufficio = o.responsabile.direzione if o.responsabile else None
        apice = ufficio.apice if ufficio else None
        generale = o.collettivo or apice is None
        nome = COLLETTIVI if generale or apice is None else apice.denominazione
        gruppo = gruppi.setdefault((0 if generale else 1, "" if apice is None or generale else apice.codice), {"nome": nome, "voci": []})
        versione = in_vigore.get(o.pk)
        dati = versione.contenuto if versione else contenuto(o)
        gruppo["voci"].append(corpo(o, dati, versione) | {"firme_accettazione": accettazioni(o, versione)})
    return [gruppi[chiave] for chiave in sorted(gruppi)]
