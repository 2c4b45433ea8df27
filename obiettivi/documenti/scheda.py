"""Allegato A in words: the content of a sheet (or of a version of it) as the paper model lays it out."""

from collections.abc import Mapping
from typing import Any

from smvp.organizzazione.models import Ente, Esercizio
from smvp.regolamento.modello import Regolamento

from ..models import Obiettivo, Riscontro, Tipo
from .parole import GRADAZIONI, ambiti, area, cifra, gradazione, importo, indicatore, lungo, periodo, pulito

NOMI_TIPO = {
    Tipo.GENERALE: "Obiettivo strategico di performance generale/collettivo",
    Tipo.INDIVIDUALE: "Obiettivo strategico di performance individuale",
}
DICHIARAZIONI = {
    "non_avviato": "Le azioni non sono ancora state realizzate (art. 7).",
    "non_ordinario": "Non è attività ordinaria o istituzionale (art. 7).",
    "da_riverificare": "Assegnato prima del bilancio o del P.E.G.: da riverificare (art. 7).",
}
ESITI = {"si": "presente", "no": "respinto", "": "da esaminare"}


def intestazione(tipo: str, esercizio: Esercizio, ente: Ente) -> dict[str, Any]:
    """What every document of the objectives opens with: kind, municipality, exercise, regulation."""
    reg = esercizio.reg
    return {
        "tipo": tipo,
        "ente": {"denominazione": ente.denominazione, "provincia": ente.provincia, "stemma": ente.stemma},
        "esercizio": esercizio.anno,
        "regolamento": {"codice": reg.codice, "denominazione": reg.denominazione, "atti": [reg.atto]},
    }


def scheda(dati: Mapping[str, Any], reg: Regolamento, anno: int) -> dict[str, Any]:
    """The printed sheet out of a content (letture.contenuto.contenuto): the texts cleaned, the codes in words, the figures written."""
    testi = {c: pulito(dati[c]) for c in ("descrizione", "risultato_atteso", "gradazione_testo", "scostamenti_previsti", "criticita")}
    righe = _righe(dati, reg, anno)
    parti = [_parte(p, dati, reg, anno) for p in dati["parti"]]
    return {
        "codice": dati["codice"],
        "titolo": dati["titolo"],
        "tipo": NOMI_TIPO[Tipo(dati["tipo"])],
        "collettivo": dati["tipo"] == Tipo.GENERALE,
        **testi,
        **{f"{c}_sotto": lungo(testi[c]) for c in ("descrizione", "risultato_atteso")},
        "gradazione_testo_sotto": lungo(testi["gradazione_testo"]),
        "pesi": sorted({cifra(a["peso"]) for a in dati["assegnazioni"]}),
        "area": area(dati["area"], reg),
        "ambiti": ambiti(dati["ambiti"], reg),
        "asse": dati["asse_programmatico"],
        "dup": dati["collegamento_dup"],
        **righe,
        "gradazione": [] if parti and not righe["indicatori"] else gradazione(dati["gradazione"], len(righe["indicatori"]), reg),
        "gradazione_come": GRADAZIONI[dati["gradazione"]],
        "personale": [f"N. {p['numero']} {p['qualifica']}" for p in dati["personale"]],
        "risorse": [_risorsa(r) for r in dati["risorse"]],
        "durata": "annuale" if dati["durata"] == 1 else f"{dati['durata']} anni",
        "dichiarazioni": [frase for campo, frase in DICHIARAZIONI.items() if dati[campo]],
        "parti": parti,
        "responsabile": dati["responsabile"] and {c: dati["responsabile"][c] for c in ("nome", "descrizione")},
    }


def _risorsa(r: Mapping[str, Any]) -> str:
    che = f", {r['descrizione']}" if r["descrizione"] else ""
    return f"Capitolo {r['capitolo']}{che}: {importo(r['importo'])}"


def _righe(dati: Mapping[str, Any], reg: Regolamento, anno: int) -> dict[str, Any]:
    return {
        "fasi": [{"testo": f["testo"], "quando": periodo(f["dal"], f["entro"])} for f in dati["fasi"]],
        "indicatori": [indicatore(i, reg, anno) for i in dati["indicatori"]],
    }


def _parte(p: Mapping[str, Any], dati: Mapping[str, Any], reg: Regolamento, anno: int) -> dict[str, Any]:
    """What one Direzione does; its indicators count together with those of the whole objective."""
    righe = _righe(p, reg, anno)
    return {
        "direzione": p["denominazione"],
        "apporto": cifra(p["apporto"]),
        "descrizione": pulito(p["descrizione"]),
        **righe,
        "gradazione": gradazione(dati["gradazione"], len(righe["indicatori"]) + len(dati["indicatori"]), reg),
        "chi": [f"{a['nome']} ({a['descrizione']}), peso {cifra(a['peso'])}" for a in dati["assegnazioni"] if a["parte"] == p["direzione"]],
    }


def requisiti(obiettivo: Obiettivo, reg: Regolamento, *, con_esito: bool) -> list[dict[str, Any]]:
    """Art. 7: the requisites of an objective, in the regulation's order: the argument, and the outcome once it has been examined."""
    righe = {r.codice: r for r in obiettivo.riscontri.all() if r.indicatore_id is None}
    return [_requisito(q.titolo, q.descrizione, righe.get(q.codice), con_esito) for q in reg.requisiti_obiettivo]


def requisiti_indicatori(obiettivo: Obiettivo, reg: Regolamento) -> list[dict[str, Any]]:
    """Art. 9: indicator by indicator, the outcome of each of its requisites."""
    righe = {(r.indicatore_id, r.codice): r for r in obiettivo.riscontri.all() if r.indicatore_id}
    voci = []
    for i in obiettivo.indicatori.all():
        suoi = [_requisito(q.titolo, q.descrizione, righe.get((i.pk, q.codice)), True) for q in reg.requisiti_indicatore]
        parte = i.parte.direzione.denominazione if i.parte else ""
        lunga = lungo("".join(q["nota"] for q in suoi))
        voci.append({"lettera": i.lettera, "titolo": i.titolo, "parte": parte, "requisiti": suoi, "lunga": lunga})
    return voci


def _requisito(titolo: str, descrizione: str, r: Riscontro | None, con_esito: bool) -> dict[str, Any]:
    return {
        "titolo": titolo,
        "descrizione": descrizione,
        "argomento": pulito(r.argomento) if r else "",
        "esito": ESITI[r.esito if r else ""] if con_esito else "",
        "nota": pulito(r.nota) if r and con_esito else "",
    }
