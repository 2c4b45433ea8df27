"""Reading a sheet that somebody uploads: XLSX or CSV, bytes in, rows of cells out. Nothing of the file is trusted."""

import csv
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string
from openpyxl.utils.exceptions import InvalidFileException

from .pacchetti_ricevuti import RIGHE_LETTE_MASSIME, ROVINATO, FileRifiutato, controlla_pacchetto, troppe_righe_lette

__all__ = ["BYTE_MASSIMI", "RIGHE_MASSIME", "FileRifiutato", "Riga", "leggi_foglio"]

BYTE_MASSIMI = 10 * 1024 * 1024
RIGHE_MASSIME = 20_000
COLONNE_MASSIME = 30
CARATTERI_CELLA = 300
CELLE_DETTE = 5
CARATTERI_RIGA = 100_000

# Unicode: formats (zero width, right to left), controls, halves of pairs, private and unassigned ones; then what is blank by other names.
CATEGORIE_INVISIBILI = frozenset({"Cf", "Cc", "Cs", "Co", "Cn"})
VUOTI = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | {chr(c) for c in (*range(0xFE00, 0xFE10), *range(0x180B, 0x1810))}
RIGA_LUNGA = re.compile(rf"[^\r\n]{{{CARATTERI_RIGA}}}")

Riga = tuple[int, list[Any]]
"""The number of the row as a spreadsheet shows it, and its cells."""

# All that a damaged or hostile workbook makes the reader raise.
GUASTI = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, ParseError, KeyError, ValueError, TypeError, AttributeError, IndexError,
    EOFError, OSError, RuntimeError, NotImplementedError,
)  # fmt: skip


def leggi_foglio(nome: str, contenuto: bytes) -> list[Riga]:
    """The rows that are not empty, in order; of a workbook, those of the first sheet. Raises FileRifiutato."""
    if not contenuto.strip():
        raise FileRifiutato("Il file è vuoto.")
    if len(contenuto) > BYTE_MASSIMI:
        raise FileRifiutato("Il file supera i 10 MB.")
    estensione = nome.rsplit(".", 1)[-1].lower() if "." in nome else ""
    e_zip = contenuto.startswith(b"PK\x03\x04")
    if estensione == "xlsx" and e_zip:
        righe = _xlsx(contenuto)
    elif estensione == "csv" and not e_zip:
        righe = _csv(contenuto)
    elif estensione in ("xlsx", "csv"):
        raise FileRifiutato(
            f"Il contenuto del file non è quello che l’estensione .{estensione} promette: salvalo di nuovo dal foglio di calcolo."
        )
    else:
        raise FileRifiutato("Carica un file .xlsx oppure .csv.")
    return _piene(righe)


def _rifiuta_formule(celle: Sequence[str]) -> None:
    """A formula that no spreadsheet has worked out yet reads as an empty cell: nobody has left it empty."""
    lette = [c for c in celle if not c or column_index_from_string(c.rstrip("0123456789")) <= COLONNE_MASSIME]
    if not lette:
        return
    quali = ", ".join(c for c in lette[:CELLE_DETTE] if c) or "del foglio"
    altre = f" e altre {len(lette) - CELLE_DETTE}" if len(lette) > CELLE_DETTE else ""
    dove = f"Nella cella {quali} c’è" if len(lette) == 1 else f"Nelle celle {quali}{altre} c’è"
    raise FileRifiutato(f"{dove} una formula senza il suo risultato: apri il file nel foglio di calcolo, salvalo e caricalo di nuovo.")


def _piene(righe: Iterator[Sequence[Any]]) -> list[Riga]:
    trovate: list[Riga] = []
    for numero, celle in enumerate(righe, start=1):
        if celle.count(None) == len(celle):  # a far cell makes a million of these
            continue
        pulite = [_pulisci(numero, cella) for cella in celle]
        if all(cella in (None, "") for cella in pulite):
            continue
        if len(trovate) > RIGHE_MASSIME:
            raise FileRifiutato(f"Il foglio ha più di {RIGHE_MASSIME:,} righe: dividilo in più file.".replace(",", "."))
        trovate.append((numero, pulite))
    return trovate


def _pulisci(numero: int, cella: Any) -> Any:
    """Text without double spaces, in composed letters, and with nothing in it that cannot be seen; other values as they are."""
    if not isinstance(cella, str):
        return cella
    if len(cella) > CARATTERI_CELLA:
        raise FileRifiutato(f"Alla riga {numero} una cella ha più di {CARATTERI_CELLA} caratteri.")
    pulita = " ".join(cella.split())
    if not pulita.isascii() or not pulita.isprintable():
        _rifiuta_invisibili(numero, pulita)
    return unicodedata.normalize("NFC", pulita)


def _rifiuta_invisibili(numero: int, testo: str) -> None:
    """Two matricole that look the same must be the same, and a name must not turn round the text beside it."""
    for carattere in testo:
        if carattere in VUOTI or unicodedata.category(carattere) in CATEGORIE_INVISIBILI:
            codice = f"U+{ord(carattere):04X}"
            raise FileRifiutato(f"Alla riga {numero} una cella contiene un carattere che non si vede ({codice}): riscrivila a mano.")


def _csv(contenuto: bytes) -> Iterator[Sequence[Any]]:
    """Comma or semicolon, whichever the first line has more of; UTF-8 with or without BOM, otherwise the Windows table."""
    if b"\0" in contenuto:
        raise FileRifiutato("Il file non è un testo CSV: salvalo dal foglio di calcolo come «CSV UTF-8».")
    try:
        testo = contenuto.decode("utf-8-sig")
    except UnicodeDecodeError:
        testo = contenuto.decode("cp1252", errors="replace")
    if RIGA_LUNGA.search(testo):
        raise FileRifiutato(f"Una riga del file ha più di {CARATTERI_RIGA:,} caratteri.".replace(",", "."))
    prima = testo.lstrip().split("\n", 1)[0]
    lettore = csv.reader(io.StringIO(testo, newline=""), delimiter=";" if prima.count(";") >= prima.count(",") else ",", strict=True)
    try:
        for numero, celle in enumerate(lettore, start=1):
            if numero > RIGHE_LETTE_MASSIME:
                raise troppe_righe_lette()
            yield celle[:COLONNE_MASSIME]
    except csv.Error as errore:
        raise FileRifiutato(f"Alla riga {lettore.line_num} le virgolette non tornano: correggila e carica di nuovo il file.") from errore


def _xlsx(contenuto: bytes) -> Iterator[Sequence[Any]]:
    """Streamed, and counted by us: the size that a sheet declares is ignored (one cell at XFD1048576 would hang a plain reader)."""
    senza_valore = controlla_pacchetto(contenuto)
    try:
        libro = load_workbook(io.BytesIO(contenuto), read_only=True, data_only=True, keep_links=False)
        if not libro.worksheets:
            raise FileRifiutato("Il file non ha nessun foglio.")
        foglio = libro.worksheets[0]
        _rifiuta_formule(senza_valore.get(foglio._worksheet_path.lstrip("/"), []))
        foglio.reset_dimensions()
        yield from foglio.iter_rows(max_col=COLONNE_MASSIME, values_only=True)
        libro.close()
    except GUASTI as errore:
        raise FileRifiutato(ROVINATO) from errore
