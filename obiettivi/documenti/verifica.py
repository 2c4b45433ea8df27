"""Art. 17: the NCVP's half-year report on the objectives of an exercise, by Direzione."""

from collections.abc import Iterable, Sequence
from typing import Any

from smvp.organizzazione.letture import Firmatari, nome_di
from smvp.organizzazione.models import Ente, Esercizio

from ..letture.documenti import VERIFICA
from ..models import Monitoraggio, Obiettivo, Parte
from .parole import giorno, giorno_di, percentuale, pulito
from .scheda import intestazione

SENZA_DIREZIONE = "Obiettivi senza Direzione capofila"


def contenuto_verifica(
    esercizio: Esercizio, direzioni: Sequence[dict[str, Any]], fascicolo: dict[str, Any] | None, ente: Ente, firmatari: Firmatari
) -> dict[str, Any]:
    """``direzioni``: the groups made by ``voci_verifica``, those of this part of the report."""
    return {
        **intestazione(VERIFICA, esercizio, ente),
        "riepilogo": [
            {"direzione": d["direzione"], "quanti": len(d["voci"]), "verificati": sum(bool(v["verificato_il"]) for v in d["voci"]),
             "comunicati": sum(bool(v["riferito_al"]) for v in d["voci"])}
            for d in direzioni
        ],
        "direzioni": list(direzioni),
        "fascicolo": fascicolo,
        "firme": [{"ruolo": "Il NCVP", "nome": firmatari.ncvp}, {"ruolo": "Il Segretario generale", "nome": firmatari.segretario}],
    }  # fmt: skip


def voci_verifica(obiettivi: Iterable[Obiettivo]) -> list[dict[str, Any]]:
    """The quotas of the objectives (fetched by ``da_stampare``), Direzione by Direzione: a part stands under its own."""
    gruppi: dict[str, dict[str, Any]] = {}
    for o in obiettivi:
        for parte in o.quote():
            ufficio = parte.direzione if parte else o.responsabile.direzione if o.responsabile else None
            apice = ufficio.apice if ufficio else None
            chiave = apice.codice if apice else "~"
            gruppo = gruppi.setdefault(chiave, {"direzione": apice.denominazione if apice else SENZA_DIREZIONE, "voci": []})
            gruppo["voci"].append(_voce(o, parte))
    return [gruppi[chiave] for chiave in sorted(gruppi)]


def _voce(o: Obiettivo, parte: Parte | None) -> dict[str, Any]:
    chiave = parte.pk if parte else None
    ultimo = next((m for m in reversed(list(o.monitoraggi.all())) if m.parte_id == chiave), None)
    m = ultimo or Monitoraggio()
    return {
        "codice": o.codice,
        "titolo": o.titolo,
        "parte": parte is not None,
        "responsabile": o.responsabile.persona.con_titolo if o.responsabile else "Segretario generale",
        "stato": o.stato_attuale.parola,
        "riferito_al": giorno(ultimo.riferito_al) if ultimo else "",
        "avanzamento": pulito(m.avanzamento),
        "scostamenti": pulito(m.scostamenti),
        "previsione": percentuale(m.previsione),
        "correttivi": pulito(m.correttivi),
        "verifica": pulito(m.verifica),
        "verificato_il": giorno(giorno_di(m.verificato_il)),
        "verificato_da": nome_di(m.verificato_da) if m.verificato_da else "",
    }
