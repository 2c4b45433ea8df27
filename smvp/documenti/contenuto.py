"""The frozen content of a document: canonical JSON, its hash, and the limits that keep a hostile text from holding a worker."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from smvp.nucleo.errori import DatiNonValidi
from smvp.nucleo.formati import numero

# Celery's time limits do not reach threads: these keep the worst content inside the 60 seconds of a task (measured: see
# docs/produzione.md). What a person can type in good faith is a tenth of them.
BYTE_PER_TESTO = 20_000
SEGNI_PER_TESTO = BYTE_PER_TESTO // 4  # the signs that a text may always have, whatever they are: the longest takes four bytes
BYTE_IN_TUTTO = 250_000
RIGHE_IN_TUTTO = 3_000
VOCI_IN_TUTTO = 6_000
RARI_IN_TUTTO = 5_000
PROFONDITA = 12
BYTE_HTML = 4_000_000
RARI = "simboli insoliti, come emoji o lettere di altri alfabeti"

# Signs that our typeface lacks (emoji, loose accents, other scripts) are looked for in other typefaces, a millisecond each.
RARO = re.compile("[^\x00-\u024f\u1e00-\u1eff\u2000-\u206f\u20a0-\u20bf\u2100-\u214f]")
# A word as long as a page has no place to break, and WeasyPrint tries them all: 5 seconds for 20 kB instead of half a second.
PAROLA_INFINITA = re.compile(r"\S{120,}")
# The key under which a content holds HTML that has been made safe: what stands in its tags is not a word.
HTML = "html"
MARCATORE = re.compile(r"(<[^<>]*>)")
PEZZO_DI_PAROLA = re.compile(r"(\S{60})(?=\S)")


@dataclass(frozen=True, slots=True)
class Limiti:
    """How much a kind of document may hold in all. A kind that raises them has measured what its worst content costs."""

    byte: int = BYTE_IN_TUTTO
    righe: int = RIGHE_IN_TUTTO
    voci: int = VOCI_IN_TUTTO
    rari: int = RARI_IN_TUTTO
    html: int = BYTE_HTML


NORMALI = Limiti()


def canonico(payload: Mapping[str, Any], limiti: Limiti = NORMALI) -> str:
    """One text for one content: sorted keys, no spaces. Decimals and dates become text; a float is refused, it is not exact."""
    _controlla(payload, limiti)
    testo = _json(payload)
    if len(testo.encode()) > limiti.byte:
        raise DatiNonValidi(f"Il documento è troppo lungo: il suo contenuto supera {limiti.byte // 1000} mila caratteri.")
    return testo


def quanto(radice: Any) -> Limiti:
    """How much a piece of content takes of what a document may hold."""
    a_capo = voci = rari = 0
    for valore, _ in _voci(radice):
        voci += 1
        if isinstance(valore, str):
            a_capo += valore.count("\n")
            rari += _rari(valore)
    return Limiti(byte=len(_json(radice).encode()), righe=a_capo, voci=voci, rari=rari)


def ci_sta(radice: Any, resto: Limiti) -> Limiti | None:
    """What is left of ``resto`` once a piece of content is in; None if it does not fit."""
    preso = quanto(radice)
    dopo = Limiti(resto.byte - preso.byte, resto.righe - preso.righe, resto.voci - preso.voci, resto.rari - preso.rari)
    return dopo if min(dopo.byte, dopo.righe, dopo.voci, dopo.rari) >= 0 else None


def impronta(testo: str) -> str:
    """SHA-256 of a canonical content, in hexadecimal."""
    return hashlib.sha256(testo.encode()).hexdigest()


def spezzabile(valore: Any) -> Any:
    """The same content with a place to break (invisible) in each endless word."""
    if isinstance(valore, str):
        return PAROLA_INFINITA.sub(lambda parola: PEZZO_DI_PAROLA.sub("\\1\N{ZERO WIDTH SPACE}", parola[0]), valore)
    if isinstance(valore, Mapping):
        return {chiave: _spezza_html(figlio) if chiave == HTML else spezzabile(figlio) for chiave, figlio in valore.items()}
    return [spezzabile(figlio) for figlio in valore] if isinstance(valore, list | tuple) else valore


def _spezza_html(html: Any) -> Any:
    """Of safe HTML the words between one tag and the other, never a tag."""
    pezzi = MARCATORE.split(html) if isinstance(html, str) else []
    return "".join(p if p.startswith("<") else spezzabile(p) for p in pezzi) if pezzi else html


def _json(radice: Any) -> str:
    return json.dumps(radice, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_testo)


def _testo(valore: Decimal | date) -> str:
    return valore.isoformat() if isinstance(valore, date) else str(valore)


def _controlla(radice: Any, limiti: Limiti) -> None:
    """Refuse what may not be frozen, and what would take too long to draw."""
    a_capo = rari = 0
    for voci, (valore, livello) in enumerate(_voci(radice), start=1):
        if isinstance(valore, str):
            _controlla_testo(valore)
            a_capo += valore.count("\n")
            rari += _rari(valore)
        elif isinstance(valore, Mapping):
            if not all(isinstance(chiave, str) for chiave in valore):
                raise TypeError("Le chiavi del contenuto congelato sono testi.")
        elif not (valore is None or isinstance(valore, bool | int | Decimal | date | list | tuple)):
            raise TypeError(f"Il contenuto congelato non ammette {type(valore).__name__}.")
        if livello > PROFONDITA:
            raise DatiNonValidi("Il documento ha voci dentro voci, troppe per essere stampato.")
        for quante, al_massimo, che in ((voci, limiti.voci, "voci"), (a_capo, limiti.righe, "righe"), (rari, limiti.rari, RARI)):
            if quante > al_massimo:
                raise DatiNonValidi(f"Il documento non si può stampare: ha più di {numero(al_massimo, 0)} {che}.")


def _rari(testo: str) -> int:
    return 0 if testo.isascii() else len(RARO.findall(testo))


def _voci(radice: Any) -> Iterator[tuple[Any, int]]:
    """All that is inside, each with its depth; without recursion, because it may be nested on purpose."""
    da_vedere = [(radice, 1)]
    while da_vedere:
        valore, livello = da_vedere.pop()
        yield valore, livello
        figli = valore.values() if isinstance(valore, Mapping) else valore if isinstance(valore, list | tuple) else ()
        da_vedere.extend((figlio, livello + 1) for figlio in figli)


def _controlla_testo(testo: str) -> None:
    try:
        lunghezza = len(testo.encode())
    except UnicodeEncodeError:
        raise DatiNonValidi("Un testo del documento contiene caratteri che non si possono scrivere.") from None
    if lunghezza > BYTE_PER_TESTO:
        raise DatiNonValidi(
            f"Il testo che comincia con «{testo[:40]}…» è troppo lungo per la stampa: al massimo {BYTE_PER_TESTO // 1000} mila caratteri."
        )
