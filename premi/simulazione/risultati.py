"""Results as JSON: money, points and means as strings with two decimals, the rest as JSON integers, absent values as null."""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from premi.calcolo import ContoDirezione, Eccellenze, Efficienza, Graduatoria, Monte
from premi.simulazione.modello import Progressione
from premi.simulazione.motore import EsitoDipendente, EsitoIncarico, Risultati

CODIFICA = json.JSONEncoder(ensure_ascii=False)


def componi(risultati: Risultati) -> dict[str, Any]:
    """The results as plain values; what was not asked for is left out."""
    documento: dict[str, Any] = {"incarichi": [_incarico(esito) for esito in risultati.incarichi]}
    if risultati.monte_risultato is not None:
        documento["monte_risultato"] = _monte(risultati.monte_risultato)
    documento["dipendenti"] = [_dipendente(esito) for esito in risultati.dipendenti]
    if risultati.direzioni is not None:
        documento["direzioni"] = [_direzione(conto) for conto in risultati.direzioni]
    documento["eccellenze"] = _eccellenze(risultati.eccellenze)
    if risultati.efficienza is not None:
        documento["efficienza"] = _efficienza(risultati.efficienza)
    if risultati.progressioni is not None:
        documento["progressioni"] = [_progressione(*voce) for voce in risultati.progressioni]
    return documento


def scrivi(documento: Mapping[str, Any]) -> str:
    """The document as JSON text, one entry a line, so that two runs can be compared line by line."""
    return "{\n" + ",\n".join(f'"{nome}": {_righe(valore)}' for nome, valore in documento.items()) + "\n}\n"


def _righe(valore: Any) -> str:
    """A list with each member on its line; anything else on one."""
    if not isinstance(valore, list) or not valore:
        return _json(valore)
    return "[\n" + ",\n".join(map(_json, valore)) + "\n]"


def _json(valore: Any) -> str:
    return CODIFICA.encode(valore)


def _testo(numero: Decimal | None) -> str | None:
    """A printed figure; every one has its two decimals already."""
    return None if numero is None else str(numero)


def _incarico(esito: EsitoIncarico) -> dict[str, Any]:
    incarico, punteggio, servizio = esito.incarico, esito.punteggio, esito.servizio
    return {
        "matricola": incarico.matricola,
        "direzione": incarico.direzione,
        "ad_interim": incarico.ad_interim,
        "obiettivi": [{"codice": riga.codice, "punteggio": riga.punteggio, "pesato": _testo(riga.pesato)} for riga in punteggio.obiettivi],
        "fattori": {codice: _testo(riga.media) for codice, riga in punteggio.fattori.items()},
        "p_a": _testo(punteggio.p_a),
        "p_b": _testo(punteggio.p_b),
        "p_finale": _testo(esito.p_finale),
        "fascia": esito.fascia.numero,
        "percentuale": esito.fascia.percentuale,
        "giorni": servizio.giorni,
        "valutabile": servizio.valutabile,
        "motivo": servizio.motivo,
        "importo": _testo(esito.importo),
    }


def _monte(monte: Monte) -> dict[str, Any]:
    return {
        "stanziato": _testo(monte.stanziato),
        "distribuito": _testo(monte.distribuito),
        "economie": _testo(monte.economie),
    }


def _dipendente(esito: EsitoDipendente) -> dict[str, Any]:
    punteggio = esito.punteggio
    return {
        "matricola": esito.matricola,
        "a": _testo(punteggio.a),
        "b1": _testo(punteggio.b1),
        "gruppi": {codice: _testo(punti) for codice, punti in punteggio.gruppi.items()},
        "b2": _testo(punteggio.b2),
        "totale": _testo(esito.totale),
        "premio": _testo(esito.premio),
        "quote": [{"direzione": q.direzione, "quota": _testo(q.quota), "premio": _testo(q.premio)} for q in esito.quote],
    }


def _direzione(conto: ContoDirezione) -> dict[str, Any]:
    return {
        "direzione": conto.direzione,
        "fondo": _testo(conto.fondo),
        "distribuito": _testo(conto.distribuito),
        "residuo": _testo(conto.residuo),
    }


def _eccellenze(eccellenze: Eccellenze) -> dict[str, Any]:
    candidati = [{"graduatoria": c.graduatoria, "matricola": c.matricola, "punteggio": _testo(c.punteggio)} for c in eccellenze.candidati]
    return {"posti_massimi": eccellenze.posti_massimi, "candidati": candidati}


def _efficienza(efficienza: Efficienza) -> dict[str, Any]:
    return {
        "risparmi": _testo(efficienza.risparmi),
        "quota": _testo(efficienza.quota),
        "massimo_al_personale": _testo(efficienza.massimo_al_personale),
        "al_fondo": _testo(efficienza.al_fondo),
    }


def _progressione(progressione: Progressione, graduatoria: Graduatoria) -> dict[str, Any]:
    return {
        "direzione": progressione.direzione,
        "categoria": progressione.categoria,
        "posti": progressione.posti,
        "graduatoria": list(_graduatoria(graduatoria)),
        "esclusi": [{"matricola": escluso.matricola, "motivo": escluso.motivo} for escluso in graduatoria.esclusi],
    }


def _graduatoria(graduatoria: Graduatoria) -> Iterable[dict[str, Any]]:
    for riga in graduatoria.righe:
        yield {
            "matricola": riga.matricola,
            "media": _testo(riga.media),
            "punti_risultati": riga.punti_risultati,
            "punti_maturazione": riga.punti_maturazione,
            "totale": riga.totale,
            "esito": riga.esito,
        }
