"""Art. 9: the Piano generale degli indicatori of a Direzione."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from smvp.organizzazione.models import Ente

from ..letture.documenti import PIANO
from ..letture.piano import Piano, RigaPiano
from ..letture.stampa import Firmatari
from ..models import Misura, TipoIndicatore
from .parole import cifra, valore
from .scheda import intestazione


def contenuto_piano(piano: Piano, ente: Ente, firmatari: Firmatari) -> dict[str, Any]:
    """The indicators objective by objective, each with its years."""
    dimensioni = {d.codice: d.titolo for d in piano.esercizio.reg.dimensioni}
    gruppi: dict[int, dict[str, Any]] = {}
    for riga in piano.righe:
        o = riga.indicatore.obiettivo
        chi = o.responsabile.persona.con_titolo if o.responsabile else "Segretario generale"
        gruppo = gruppi.setdefault(o.pk, {"codice": o.codice, "titolo": o.titolo, "responsabile": chi, "indicatori": []})
        gruppo["indicatori"].append(_indicatore(riga, dimensioni))
    return {
        **intestazione(PIANO, piano.esercizio, ente),
        "direzione": piano.direzione.denominazione,
        "gruppi": list(gruppi.values()),
        "quanti": len(piano.righe),
        "per_dimensione": _conti([r.indicatore.dimensione for r in piano.righe], dimensioni),
        "firme": [
            {"ruolo": "Il Dirigente", "nome": firmatari.dirigenti.get(piano.direzione.pk, "")},
            {"ruolo": "Il controllo di gestione", "nome": firmatari.controllo},
        ],
    }


def _indicatore(riga: RigaPiano, dimensioni: dict[str, str]) -> dict[str, Any]:
    i = riga.indicatore
    r = i.rilevazione if i.rilevato else None
    return {
        "lettera": i.lettera,
        "titolo": i.titolo,
        "parte": i.parte is not None,
        "tipo": TipoIndicatore(i.tipo).label,
        "dimensione": dimensioni.get(i.dimensione, ""),
        "base": valore(Misura.NUMERO, i.unita, i.base),
        "base_anno": i.base_anno,
        "atteso": valore(i.misura, i.unita, i.atteso, i.atteso_entro, fatto=True),
        "attesi_dopo": [valore(Misura.NUMERO, i.unita, x) for x in (i.atteso_1, i.atteso_2)],
        "raggiunto": valore(i.misura, i.unita, r.valore, r.valore_data, r.fatto) if r else "",
        "fonte": i.fonte,
        "storia": _barre(riga.storia),
    }


def _barre(storia: Sequence[tuple[int, Decimal]]) -> list[dict[str, Any]]:
    """A bar a year, in per cent of the longest; nothing to compare with one year only, or with values below zero."""
    massimo = max((v for _, v in storia), default=Decimal(0))
    if len(storia) < 2 or massimo <= 0 or any(v < 0 for _, v in storia):
        return []
    return [{"anno": anno, "valore": cifra(v), "quota": int(v * 100 / massimo)} for anno, v in storia]


def _conti(codici: Sequence[str], dimensioni: dict[str, str]) -> list[dict[str, Any]]:
    conti = [{"dimensione": titolo, "quanti": codici.count(codice)} for codice, titolo in dimensioni.items()]
    senza = len([c for c in codici if c not in dimensioni])
    return [*conti, *([{"dimensione": "Non indicata", "quanti": senza}] if senza else [])]
