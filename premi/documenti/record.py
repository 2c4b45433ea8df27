"""A row for the payroll as text, as a map wants it: separated or of fixed width. What does not fit is named and never cut."""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from smvp.documenti.fogli import disinnesca

from ..calcolo.tracciato import CAMPI, CENTESIMI, CSV, DESTRA, VOCI, XLSX, ZERO, Colonna, Mappa, RigaPaghe, Valore, fuori_codifica

ESEMPI = 3
TESTO_DETTO = 60
# Line ends, tabs and other controls: a record is one line.
A_CAPO = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
In_testo = Callable[[Valore], str]


@dataclass(slots=True)
class Difetti:
    """What stops a file: of each column the first cases in full, the others counted, so that one reads them all."""

    detti: dict[str, list[str]] = field(default_factory=dict)
    altri: dict[str, int] = field(default_factory=dict)
    massimi: dict[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.detti)

    def di(self, frase: str, dove: str = "", largo: int = 0) -> None:
        """``dove``: the column, ``largo``: how wide the value is, where that is the matter."""
        suoi = self.detti.setdefault(dove, [])
        self.massimi[dove] = max(largo, self.massimi.get(dove, 0))
        if frase in suoi:
            return
        if len(suoi) < ESEMPI or not dove:
            suoi.append(frase)
        else:
            self.altri[dove] = self.altri.get(dove, 0) + 1

    @property
    def righe(self) -> list[str]:
        return [frase for dove, suoi in self.detti.items() for frase in (*suoi, *self._gli_altri(dove))]

    def _gli_altri(self, dove: str) -> list[str]:
        quanti, massimo = self.altri.get(dove, 0), self.massimi[dove]
        if not quanti:
            return []
        piu_lungo = f" Il più lungo ha {massimo} caratteri." if massimo else ""
        return [f"{'E un altro caso' if quanti == 1 else f'E altri {quanti} casi'} come questi nella {dove}.{piu_lungo}"]


class Record:
    """Turns the cells of a row into the texts of its record, and collects what is wrong with them."""

    def __init__(self, mappa: Mappa) -> None:
        self.mappa = mappa
        self.difetti = Difetti()
        self._con_voce = any(c.campo == "voce" for c in mappa.colonne)
        self._in_testo = [_traduttore(c, mappa) for c in mappa.colonne]

    def controlla_voce(self, riga: RigaPaghe) -> None:
        """Whatever the format: an amount without its voice code goes nowhere."""
        if self._con_voce and not self.mappa.voci.get(riga.destinazione):
            self.difetti.di(f"Manca il codice voce di «{VOCI[riga.destinazione]}»: scrivilo nel tracciato.")

    def testi(self, numero: int, riga: RigaPaghe, celle: Sequence[Valore]) -> list[str]:
        """The texts of a record; with fixed width as wide as their columns, but for those that do not fit."""
        testi = [traduci(valore) for traduci, valore in zip(self._in_testo, celle, strict=True)]
        if self.mappa.formato == XLSX:
            return testi
        if fuori_codifica("".join(testi), self.mappa.codifica):
            self._nomina_fuori(numero, riga, testi)
        if self.mappa.formato == CSV:
            return testi
        return [self._largo(n, numero, riga, testo) for n, testo in enumerate(testi)]

    def _nomina_fuori(self, numero: int, riga: RigaPaghe, testi: Sequence[str]) -> None:
        for n, testo in enumerate(testi):
            if fuori := fuori_codifica(testo, self.mappa.codifica):
                self._nomina(n, numero, riga, f"{fuori}, in «{_breve(testo)}». Scegli UTF-8, o correggi l’anagrafe.")

    def _largo(self, n: int, numero: int, riga: RigaPaghe, testo: str) -> str:
        c = self.mappa.colonne[n]
        if len(testo) > c.larghezza:
            if c.taglia and CAMPI[c.campo].si_taglia:
                return testo[: c.larghezza]
            perche = f"«{_breve(testo)}» ha {len(testo)} caratteri, la colonna {c.larghezza}: allargala."
            self._nomina(n, numero, riga, perche, len(testo))
        return riempi(testo, c)

    def _nomina(self, n: int, numero: int, riga: RigaPaghe, perche: str, largo: int = 0) -> None:
        dove = f"colonna {n + 1} «{self.mappa.colonne[n].titolo}»"
        self.difetti.di(f"Riga {numero} (matricola {riga.matricola}), {dove}: {perche}", dove, largo)


def riempi(testo: str, c: Colonna) -> str:
    """As wide as the column. The sign of a number stays before the zeros."""
    if c.riempimento == ZERO:
        segno, cifre = ("-", testo[1:]) if c.tipo != "testo" and testo.startswith("-") else ("", testo)
        largo = c.larghezza - len(segno)
        return segno + (cifre.rjust(largo, "0") if c.allineamento == DESTRA else cifre.ljust(largo, "0"))
    return testo.rjust(c.larghezza) if c.allineamento == DESTRA else testo.ljust(c.larghezza)


def importo_in_testo(importo: Decimal, mappa: Mappa) -> str:
    """An amount to the cent, without thousands and never with an exponent: "-1234,50", or "-123450" in cents."""
    testo = format(importo.quantize(Decimal("0.01")), "f")
    return str(int(importo * 100)) if mappa.decimale == CENTESIMI else testo.replace(".", mappa.decimale)


def _traduttore(c: Colonna, mappa: Mappa) -> In_testo:
    """How the values of a column are written."""
    testuale = disinnesca if mappa.formato == CSV else str

    def testo(valore: Valore) -> str:
        return "" if valore is None else testuale(unicodedata.normalize("NFC", A_CAPO.sub(" ", str(valore)).strip()))

    def euro(valore: Valore) -> str:
        return importo_in_testo(valore, mappa) if isinstance(valore, Decimal) else ""

    def numero(valore: Valore) -> str:
        segno = "," if mappa.decimale == CENTESIMI else mappa.decimale
        return format(valore, "f").replace(".", segno) if isinstance(valore, Decimal) else ""

    def giorno(valore: Valore) -> str:
        return valore.strftime(mappa.formato_data) if isinstance(valore, date) else ""

    def intero(valore: Valore) -> str:
        return "" if valore is None else str(valore)

    return {"testo": testo, "euro": euro, "numero": numero, "data": giorno, "intero": intero}[c.tipo]


def _breve(testo: str) -> str:
    return testo if len(testo) <= TESTO_DETTO else f"{testo[:TESTO_DETTO]}…"


def scrivi_record(mappa: Mappa, record: Iterable[Sequence[str]], destinazione: BinaryIO) -> None:
    """The lines of the file, as bytes: separated (quoted where needed) or one after the other."""
    uscita = io.TextIOWrapper(destinazione, encoding=mappa.codifica, errors="strict", newline="", write_through=False)
    if mappa.formato == CSV:
        csv.writer(uscita, delimiter=mappa.separa, lineterminator=mappa.a_capo).writerows(record)
    else:
        uscita.writelines(f"{''.join(testi)}{mappa.a_capo}" for testi in record)
    uscita.flush()
    uscita.detach()


def testata(mappa: Mappa) -> list[str]:
    """The headings of a text file."""
    titoli = [unicodedata.normalize("NFC", c.titolo) for c in mappa.colonne]
    if mappa.formato == CSV:
        return [disinnesca(t) for t in titoli]
    return [t.ljust(c.larghezza) for t, c in zip(titoli, mappa.colonne, strict=True)]


def prime(record: Iterator[list[str]], quante: int) -> list[list[str]]:
    """The first records; the others are gone through all the same, so that their faults come out."""
    tenute: list[list[str]] = []
    for testi in record:
        if len(tenute) < quante:
            tenute.append(testi)
    return tenute


def in_righe(mappa: Mappa, record: list[list[str]]) -> list[str]:
    """The lines of a text file as one reads them, with its headings, whatever its encoding."""
    uscita = io.BytesIO()
    scrivi_record(replace(mappa, codifica="utf-8"), [*([testata(mappa)] if mappa.intestazioni else []), *record], uscita)
    return uscita.getvalue().decode().splitlines()
