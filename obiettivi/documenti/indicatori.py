"""Art. 9: the Piano generale degli indicatori of a Direzione, as the page of the same name shows it."""

from collections.abc import Sequence
from typing import Any

from smvp.organizzazione.letture import Firmatari
from smvp.organizzazione.models import Direzione, Ente, Esercizio

from ..letture.documenti import PIANO
from ..letture.quadri.indicatori import Voce
from ..letture.quadri.serie import ATTESO, RAGGIUNTO, Punto
from ..models import Misura, TipoIndicatore
from .parole import cifra, valore
from .scheda import intestazione


def contenuto_piano(esercizio: Esercizio, direzione: Direzione, voci: Sequence[Voce], ente: Ente, firmatari: Firmatari) -> dict[str, Any]:
    """The indicators objective by objective, each with its years. A value whose report has not been handed in is not printed."""
    dimensioni = {d.codice: d.titolo for d in esercizio.reg.dimensioni}
    gruppi: dict[int, dict[str, Any]] = {}
    for voce in voci:
        o = voce.obiettivo
        chi = o.responsabile.persona.con_titolo if o.responsabile else "Segretario generale"
        gruppo = gruppi.setdefault(o.pk, {"codice": o.codice, "titolo": o.titolo, "responsabile": chi, "indicatori": []})
        gruppo["indicatori"].append(_indicatore(voce, esercizio.anno, dimensioni))
    chiusi = [v for v in voci if not v.provvisorio]
    return {
        **intestazione(PIANO, esercizio, ente),
        "direzione": direzione.denominazione,
        "gruppi": list(gruppi.values()),
        "quanti": len(voci),
        "rilevati": sum(bool(v.valore) for v in chiusi),
        "raggiunti": sum(bool(v.soddisfatto) for v in chiusi),
        "per_dimensione": _conti([v.indicatore.dimensione for v in voci], dimensioni),
        "firme": [
            {"ruolo": "Il Dirigente", "nome": firmatari.dirigente(direzione.pk)},
            {"ruolo": "Il controllo di gestione", "nome": firmatari.controllo},
        ],
    }


def _indicatore(voce: Voce, anno: int, dimensioni: dict[str, str]) -> dict[str, Any]:
    i = voce.indicatore
    punti = voce.serie.punti if voce.serie else []
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
        "raggiunto": "" if voce.provvisorio else voce.valore,
        "esito": "" if voce.provvisorio or voce.soddisfatto is None else voce.esito[1].lower(),
        "fonte": i.fonte,
        "salto": voce.salto,
        "storia": _barre([p for p in punti if not (voce.provvisorio and p.specie == RAGGIUNTO and p.anno == anno)]),
    }


def _barre(punti: Sequence[Punto]) -> list[dict[str, Any]]:
    """A bar a value, in per cent of the longest; none where there is a single one, or one below zero."""
    massimo = max((p.valore for p in punti), default=0)
    if len(punti) < 2 or massimo <= 0 or any(p.valore < 0 for p in punti):
        return []
    return [
        {"anno": p.anno, "valore": cifra(p.valore), "nome": p.nome, "atteso": p.specie == ATTESO, "quota": int(p.valore * 100 / massimo)}
        for p in punti
    ]


def _conti(codici: Sequence[str], dimensioni: dict[str, str]) -> list[dict[str, Any]]:
    conti = [{"dimensione": titolo, "quanti": codici.count(codice)} for codice, titolo in dimensioni.items()]
    senza = len([c for c in codici if c not in dimensioni])
    return [*conti, *([{"dimensione": "Non indicata", "quanti": senza}] if senza else [])]
