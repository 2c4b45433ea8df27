"""The rules of publiccode.yml (version 0.7) as a table: where, what must hold, in which words to say that it does not."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

VERSIONE = "0.7"
STATI = {"concept", "development", "beta", "stable", "obsolete"}
TIPI = {
    *(f"standalone/{tipo}" for tipo in ("mobile", "iot", "desktop", "web", "backend", "other")),
    "addon", "library", "configurationFiles",
}  # fmt: skip
MANUTENZIONE = {"internal", "contract", "community", "none"}
CHIAVI = {
    "publiccodeYmlVersion", "name", "applicationSuite", "url", "landingURL", "isBasedOn", "organisation", "softwareVersion", "releaseDate",
    "logo", "platforms", "categories", "usedBy", "fundedBy", "roadmap", "developmentStatus", "softwareType", "intendedAudience",
    "description", "legal", "maintenance", "localisation", "dependsOn",
}  # fmt: skip
DEPRECATE = {"it", "IT", "monochromeLogo", "inputTypes", "outputTypes"}
LINGUA = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")

Regola = tuple[str, Callable[[Any], bool], str]


def _testo(valore: Any, minimo: int = 1, massimo: int = 10_000) -> bool:
    return isinstance(valore, str) and minimo <= len(valore.strip()) <= massimo


def _elenco(valore: Any) -> bool:
    return isinstance(valore, list) and bool(valore) and all(_testo(voce) for voce in valore)


def _uno_di(ammessi: set[str]) -> Callable[[Any], bool]:
    return lambda valore: isinstance(valore, str) and valore in ammessi


def _indirizzo(valore: Any) -> bool:
    return isinstance(valore, str) and urlsplit(valore).scheme in {"http", "https"} and bool(urlsplit(valore).netloc)


def _uri(valore: Any) -> bool:
    return isinstance(valore, str) and bool(urlsplit(valore).scheme)


def _data(valore: Any) -> bool:
    try:
        return isinstance(valore, str) and date.fromisoformat(valore).isoformat() == valore
    except ValueError:
        return False


OBBLIGATORIE: tuple[Regola, ...] = (
    ("publiccodeYmlVersion", lambda v: v == VERSIONE, f"deve essere la stringa {VERSIONE}"),
    ("name", _testo, "manca il nome"),
    ("url", _indirizzo, "deve essere l’indirizzo http(s) del codice"),
    ("platforms", _elenco, "deve elencare almeno una piattaforma"),
    ("developmentStatus", _uno_di(STATI), f"deve essere uno tra {', '.join(sorted(STATI))}"),
    ("softwareType", _uno_di(TIPI), f"deve essere uno tra {', '.join(sorted(TIPI))}"),
    ("legal.license", _testo, "manca la licenza (codice SPDX)"),
    ("maintenance.type", _uno_di(MANUTENZIONE), f"deve essere uno tra {', '.join(sorted(MANUTENZIONE))}"),
    ("localisation.localisationReady", lambda v: isinstance(v, bool), "deve essere true o false"),
    ("localisation.availableLanguages", lambda v: _elenco(v) and all(map(LINGUA.fullmatch, v)), "deve elencare codici di lingua"),
)
FACOLTATIVE: tuple[Regola, ...] = (
    ("landingURL", _indirizzo, "deve essere un indirizzo http(s)"),
    ("releaseDate", _data, "deve essere una data AAAA-MM-GG tra virgolette"),
    ("softwareVersion", _testo, "deve essere una stringa"),
    ("categories", _elenco, "deve elencare almeno una categoria"),
    ("organisation.uri", _uri, "deve essere un URI"),
)
DESCRIZIONE: tuple[Regola, ...] = (
    ("shortDescription", lambda v: _testo(v, 1, 150), "va da 1 a 150 caratteri"),
    ("longDescription", lambda v: _testo(v, 150, 10_000), "va da 150 a 10.000 caratteri"),
    ("features", _elenco, "deve elencare almeno una funzione"),
)


def difetti(dati: Any, lingue: tuple[str, ...] = ("it", "en")) -> list[str]:
    """All that is wrong, a line each: the key and why. Nothing wrong: an empty list."""
    if not isinstance(dati, Mapping):
        return ["il file non contiene chiavi e valori"]
    regole = (_regole(dati, OBBLIGATORIE), _regole(dati, FACOLTATIVE, solo_presenti=True))
    return [*_chiavi(dati), *chain(*regole), *_descrizioni(dati, lingue), *_contatti(dati)]


def _chiavi(dati: Mapping[str, Any]) -> Iterator[str]:
    for chiave in dati:
        if chiave in DEPRECATE:
            yield f"{chiave}: è una chiave superata"
        elif chiave not in CHIAVI:
            yield f"{chiave}: chiave sconosciuta"


def _leggi(dati: Any, percorso: str) -> Any:
    for passo in percorso.split("."):
        dati = dati.get(passo) if isinstance(dati, Mapping) else None
    return dati


def _regole(dati: Any, regole: tuple[Regola, ...], prefisso: str = "", solo_presenti: bool = False) -> Iterator[str]:
    for percorso, vale, motivo in regole:
        valore = _leggi(dati, percorso)
        if not (solo_presenti and valore is None) and not vale(valore):
            yield f"{prefisso}{percorso}: {motivo}"


def _descrizioni(dati: Mapping[str, Any], lingue: tuple[str, ...]) -> Iterator[str]:
    descrizioni = dati.get("description")
    for lingua in dict.fromkeys((*lingue, *(descrizioni if isinstance(descrizioni, Mapping) else ()))):
        yield from _regole(_leggi(descrizioni, lingua), DESCRIZIONE, f"description.{lingua}.")


def _contatti(dati: Mapping[str, Any]) -> Iterator[str]:
    chiave = {"internal": "contacts", "community": "contacts", "contract": "contractors"}.get(str(_leggi(dati, "maintenance.type")))
    if chiave is None:
        return
    voci = _leggi(dati, f"maintenance.{chiave}")
    if not isinstance(voci, list) or not voci:
        yield f"maintenance.{chiave}: manca chi si occupa del software"
        return
    for numero, voce in enumerate(voci):
        if not _testo(_leggi(voce, "name")):
            yield f"maintenance.{chiave}.{numero}.name: manca il nome"
        if chiave == "contractors" and not _data(_leggi(voce, "until")):
            yield f"maintenance.{chiave}.{numero}.until: deve essere una data AAAA-MM-GG"
