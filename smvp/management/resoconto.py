"""What the steps of ``verifica`` gave: pytest's counts and the last lines that a person and a CI read."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree


@dataclass(frozen=True, slots=True)
class Conteggio:
    """What pytest counted, and the reasons of what it skipped."""

    passate: int = 0
    fallite: int = 0
    saltate: int = 0
    motivi: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Esito:
    nome: str
    bene: bool
    secondi: float
    conteggio: Conteggio | None = None


def leggi_resoconto(percorso: Path) -> Conteggio:
    """The counts of a JUnit file; none if pytest did not get as far as to write it."""
    if not percorso.is_file():
        return Conteggio()
    radice = ElementTree.parse(percorso).getroot()  # noqa: S314 (written by pytest a moment ago)
    suite = list(radice.iter("testsuite"))
    somme = {nome: sum(int(s.get(nome, 0)) for s in suite) for nome in ("tests", "failures", "errors", "skipped")}
    motivi = Counter(_motivo(saltata.get("message", "")) for saltata in radice.iter("skipped"))
    fallite = somme["failures"] + somme["errors"]
    return Conteggio(max(0, somme["tests"] - fallite - somme["skipped"]), fallite, somme["skipped"], motivi)


def _motivo(messaggio: str) -> str:
    """The reason alone, without the file and the line that pytest puts before it."""
    return re.sub(r"^\S+\.py:\d+: ", "", messaggio).removeprefix("Skipped: ") or "senza motivo"


def riassunto(esiti: Sequence[Esito], tralasciati: Sequence[str]) -> list[str]:
    """The last lines: each step with its time, what was left out and why, and the count in the words that pytest uses."""
    larghezza = max(len(esito.nome) for esito in esiti)
    righe = ["", "Riassunto"]
    righe += [f"  {'✓' if e.bene else '✗'} {e.nome:<{larghezza}} {e.secondi:>7.1f} s{_contate(e.conteggio)}" for e in esiti]
    conteggi = [esito.conteggio for esito in esiti if esito.conteggio]
    motivi: Counter[str] = sum((Counter(c.motivi) for c in conteggi), Counter())
    lasciati = [*tralasciati, *(f"{'una prova' if n == 1 else f'{n} prove'}: {motivo}" for motivo, n in motivi.items())]
    righe += ["Tralasciato:", *(f"  - {che_cosa}" for che_cosa in lasciati)] if lasciati else ["Nulla è stato tralasciato."]
    passate, fallite, saltate = (sum(getattr(c, nome) for c in conteggi) for nome in ("passate", "fallite", "saltate"))
    return [*righe, f"{passate} passed, {fallite} failed, {saltate} skipped"]


def _contate(conteggio: Conteggio | None) -> str:
    if conteggio is None:
        return ""
    return f"  {conteggio.passate} passate, {conteggio.fallite} fallite, {conteggio.saltate} saltate"
