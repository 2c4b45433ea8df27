"""The one writer of spreadsheets. Numbers stay numbers, dates dates, and nothing a person typed ever becomes a formula.

XLSX for people (Italian formats, header frozen, ready to print); CSV as Italian spreadsheets open it: semicolons, decimal comma, UTF-8
with its mark.
"""

import csv
import io
import re
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, count, islice
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.xml.functions import fromstring

from smvp.nucleo.formati import FUSO

Valore = str | int | Decimal | date | datetime | bool | None
Riga = Sequence[Valore]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""The content type of what ``scrivi_xlsx`` writes."""

# Column formats: as Excel writes them, and the least width of the column.
FORMATI: dict[str, tuple[str, int]] = {
    "testo": ("General", 12),
    "intero": ("#,##0", 9),
    "numero": ("#,##0.00", 11),
    "euro": ('#,##0.00\\ "€"', 14),
    "percento": ('0.00\\ "%"', 10),
    "data": ("dd/mm/yyyy", 12),
    "momento": ("dd/mm/yyyy\\ hh:mm", 17),
}
RIGHE_PER_LARGHEZZA = 200
LARGHEZZA_MASSIMA = 60
TESTO_MASSIMO = 32_767  # what a cell of Excel holds
TAGLIATO = " [testo tagliato]"
ILLECITI = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# What a spreadsheet may take for the start of a formula, also behind spaces; with the full-width forms.
FORMULA = re.compile(r"\s*[=+\-@\t\r\n＝＋－＠]")
NON_NEL_TITOLO = re.compile(r"[\[\]:*?/\\']")
TITOLO_MASSIMO = 31
A4 = 9  # as Excel counts paper sizes
GRASSETTO = Font(bold=True)
FONDO = PatternFill("solid", fgColor="E5F0FB")
A_CAPO = Alignment(vertical="top", wrap_text=True)
IN_ALTO = Alignment(vertical="top")
FILO_SOPRA = Border(top=Side(style="medium"))
Aspetto = tuple[tuple[str, Any], ...]
NORMALE: Aspetto = ()
TESTATA: Aspetto = (("font", GRASSETTO), ("fill", FONDO), ("alignment", A_CAPO))
AVVISO: Aspetto = (("font", Font(bold=True, color="B3261E")), ("alignment", IN_ALTO))
TOTALI: Aspetto = (("font", GRASSETTO), ("border", FILO_SOPRA))


@dataclass(frozen=True, slots=True)
class Foglio:
    """A sheet: ``formati`` says, column by column, one of FORMATI; ``totali`` is a last row, set apart, ``avviso`` a first one
    above the headings, that nobody can miss."""

    titolo: str
    intestazioni: Sequence[str]
    righe: Iterable[Riga]
    formati: Sequence[str]
    totali: Riga | None = None
    avviso: str = ""

    def __post_init__(self) -> None:
        if len(self.intestazioni) != len(self.formati) or not self.intestazioni:
            raise ValueError(f"Foglio «{self.titolo}»: serve un formato per ogni intestazione.")
        if ignoti := set(self.formati) - FORMATI.keys():
            raise ValueError(f"Foglio «{self.titolo}»: formati sconosciuti {sorted(ignoti)}.")


def scrivi_xlsx(fogli: Foglio | Sequence[Foglio], destinazione: BinaryIO | None = None) -> bytes:
    """Write the sheets into one XLSX; into ``destinazione`` if given (and then b"" is returned)."""
    libro = Workbook(write_only=True)
    titoli: set[str] = set()
    for foglio in [fogli] if isinstance(fogli, Foglio) else fogli:
        pagina = _Pagina(libro, _titolo_valido(foglio.titolo, titoli))
        libro._add_sheet(pagina)
        try:
            _scrivi_foglio(pagina, foglio)
        finally:
            pagina.close()  # also a sheet left half-written has its temporary file closed
    uscita = destinazione or io.BytesIO()
    libro.save(uscita)
    return uscita.getvalue() if isinstance(uscita, io.BytesIO) and destinazione is None else b""


def scrivi_csv(foglio: Foglio) -> bytes:
    """Write one sheet as CSV for an Italian spreadsheet."""
    uscita = io.StringIO()
    penna = csv.writer(uscita, delimiter=";", lineterminator="\r\n")
    if foglio.avviso:
        penna.writerow([foglio.avviso])
    for riga in _tutte_le_righe(foglio):
        penna.writerow([_in_testo(valore, formato) for valore, formato in zip(riga, foglio.formati, strict=True)])
    return b"\xef\xbb\xbf" + uscita.getvalue().encode()


# --- XLSX -------------------------------------------------------------------------------------------------------------


def _scrivi_foglio(pagina: "_Pagina", foglio: Foglio) -> None:
    righe = iter(foglio.righe)
    prime = list(islice(righe, RIGHE_PER_LARGHEZZA))
    for i, larghezza in enumerate(_larghezze(foglio, prime), start=1):
        pagina.column_dimensions[get_column_letter(i)].width = larghezza
    testa = 2 if foglio.avviso else 1
    _imposta_stampa(pagina, testa)
    if foglio.avviso:
        pagina.append(_Celle([foglio.avviso], ["testo"], AVVISO))
    pagina.append(_Celle(foglio.intestazioni, ["testo"] * len(foglio.intestazioni), TESTATA))
    quante = testa
    for riga in chain(prime, righe):
        pagina.append(_Celle(riga, foglio.formati))
        quante += 1
    pagina.auto_filter.ref = f"A{testa}:{get_column_letter(len(foglio.formati))}{quante}"
    if foglio.totali is not None:
        pagina.append(_Celle(foglio.totali, foglio.formati, TOTALI))


def _imposta_stampa(pagina: "_Pagina", testa: int) -> None:
    """Landscape A4, one page wide, the header (its first ``testa`` rows) on each page and the page number at the foot."""
    pagina.freeze_panes = f"A{testa + 1}"
    pagina.print_title_rows = f"1:{testa}"
    pagina.page_setup.orientation = "landscape"
    pagina.page_setup.paperSize = A4
    pagina.page_setup.fitToHeight = 0
    pagina.sheet_properties.pageSetUpPr.fitToPage = True
    pagina.oddFooter.left.text = "&A"
    pagina.oddFooter.right.text = "pagina &P di &N"


class _Celle(tuple[Riga, Sequence[str], Aspetto]):
    """A row that waits to be written: its values, the format of each column, how it looks."""

    __slots__ = ()

    def __new__(cls, riga: Riga, formati: Sequence[str], aspetto: Aspetto = NORMALE) -> "_Celle":
        return super().__new__(cls, (riga, formati, aspetto))


class _Colonna(dict[str, tuple[str, str, str]]):
    """How the cells of a column are written, by what they hold ("s" text, "=" text that looks like a formula, "n" number, "d" date,
    "-" nothing): what stands before the number of the row, before the value, behind it. Each is worked out once."""

    def __init__(self, pagina: "_Pagina", numero: int, formato: str, aspetto: Aspetto) -> None:
        super().__init__()
        self.pagina, self.numero, self.formato, self.aspetto = pagina, numero, formato, aspetto

    def __missing__(self, che: str) -> tuple[str, str, str]:
        modello = Cell(self.pagina, row=1, column=self.numero)
        if testo := che in "s=":
            # openpyxl takes "=…" for a formula: the type is text, and the quote keeps it text when the cell is edited.
            modello.quotePrefix = che == "="
            modello.alignment = A_CAPO
        else:
            modello.number_format = FORMATI[self.formato][0]
            modello.alignment = IN_ALTO
        for nome, valore in self.aspetto:
            setattr(modello, nome, valore)
        davanti, stile = f'<c r="{get_column_letter(self.numero)}', f'" s="{modello.style_id}"'
        if testo:
            self[che] = davanti, f'{stile} t="inlineStr"><is><t xml:space="preserve">', "</t></is></c>"
        else:
            self[che] = (davanti, f"{stile}>", "</c>") if che == "-" else (davanti, f'{stile} t="n"><v>', "</v></c>")
        return self[che]


class _Pagina(WriteOnlyWorksheet):
    """A sheet that writes a row at a time, as text: half the time that openpyxl takes cell by cell, with the styles."""

    def __init__(self, libro: Workbook, titolo: str) -> None:
        super().__init__(libro, title=titolo)
        self._colonne: dict[tuple[tuple[str, ...], Aspetto], list[_Colonna]] = {}

    def _write_rows(self) -> Generator[None, _Celle, None]:
        xf = self._writer.xf.send(True)
        with xf.element("sheetData"), suppress(GeneratorExit):
            for numero in count(1):
                xf.write(fromstring(self._riga((yield), str(numero))))
        self._writer.xf.send(None)  # the rest of the sheet is openpyxl's to write

    def _riga(self, celle: _Celle, numero: str) -> str:
        riga, formati, aspetto = celle
        chiave = (tuple(formati), aspetto)
        colonne = self._colonne.get(chiave)
        if colonne is None:
            colonne = self._colonne[chiave] = [_Colonna(self, n, f, aspetto) for n, f in enumerate(formati, start=1)]
        pezzi = [f'<row r="{numero}">']
        for grezzo, colonna in zip(riga, colonne, strict=True):
            if grezzo is None and aspetto is NORMALE:
                continue
            valore = _normale(grezzo)
            if isinstance(valore, str):
                davanti, prima, dopo = colonna["=" if sembra_formula(valore) else "s"]
                scritto = escape(valore)
            elif isinstance(valore, date):
                davanti, prima, dopo = colonna["d"]
                scritto = str(to_excel(valore))
            elif valore is None:
                davanti, prima, dopo = colonna["-"]
                scritto = ""
            else:
                davanti, prima, dopo = colonna["n"]
                scritto = _cifre(valore)
            pezzi += (davanti, numero, prima, scritto, dopo)
        pezzi.append("</row>")
        return "".join(pezzi)


def _cifre(numero: int | Decimal) -> str:
    """All the figures of a number, as XML writes it."""
    if isinstance(numero, Decimal) and not numero.is_finite():
        raise ValueError(f"Una cella non può contenere {numero}.")
    return format(numero, "f") if isinstance(numero, Decimal) else str(numero)


def _larghezze(foglio: Foglio, prime: Sequence[Riga]) -> Iterator[int]:
    for i, (intestazione, formato) in enumerate(zip(foglio.intestazioni, foglio.formati, strict=True)):
        parole = max((len(parola) for parola in intestazione.split()), default=0) + 3
        testi = [len(_in_testo(riga[i], formato)) for riga in prime] if formato == "testo" else []
        yield min(LARGHEZZA_MASSIMA, max([FORMATI[formato][1], parole, *(n + 2 for n in testi)]))


def _titolo_valido(titolo: str, presi: set[str]) -> str:
    """A sheet's name: 31 characters, none of Excel's own, different from the others whatever the case."""
    base = NON_NEL_TITOLO.sub(" ", ILLECITI.sub("", titolo)).strip()[:TITOLO_MASSIMO] or "Foglio"
    candidato, numero = base, 2
    while candidato.casefold() in presi:
        coda = f" {numero}"
        candidato, numero = base[: TITOLO_MASSIMO - len(coda)] + coda, numero + 1
    presi.add(candidato.casefold())
    return candidato


# --- values -------------------------------------------------------------------------------------------------------------


def _normale(valore: Valore) -> str | int | Decimal | date | datetime | None:
    """What a cell can hold, exactly. A float is refused: it has already lost something."""
    tipo = type(valore)  # nearly all of them are plain: they are told apart first, and go by untouched
    if tipo is Decimal or tipo is int or (tipo is str and valore.isprintable() and len(valore) <= TESTO_MASSIMO):  # type: ignore[union-attr, arg-type]
        return valore
    if valore is None or (isinstance(valore, int | Decimal) and not isinstance(valore, bool)):
        return valore
    if isinstance(valore, bool):
        return "sì" if valore else "no"
    if isinstance(valore, datetime):
        return valore.astimezone(FUSO).replace(tzinfo=None) if valore.tzinfo else valore
    if isinstance(valore, date):
        return valore
    if isinstance(valore, str):
        testo = ILLECITI.sub("", valore)
        return testo if len(testo) <= TESTO_MASSIMO else testo[: TESTO_MASSIMO - len(TAGLIATO)] + TAGLIATO
    raise TypeError(f"Una cella non può contenere {type(valore).__name__}: servono testo, numero intero o Decimal, data.")


def disinnesca(testo: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{testo}" if sembra_formula(testo) else testo


def sembra_formula(testo: str) -> bool:
    """Whether a spreadsheet may take a text for a formula. One that begins with a letter or a digit never is."""
    return not testo[:1].isalnum() and FORMULA.match(testo) is not None


def _in_testo(valore: Valore, formato: str) -> str:
    """A value as CSV says it."""
    normale = _normale(valore)
    if normale is None:
        return ""
    if isinstance(normale, str):
        return disinnesca(normale)
    if isinstance(normale, datetime):
        return f"{normale:%d/%m/%Y %H:%M}"
    if isinstance(normale, date):
        return f"{normale:%d/%m/%Y}"
    decimali = ".2f" if formato in ("numero", "euro", "percento") and _ha_due_decimali(normale) else "f"
    return format(Decimal(normale), decimali).replace(".", ",")


def _ha_due_decimali(numero: int | Decimal) -> bool:
    """Show two decimals, but never round away a third that is there."""
    return numero == round(Decimal(numero), 2)


def _tutte_le_righe(foglio: Foglio) -> Iterator[Riga]:
    yield foglio.intestazioni
    yield from foglio.righe
    if foglio.totali is not None:
        yield foglio.totali
