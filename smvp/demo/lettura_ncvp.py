"""The NCVP of the demo from ``ncvp.toml``."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings

from .modello_ncvp import AttoNcvp, CompensoAnnuo, ConflittoDichiarato, Incaricato, IndirizziInviati, Nucleo, RapportoScritto
from .testi import tipografia


def leggi_ncvp(dati: Mapping[str, Any]) -> Nucleo:
    """All of it, whatever the year."""
    return Nucleo(
        incaricati=[_incaricato(i) for i in dati["incarico"]],
        compensi=[_compenso(c) for c in dati["compenso"]],
        conflitti=[
            ConflittoDichiarato(_momento(c["il"]), c["dal"], tipografia(c["testo"]), _momento(c["finisce_il"]), c["al"])
            for c in dati["conflitto"]
        ],
        indirizzi=[
            IndirizziInviati(i["anno"], _momento(i["il"]), _momento(i["ricevuti_il"]), tipografia(i["testo"])) for i in dati["indirizzi"]
        ],
        rapporti=[_rapporto(r) for r in dati["rapporto"]],
    )  # fmt: skip


def _incaricato(i: Mapping[str, Any]) -> Incaricato:
    return Incaricato(
        matricola=i["matricola"], iscritto_il=_momento(i["iscritto_il"]), dal=i["dal"], avviso=tuple(i["avviso"]), fascia=i["fascia"],
        numero=i["numero"], elenco_dal=i["elenco_dal"], nuclei=i["nuclei"], decreto=_atto(i["decreto"]),
        pubblicato_il=_momento(i["pubblicato_il"]) if "pubblicato_il" in i else None,
    )  # fmt: skip


def _compenso(c: Mapping[str, Any]) -> CompensoAnnuo:
    return CompensoAnnuo(
        c["anno"], _momento(c["il"]), Decimal(c["importo"]), Decimal(c["presidente"]), _atto(c["atto"]), c.get("pubblicato", False)
    )


def _rapporto(r: Mapping[str, Any]) -> RapportoScritto:
    passi = [_momento(r[che]) if che in r else None for che in ("trasmesso_il", "pubblicato_il")]
    return RapportoScritto(r["anno"], _momento(r["aperto_il"]), {k: tipografia(v) for k, v in r["testi"].items()}, *passi)


def _atto(a: Mapping[str, Any]) -> AttoNcvp:
    return AttoNcvp(a["numero"], a["data"], tipografia(a["oggetto"]))


def _momento(quando: datetime) -> datetime:
    return quando.replace(tzinfo=settings.FUSO)
