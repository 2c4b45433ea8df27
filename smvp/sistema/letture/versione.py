"""Art. 37: a version of the regulation as data: what is wrong with a file, line by line; what it changes, article by article."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from smvp.regolamento.lettore import CODICE, ErroreRegolamento, leggi_ipotesi, tavole, tavole_di, versioni
from smvp.regolamento.scrittura import scrivi_toml

from ..calcolo.differenze import Differenza, differenze, riga_della_chiave
from ..models import Revisione

BYTE_MASSIMI = 256 * 1024
A_RIGA = re.compile(r"\(at line (\d+), column (\d+)\)")
MOSTRATO = 300


@dataclass(frozen=True, slots=True)
class Errore:
    """Something wrong in the file: on which line (None: not on one alone), of which key."""

    riga: int | None
    chiave: str
    testo: str

    def __str__(self) -> str:
        dove = f"riga {self.riga}" if self.riga else "nel file"
        return f"{dove}{f', {self.chiave}' if self.chiave else ''}: {self.testo}"


@dataclass(frozen=True, slots=True)
class Esame:
    """What the reader of the regulation says of a file: errors, or the code and what changes."""

    errori: Sequence[Errore] = ()
    codice: str = ""
    differenze: Sequence[Differenza] = ()
    tavole: Mapping[str, Any] | None = None

    @property
    def buono(self) -> bool:
        return not self.errori


def esamina(testo: str, nome: str, base: str, *, nuova: bool = True) -> Esame:
    """Read and check a file as the program would; ``nuova``: its code may not be that of a version that is installed."""
    reg, trovati = leggi_ipotesi(testo, nome)
    errori = [_errore(testo, e) for e in trovati]
    if reg is None or errori:
        return Esame(errori)
    if not CODICE.fullmatch(reg.codice):
        detto = f"«{reg.codice[:MOSTRATO]}» non può essere un codice: solo lettere minuscole senza accento, cifre e trattini."
        return Esame([Errore(riga_della_chiave(testo, "codice"), "codice", detto)])
    if nuova and reg.codice in versioni():
        detto = f"«{reg.codice}» è il codice di una versione installata: dai alla nuova un codice suo."
        return Esame([Errore(riga_della_chiave(testo, "codice"), "codice", detto)])
    tutte = tavole_di(testo, nome)
    return Esame((), reg.codice, differenze(tavole(base), tutte) if base in versioni() else (), tutte)


def _errore(testo: str, e: ErroreRegolamento) -> Errore:
    """The error with its line: that of the parser, or that of the key."""
    if trovata := A_RIGA.search(e.problema):
        return Errore(int(trovata[1]), "", A_RIGA.sub("", e.problema)[:MOSTRATO].replace(" )", ")"))
    return Errore(riga_della_chiave(testo, e.chiave), e.chiave[:MOSTRATO], e.problema[:MOSTRATO])


def esame_di(revisione: Revisione, *, nuova: bool | None = None) -> Esame | None:
    """The file of a revision read again; None if there is none. Once it has been proposed its code may well be installed."""
    if not revisione.toml:
        return None
    return esamina(revisione.toml, revisione.nome_file, revisione.base, nuova=revisione.modificabile if nuova is None else nuova)


def file_intero(revisione: Revisione) -> str:
    """All the version in one file, as the administrator installs it."""
    esame = esame_di(revisione)
    if esame is None or esame.tavole is None:
        return ""
    return scrivi_toml(esame.tavole, f"{revisione}: {revisione.titolo}\nVersione intera, da installare come sistema.toml.")


@dataclass(frozen=True, slots=True)
class Installazione:
    """Whether the version that was proposed is installed here, and is that one."""

    codice: str
    presente: bool
    uguale: bool


def installazione(revisione: Revisione, esame: Esame | None) -> Installazione | None:
    """None for a revision without a file."""
    if esame is None or esame.tavole is None:
        return None
    presente = esame.codice in versioni()
    return Installazione(esame.codice, presente, presente and not differenze(esame.tavole, tavole(esame.codice)))
