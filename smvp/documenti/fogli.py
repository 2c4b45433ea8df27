"""The one writer of spreadsheets. Numbers stay numbers, dates dates, and nothing a person typed ever becomes a formula.

XLSX for people (Italian formats, header frozen, ready to print); CSV as Italian spreadsheets open it: semicolons, decimal comma, UTF-8
with its mark.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from smvp.nucleo.formati import FUSO

Valore = str | int | Decimal | date | datetime | bool | None
Riga = Sequence[Valore]

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


@dataclass(frozen=True, slots=True)
class Foglio:
    """A sheet: ``formati`` says, column by column, one of FORMATI; ``totali`` is a last row, set apart."""

    titolo: str
    intestazioni: Sequence[str]
    righe: Iterable[Riga]
    formati: Sequence[str]
    totali: Riga | None = None

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
        pagina = libro.create_sheet(_titolo_valido(foglio.titolo, titoli))
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
    for riga in _tutte_le_righe(foglio):
        penna.writerow([_in_testo(valore, formato) for valore, formato in zip(riga, foglio.formati, strict=True)])
    return b"\xef\xbb\xbf" + uscita.getvalue().encode()


# --- XLSX -------------------------------------------------------------------------------------------------------------


def _scrivi_foglio(pagina: WriteOnlyWorksheet, foglio: Foglio) -> None:
    righe = iter(foglio.righe)
    prime = list(islice(righe, RIGHE_PER_LARGHEZZA))
    for i, larghezza in enumerate(_larghezze(foglio, prime), start=1):
        pagina.column_dimensions[get_column_letter(i)].width = larghezza
    _imposta_stampa(pagina)
    pagina.append([_cella(pagina, titolo, "testo", font=GRASSETTO, fill=FONDO, alignment=A_CAPO) for titolo in foglio.intestazioni])
    quante = 1
    for riga in chain(prime, righe):
        pagina.append([_cella(pagina, v, f) for v, f in zip(riga, foglio.formati, strict=True)])
        quante += 1
    pagina.auto_filter.ref = f"A1:{get_column_letter(len(foglio.formati))}{quante}"
    if foglio.totali is not None:
        pagina.append([_cella(pagina, v, f, font=GRASSETTO, border=FILO_SOPRA) for v, f in zip(foglio.totali, foglio.formati, strict=True)])


def _imposta_stampa(pagina: WriteOnlyWorksheet) -> None:
    """Landscape A4, one page wide, the header on each page and the page number at the foot."""
    pagina.freeze_panes = "A2"
    pagina.print_title_rows = "1:1"
    pagina.page_setup.orientation = "landscape"
    pagina.page_setup.paperSize = A4
    pagina.page_setup.fitToHeight = 0
    pagina.sheet_properties.pageSetUpPr.fitToPage = True
    pagina.oddFooter.left.text = "&A"
    pagina.oddFooter.right.text = "pagina &P di &N"


def _cella(pagina: WriteOnlyWorksheet, valore: Valore, formato: str, **aspetto: object) -> WriteOnlyCell:
    valore = _normale(valore)
    cella = WriteOnlyCell(pagina, value=valore)
    if isinstance(valore, str):
        # openpyxl takes "=…" for a formula: the type is forced to text, and the quote keeps it text when the cell is edited.
        cella.data_type = "s"
        cella.quotePrefix = bool(FORMULA.match(valore))
        cella.alignment = A_CAPO
    elif valore is not None:
        cella.number_format = FORMATI[formato][0]
        cella.alignment = IN_ALTO
    for nome, stile in aspetto.items():
        setattr(cella, nome, stile)
    return cella


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


def _in_testo(valore: Valore, formato: str) -> str:
    """A value as CSV says it."""
    normale = _normale(valore)
    if normale is None:
        return ""
    if isinstance(normale, str):
        return f"'{normale}" if FORMULA.match(normale) else normale
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
