"""The whole text of a sheet as plain data: what a version keeps, a signature signs and a document prints."""

import hashlib
import json
from datetime import date
from decimal import Decimal
from typing import Any

from ...models import Obiettivo, Parte

CAMPI = (
    "codice", "titolo", "tipo", "area", "ambiti", "asse_programmatico", "collegamento_dup", "descrizione", "risultato_atteso",
    "gradazione", "gradazione_testo", "scostamenti_previsti", "criticita", "durata", "non_avviato", "non_ordinario", "da_riverificare",
)  # fmt: skip
CAMPI_INDICATORE = (
    "ordine", "titolo", "tipo", "dimensione", "misura", "verso", "unita", "base", "base_anno", "atteso", "atteso_entro", "atteso_1",
    "atteso_2", "fonte",
)  # fmt: skip


def contenuto(obiettivo: Obiettivo) -> dict[str, Any]:
    """All that a sheet says, as JSON values: numbers as strings with a decimal point, days as YYYY-MM-DD; parts by Direzione code.

    It leaves out what is not its text: state, marks, remarks, who saved it when.
    """
    parti = _righe_di(obiettivo, "parti", "direzione")
    return {
        **{c: getattr(obiettivo, c) for c in CAMPI},
        "responsabile": _persona(obiettivo),
        **_righe(obiettivo, None),
        "personale": [{"qualifica": p.qualifica, "numero": p.numero} for p in obiettivo.personale.all()],
        "risorse": [{"capitolo": r.capitolo, "descrizione": r.descrizione, "importo": _json(r.importo)} for r in obiettivo.risorse.all()],
        "parti": [
            {
                "direzione": p.direzione.codice, "denominazione": p.direzione.denominazione, "apporto": _json(p.apporto),
                "descrizione": p.descrizione, **_righe(obiettivo, p),
            }
            for p in parti
        ],
        "requisiti": {r.codice: r.argomento for r in obiettivo.riscontri.all() if r.indicatore_id is None},
        "assegnazioni": [
            {
                "incarico": a.incarico_id, "nome": a.incarico.persona.con_titolo, "descrizione": a.incarico.descrizione,
                "peso": _json(a.peso), "parte": a.parte.direzione.codice if a.parte else "",
            }
            for a in _righe_di(obiettivo, "assegnazioni", "incarico__persona", "incarico__direzione", "parte__direzione")
        ],
        "atto": str(obiettivo.atto) if obiettivo.atto else "",
    }  # fmt: skip


def impronta(dati: dict[str, Any]) -> str:
    """The SHA-256 of a content, the same whatever the order in which its keys were written."""
    return hashlib.sha256(json.dumps(dati, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _righe(obiettivo: Obiettivo, parte: Parte | None) -> dict[str, Any]:
    chiave = parte.pk if parte else None
    return {
        "fasi": [{"testo": f.testo, "dal": _json(f.dal), "entro": _json(f.entro)} for f in obiettivo.fasi.all() if f.parte_id == chiave],
        "indicatori": [
            {c: _json(getattr(i, c)) for c in CAMPI_INDICATORE} | {"lettera": i.lettera}
            for i in obiettivo.indicatori.all() if i.parte_id == chiave
        ],
    }  # fmt: skip


def _righe_di(obiettivo: Obiettivo, nome: str, *con: str) -> list[Any]:
    """The rows that hang on an objective: those already read with it, or read now with all that will be asked of them."""
    righe = getattr(obiettivo, nome)
    gia_lette = nome in getattr(obiettivo, "_prefetched_objects_cache", {})
    return list(righe.all() if gia_lette else righe.select_related(*con))


def _persona(obiettivo: Obiettivo) -> dict[str, Any] | None:
    incarico = obiettivo.responsabile
    if incarico is None:
        return None
    return {"incarico": incarico.pk, "nome": incarico.persona.con_titolo, "descrizione": incarico.descrizione}


def _json(valore: Any) -> Any:
    if isinstance(valore, Decimal):
        return format(valore.normalize(), "f")
    return valore.isoformat() if isinstance(valore, date) else valore
