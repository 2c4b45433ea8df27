"""The premiums of artt. 25–27 from ``premialita.toml``."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings

from .modello_premialita import AnnoPremialita, Avviso, Bonus, Coinvolta, Decisione, Mossa, Presentato, Ripartizione, Vincitore, Voto
from .testi import tipografia


def leggi_premialita(dati: Mapping[str, Any], anno: int) -> AnnoPremialita:
    """What the file says of one exercise."""

    def righe(nome: str) -> list[Mapping[str, Any]]:
        return [r for r in dati[nome] if r["anno"] == anno]

    return AnnoPremialita(
        decisioni=[
            Decisione(r["istituto"], Decimal(r.get("somma", "0.00")), r["atto"], tipografia(r["motivo"]), _momento(r["il"]))
            for r in righe("decisione")
        ],
        bonus=[
            Bonus(r["persona"], Decimal(r["importo"]), tipografia(r["motivo"]), _momento(r["il"]), _mosse(r["passi"]))
            for r in righe("bonus")
        ],
        ripartizioni=[_ripartizione(r) for r in righe("ripartizione")],
        avvisi=[_avviso(r) for r in righe("avviso")],
    )


def _ripartizione(r: Mapping[str, Any]) -> Ripartizione:
    persone = [Coinvolta(p["persona"], Decimal(p["peso"]), tipografia(p["motivo"])) for p in r["persone"]]
    return Ripartizione(
        tipografia(r["criteri"]), Decimal(r["al_personale"]), _momento(r["il"]), persone, _mosse(r["passi"]), _mosse(r["pagamenti"])
    )


def _avviso(r: Mapping[str, Any]) -> Avviso:
    progetti = [
        Presentato(p["chiave"], p["da"], tipografia(p["titolo"]), tipografia(p["descrizione"]), p["gruppo"], _momento(p["il"]))
        for p in r["progetti"]
    ]
    voti = [Voto(v["progetto"], v["da"], Decimal(v["punti"]), tipografia(v["motivo"]), _momento(v["il"])) for v in r.get("voti", ())]
    vince = r.get("vincitore")
    vincitore = Vincitore(vince["progetto"], tipografia(vince["motivo"]), _momento(vince["il"])) if vince else None
    return Avviso(
        tipografia(r["soggetti"]), tipografia(r["criteri"]), tipografia(r["metodo"]), r["massimo"], r["entro"], r["giuria"],
        Decimal(r["importo"]), _momento(r["il"]), _mosse(r["passi"]), progetti, voti, vincitore,
        _mosse([{"azione": "rinuncia", **m} for m in r.get("rinunce", ())]), _mosse(r.get("pagamenti", ())),
    )  # fmt: skip


def _mosse(passi: Sequence[Mapping[str, Any]]) -> list[Mossa]:
    return [Mossa(p["azione"], p["da"], _momento(p["il"]), p.get("atto", ""), tipografia(p.get("motivo", ""))) for p in passi]


def _momento(quando: datetime) -> datetime:
    return quando.replace(tzinfo=settings.FUSO)
