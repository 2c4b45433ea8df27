"""The objectives of the demo from their files: the texts (``obiettivi``), the sheet (``allegato-a``), the story (``percorsi``)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from smvp.nucleo.formati import FISSO, esatto

from .fasi import fasi_di
from .modello_obiettivi import Metro, QuotaParte, Risorsa, Traguardo
from .percorsi import Percorsi
from .testi import NOMI_MESI, minuscola, tipografia

NUMERI = ("base", "atteso", "atteso_1", "atteso_2", "valore")


class Lettore:
    """The objectives of one exercise. ``assi`` and ``missioni`` name the lines of mandate and the programmes of the DUP."""

    def __init__(self, anno: int, testi: Mapping[str, Any], dati: Mapping[str, Any], ente: Mapping[str, Any], percorsi: Percorsi) -> None:
        self.anno, self.testi, self.dati, self.ente, self.percorsi = anno, testi, dati, ente, percorsi

    def traguardi(self) -> Iterator[Traguardo]:
        for numero, o in enumerate((*self.testi["generale"], *self.testi["individuale"])):
            yield self._traguardo(o, self.dati[o["codice"]], numero)

    def _traguardo(self, o: Mapping[str, Any], d: Mapping[str, Any], numero: int) -> Traguardo:
        parti = [QuotaParte(p["direzione"], Decimal(p["apporto"]), tipografia(p["descrizione"])) for p in o.get("parte", ())]
        fasi = fasi_di([tipografia(f) for f in o["fasi"]], self.anno, d.get("comincia"))
        indicatori = list(self._indicatori(o, d))
        risorse = [Risorsa(self._capitolo(d, n), tipografia(r[0]), Decimal(r[1])) for n, r in enumerate(d.get("risorse", ()), 1)]
        asse, dup = self.ente["assi"][d["asse"]], self._dup(d["dup"])
        traguardo = Traguardo(
            codice=o["codice"], titolo=o["titolo"], descrizione=tipografia(o["descrizione"]), area=o["area"], ambiti=o["ambiti"],
            fasi=fasi, indicatori=indicatori, risultato_atteso=tipografia(o["risultato_atteso"]),
            atto=d.get("atto") or o.get("atto", self.testi["atto"]),
            responsabile=d.get("responsabile") or o["a"][0], a=o.get("a", ()), parti=parti, asse=asse, dup=dup,
            gradazione=d.get("gradazione", "percentuale"), gradazione_testo=tipografia(d.get("gradazione_testo", "")),
            scostamenti=tipografia(d.get("scostamenti", "")), criticita=tipografia(d.get("criticita", "")), durata=d.get("durata", 1),
            padre=d.get("padre", ""), origine=d.get("origine", ""), pesi={k: Decimal(v) for k, v in d.get("pesi", {}).items()},
            personale=list(d["personale"].items()), risorse=risorse,
        )  # fmt: skip
        argomenti = argomenti_di(traguardo, d.get("conta", ""), self.anno) | {k: tipografia(v) for k, v in d.get("argomenti", {}).items()}
        completo = replace(traguardo, argomenti=argomenti)
        return replace(completo, storia=self.percorsi.storia(completo, numero))

    def _indicatori(self, o: Mapping[str, Any], d: Mapping[str, Any]) -> Iterator[Metro]:
        for n, i in enumerate(d["indicatori"]):
            titolo = i.get("titolo") or (o["indicatore"].removesuffix(".") if not n else "")
            yield metro({"base_anno": self.anno - 1 if "base" in i else None} | i | {"titolo": titolo})

    def _dup(self, sigla: str) -> str:
        missione, programma = sigla.split(".")
        nome = self.ente["missioni"][sigla]
        return f"DUP {self.anno}–{self.anno + 2}, missione{FISSO}{missione}, programma{FISSO}{programma}: {nome}"

    def _capitolo(self, d: Mapping[str, Any], numero: int) -> str:
        missione, programma = d["dup"].split(".")
        return f"{missione}{int(programma):02d}0/{numero + int(d.get('articolo', 0))}"


def metro(i: Mapping[str, Any]) -> Metro:
    """An indicator as it is written in a file: numbers as strings."""
    numeri = {k: Decimal(i[k]) for k in NUMERI if k in i}
    altro = {k: v for k, v in i.items() if k not in numeri}
    return Metro(**altro | numeri | {"titolo": tipografia(i["titolo"]), "fonte": tipografia(i["fonte"])})


def argomenti_di(t: Traguardo, conta: str, anno: int) -> dict[str, str]:
    """Art. 7: what the proposer says of the seven requisites, drawn from what the sheet says. ``conta``: what makes it significant."""
    a = t.indicatori[0]
    da = f"parte da {_valore(a.base, a)} nel {a.base_anno} e " if a.base is not None else ""
    persone = sum(numero for _, numero in t.personale)
    dove = f"Le risorse stanno nel capitolo {t.risorse[0].capitolo} del P.E.G." if t.risorse else "Usa le risorse già assegnate dal P.E.G."
    impegna = f"Impegna {persone} persone" if persone > 1 else "Impegna una persona"
    valenza = {2: "biennale", 3: "triennale"}.get(t.durata, "")
    if t.origine and valenza:
        nuovo = f"Ha valenza {valenza}: riprende l’obiettivo {t.origine} del {anno - 1} e ne alza i traguardi."
    elif valenza:
        nuovo = f"È dichiarato a valenza {valenza}: quest’anno se ne fa il primo tratto."
    else:
        nuovo = "Non compare tra gli obiettivi degli anni precedenti e nessuna delle sue azioni è già cominciata."
    return {
        "coerente": f"Attua l’indirizzo di mandato «{t.asse}» e il {t.dup}.",
        "misurabile": tipografia(f"L’indicatore A {da}deve {_meta(a)}. Fonte: {minuscola(a.fonte)}."),
        "collegato": f"{dove} L’avanzamento entra nel referto semestrale del controllo di gestione.",
        "significativo": tipografia(f"{impegna} e {conta}." if conta else f"{impegna}."),
        "nuovo": nuovo,
        "innovativo": f"Non è la gestione di ogni giorno: con la fase «{t.fasi[0].testo}» cambia il modo di lavorare.",
        "sfidante": tipografia(f"Si può {_meta(a)}, ma solo se tutte le fasi si chiudono nei tempi previsti."),
    }


def _meta(i: Metro) -> str:
    if i.atteso_entro:
        return f"essere concluso entro il {i.atteso_entro.day}{FISSO}{NOMI_MESI[i.atteso_entro.month - 1]}"
    return f"arrivare a {_valore(i.atteso, i)}" if i.atteso is not None else "risultare fatto"


def _valore(quanto: Decimal | None, i: Metro) -> str:
    return f"{esatto(quanto or Decimal(0))}{FISSO}{i.unita}".strip()
