"""The surveys of the exercises from ``indagini.toml``."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from smvp.indagini.calcolo.questionario import da_dati

from .modello_indagini import IndagineDemo
from .testi import tipografia

MOMENTI = ("creata_il", "aperta_il", "risposte_il", "chiusa_il", "pubblicata_il")


def leggi_indagini(dati: Mapping[str, Any], anno: int) -> list[IndagineDemo]:
    """Those of an exercise; each kind of questionnaire is written by the first that uses it."""
    return [_indagine(i, dati["questionario"]) for i in dati["indagine"] if i["anno"] == anno]


def _indagine(i: Mapping[str, Any], questionari: Mapping[str, Any]) -> IndagineDemo:
    momenti = {
        k: i[k].replace(tzinfo=settings.FUSO) for k in ("creata_il", "aperta_il", "risposte_il", "chiusa_il", "pubblicata_il") if k in i
    }
    return IndagineDemo(
        chiave=f"{i['tipo']}-{i['anno']}", tipo=i["tipo"], titolo=tipografia(i["titolo"]), presentazione=tipografia(i["presentazione"]),
        direzione=i.get("direzione", ""), da=i["da"], dal=i["dal"], al=i["al"],
        domande=da_dati(questionari[i["questionario"]]) if "questionario" in i else None, quanti=i["quanti"], pesi=i["pesi"],
        salta=i.get("salta", 0), testi=[(t["domanda"], tipografia(t["testo"])) for t in i.get("testi", ())], **momenti,
    )  # fmt: skip
