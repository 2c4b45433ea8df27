"""The rewards of the exercises from ``premi.toml``."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings

from .lettura_premialita import leggi_premialita
from .modello_premi import AnnoPremi, Calcolo, Criterio, Ipotesi, Passo, Scarico, Somma, Tempi, Tracciato
from .testi import tipografia


def leggi_premi(dati: Mapping[str, Any], altri: Mapping[str, Any], anno: int) -> AnnoPremi:
    """What the files say of one exercise; ``altri``: those of artt. 25–27."""

    def righe(nome: str) -> list[dict[str, Any]]:
        return [{**r, "il": _momento(r["il"])} for r in dati[nome] if r["anno"] == anno]

    return AnnoPremi(
        somme=[_somma(r, dati["parametri"]) for r in righe("somma")],
        criteri=[Criterio(Decimal(r["soglia"]), Decimal(r["tetto"]), r["atto"], r["il"]) for r in righe("criterio")],
        tempi=[Tempi(r["incarico"], r["esito"], r["il"]) for r in righe("tempi")],
        corse=[Calcolo(r["istituto"], r["da"], r["il"], [_passo(p) for p in r["passi"]]) for r in righe("corsa")],
        tracciati=[Tracciato(r["nome"], {**r["mappa"], "colonne": r["colonne"]}, r["il"]) for r in righe("tracciato")],
        scenari=[Ipotesi(tipografia(r["nome"]), r["da"], r["ipotesi"], r["il"]) for r in righe("scenario")],
        scarichi=[Scarico(r["corsa"], r["tracciato"], r["il"]) for r in righe("scarico")],
        altri=leggi_premialita(altri, anno),
    )


def _somma(r: Mapping[str, Any], parametri: Mapping[str, str]) -> Somma:
    return Somma(
        destinazione=r["destinazione"], importo=Decimal(r["importo"]), atto=r["atto"], il=r["il"], da=r.get("da", "personale"),
        parametri=parametri if r["destinazione"] == "produttivita" else {}, motivo=tipografia(r.get("motivo", "")),
    )  # fmt: skip


def _passo(p: Mapping[str, Any]) -> Passo:
    return Passo(p["azione"], p["da"], _momento(p["il"]), p.get("atto", ""))


def _momento(quando: datetime) -> datetime:
    return quando.replace(tzinfo=settings.FUSO)
